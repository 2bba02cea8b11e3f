"""One run destroys a grant at one address and creates it at another: it stays, whatever comes first (promise 44)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import Values
from tests.plugin.rig import BINDING, CATALOGUE, POLICY, ROLE, TYPES, Apis, Connection, Held, config_of, message

pytestmark = pytest.mark.promise(44)
each_type = pytest.mark.parametrize("type_name", CATALOGUE.resources)


async def made_before(apis: Apis, type_name: str = BINDING) -> Held:
    """Make an object at the old address, in an earlier run."""
    earlier = Connection(connect=apis.connect)
    earlier.configure()
    made = await earlier.apply(type_name, Held(), config_of(type_name))
    await earlier.close()
    return made


async def delete(connection: Connection, type_name: str, held: Held) -> Held:
    """Apply a destroy that another process planned."""
    codec = TYPES.managed(type_name).codec
    nothing = message(codec, None)
    answer = await connection.ask(
        "ApplyResourceChange",
        type_name=type_name,
        prior_state=message(codec, held.state),
        planned_state=nothing,
        config=nothing,
        planned_private=held.private,
    )
    return connection._held(type_name, answer)


def writes(apis: Apis, type_name: str) -> list[str]:
    """The requests that changed something."""
    calls: list[dict[str, Any]] = apis.of(type_name).calls.report()["calls"]
    return [f"{each['method']} {each['path']}" for each in calls if each["method"] != "GET"]


@each_type
async def test_a_delete_that_comes_first_deletes_and_the_create_makes_it_anew(
    connection: Connection, apis: Apis, type_name: str
) -> None:
    """Terraform left it to chance which comes first; a plain delete is always really carried out."""
    held = await made_before(apis, type_name)
    gone = await delete(connection, type_name, held)
    assert (gone.state, gone.diagnostics, apis.objects(type_name)) == (None, [], [])
    made = await connection.apply(type_name, Held(), config_of(type_name))
    assert (made.diagnostics, len(apis.objects(type_name))) == ([], 1)


@each_type
@pytest.mark.parametrize("later", [0.0, 0.2])
async def test_a_create_receives_what_a_later_delete_leaves(
    connection: Connection, apis: Apis, type_name: str, later: float
) -> None:
    """No moment without access, and no request that could revoke it."""
    held = await made_before(apis, type_name)
    creating = asyncio.ensure_future(connection.apply(type_name, Held(), config_of(type_name)))
    await asyncio.sleep(later)
    gone = await delete(connection, type_name, held)
    made = await creating
    assert (gone.state, gone.failed, made.failed) == (None, False, False)
    assert "moved {" in gone.told
    assert "moved {" in made.told
    assert apis.objects(type_name) == apis.objects(type_name)[:1]
    own = CATALOGUE.resources[type_name].attributes
    assert {name: made.values[name] for name in own} == {name: held.values[name] for name in own}


async def test_what_differs_is_updated_by_the_address_that_receives_it(connection: Connection, apis: Apis) -> None:
    """The new address describes the object as it shall be."""
    first = await made_before(apis, ROLE)
    creating = asyncio.ensure_future(connection.apply(ROLE, Held(), config_of(ROLE, description="Moved")))
    await asyncio.sleep(0)
    gone = await delete(connection, ROLE, first)
    made = await creating
    assert (gone.state, made.values["description"], made.values["role_id"]) == (None, "Moved", first.values["role_id"])


@each_type
async def test_a_create_that_was_refused_keeps_the_old_address(
    connection: Connection, apis: Apis, type_name: str
) -> None:
    """With one place to work in the delete comes too late: nothing is lost, and the next step is said."""
    held = await made_before(apis, type_name)
    refused = await connection.apply(type_name, Held(), config_of(type_name))
    assert (refused.state, refused.failed) == (None, True)
    kept = await delete(connection, type_name, held)
    assert (kept.state, kept.failed) == (held.state, True)
    assert "moved {" in kept.told
    assert len(apis.objects(type_name)) == 1


async def test_another_binding_with_the_same_key_is_deleted_by_its_own_id(connection: Connection, apis: Apis) -> None:
    """k0rdent may hold two identical bindings; taking one over says nothing about the other."""
    apis.of(POLICY).vary("duplicates=accept")
    first = await connection.apply(POLICY, Held(), config_of(POLICY))
    foreign = Held({**first.values, "policy_id": "another", "uid": "another"}, first.private)
    later = Connection(connect=apis.connect)
    later.configure()
    await later.apply(POLICY, Held(), config_of(POLICY, on_existing="adopt"))
    gone = await delete(later, POLICY, foreign)
    await later.close()
    assert (gone.state, gone.told) == (None, "")
    assert any("another" in line for line in writes(apis, POLICY))


@pytest.mark.promise(46)
async def test_a_key_that_only_changes_case_is_handed_over(connection: Connection, apis: Apis) -> None:
    """`for_each` over e-mail addresses: a new spelling is a new address of the same grant."""
    held = await made_before(apis)
    shouted = str(config_of(BINDING)["principal"]).upper()
    creating = asyncio.ensure_future(connection.apply(BINDING, Held(), config_of(BINDING, principal=shouted)))
    await asyncio.sleep(0)
    gone = await delete(connection, BINDING, held)
    assert (gone.state, gone.failed, (await creating).values["principal"]) == (None, False, shouted)
    assert len(apis.objects(BINDING)) == 1


async def test_what_is_kept_at_the_old_address_is_received_without_a_question(
    connection: Connection, apis: Apis
) -> None:
    """`on_destroy = "keep"` leaves the object for whoever comes next in the run."""
    held = await made_before(apis)
    gone = await delete(connection, BINDING, Held({**held.values, "on_destroy": "keep"}, held.private))
    made = await connection.apply(BINDING, Held(), config_of(BINDING))
    assert (gone.state, made.failed, made.values["create_time"]) == (None, False, held.values["create_time"])


@each_type
@pytest.mark.parametrize("destroy_first", [True, False])
async def test_the_plan_advises_a_moved_block(
    connection: Connection, apis: Apis, type_name: str, destroy_first: bool
) -> None:
    """On whichever of the two is planned second, without any request."""
    held = await made_before(apis, type_name)
    before = apis.requests()
    steps: list[tuple[Held, Values | None]] = [(held, None), (Held(), config_of(type_name))]
    plans = [connection.plan(type_name, *step) for step in (steps if destroy_first else steps[::-1])]
    assert [len(each.diagnostics) for each in plans] == [0, 1]
    (advice,) = plans[1].diagnostics
    assert advice.severity == pb.Diagnostic.WARNING
    assert f"from = {type_name}." in advice.detail
    assert apis.requests() == before


async def test_plans_of_different_objects_advise_nothing(connection: Connection, apis: Apis) -> None:
    """A warning that is often wrong is not read."""
    held = await made_before(apis)
    assert not connection.plan(BINDING, held, None).diagnostics
    assert not connection.plan(BINDING, Held(), config_of(BINDING, principal="ben@example.com")).diagnostics
