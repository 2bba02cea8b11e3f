"""The documented exchanges of Fireworks AI's node pool bindings, letter by letter.

Transcribed from "Delete Node Pool Binding" and from the service's own field comments (apis.md 1.3). The published
create body holds only the principal; cluster and pool are sent when configured, since the body is the message itself.
"""

from __future__ import annotations

import pytest

from terrabind.rest import errors
from tests.rest.fakes import POOL_BINDING, Exchange, Script, client

COLLECTION = "/v1/accounts/acme/nodePoolBindings"
BINDING = (
    '{"accountId": "acme", "clusterId": "research", "nodePoolId": "h100-a", '
    '"createTime": "2025-11-05T08:31:02Z", "principal": "ana@example.com"}'
)
WHOLE = '{"principal":"ana@example.com","clusterId":"research","nodePoolId":"h100-a"}'
LISTED = Exchange("GET", f"{COLLECTION}?pageSize=200", f'{{"nodePoolBindings": [{BINDING}]}}')
VALUES = {
    "principal": "ana@example.com",
    "cluster_id": "research",
    "node_pool_id": "h100-a",
    "account_id": "acme",
    "create_time": "2025-11-05T08:31:02Z",
}


async def test_create_with_the_documented_body_takes_the_pool_from_the_answer() -> None:
    """Only the principal is documented; the server says which pool it bound."""
    script = Script(Exchange("POST", COLLECTION, BINDING, '{"principal":"ana@example.com"}'), LISTED)
    async with client("fireworks", script) as rest:
        assert (await rest.create(POOL_BINDING, {"principal": "ana@example.com"})).values == VALUES
    assert script.finished()


async def test_create_sends_cluster_and_pool_when_they_are_configured() -> None:
    """Otherwise the user would get any pool (apis.md 1.3, point 4)."""
    wanted = {name: VALUES[name] for name in ("principal", "cluster_id", "node_pool_id")}
    empty = Exchange("GET", f"{COLLECTION}?pageSize=200", "{}")
    script = Script(empty, Exchange("POST", COLLECTION, BINDING, WHOLE), LISTED)
    async with client("fireworks", script) as rest:
        assert (await rest.create(POOL_BINDING, wanted)).values == VALUES
    assert script.finished()


async def test_a_server_that_binds_another_pool_is_undone() -> None:
    """It happens where the server ignores the two fields; delete names what was made."""
    wanted = {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "h100-b"}
    asked = WHOLE.replace("h100-a", "h100-b")
    script = Script(
        Exchange("GET", f"{COLLECTION}?pageSize=200", "{}"),
        Exchange("POST", COLLECTION, BINDING, asked),
        Exchange("POST", f"{COLLECTION}:delete", "{}", WHOLE),
    )
    async with client("fireworks", script) as rest:
        with pytest.raises(errors.WrongObjectError, match="node_pool_id"):
            await rest.create(POOL_BINDING, wanted)
    assert script.finished()


async def test_read_searches_the_list() -> None:
    """There is no GET by id."""
    async with client("fireworks", Script(LISTED)) as rest:
        assert await rest.read(POOL_BINDING, VALUES) == VALUES


async def test_delete_names_cluster_pool_and_principal() -> None:
    """The page says that all of them must be specified."""
    script = Script(Exchange("POST", f"{COLLECTION}:delete", "{}", WHOLE))
    async with client("fireworks", script) as rest:
        await rest.delete(POOL_BINDING, VALUES)
    assert script.finished()
