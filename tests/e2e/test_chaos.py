"""A thousand bindings at parallelism 50 while answers get lost: all of them made, once, and in state.

`TERRABIND_CHAOS=full` runs the interrupted and the killed variant at this size too.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.e2e.chaos import (
    STORM,
    Running,
    await_that,
    bindings,
    doubled,
    many,
    of_size,
    serve_storm,
    start,
    tainted,
    unlock,
)
from tests.e2e.workspace import Workspace

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

APPLY = ("apply", "-auto-approve", "-parallelism=50")


def check(workspace: Workspace, count: int) -> None:
    """Exactly so many bindings, all of them in state, none tainted, and nothing left to do."""
    workspace.apis.control("fireworks", "DELETE", "faults")
    assert (len(bindings(workspace.apis)), doubled(workspace.apis)) == (count, [])
    assert (len(workspace.state()), tainted(workspace)) == (count, [])
    assert workspace.plan("-parallelism=50") == {}


def await_half(workspace: Workspace, running: Running, count: int) -> None:
    """Wait until half of the bindings exist, while Terraform is still at work."""
    await_that(lambda: len(bindings(workspace.apis)) >= count // 2, patience=300)
    assert running.process.poll() is None


@pytest.mark.promise(1, 2, 28)
def test_every_create_in_a_storm_makes_exactly_one_binding(tmp_path: Path) -> None:
    """One apply is enough, however many answers get lost on the way; `make chaos` does it with 1,000."""
    count = of_size(200)
    with serve_storm(tmp_path, *STORM) as workspace:
        workspace.configure(many(count))
        workspace.init()
        workspace.run(*APPLY, "-input=false", "-no-color")
        check(workspace, count)


@pytest.mark.promise(8)
def test_a_storm_that_is_interrupted_is_finished_by_a_second_apply(tmp_path: Path) -> None:
    """Ctrl-C after half of them: what was sent is saved, so nobody has to be asked for adoption."""
    count = of_size(100)
    with serve_storm(tmp_path, *STORM) as workspace:
        workspace.configure(many(count))
        workspace.init()
        with start(workspace, *APPLY) as running:
            await_half(workspace, running, count)
            running.signal_all(signal.SIGINT)
            assert running.wait() == 1
        assert len(workspace.state()) == len(bindings(workspace.apis))
        workspace.run(*APPLY, "-input=false", "-no-color")
        check(workspace, count)


@pytest.mark.promise(9)
def test_a_storm_that_is_killed_is_finished_by_a_second_apply(tmp_path: Path) -> None:
    """SIGKILL after half of them: what nobody wrote down is found by its key and adopted."""
    count = of_size(100)
    with serve_storm(tmp_path, *STORM) as workspace:
        workspace.configure(many(count, on_existing="adopt_identical"))
        workspace.init()
        with start(workspace, *APPLY) as running:
            await_half(workspace, running, count)
            running.signal_all(signal.SIGKILL)
            running.wait()
        unlock(workspace)
        workspace.run(*APPLY, "-input=false", "-no-color")
        check(workspace, count)
