"""Both sides of a plan give their grants, and what is not sure says so."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty, Origin
from terrabind.review.extraction import Extracted, extract, extract_sides
from terrabind.review.packs import load_mappings
from terrabind.review.plan import REDACTED, Change, Plan
from terrabind.review.realms import Realms
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, document, line, lines, only, role, take

BINDING = "terrabind_k0rdent_iam_policy_binding.x"


def binding(who: object = "ana", role: object = "admin", **more: object) -> dict[str, object]:
    """A role for a user on the organisation."""
    return {"role": role, "principal": {"type": "user", "id": who}, "scope": {"type": "org"}, "org_id": "acme", **more}


def test_each_side_is_read_by_itself() -> None:
    """A change of the role is one grant before and another one after."""
    changed = change(BINDING, binding(role="viewer"), "update", before=binding())
    assert lines(changed, side="before") == ["user:ana hold admin ADMIN @ org acme"]
    assert lines(changed) == ["user:ana hold viewer READ @ org acme"]


def test_a_forgotten_grant_is_only_on_the_before_side_and_says_so() -> None:
    """The access stays although the after side is empty; the action is how the comparison knows."""
    forgotten = change(BINDING, None, "forget", before=binding())
    assert take(forgotten).edges == ()
    assert only(forgotten, side="before").origin.action == "forget"


def test_the_order_of_a_replacement_is_kept() -> None:
    """Delete first leaves a gap, create first an overlap."""
    assert only(change(BINDING, binding(), "delete", "create", before=binding())).origin.action == "delete, create"


def test_an_edge_says_where_it_comes_from() -> None:
    """A reviewer goes from the sentence to the line."""
    assert only(change(BINDING, binding())).origin == Origin(
        stack="prod",
        address=BINDING,
        attribute="principal.id",
        type=BINDING.removesuffix(".x"),
        action="create",
    )


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (binding(UNKNOWN), "principal"),
        (binding(role=UNKNOWN), "role"),
        (binding(scope={"type": "project", "resource": UNKNOWN}), "scope"),
        (binding(scope=UNKNOWN), "scope"),
        (binding(principal=UNKNOWN), "principal"),
    ],
)
def test_what_is_known_after_the_apply_is_unresolved_with_its_expression(values: dict[str, object], path: str) -> None:
    """An unknown principal is somebody, not nobody."""
    edge = only(change(BINDING, values, fed={path: ("terrabind_ecs_iam_role.deploy.role_id",)}))
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("terrabind_ecs_iam_role.deploy.role_id",)


@pytest.mark.parametrize("values", [binding(REDACTED), binding(principal=REDACTED), binding(role=REDACTED)])
def test_what_is_sensitive_is_redacted_and_still_a_grant(values: dict[str, object]) -> None:
    """Hiding who gets access is a reason to look, not to skip."""
    assert only(change(BINDING, values)).certainty is Certainty.REDACTED


def test_two_unknown_principals_are_two() -> None:
    """Merged into one, a second unknown grant would hide behind the first."""
    feeds = [{"principal": (f"terrabind_ecs_iam_role.{name}.role_id",)} for name in "ab"]
    edges = take(*(change(f"{BINDING}{at}", binding(UNKNOWN), fed=fed) for at, fed in enumerate(feeds))).edges
    assert len({edge.key for edge in edges}) == 2


def test_a_deferred_grant_is_unresolved() -> None:
    """Terraform did not plan it yet, so what is written is a guess."""
    edge = only(change(BINDING, binding(), deferred="instance_count_unknown"))
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("not planned yet: instance_count_unknown",)
    assert take(change(BINDING, None, deferred="instance_count_unknown")).unclear


def test_a_data_source_gives_nobody_anything() -> None:
    """It reads; a role that is looked up is granted to no one by that."""
    read = [change("data.aws_iam_role.x", role(), "read"), change("module.m.data.aws_iam_role.x", role(), "read")]
    assert take(*read).edges == ()


def test_a_grant_without_a_principal_is_listed() -> None:
    """A form that we do not know must not read as no grant."""
    taken = take(
        change(BINDING, {"role": "admin"}), change("aws_iam_role_policy_attachment.x", {"policy_arn": "arn:x"})
    )
    assert [each.reason for each in taken.unclear] == ["it names no principal", "it names no principal"]


def test_one_document_in_two_spellings_gives_the_same_grants() -> None:
    """A rewritten trust policy that lets in the same people is no change of access."""
    one = document({"Principal": {"AWS": ["1", "2"]}, "Action": "sts:AssumeRole"})
    other = document({"Action": ["sts:AssumeRole"], "Principal": {"AWS": ["2", "1"]}})
    changed = change("aws_iam_role.d", role(policy=other), "update", before=role(policy=one))
    assert lines(changed) == lines(changed, side="before")


@pytest.mark.parametrize(("value", "certainty"), [(UNKNOWN, Certainty.UNRESOLVED), (REDACTED, Certainty.REDACTED)])
@pytest.mark.parametrize(
    ("address", "attribute"),
    [
        ("aws_iam_role.d", "assume_role_policy"),
        ("aws_iam_role_policy.x", "policy"),
        ("aws_s3_bucket_policy.x", "policy"),
        ("aws_iam_policy.x", "policy"),
    ],
)
def test_a_document_that_nobody_can_read_is_one_uncertain_grant(
    value: object, certainty: Certainty, address: str, attribute: str
) -> None:
    """It stands for everything that it may say."""
    edge = only(change(address, {**role(), "role": "deploy", "bucket": "b", attribute: value}))
    assert edge.certainty is certainty


def test_drift_is_read_with_the_plans_names() -> None:
    """What somebody did outside is told in the words of the plan."""
    drifted = change("aws_iam_role_policy_attachment.x", {"role": "deploy", "policy_arn": "arn:aws:iam::aws:policy/X"})
    plan = Plan(label="prod", terraform="1.11.4", time="", changes=(change("aws_iam_role.d", role()),))
    (edge,) = extract(plan, "after", Realms(), changes=[drifted]).edges
    assert edge.principal.id == "arn:aws:iam::123456789012:role/deploy"


def test_an_empty_plan_says_nothing() -> None:
    """Nothing in, nothing out."""
    assert take() == take(change("null_resource.x", {}))


class Always(dict[str, object]):
    """A resource whose every attribute holds the same."""

    def __init__(self, value: object) -> None:
        super().__init__(value=value)

    def get(self, key: str, default: object = None) -> object:
        """One answer for every key."""
        del key, default
        return self["value"]


ODD = [0, True, "", "x", "{", "[]", "*", [], [None], [""], [{}], {}, {"a": UNKNOWN}, [UNKNOWN], [[1]], "{}", 1.5]


@pytest.mark.parametrize("name", [*load_mappings().types, "google_project_iam_policy", "google_x_iam_binding"])
def test_odd_values_break_nothing(name: str) -> None:
    """A provider of another version may hold anything; a review that falls over reviews nothing."""
    for value in (*ODD, UNKNOWN, REDACTED, None):
        taken = take(change(f"{name}.x", Always(value)))
        assert all(edge.principal.id and edge.role for edge in taken.edges), value


def test_a_wholly_unknown_grant_is_never_silent() -> None:
    """Whatever says a grant by attributes must say one, or say that it does not know."""
    speaking = [name for name, mappings in load_mappings().types.items() if mappings[0].sources or mappings[0].policy]
    silent = [name for name in speaking if take(change(f"{name}.x", Always(UNKNOWN))) == Extracted((), ())]
    assert silent == []


def many(count: int) -> list[Change]:
    """As many instances of a binding, each its own principal."""
    return [
        change(f"{BINDING}[{number}]", binding(f"user{number}@example.com"), index=number) for number in range(count)
    ]


def test_none_of_ten_thousand_grants_is_left_out() -> None:
    """Six stacks of an organisation have as many; `make bench` says how long they take."""
    assert len(take(*many(10_000)).edges) == 10_000


def test_a_denial_keeps_its_sign() -> None:
    """A denial in the same words is not the grant."""
    policy = document({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    said = only(change("aws_iam_role_policy.x", {"role": "deploy", "policy": policy}))
    assert line(said) == "-role:arn:aws:iam::prod:role/deploy hold s3:* ADMIN @ account prod/*"


def test_both_sides_at_once_are_the_sides_one_by_one() -> None:
    """What nothing is done to is read once for both sides, which must not show."""
    strange = change(
        "google_project_iam_member.x", {"role": "a", "project": "p"}, "no-op", before={"role": "a", "project": "p"}
    )
    kept = change(BINDING, binding(), "no-op", before=binding())
    attached = {"role": "deploy", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    named = change("aws_iam_role_policy_attachment.x", attached, "no-op", before=attached)
    made = change("aws_iam_role.d", role(path="/b/"), "delete", "create", before=role())
    changes = (strange, kept, named, made)
    plan = Plan(label="prod", terraform="1.11.4", time="", changes=changes)
    before, after = extract_sides(plan, Realms())
    assert (before, after) == (extract(plan, "before", Realms()), extract(plan, "after", Realms()))
    assert [edge is other for edge, other in zip(before.edges, after.edges, strict=True)][:2] == [True, False]
