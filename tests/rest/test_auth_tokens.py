"""The present token and its lifetime, for others to use: the same one that requests carry."""

from __future__ import annotations

import pytest

from terrabind.rest import errors
from terrabind.spec.values import Value
from tests.rest.fakes import ROLE, FakeClock
from tests.rest.test_credentials import Sessions, ecs, k0rdent
from tests.rest.things import OAUTH2, Door, connect, read


async def test_a_token_is_shared_with_requests_and_tells_what_is_left() -> None:
    """Whoever uses it must know when to come back."""
    door, clock = Door(), FakeClock()
    async with connect(door, {"oauth2": OAUTH2}, clock=clock) as client:
        await read(client)
        clock.seconds += 100
        token = await client.token()
    assert (token.text, token.lifetime, len(door.asked)) == ("token-1", 800, 1)


async def test_a_token_near_its_end_is_not_handed_out() -> None:
    """It would die in the hands of whoever asked."""
    door, clock = Door(), FakeClock()
    async with connect(door, {"oauth2": OAUTH2}, clock=clock) as client:
        await client.token()
        clock.seconds += 850
        token = await client.token()
    assert (token.text, token.lifetime) == ("token-2", 900)


async def test_a_minted_token_is_handed_out() -> None:
    """k0rdent says how long it lives."""
    async with k0rdent(Sessions()) as client:
        token = await client.token()
    assert (token.text, token.lifetime) == ("token-1", 900)


@pytest.mark.promise(37)
async def test_a_session_is_handed_out_and_ends_with_the_client() -> None:
    """Nobody else would end it; ECS does not say how long it lives."""
    server = Sessions()
    async with ecs(server) as client:
        token = await client.token()
        await client.list(ROLE)
        assert server.alive == {"token-1"}
    assert (token.text, token.lifetime, server.alive) == ("token-1", None, set())


async def test_a_ready_token_is_handed_out_as_it_is() -> None:
    """Nothing is asked for."""
    door = Door()
    async with connect(door, {"bearer": "canary"}) as client:
        token = await client.token()
    assert (token.text, token.lifetime, door.asked, door.calls) == ("canary", None, [], [])


@pytest.mark.parametrize(
    ("auth", "attribute"),
    [({"basic": {"username": "ana", "password": "canary"}}, "rest.auth.basic.password"), (None, "rest.auth")],
)
async def test_a_way_in_without_a_token_says_so(auth: dict[str, Value] | None, attribute: str) -> None:
    """A password is no token."""
    async with connect(Door(), auth) as client:
        with pytest.raises(errors.SettingsError, match="there is no token") as caught:
            await client.token()
    assert (caught.value.attribute, "canary" in str(caught.value)) == (attribute, False)
