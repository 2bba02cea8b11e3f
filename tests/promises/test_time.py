"""What is sent again, after how long, and when it ends: the table of requests and failures, on every API."""

from __future__ import annotations

import pytest

from terrabind.rest.effort import RESCUE_SECONDS
from terrabind.rest.retry import LONGEST_ASKED
from terrabind.spec.operation import Operation
from tests.promises.world import NAMES, World, calls_of, world

SENT = {
    # Failures after which the server did nothing, or may have: how often a read, a create, a delete is sent.
    "429": (2, 2, 2),
    "lost_request": (2, 2, 2),
    "500": (2, 2, 2),
    "502": (2, 2, 2),
    "503": (2, 2, 2),
    "504": (2, 2, 2),
    "html=503": (2, 2, 2),
    # The work was done: a create or delete is looked up and not sent again.
    "lost_reply": (2, 1, 1),
    "lost_reply=hang": (2, 1, 1),
    "lost_reply=half": (2, 1, 1),
    "lost_reply=503": (2, 1, 1),
    # The server decided: asking again would only ask again.
    "400": (1, 1, 1),
    "403": (1, 1, 1),
    "redirect=http://elsewhere.example/x": (1, 1, 1),
}
DOUBTFUL = ("lost_request", "500", "502", "503", "504", "html=503")
ASKED = ["5", "2.5", "0", "-3", "86400", "1e300", "inf", "nan", "soon", "date+5", "date-5", "date+999999999"]
EXACT = {"5": 5.0, "2.5": 2.5, "86400": LONGEST_ASKED, "date+999999999": LONGEST_ASKED}
every_type = pytest.mark.parametrize("type_name", NAMES)


def made_calls(here: World, operation: Operation) -> list[int]:
    """The positions, among all calls, of those that an operation made."""
    method, path = calls_of(operation).split(" ", 1)
    path, _, action = path.partition("?Action=")
    return [
        place
        for place, call in enumerate(here.emulator.calls.report()["calls"])
        if call["method"] == method
        and call["action"] == action
        and call["path"].endswith(path.rsplit("/", 1)[-1].strip("*"))
    ]


@every_type
@pytest.mark.parametrize("fault", SENT)
async def test_promise_25_a_read_is_sent_again_when_that_can_help(fault: str, type_name: str) -> None:
    """Reading twice does no harm; asking again what was refused does no good."""
    async with world(type_name) as here:
        reading = here.resource.read or here.resource.listing.operation
        await here.create()
        await here.reconnect()
        here.emulator.calls.clear()
        here.strike(f"{calls_of(reading)}:{fault}@1")
        await here.refresh()
        assert len(made_calls(here, reading)) == SENT[fault][0]


@every_type
@pytest.mark.parametrize("fault", SENT)
async def test_promise_25_a_create_is_sent_again_only_when_nothing_was_made(fault: str, type_name: str) -> None:
    """These APIs know no idempotency key: between two creates stands a proof that the first made nothing."""
    async with world(type_name) as here:
        here.strike(f"{calls_of(here.resource.create)}:{fault}@1")
        await here.create()
        sent = made_calls(here, here.resource.create)
        assert len(sent) == (1 if here.thing.finding is None and fault != "429" else SENT[fault][1])
        if fault in DOUBTFUL and len(sent) > 1:
            assert sent[1] - sent[0] > 1, "nobody looked"


@every_type
@pytest.mark.parametrize("fault", SENT)
async def test_promise_25_a_delete_is_sent_again_when_that_can_help(fault: str, type_name: str) -> None:
    """Between two deletes stands a look: the second one must not revoke what somebody granted since."""
    async with world(type_name) as here:
        await here.create()
        here.strike(f"{calls_of(here.resource.delete)}:{fault}@1")
        await here.destroy()
        sent = made_calls(here, here.resource.delete)
        assert len(sent) == SENT[fault][2]
        if fault in DOUBTFUL:
            assert sent[1] - sent[0] > 1, "nobody looked"


@every_type
@pytest.mark.parametrize("status", ["429", "503"])
@pytest.mark.parametrize("asked", ASKED)
async def test_promise_26_retry_after_is_obeyed_within_bounds(asked: str, status: str, type_name: str) -> None:
    """A server that says nonsense must neither stop an apply for a year nor be hammered at once."""
    async with world(type_name) as here:
        reading = here.resource.read or here.resource.listing.operation
        await here.create()
        await here.reconnect()
        here.clock.slept.clear()
        here.strike(f"{calls_of(reading)}:{status}={asked}@1")
        assert not (await here.refresh()).failed
        assert max(here.clock.slept, default=0.0) <= LONGEST_ASKED
        assert max(here.clock.slept, default=0.0) >= EXACT.get(asked, 0.0)


@every_type
@pytest.mark.parametrize("fault", ["503", "429=10", "500", "html=502", "503=60", "lost_request", "lost_request=hang"])
async def test_promise_27_a_create_ends_in_time_and_says_what_was_said_last(fault: str, type_name: str) -> None:
    """Whoever waits for nothing wants to know at least why."""
    async with world(type_name) as here:
        here.wanted = here.config(timeouts={"create": "3s"})
        here.strike(f"{calls_of(here.resource.create)}:{fault}")
        began = here.clock.seconds
        told = await here.create()
        assert told.failed
        assert here.clock.seconds - began <= 3 + RESCUE_SECONDS + 10
        assert any(word in told.told for word in (fault[:3], "502", "no answer", "connect")), told.told


@every_type
@pytest.mark.parametrize("fault", ["503", "429=10", "500", "html=502", "503=60"])
async def test_promise_27_a_refresh_ends_in_time_and_says_what_was_said_last(fault: str, type_name: str) -> None:
    """The limit counts the pauses as well, and the last refusal of the server is not hidden by it."""
    async with world(type_name) as here:
        here.wanted = here.config(timeouts={"read": "3s"})
        await here.create()
        await here.reconnect()
        reading = here.resource.read or here.resource.listing.operation
        here.strike(f"{calls_of(reading)}:{fault}")
        began = here.clock.seconds
        told = await here.refresh()
        assert told.failed
        assert here.clock.seconds - began <= 3 + 10 or here.resource.read is None
        assert fault.removeprefix("html=")[:3] in told.told
