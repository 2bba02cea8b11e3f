"""A thousand bindings at parallelism 50 while answers get lost: all of them made, once, and in state.

`TERRABIND_CHAOS=full` runs the interrupted and the killed variant at this size too.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cases import CASES
from tests.e2e.chaos import (
    GALE,
    STORM,
    await_that,
    bindings,
    calm,
    census,
    crowd,
    doubled,
    many,
    of_size,
    serve_storm,
    start,
    tainted,
)
from tests.e2e.state_server import StateServer, serve_state
from tests.e2e.workspace import Workspace

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

APPLY = ("apply", "-auto-approve", "-parallelism=50")


@pytest.fixture
def state() -> Iterator[StateServer]:
    """A state server, with nothing in it."""
    with serve_state() as server:
        yield server


@pytest.fixture
def workspace(tmp_path: Path, state: StateServer) -> Iterator[Workspace]:
    """A working folder whose API is in a storm until it is calmed."""
    with serve_storm(tmp_path, state, *STORM) as workspace:
        yield workspace


def configure(workspace: Workspace, count: int, **changes: object) -> None:
    """Ask for so many bindings."""
    workspace.configure(many(count, **changes))
    workspace.init()


def check(workspace: Workspace, count: int) -> None:
    """Exactly so many bindings, all of them in state, none tainted, and nothing left to do."""
    workspace.apis.control("fireworks", "DELETE", "faults")
    assert (len(bindings(workspace.apis)), doubled(workspace.apis)) == (count, [])
    assert (len(workspace.state()), tainted(workspace)) == (count, [])
    assert workspace.plan("-parallelism=50") == {}


def granted(workspace: Workspace) -> list[str]:
    """The principals of all bindings that there are."""
    return sorted(str(each["principal"]) for each in bindings(workspace.apis))


def known(workspace: Workspace) -> list[str]:
    """The principals of all bindings in state."""
    return sorted(str(each["principal"]) for each in workspace.state().values())


def settle(workspace: Workspace, most: int = 3) -> None:
    """Apply until it succeeds, as a pipeline does that is run again."""
    ends = (workspace.run(*APPLY, "-input=false", "-no-color", accept=(0, 1)).returncode for _ in range(most))
    assert 0 in ends


def break_off(workspace: Workspace, count: int, number: signal.Signals) -> int:
    """Apply, and send a signal to Terraform and its provider when half of the bindings exist; return how it ended."""
    with start(workspace, *APPLY) as running:
        await_that(lambda: len(bindings(workspace.apis)) >= count // 2, patience=300, pause=0.2)
        assert running.process.poll() is None
        running.signal_all(number)
        return running.wait()


@pytest.mark.promise(1, 2, 28)
def test_every_create_in_a_storm_makes_exactly_one_binding(workspace: Workspace) -> None:
    """One apply is enough, however many answers get lost on the way."""
    configure(workspace, 1000)
    workspace.run(*APPLY, "-input=false", "-no-color")
    check(workspace, 1000)


@pytest.mark.promise(8)
def test_a_storm_that_is_interrupted_is_finished_by_a_second_apply(workspace: Workspace) -> None:
    """Ctrl-C after half of them: all that was made is in state and sound at once, so the next apply meets no orphan."""
    count = of_size(200)
    configure(workspace, count)
    assert break_off(workspace, count, signal.SIGINT) == 1
    assert known(workspace) == granted(workspace)
    assert (count // 2 <= len(known(workspace)) < count, tainted(workspace)) == (True, [])
    workspace.run(*APPLY, "-input=false", "-no-color")
    check(workspace, count)


@pytest.mark.promise(9)
def test_a_storm_that_is_killed_is_finished_by_a_second_apply(workspace: Workspace, state: StateServer) -> None:
    """SIGKILL after half of them: what nobody wrote down is found by its key and adopted."""
    count = of_size(200)
    configure(workspace, count, on_existing="adopt_identical")
    assert break_off(workspace, count, signal.SIGKILL) == -signal.SIGKILL
    state.lock = b""  # A killed Terraform leaves its lock, which its user must remove.
    assert set(known(workspace)) < set(granted(workspace))
    workspace.run(*APPLY, "-input=false", "-no-color")
    check(workspace, count)


@pytest.mark.promise(1, 2, 5, 20)
def test_a_gale_over_every_api_leaves_exactly_what_is_asked_for(tmp_path: Path, state: StateServer) -> None:
    """Answers are lost, cut, garbled, late and refused; mostly one apply is enough, and none doubles anything."""
    count = of_size(100) // 10
    with serve_storm(tmp_path, state, *GALE, api="") as workspace:
        workspace.configure(crowd(count))
        workspace.init()
        for changed in (False, True):
            workspace.configure(crowd(count, changed=changed))
            settle(workspace)
            assert census(workspace.apis) == {case.type: count for case in CASES}
        calm(workspace.apis)
        assert (tainted(workspace), workspace.plan()) == ([], {})
        workspace.destroy()
        assert census(workspace.apis) == {case.type: 0 for case in CASES}
