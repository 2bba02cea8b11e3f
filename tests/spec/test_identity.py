"""Import ids are written and read back without loss, and a malformed one shows the accepted forms."""

from __future__ import annotations

import pytest

from terrabind.apis import load_catalogue
from terrabind.spec.identity import MalformedImportIdError, fields_of, read_import_id, write_import_id
from terrabind.spec.values import Value

RESOURCES = load_catalogue().resources
ROLE = "arn:aws:iam::123456789012:role/team/a/Trainer"


@pytest.mark.promise(21)
@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        (
            "fireworks_aws_iam_role_binding",
            f"acme/ana@x.org/{ROLE}",
            {"account_id": "acme", "principal": "ana@x.org", "role": ROLE},
        ),
        ("fireworks_aws_iam_role_binding", f"ana@x.org/{ROLE}", {"principal": "ana@x.org", "role": ROLE}),
        (
            "fireworks_node_pool_binding",
            "acme/c1/n1/ana@x.org",
            {"account_id": "acme", "cluster_id": "c1", "node_pool_id": "n1", "principal": "ana@x.org"},
        ),
        ("ecs_iam_role", "ns1/trainer", {"namespace": "ns1", "name": "trainer"}),
        ("ecs_iam_role", "trainer", {"name": "trainer"}),
        ("k0rdent_iam_policy_binding", "p-1", {"policy_id": "p-1"}),
        ("k0rdent_iam_policy_binding", "org-1/p-1", {"org_id": "org-1", "policy_id": "p-1"}),
    ],
)
def test_every_documented_import_id_is_read(kind: str, text: str, values: dict[str, Value]) -> None:
    """ARNs hold slashes themselves, so fields are told apart by what they accept."""
    assert read_import_id(RESOURCES[f"terrabind_{kind}"], text) == values


@pytest.mark.promise(21)
@pytest.mark.parametrize("kind", sorted(RESOURCES))
@pytest.mark.parametrize("text", ["", "/", "a b", "x/y/z/", "//", "ns/na me"])
def test_a_malformed_import_id_shows_the_accepted_forms(kind: str, text: str) -> None:
    """A user corrects the id without opening the documentation."""
    with pytest.raises(MalformedImportIdError, match=r"Accepted: `<\w+>"):
        read_import_id(RESOURCES[kind], text)


@pytest.mark.promise(21)
@pytest.mark.parametrize("kind", sorted(RESOURCES))
def test_what_is_written_is_read_back(kind: str) -> None:
    """The `id` in state can always be pasted into an import block."""
    resource = RESOURCES[kind]
    extra = {"account_id": "acme", "namespace": "ns1", "policy_id": "p-1", "org_id": "org-1"}
    values: dict[str, Value] = {**extra, **resource.example}
    text = write_import_id(resource, values)
    assert text is not None
    assert read_import_id(resource, text) == {name: values[name] for name in fields_of(resource.imports[0])}


def test_an_object_without_its_key_has_no_import_id() -> None:
    """Half an id would import something else."""
    assert write_import_id(RESOURCES["terrabind_ecs_iam_role"], {"namespace": "ns1"}) is None
