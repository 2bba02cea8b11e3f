"""What must be true after any case: wanted objects exist once, others are left alone, state is what the server has."""

from __future__ import annotations

from terrabind.spec.types import Attribute, Presence
from terrabind.spec.values import Value, Values
from tests.plugin.rig import Held
from tests.promises.cases import Case
from tests.promises.world import OTHERS, World


def others_survive(world: World) -> None:
    """Nothing of anybody else is touched, and nothing of ours is there twice."""
    assert len(world.objects()) - len(world.ours()) == len(OTHERS[world.type_name]), world.objects()
    assert len(world.ours()) <= 1, world.ours()


def state_is_the_servers(world: World) -> None:
    """State holds the object exactly as the server has it."""
    (server,) = world.ours()
    assert shown(world, world.held.values, server) == shown(world, server, server)


def shown(world: World, values: Values, server: Values) -> dict[str, Value]:
    """The attributes that a server shows: neither local ones nor those that no answer holds."""
    attributes = world.resource.attributes
    return {name: values.get(name) for name in server if _is_shown(attributes.get(name))}


def _is_shown(attribute: Attribute | None) -> bool:
    """What a setting may fill and the user may leave out, such as `org_id`, is sent and never answered."""
    if attribute is None or attribute.local:
        return False
    return not (attribute.setting and attribute.presence is Presence.OPTIONAL)


def judge_create(world: World, case: Case, told: Held) -> None:
    """After a create: whole, or an error that leaves nothing behind, or tainted where nobody could tell."""
    others_survive(world)
    if case.passes:
        assert not told.failed, told.told
    if told.failed and told.state is None:
        assert world.ours() == [], f"an orphan: {told.told}"
    elif told.failed:
        assert case.undecidable, f"tainted although it could be told: {told.told}"
    else:
        state_is_the_servers(world)


def judge_read(world: World, case: Case, told: Held, before: Held) -> None:
    """After a refresh: the object as it was, or an error; "gone" only in the server's own words about the object."""
    others_survive(world)
    if case.passes:
        assert not told.failed, told.told
    if case.gone and not told.failed:
        return
    assert told.failed or told.state == before.state, "a doubtful answer changed the state"


def judge_import(world: World, case: Case, told: Held, before: Held) -> None:
    """After an import: the whole object or an error, never half of one and never silence."""
    if case.passes:
        assert not told.failed, told.told
    if not told.failed and not case.gone:
        assert shown(world, told.values, before.values) == shown(world, before.values, before.values)


def judge_delete(world: World, case: Case, told: Held, before: Held) -> None:
    """After a delete: gone and forgotten, or an error and still known."""
    others_survive(world)
    if told.failed:
        assert told.state == before.state
        return
    assert told.state is None
    # The server may say of an object that is there that it is not: then the next refresh cannot know of it either.
    assert world.ours() == [] or case.gone


def judge_update(world: World, case: Case, told: Held) -> None:
    """After an update: state says what the server has, whatever step failed."""
    others_survive(world)
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
