"""One loop over the catalogue: what must hold for every description, also for those not written yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from terrabind.apis import load_catalogue
from terrabind.spec.api import Api
from terrabind.spec.credential import settings_of
from terrabind.spec.identity import attribute_at, fields_of, write_import_id
from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import Attribute, ObjectOf, Presence
from terrabind.spec.values import look_up

CATALOGUE = load_catalogue()
each_resource = pytest.mark.parametrize("resource", CATALOGUE.resources.values(), ids=list(CATALOGUE.resources))
each_api = pytest.mark.parametrize("api", CATALOGUE.apis.values(), ids=list(CATALOGUE.apis))


def operations(resource: Resource) -> Iterator[Operation]:
    yield from (resource.create, resource.listing.operation, resource.delete)
    yield from (step.operation for step in resource.steps)
    yield from (sweep.operation for sweep in resource.sweeps)
    yield from (sweep.listing.operation for sweep in resource.sweeps if sweep.listing)
    yield from (resource.read,) if resource.read else ()


def attributes(given: dict[str, Attribute], prefix: str = "") -> Iterator[tuple[str, Attribute]]:
    for name, attribute in given.items():
        yield prefix + name, attribute
        if isinstance(attribute.type, ObjectOf):
            yield from attributes(dict(attribute.type.attributes), f"{prefix}{name}.")


def test_the_four_typed_resources_are_found() -> None:
    """Discovery by folder must not silently lose one."""
    assert list(CATALOGUE.resources) == [
        "terrabind_ecs_iam_role",
        "terrabind_fireworks_aws_iam_role_binding",
        "terrabind_fireworks_node_pool_binding",
        "terrabind_k0rdent_iam_policy_binding",
    ]


@each_resource
def test_every_path_that_a_description_names_exists(resource: Resource) -> None:
    """A misspelt attribute in a template would only show on a live API."""
    named = [*resource.key, *resource.identity, *resource.scope]
    named += [name for form in resource.imports for name in fields_of(form)]
    named += [send.attribute for operation in operations(resource) for send in operation.sends]
    named += [name for step in resource.steps for name in step.watches]
    named += [sweep.flag for sweep in resource.sweeps]
    for operation in operations(resource):
        texts = [
            operation.path,
            *operation.query.values(),
            *operation.headers.values(),
            *operation.parameters.values(),
        ]
        named += [name for text in texts for name in fields_of(text) if name.split(".")[0] != "item"]
    for name in named:
        assert attribute_at(resource, name).doc


@each_resource
def test_every_example_passes_its_own_checks(resource: Resource) -> None:
    """Examples are copied; a refused example is a broken promise on the first page."""
    for name, attribute in attributes(dict(resource.attributes)):
        value = look_up(resource.example, name)
        assert value is not None or attribute.presence is not Presence.REQUIRED, name
        assert [check.complain(value) for check in attribute.checks if value is not None] == [
            None for _ in attribute.checks if value is not None
        ]
    assert [fault for rule in resource.rules for fault in rule.judge(resource.example)] == []


@each_resource
def test_every_attribute_is_documented_and_placed(resource: Resource) -> None:
    """An attribute that is neither local nor on the wire would never reach the server."""
    for name, attribute in attributes(dict(all_attributes(resource))):
        assert attribute.doc.endswith((".", "`.")), name
        in_header = any(
            f"{{{name}}}" in text for operation in operations(resource) for text in operation.headers.values()
        )
        assert attribute.local or attribute.wire or in_header, name


@each_resource
def test_every_key_attribute_replaces(resource: Resource) -> None:
    """A key that changed in place would leave the old grant behind."""
    for name in resource.key:
        assert attribute_at(resource, name.split(".")[0]).replace, name


@each_resource
def test_every_changeable_attribute_has_a_step_or_replaces(resource: Resource) -> None:
    """A change that no step carries would be planned for ever."""
    watched = {name for step in resource.steps for name in step.watches}
    for name, attribute in resource.attributes.items():
        if attribute.configurable and not attribute.local:
            assert attribute.replace != (name in watched), name


@each_resource
def test_the_example_has_an_import_id(resource: Resource) -> None:
    """What can be made can be imported."""
    made = {"account_id": "acme", "namespace": "ns1", "policy_id": "p-1"}
    assert write_import_id(resource, {**made, **resource.example})


@each_api
def test_every_way_in_names_existing_settings(api: Api) -> None:
    """A credential that looks for a setting nobody can give would never work."""
    for credential in api.credentials:
        assert set(settings_of(credential)) <= set(api.settings)
    assert api.url_setting in api.settings


@each_api
def test_every_secret_setting_is_sensitive(api: Api) -> None:
    """Terraform hides what the schema calls sensitive, and nothing else."""
    for name, setting in api.settings.items():
        secret = any(word in name for word in ("key", "secret", "token", "password"))
        assert setting.attribute.sensitive == secret, name
        assert setting.environment.isupper()
