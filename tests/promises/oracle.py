"""What must be true after any case: wanted objects exist once, others are left alone, state is what the server has."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from terrabind.spec.operation import Operation
from terrabind.spec.values import Values
from tests.plugin.rig import Held
from tests.promises.cases import SPOILED, Case
from tests.promises.world import World, calls_of


def others_survive(world: World) -> None:
    """Nothing of anybody else is touched, and nothing of ours is there twice."""
    assert len(world.objects()) - len(world.ours()) == len(world.thing.others), world.objects()
    assert len(world.ours()) <= 1, world.ours()


def secrets_are_kept(told: Held) -> None:
    """No credential is in what Terraform shows or stores."""
    assert "canary" not in f"{told.told} {told.state} {told.private!r}"


def state_is_the_servers(world: World) -> None:
    """State holds the object exactly as the server has it."""
    (server,) = world.ours()
    assert world.thing.shown(world.held.values) == world.thing.shown_by_server(server)


def judge_create(world: World, case: Case, told: Held) -> None:
    """After a create: whole, or an error that leaves nothing behind, or tainted where nobody could tell."""
    others_survive(world)
    secrets_are_kept(told)
    if case.unknowable:
        says_what_may_exist(world, told)
        return
    if case.passes:
        assert not told.failed, told.told
    if told.failed and told.state is None:
        assert world.ours() == [], f"an orphan: {told.told}"
    elif told.failed:
        assert case.undecidable, f"tainted although it could be told: {told.told}"
    else:
        state_is_the_servers(world)


def says_what_may_exist(world: World, told: Held) -> None:
    """Where nothing says how an object is found, a lost create is one error that says so, and is never repeated."""
    sent = [call for call in world.emulator.calls.report()["calls"] if is_call(call, world.resource.create)]
    assert (told.failed, told.state, len(sent)) == (True, None, 1), told.told
    assert "may or may not have made" in told.told
    assert "read.search" in told.told


def judge_read(world: World, case: Case, told: Held, before: Held) -> None:
    """After a refresh: the object as it was, or an error; "gone" only in the server's own words about the object."""
    others_survive(world)
    secrets_are_kept(told)
    if case.passes:
        assert not told.failed, told.told
    if case.gone and not told.failed:
        return
    assert told.failed or told.state == before.state, "a doubtful answer changed the state"


def judge_import(world: World, case: Case, told: Held, before: Held) -> None:
    """After an import: the whole object or an error, never half of one and never silence."""
    secrets_are_kept(told)
    if case.passes:
        assert not told.failed, told.told
    if not told.failed and not case.gone:
        assert world.thing.shown(told.values) == world.thing.shown(before.values)


def judge_delete(world: World, case: Case, told: Held, before: Held) -> None:
    """After a delete: gone and forgotten, or an error and still known; what was lost was looked up first."""
    others_survive(world)
    secrets_are_kept(told)
    lost_deletes_are_looked_up(world)
    if told.failed:
        assert told.state == before.state
        return
    assert told.state is None
    # The server may say of an object that is there that it is not: then the next refresh cannot know of it either.
    assert world.ours() == [] or case.gone


def lost_deletes_are_looked_up(world: World) -> None:
    """After a delete whose outcome is open comes a look: before it is sent again, and before anything is reported.

    A second delete would find nothing and say so, which hides that nobody looked; and what it finds may be a grant
    that somebody made meanwhile.
    """
    unseen = False
    looks = [operation for operation in (world.resource.read, world.resource.listing.operation) if operation]
    for call in world.emulator.calls.report()["calls"]:
        if is_call(call, world.resource.delete):
            assert not unseen, "sent again, and nobody looked"
            # An answer without a body cannot be spoiled.
            spoiled = call["status"] != 204 and any(name in line for line in call["faults"] for name in SPOILED)
            unseen = call["status"] == 0 or call["status"] >= 500 or spoiled
        elif any(is_call(call, operation) for operation in looks):
            unseen = False
    assert not unseen, "reported, and nobody looked"


def is_call(call: dict[str, Any], operation: Operation) -> bool:
    """Whether a logged call is one of an operation."""
    target = f"{call['path']}?Action={call['action']}" if call["action"] else call["path"]
    return fnmatchcase(f"{call['method']} {target}", calls_of(operation))


def judge_update(world: World, case: Case, told: Held) -> None:
    """After an update: state says what the server has, whatever step failed."""
    others_survive(world)
    secrets_are_kept(told)
    if case.passes:
        assert not told.failed, told.told
    if case.stage.startswith("step"):
        state_is_the_servers(world)


async def judge_peace(world: World, config: Values | None) -> None:
    """After one more run without faults: exactly the wanted objects, known as they are, and nothing left to plan."""
    await world.next_run(config)
    others_survive(world)
    assert not world.held.failed, world.held.told
    if config is None:
        assert world.ours() == []
        return
    state_is_the_servers(world)
    assert world.plans_nothing(config)
