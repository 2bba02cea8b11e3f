"""The life of an object through protocol messages: created, read, updated, imported, deleted, against emulated APIs."""

from __future__ import annotations

import json

import pytest

from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import Values
from tests.plugin.rig import BINDING, CATALOGUE, POLICY, POOL, ROLE, TYPES, Apis, Connection, Held, config_of

each_type = pytest.mark.parametrize("type_name", CATALOGUE.resources)


@pytest.mark.promise(6)
@each_type
async def test_what_is_created_is_read_and_planned_as_it_is(connection: Connection, apis: Apis, type_name: str) -> None:
    """A resource whose second plan is not empty can never be trusted."""
    held = await connection.apply(type_name, Held(), config_of(type_name))
    assert (held.diagnostics, len(apis.objects(type_name))) == ([], 1)
    read = await connection.read(type_name, held)
    assert read == held
    planned = connection.plan(type_name, read, config_of(type_name))
    assert TYPES.managed(type_name).codec.decode(planned.planned_state.msgpack) == held.values
    assert (list(planned.requires_replace), list(planned.diagnostics)) == ([], [])


@pytest.mark.promise(20)
@each_type
async def test_what_is_deleted_is_gone_and_deleting_again_succeeds(
    connection: Connection, apis: Apis, type_name: str
) -> None:
    """Somebody may have been faster, and the aim is reached all the same."""
    held = await connection.apply(type_name, Held(), config_of(type_name))
    for _ in range(2):
        gone = await connection.apply(type_name, held, None)
        assert (gone.state, gone.diagnostics) == (None, [])
    assert apis.objects(type_name) == []


@pytest.mark.promise(10)
@each_type
async def test_what_vanished_elsewhere_leaves_the_state(connection: Connection, apis: Apis, type_name: str) -> None:
    """So that the next plan creates it anew. Each walk of Terraform has a connection of its own."""
    held = await connection.apply(type_name, Held(), config_of(type_name))
    await connection.apply(type_name, held, None)
    later = Connection(connect=apis.connect)
    later.configure()
    read = await later.read(type_name, held)
    await later.close()
    assert (read.state, read.diagnostics, read.identity) == (None, [], None)


@pytest.mark.promise(21)
@each_type
async def test_an_imported_object_plans_empty(connection: Connection, type_name: str) -> None:
    """By every id that the object has, short forms with the provider's settings."""
    created = await connection.apply(type_name, Held(), config_of(type_name))
    full = str(created.values["id"])
    settings = {"acme/": BINDING, "ns1/": ROLE}
    short = [full.removeprefix(prefix) for prefix, owner in settings.items() if owner == type_name]
    for text in (full, *short):
        imported = await connection.import_id(type_name, text)
        assert imported.values["id"] == full
        planned = connection.plan(type_name, imported, config_of(type_name))
        assert TYPES.managed(type_name).codec.decode(planned.planned_state.msgpack) == imported.values


@pytest.mark.promise(22)
@each_type
async def test_an_object_is_imported_by_its_identity(connection: Connection, type_name: str) -> None:
    """What read and apply give as identity is all that finds the object again."""
    created = await connection.apply(type_name, Held(), config_of(type_name))
    kind = TYPES.managed(type_name)
    identity = pb.ResourceIdentityData(
        identity_data=pb.DynamicValue(msgpack=kind.identity_codec.encode(created.identity))
    )
    answer = connection.call("ImportResourceState", type_name=type_name, identity=identity)
    (imported,) = answer.imported_resources
    read = await connection.read(type_name, Held(kind.codec.decode(imported.state.msgpack)))
    assert read.values == created.values
    assert imported.identity == identity


@pytest.mark.promise(21)
@pytest.mark.parametrize(
    ("text", "told"),
    [("a/b/c/d", "`<namespace>/<name>` or `<name>`"), ("", "Accepted"), ("ns1/", "name is empty")],
)
async def test_a_malformed_import_id_shows_the_accepted_forms(connection: Connection, text: str, told: str) -> None:
    """The user corrects it without opening the documentation."""
    refused = await connection.import_id(ROLE, text)
    assert refused.failed
    assert told in refused.told


async def test_an_update_changes_the_object_in_place(connection: Connection, apis: Apis) -> None:
    """Six actions at most, and none of them makes a new role."""
    held = await connection.apply(ROLE, Held(), config_of(ROLE))
    changed = config_of(ROLE, description="new", max_session_duration=3600, tags={"team": "vision"})
    updated = await connection.apply(ROLE, held, changed)
    assert updated.values == {**held.values, **{name: changed[name] for name in ("description", "tags")}} | {
        "max_session_duration": 3600
    }
    (server,) = apis.objects(ROLE)
    assert (server["description"], server["tags"]) == ("new", {"team": "vision"})


