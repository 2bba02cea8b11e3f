"""Terraform and its provider, interrupted or killed in the middle of a write: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest

from tests.e2e.cases import CASES
from tests.e2e.chaos import (
    ADDRESSES,
    ONE_OF_EACH,
    Running,
    await_that,
    calm,
    census,
    everything,
    objects,
    start,
    strike,
    struck,
    tainted,
    unlock,
)
from tests.e2e.workspace import Workspace

pytestmark = pytest.mark.e2e

APPLY = ("apply", "-auto-approve")


def await_strikes(workspace: Workspace) -> None:
    """Wait until every armed fault has struck: the writes are under way."""
    await_that(lambda: all(struck(workspace.apis)))


def make_slowly(workspace: Workspace, fault: str = "delay=1.5s@1") -> None:
    workspace.configure(everything({"on_existing": "adopt_identical"}))
    workspace.init()
    strike(workspace.apis, "create", fault)


def provider_of(running: Running) -> int:
    """The provider: the one process of the group that Terraform started."""
    (provider,) = running.providers()
    return provider


@pytest.mark.promise(8)
@pytest.mark.parametrize(
    ("number", "alone"),
    [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, False)],
    ids=["SIGINT-everyone", "SIGINT-terraform", "SIGTERM-everyone"],
)
def test_creates_in_flight_finish_when_terraform_is_interrupted(
    workspace: Workspace, number: signal.Signals, alone: bool
) -> None:
    """Ctrl-C in a terminal reaches the provider too, a runner's timeout only Terraform; both keep what was sent."""
    make_slowly(workspace)
    with start(workspace, *APPLY) as running:
        await_strikes(workspace)
        (running.signal_terraform if alone else running.signal_all)(number)
        assert running.wait(30) == 1
        assert "Plugin did not respond" not in running.said()
    assert census(workspace.apis) == ONE_OF_EACH
    assert (sorted(workspace.state()), tainted(workspace)) == (ADDRESSES, [])
    assert workspace.plan() == {}


@pytest.mark.promise(8)
def test_a_lost_reply_is_looked_up_although_terraform_is_interrupted(modern: Workspace) -> None:
    """The rescue has a time of its own, which the stop does not shorten."""
    make_slowly(modern, "delay=1.5s@1")
    strike(modern.apis, "create", "lost_reply@1")
    with start(modern, *APPLY) as running:
        await_strikes(modern)
        running.signal_all(signal.SIGINT)
        assert running.wait(60) == 1
    assert census(modern.apis) == ONE_OF_EACH
    assert (sorted(modern.state()), tainted(modern)) == (ADDRESSES, [])
    assert modern.plan() == {}


@pytest.mark.promise(9)
def test_what_a_killed_provider_left_is_found_by_the_next_apply(workspace: Workspace) -> None:
    """Terraform reports that the provider died; what it had sent is taken over, not made twice."""
    make_slowly(workspace, "delay=1.5s@1")
    with start(workspace, *APPLY) as running:
        await_strikes(workspace)
        os.kill(provider_of(running), signal.SIGKILL)
        assert running.wait(30) == 1
        assert "lugin did not respond" in running.said()
    await_that(lambda: census(workspace.apis) == ONE_OF_EACH)
    calm(workspace.apis)
    workspace.apply()
    assert census(workspace.apis) == ONE_OF_EACH
    assert (sorted(workspace.state()), tainted(workspace)) == (ADDRESSES, [])
    assert workspace.plan() == {}


@pytest.mark.promise(9)
def test_what_a_killed_run_left_is_reported_with_import_blocks(workspace: Workspace) -> None:
    """Without leave to adopt, the next apply names each orphan and how to import it; nothing is doubled."""
    workspace.configure(everything())
    workspace.init()
    strike(workspace.apis, "create", "delay=1s@1")
    with start(workspace, *APPLY) as running:
        await_strikes(workspace)
        running.signal_all(signal.SIGKILL)
        running.wait(10)
    unlock(workspace)
    await_that(lambda: census(workspace.apis) == ONE_OF_EACH)
    message = workspace.fail("apply", "-auto-approve")
    told = dict(re.findall(r'import { to = (\w+)\.this id = "(\S+)" }', message))
    left = {case.type: case.import_ids(objects(workspace.apis, case.api, case.type)[0]) for case in CASES}
    assert {name: told[name].removeprefix("org-1/") in ids for name, ids in left.items()} == dict.fromkeys(told, True)
    assert (message.count("import {"), workspace.state(), census(workspace.apis)) == (4, {}, ONE_OF_EACH)


@pytest.mark.promise(8)
def test_a_delete_in_flight_finishes_when_terraform_is_interrupted(workspace: Workspace) -> None:
    """What was revoked is forgotten too; a state that still holds it would mislead."""
    workspace.configure(everything())
    workspace.init()
    workspace.apply()
    strike(workspace.apis, "delete", "delay=1.5s@1")
    with start(workspace, "destroy", "-auto-approve") as running:
        await_strikes(workspace)
        running.signal_all(signal.SIGINT)
        assert running.wait(30) in (0, 1)
    assert sum(census(workspace.apis).values()) == 0
    assert workspace.state() == {}


@pytest.mark.promise(40)
def test_a_plan_that_is_interrupted_ends_quickly_and_writes_nothing(workspace: Workspace) -> None:
    """Nobody waits half a minute for a plan that is not wanted any more."""
    workspace.configure(everything())
    workspace.init()
    workspace.apply()
    workspace.apis.control("fireworks", "DELETE", "calls")
    strike(workspace.apis, "read", "delay=30s")
    with start(workspace, "plan") as running:
        await_strikes(workspace)
        began = time.monotonic()
        running.signal_all(signal.SIGINT)
        assert running.wait(20) == 1
        assert time.monotonic() - began < 5
    assert {call["method"] for call in workspace.calls("fireworks")} == {"GET"}
    calm(workspace.apis)
    assert workspace.plan() == {}
