"""The network: pace, patience, credentials and what is told of them."""

from __future__ import annotations

import logging
from email.utils import formatdate

import httpx
import pytest

from terrabind.generic.api import API, block_for
from terrabind.rest import Client, Options, resolve
from terrabind.rest.errors import RestError
from terrabind.spec.values import Values
from tests.features.cases import Timed, thing
from tests.rest.fakes import Exchange, FakeClock, Script
from tests.rest.things import BASE, OAUTH2, SECRET, Door, connect

ONE = thing(id="1", body={"name": "x"})


@pytest.mark.promise(26)
@pytest.mark.parametrize(("ahead", "waited"), [(30, 30), (-30, 0), (90_000, 60)], ids=["soon", "past", "tomorrow"])
async def test_a_retry_after_that_is_a_date_is_obeyed_within_bounds(ahead: int, waited: int) -> None:
    """RFC 9110 allows a date as well as seconds; a wrong clock over there must not stop the work here."""
    clock = FakeClock()
    date = formatdate(clock.seconds + ahead, usegmt=True)
    server = Timed(clock, [httpx.Response(503, headers={"Retry-After": date})])
    async with connect(server, None, clock=clock) as client:
        assert await client.read(ONE.resource, ONE.values) is not None
    assert waited <= server.gaps[0] <= waited + 1


@pytest.mark.promise(25)
async def test_retries_also_cover_tokens_and_what_is_sent_with_them() -> None:
    """The token's address is as mortal as the API's."""
    door = Door(faults=[httpx.Response(503), httpx.Response(502)], answers=[httpx.Response(503), httpx.Response(500)])
    async with connect(door, {"oauth2": OAUTH2}) as client:
        found = await client.read(ONE.resource, ONE.values)
    assert found is not None
    assert len(door.calls) == 3
    assert {request.headers["Authorization"] for request in door.calls} == {f"Bearer {token}" for token in door.alive}


@pytest.mark.promise(28)
async def test_a_429_slows_everything_that_follows() -> None:
    """Before it requests go out at once; after it they keep a distance, whoever sends them."""
    clock = FakeClock()
    server = Timed(clock)
    others = [thing(id=str(number), body={"name": "x"}) for number in range(6)]
    async with connect(server, None, clock=clock, options=Options(rate_limit=None)) as client:
        for each in others:
            await client.read(each.resource, each.values)
        assert server.gaps == [0] * 5
        server.refused.append(httpx.Response(429, headers={"Retry-After": "7"}))
        for each in others:
            await client.read(each.resource, each.values)
    after = server.gaps[6:]
    assert after[0] >= 7
    assert sum(after[1:]) > 0.2


@pytest.mark.promise(32)
async def test_no_secret_reaches_a_log_or_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """Not at the finest level, and not when the server repeats what it was sent."""
    caplog.set_level(logging.DEBUG)

    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"message": f"{dict(request.headers)} {request.url} {request.content!r}"})

    sent = thing(body={"name": "x"}, write_only_body={"password": "canary-password"})
    auth = {"api_key": {"name": "X-Key", "value": SECRET, "in": "header"}}
    block = {"headers": {"X-Other": "canary-header"}, "query": {"sig": "canary-query"}}
    async with connect(echo, auth, block=block) as client:
        with pytest.raises(RestError) as failed:
            await client.create(sent.resource, sent.values)
    told = f"{caplog.text} {failed.value.summary} {failed.value.detail}"
    assert "POST" in told
    assert "canary" not in told


async def test_an_object_chooses_its_credential_by_name() -> None:
    """One provider block, one state, several identities: the reader reads and the admin writes."""
    block: Values = {
        "base_url": BASE,
        "auth": {"bearer": "of-the-reader"},
        "credentials": {"admin": {"basic": {"username": "root", "password": "pass"}}},
    }
    for credential, header in {"": "Bearer of-the-reader", "admin": "Basic cm9vdDpwYXNz"}.items():
        script = Script(Exchange("GET", "/v1/things/1", headers={"Authorization": header}, answer='{"id":"1"}'))
        settings = resolve(API, block_for(block, credential), {})
        async with Client(API, settings, transport=httpx.MockTransport(script), clock=FakeClock()) as client:
            assert await client.read(ONE.resource, ONE.values) is not None
        assert script.finished()