@pytest.mark.promise(14)
async def test_a_change_made_elsewhere_shows_as_drift_and_is_repaired(connection: Connection, apis: Apis) -> None:
    """Terraform compares state with configuration, so the state must show what is really there."""
    held = await connection.apply(ROLE, Held(), config_of(ROLE))
    await connection.apply(ROLE, held, config_of(ROLE, description="by hand"))
    drifted = await connection.read(ROLE, held)
    assert drifted.values["description"] == "by hand"
    await connection.apply(ROLE, drifted, config_of(ROLE))
    assert apis.objects(ROLE)[0]["description"] == ""


@pytest.mark.promise(15)
async def test_another_spelling_of_a_policy_needs_no_request(connection: Connection, apis: Apis) -> None:
    """Key order and white space are no change of who may assume the role."""
    held = await connection.apply(ROLE, Held(), config_of(ROLE))
    text = json.dumps(json.loads(str(held.values["assume_role_policy"])), indent=4, sort_keys=True)
    before = apis.requests()
    again = await connection.apply(ROLE, held, config_of(ROLE, assume_role_policy=text))
    assert again.values == held.values
    assert apis.requests() == before


@pytest.mark.parametrize("change", [{"on_existing": "adopt"}, {"timeouts": {"create": "9m"}}])
async def test_what_only_steers_terrabind_is_stored_without_a_request(
    connection: Connection, apis: Apis, change: Values
) -> None:
    """The object itself does not change."""
    held = await connection.apply(BINDING, Held(), config_of(BINDING))
    before = apis.requests()
    updated = await connection.apply(BINDING, held, config_of(BINDING, **change))
    assert apis.requests() == before
    assert updated.diagnostics == []
    assert updated.values["on_existing"] == change.get("on_existing", "refuse")


async def test_an_object_to_keep_is_only_forgotten(connection: Connection, apis: Apis) -> None:
    """Destroying a stack must not revoke what others rely on, when the user said so."""
    held = await connection.apply(BINDING, Held(), config_of(BINDING, on_destroy="keep"))
    before = apis.requests()
    gone = await connection.apply(BINDING, held, None)
    assert (gone.state, gone.failed, apis.requests()) == (None, False, before)
    assert 'on_destroy = "keep"' in gone.told


@pytest.mark.promise(3)
async def test_an_existing_object_is_refused_with_its_import_id(connection: Connection) -> None:
    """Nothing is taken over that the user did not hand over."""
    held = await connection.apply(BINDING, Held(), config_of(BINDING))
    refused = await connection.apply(BINDING, Held(), config_of(BINDING))
    assert refused.failed
    assert refused.state is None
    assert str(held.values["id"]) in refused.told


async def test_an_adopted_object_is_remembered_and_warned_about_before_it_is_deleted(
    connection: Connection, apis: Apis
) -> None:
    """It was there before Terraform, and somebody else may rely on it."""
    await connection.apply(BINDING, Held(), config_of(BINDING))
    adopted = await connection.apply(BINDING, Held(), config_of(BINDING, on_existing="adopt_identical"))
    assert len(apis.objects(BINDING)) == 1
    (warning,) = connection.plan(BINDING, adopted, None).diagnostics
    assert warning.severity == pb.Diagnostic.WARNING
    assert "adopted" in warning.summary


@pytest.mark.promise(19)
async def test_a_replacement_has_an_unknown_future(connection: Connection) -> None:
    """The new object's computed values are its own."""
    held = await connection.apply(POLICY, Held(), config_of(POLICY))
    planned = connection.plan(POLICY, held, config_of(POLICY, role="editor"))
    assert [step.attribute_name for path in planned.requires_replace for step in path.steps] == ["role"]


async def test_the_server_decides_what_was_left_to_it(connection: Connection) -> None:
    """A node pool that the API chose comes into the state, and the second plan is empty."""
    config: Values = {"principal": "ana@example.com"}
    held = await connection.apply(POOL, Held(), config)
    assert held.values["node_pool_id"] == "default-pool"
    planned = connection.plan(POOL, held, config)
    assert TYPES.managed(POOL).codec.decode(planned.planned_state.msgpack) == held.values


async def test_an_identity_never_changes_while_the_object_lives(connection: Connection) -> None:
    """Terraform refuses a refresh or an update that gives another identity, even for the same object."""
    config = config_of(POLICY, org_id="org-1")
    held = await connection.apply(POLICY, Held(), config)
    kind = TYPES.managed(POLICY)
    known = pb.ResourceIdentityData(identity_data=pb.DynamicValue(msgpack=kind.identity_codec.encode(held.identity)))
    state = pb.DynamicValue(msgpack=kind.codec.encode({**held.values, "org_id": None}))
    read = await connection.ask("ReadResource", type_name=POLICY, current_state=state, current_identity=known)
    assert read.new_identity == known
