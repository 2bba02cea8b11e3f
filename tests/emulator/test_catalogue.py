"""Every resource of the catalogue, whatever it is: the emulator must serve all that its description can ask for."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from terrabind.emulator import Emulator
from terrabind.emulator.environment import environment_of
from terrabind.emulator.options import EmulatorOptions
from terrabind.spec.operation import Format, Operation
from terrabind.spec.resource import Resource
from tests.emulator.in_process import CATALOGUE, connect, emulate

RESOURCES = tuple(CATALOGUE.resources.values())
APIS = tuple(CATALOGUE.apis.values())


def scope_of(resource: Resource) -> dict[str, Any]:
    """Return the scope that the settings' examples give."""
    return {
        name: resource.api.settings[attribute.setting].example
        for name, attribute in resource.attributes.items()
        if attribute.setting
    }


async def ask(emulator: Emulator, operation: Operation, values: dict[str, Any]) -> httpx.Response:
    """Make an operation's request with nothing but its fixed parts and its paths filled."""

    def fill(text: str) -> str:
        return re.sub(r"\{([a-z_.]+)\}", lambda found: str(values.get(found.group(1), "x")), text)

    headers = {name: fill(text) for name, text in operation.headers.items()}
    named = {"authorization": "Bearer k", "X-SDS-AUTH-TOKEN": "k", "accept": "application/json", **headers}
    query = {name: fill(text) for name, text in operation.parameters.items()}
    if operation.format is Format.QUERY:
        query = {"RoleName": str(values.get("name", "")), "PolicyDocument": "{}", **query}
    async with connect(emulator) as http:
        return await http.request(operation.method, fill(operation.path), params=query, headers=named, json=None)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.type_name)
async def test_an_example_is_kept_as_it_was_given(resource: Resource) -> None:
    """What a description calls an example passes its own server, and comes back."""
    emulator = emulate(resource.api.name)
    made = emulator.put(resource, {**resource.example, **scope_of(resource)})
    assert emulator.state[resource.type_name] == [made]
    assert {name: made[name] for name in resource.example} == dict(resource.example)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.type_name)
async def test_every_operation_is_known_to_the_server(resource: Resource) -> None:
    """No operation of a description, clean-ups before a delete included, meets a server that has never heard of it."""
    emulator = emulate(resource.api.name, keys=frozenset({"k"}))
    values = emulator.put(resource, {**resource.example, **scope_of(resource)})
    operations = [resource.listing.operation, *([resource.read] if resource.read else [])]
    operations += [step.operation for step in resource.steps]
    for sweep in resource.sweeps:
        operations += [*([sweep.listing.operation] if sweep.listing else []), sweep.operation]
    for operation in [*operations, resource.create, resource.delete]:
        answer = await ask(emulator, operation, values)
        assert "there is nothing at" not in answer.text
        assert "is not known" not in answer.text


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_environment_names_an_address_a_credential_and_a_scope(api: Any) -> None:
    """What is exported must suffice: the address, and all settings of one way in."""
    exported = environment_of(api, "http://127.0.0.1:1", EmulatorOptions())
    assert exported[api.settings[api.url_setting].environment] == "http://127.0.0.1:1"
    assert set(exported) <= {setting.environment for setting in api.settings.values()}
    assert all(exported.values())
    assert len(exported) >= 3


def test_the_environment_has_the_credentials_that_are_accepted() -> None:
    """With credentials named, made-up ones would be refused."""
    options = EmulatorOptions(keys=frozenset({"key"}), users={"ops": "secret"})
    exported: dict[str, str] = {}
    for api in APIS:
        exported |= environment_of(api, "http://127.0.0.1:1", options)
    assert exported["FIREWORKS_API_KEY"] == "key"
    assert (exported["ECS_USERNAME"], exported["ECS_PASSWORD"]) == ("ops", "secret")
    assert (exported["K0RDENT_CLIENT_ID"], exported["K0RDENT_CLIENT_SECRET"]) == ("ops", "secret")
