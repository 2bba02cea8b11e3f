"""The data source `terrabind_rest_request`, and what is ephemeral: the same request, and tokens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from terrabind.plugin import ephemeral
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.managed import REQUEST
from terrabind.spec.values import Value, Values
from tests.plugin.fake_rest import FakeRest
from tests.plugin.rig import CONFIGURED, TYPES, Apis, Connection, message

PAGE: Values = {"token_param": "start", "token_from": "next"}
ECS_TOKEN = "terrabind_ecs_token"  # a type, not a token
K0RDENT_TOKEN = "terrabind_k0rdent_token"  # the same


@pytest.fixture
def server() -> FakeRest:
    return FakeRest(objects={f"/rows/{number}": {"id": number} for number in range(1, 6)})


async def ask(connection: Connection, config: Values) -> Values:
    """Read the data source."""
    codec = TYPES.data(REQUEST).codec
    answer = await connection.ask("ReadDataSource", type_name=REQUEST, config=message(codec, config))
    assert not answer.diagnostics, answer.diagnostics
    found = codec.decode(answer.state.msgpack)
    assert found is not None
    return found


async def test_all_pages_are_followed(server: FakeRest) -> None:
    """A page that is left out is an object that nobody sees."""
    found = await ask(server.connection(), {"path": "/rows", "select": "data", "page": PAGE})
    assert found["output"] == [{"id": number} for number in range(1, 6)]
    assert (found["status"], len(server.asked)) == (200, 3)


async def test_one_answer_is_given_whole_or_in_part(server: FakeRest) -> None:
    """With its status and headers, which some APIs say everything with."""
    whole = await ask(server.connection(), {"path": "/rows/3"})
    part = await ask(server.connection(), {"path": "/rows/3", "select": "id"})
    assert (whole["output"], part["output"], whole["status"]) == ({"id": 3}, 3, 200)
    assert isinstance(headers := whole["response_headers"], dict)
    assert headers["x-request-id"] == "r-1"


@pytest.mark.parametrize(
    ("config", "output"),
    [
        ({"select": "data.*.id", "page": PAGE}, [1, 2, 3, 4, 5]),
        ({"select": "data.*.id"}, [1, 2]),
        ({"select": "data.*.none"}, []),
        ({"select": "/data/*/id"}, [1, 2]),
    ],
)
async def test_many_places_are_a_list_of_what_stands_there(server: FakeRest, config: Values, output: Value) -> None:
    """Of every page; a list of names is what most questions are about."""
    assert (await ask(server.connection(), {"path": "/rows", **config}))["output"] == output


async def test_a_question_may_be_a_post(server: FakeRest) -> None:
    """Many APIs search by a body."""
    config: Values = {"path": "/search", "method": "POST", "body": {"q": 1.50}, "headers": {"X-A": "{raw}"}}
    found = await ask(server.connection(), config)
    assert (server.sent("POST"), server.asked[0].headers["X-A"], found["status"]) == ([{"q": 1.5}], "{raw}", 201)


async def test_a_request_that_fails_says_which_and_why(server: FakeRest) -> None:
    """The same words as for resources."""
    config = message(TYPES.data(REQUEST).codec, {"path": "/none"})
    answer = await server.connection().ask("ReadDataSource", type_name=REQUEST, config=config)
    (told,) = answer.diagnostics
    for words in ("GET", "/base/none", "404", "no such thing", "r-404"):
        assert words in told.detail + told.summary


def test_a_page_that_says_two_things_is_refused(server: FakeRest) -> None:
    """Before anything is asked; the ephemeral one alike."""
    config = message(TYPES.data(REQUEST).codec, {"path": "/rows", "page": {**PAGE, "link_header": True}})
    connection = server.connection()
    for name in ("ValidateDataResourceConfig", "ValidateEphemeralResourceConfig"):
        (told,) = connection.call(name, type_name=REQUEST, config=config).diagnostics
        assert [step.attribute_name for step in told.attribute.steps] == ["page"]


async def opened(connection: Connection, name: str, config: Values) -> tuple[Values, Any]:
    """Open an ephemeral resource; its values and the answer."""
    codec = Codec(ephemeral.find_type(name).attributes)
    answer = await connection.ask("OpenEphemeralResource", type_name=name, config=message(codec, config))
    assert not answer.diagnostics, answer.diagnostics
    found = codec.decode(answer.result.msgpack)
    assert found is not None
    return found, answer


async def test_an_ephemeral_request_is_opened_and_closed(server: FakeRest) -> None:
    """There is nothing to renew or to end."""
    connection = server.connection()
    found, answer = await opened(connection, REQUEST, {"path": "/rows/3", "select": "id"})
    assert (found["output"], answer.private, answer.HasField("renew_at")) == (3, b"", False)
    closed = await connection.ask("CloseEphemeralResource", type_name=REQUEST, private=answer.private)
    assert (list(closed.diagnostics), len(server.asked)) == ([], 1)


def calls(apis: Apis, api: str) -> list[str]:
    """The paths that an API was asked for."""
    return [str(each["path"]) for each in apis.emulators[api].calls.report()["calls"]]


async def test_a_session_opened_for_a_token_is_ended_with_it() -> None:
    """ECS keeps at most a hundred sessions of a user; the one that resources use goes on."""
    apis = Apis()
    connection = Connection(connect=apis.connect)
    connection.configure()
    found, answer = await opened(connection, ECS_TOKEN, {})
    assert (bool(found["token"]), found["expires_at"], calls(apis, "ecs")) == (True, None, ["/login"])
    for _ in range(2):
        await connection.ask("CloseEphemeralResource", type_name=ECS_TOKEN, private=answer.private)
    assert calls(apis, "ecs") == ["/login", "/logout"]
    await connection.close()


async def test_a_token_that_terraform_forgets_ends_with_the_connection() -> None:
    """However the run ends."""
    apis = Apis()
    connection = Connection(connect=apis.connect)
    connection.configure()
    await opened(connection, ECS_TOKEN, {})
    await connection.close()
    assert calls(apis, "ecs") == ["/login", "/logout"]


async def test_a_ready_token_is_handed_on_without_a_request() -> None:
    """Whoever gave it ends it."""
    apis = Apis()
    connection = Connection(connect=apis.connect)
    connection.configure()
    found, answer = await opened(connection, K0RDENT_TOKEN, {})
    assert (found, answer.HasField("renew_at")) == ({"token": "canary-token", "expires_at": None}, False)
    await connection.close()
    assert calls(apis, "k0rdent") == []


async def test_a_minted_token_says_when_it_ends() -> None:
    """It cannot be prolonged, which is said a minute before, while there is still time to see it."""
    apis = Apis()
    connection = Connection(connect=apis.connect)
    minted: dict[str, Value] = {"base_url": "http://api", "client_id": "sa@acme.iam", "client_secret": "canary-secret"}
    connection.configure({**CONFIGURED, "k0rdent": minted})
    found, answer = await opened(connection, K0RDENT_TOKEN, {})
    assert str(found["expires_at"]).endswith("Z")
    assert answer.renew_at.ToJsonString() < str(found["expires_at"])
    renewed = connection.call("RenewEphemeralResource", type_name=K0RDENT_TOKEN, private=answer.private)
    (told,) = renewed.diagnostics
    assert str(found["expires_at"]) in told.detail
    assert (renewed.HasField("renew_at"), str(found["token"]) in str(answer.private)) == (False, False)


async def test_a_token_that_is_refused_opens_nothing() -> None:
    """A wrong secret is said at once."""
    server = FakeRest(fault=lambda _request: httpx.Response(401, json={"error": "who are you?"}))
    connection = Connection(connect=server.connect)
    connection.configure()
    empty = message(Codec(ephemeral.find_type(ECS_TOKEN).attributes), {})
    answer = await connection.ask("OpenEphemeralResource", type_name=ECS_TOKEN, config=empty)
    assert len(answer.diagnostics) == 1
    assert "canary" not in answer.diagnostics[0].detail
