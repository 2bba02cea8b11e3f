"""The provider's `rest` block: settings, credentials and what is said when they do not do."""

from __future__ import annotations

import httpx
import pytest

from terrabind.generic.api import API
from terrabind.plugin.diagnostics import RefusedError
from terrabind.plugin.provider import NotKnownYetError, Provider, Transport
from terrabind.rest import Client
from terrabind.spec.api import Api
from terrabind.spec.values import UNKNOWN, Value, Values, look_up
from tests.plugin.fake_rest import BASE, GENERIC, FakeRest, thing
from tests.plugin.rig import APIS, Connection, Held

SEVERAL: Values = {
    "rest": {
        "base_url": BASE,
        "headers": {"X-Tenant": "canary-tenant"},
        "auth": {"bearer": "canary-first"},
        "credentials": {"second": {"basic": {"username": "u", "password": "canary-second"}}},
    }
}


def provider(block: Values, environment: dict[str, str] | None = None) -> Provider:
    """A provider that is configured with this `rest` block."""
    made = Provider(APIS, environment or {})
    made.configure({"rest": block})
    return made


def test_the_leaves_of_the_block_are_the_settings() -> None:
    """So the engine resolves them as those of the typed APIs."""
    found = provider({"auth": {"basic": {"username": "u", "password": "p"}}}, {"REST_BASE_URL": BASE}).require(API)
    given = {name: value for name, value in found.items() if value is not None}
    assert given == {"base_url": BASE, "auth.basic.username": "u", "auth.basic.password": "p"}


def test_a_missing_address_is_named_with_its_variable() -> None:
    """The one thing that every generic resource needs."""
    with pytest.raises(RefusedError, match="not configured") as raised:
        provider({}).require(API)
    assert "rest.base_url (REST_BASE_URL)" in raised.value.diagnostics[0].detail


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ({"auth": {}}, ("rest", "auth")),
        ({"auth": {"bearer": "a", "command": ["b"]}}, ("rest", "auth")),
        ({"auth": {"api_key": {"name": "k", "value": "v", "in": "body"}}}, ("rest", "auth", "api_key", "in")),
        ({"credentials": {"a": {}, "b": {"bearer": "x"}}}, ("rest", "credentials")),
        ({"base_url": "example.com"}, ("rest", "base_url")),
    ],
)
def test_a_block_is_judged_before_anything_is_asked(block: Values, path: tuple[str, ...]) -> None:
    """With the path of what is wrong, and never with a secret."""
    (found,) = provider({}).validate({"rest": block})
    assert found.path == path
    assert provider({}).validate({"rest": {"auth": UNKNOWN, "credentials": UNKNOWN}}) == []


async def test_a_resource_chooses_its_credential_by_name() -> None:
    """One API, several accounts, one provider block."""
    server = FakeRest()
    connection = server.connection(SEVERAL)
    await connection.apply(GENERIC, Held(), thing())
    await connection.apply(GENERIC, Held(), thing(credential="second"))
    sent = list(dict.fromkeys(request.headers["Authorization"].split()[0] for request in server.asked))
    assert (sent, {request.headers["X-Tenant"] for request in server.asked}) == (["Bearer", "Basic"], {"canary-tenant"})


def test_a_credential_that_is_not_there_is_said_where_it_is_named() -> None:
    """With those that are there."""
    answer = FakeRest().connection(SEVERAL).plan(GENERIC, Held(), thing(credential="third"))
    (told,) = answer.diagnostics
    assert (told.attribute.steps[0].attribute_name, '"second"' in told.detail) == ("credential", True)


async def test_a_credential_may_get_another_name() -> None:
    """A refresh still knows the old one, and must not stand in the way of the plan that changes it."""
    server = FakeRest()
    held = await server.connection(SEVERAL).apply(GENERIC, Held(), thing(credential="second"))
    second = look_up(SEVERAL, "rest.credentials.second")
    renamed = server.connection({"rest": {**as_block(SEVERAL["rest"]), "credentials": {"other": second}}})
    read = await renamed.read(GENERIC, held)
    assert (read.values, read.failed, '"other"' in read.told) == (held.values, False, True)
    changed = await renamed.apply(GENERIC, read, thing(credential="other"))
    assert (changed.failed, (await renamed.read(GENERIC, changed)).diagnostics) == (False, [])


def test_what_is_not_known_yet_is_tolerated_until_a_request_is_wanted() -> None:
    """The address of an API that the same run sets up is known only during apply."""
    late: Values = {"rest": {"base_url": UNKNOWN, "auth": UNKNOWN}}
    connection = FakeRest().connection(late)
    assert list(connection.plan(GENERIC, Held(), thing()).diagnostics) == []
    made = Provider(APIS, {})
    made.configure(late)
    with pytest.raises(NotKnownYetError, match="cannot be asked yet") as raised:
        made.client(API)
    assert raised.value.diagnostics[0].detail.startswith("rest.base_url, rest.auth in")


def test_clients_of_one_connection_share_their_locks() -> None:
    """Two credentials of one API must not write the same object at once; the block's own timeout holds for both."""
    seen: list[Transport] = []

    def connect(api: Api, settings: Values, transport: Transport) -> Client:
        seen.append(transport)
        return Client(api, settings, locks=transport.locks)

    made = Provider(APIS, {}, connect)
    made.configure({"rest": {**as_block(SEVERAL["rest"]), "timeout": "5s"}, "timeout": "9s"})
    assert made.client(API) is not made.client(API, "second")
    assert seen[0].locks is seen[1].locks is not None
    assert [each.timeout for each in seen] == [5.0, 5.0]


def as_block(value: Value) -> dict[str, Value]:
    """A block to change."""
    assert isinstance(value, dict)
    return value


async def test_a_failure_tells_no_secret_of_the_block() -> None:
    """Servers love to repeat what they refuse."""

    def parrot(request: httpx.Request) -> httpx.Response:
        said = f"{request.headers.get('Authorization')} {request.headers['X-Tenant']} may not"
        return httpx.Response(403, json={"message": said})

    held = await FakeRest(fault=parrot).connection(SEVERAL).apply(GENERIC, Held(), thing())
    assert (held.failed, "may not" in held.told, "canary" in held.told) == (True, True, False)


def test_a_connection_without_a_rest_block_serves_the_typed_apis() -> None:
    """Nobody has to configure what is not used."""
    connection = Connection()
    assert connection.configure({}) == []
    (told,) = connection.plan(GENERIC, Held(), thing()).diagnostics
    assert told.summary == "The REST API is not configured"
