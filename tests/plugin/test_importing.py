"""States that come from elsewhere: older schemas, other types, identities, ids without an account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import UNKNOWN, Values
from tests.plugin.rig import BINDING, CONFIGURED, POLICY, ROLE, TYPES, Connection, Held, config_of, message

DELL = {
    "name": "trainer",
    "namespace": "ns1",
    "assume_role_policy_document": "{}",
    "description": None,
    "max_session_duration": 3600,
    "path": "/",
    "permissions_boundary_arn": None,
    "permissions_boundary_type": None,
    "tags": [{"key": "team", "value": "research"}],
}


def upgraded(type_name: str, stored: Values) -> Values:
    """A stored state as the present schema reads it."""
    raw = pb.RawState(json=json.dumps(stored).encode())
    answer = Connection().call("UpgradeResourceState", type_name=type_name, raw_state=raw)
    state = TYPES.managed(type_name).codec.decode(answer.upgraded_state.msgpack)
    assert state is not None, answer.diagnostics
    return state


@pytest.mark.promise(24)
async def test_a_stored_state_comes_back_as_it_was(connection: Connection) -> None:
    """Terraform asks for this before every plan, also when nothing changed."""
    for type_name in (BINDING, ROLE, POLICY):
        held = await connection.apply(type_name, Held(), config_of(type_name))
        assert upgraded(type_name, held.values) == held.values


@pytest.mark.promise(23)
def test_an_older_state_gets_what_the_schema_has_gained() -> None:
    """Attributes that terrabind alone knows get their defaults, so that the next plan is empty."""
    old: Values = {**config_of(ROLE), "namespace": "ns1", "dropped": [1]}
    state = upgraded(ROLE, old)
    assert "dropped" not in state
    assert (state["id"], state["on_destroy"], state["arn"]) == ("ns1/trainer", "delete", None)


def moved(target: str, source: str, state: object, address: str = "registry.terraform.io/dell/objectscale") -> Any:
    """Move a state of another provider here."""
    return Connection().call(
        "MoveResourceState",
        target_type_name=target,
        source_type_name=source,
        source_provider_address=address,
        source_state=pb.RawState(json=json.dumps(state).encode()),
    )


def test_a_role_of_dells_provider_can_be_moved_here() -> None:
    """A moved block instead of an import by hand; nothing is destroyed."""
    answer = moved(ROLE, "objectscale_iam_role", DELL)
    state = TYPES.managed(ROLE).codec.decode(answer.target_state.msgpack)
    assert state is not None
    assert (state["id"], state["tags"], state["description"]) == ("ns1/trainer", {"team": "research"}, "")
    assert answer.HasField("target_identity")


def test_the_same_type_moves_between_registries() -> None:
    """The same provider may be installed under another host name."""
    answer = moved(BINDING, BINDING, {"principal": "a@b.c"}, "example.com/terrabind/terrabind")
    assert not answer.diagnostics


@pytest.mark.parametrize(
    ("target", "source"), [(ROLE, "aws_iam_role"), (BINDING, "objectscale_iam_role"), (BINDING, BINDING)]
)
def test_what_cannot_be_moved_is_refused_with_the_way_that_works(target: str, source: str) -> None:
    """A removed block and an import block do the same in two steps."""
    (found,) = moved(target, source, {}).diagnostics
    assert "import block" in found.detail


def identified(type_name: str, identity: Values, config: Values = CONFIGURED) -> Any:
    """Import by identity."""
    connection = Connection()
    connection.configure(config)
    data = pb.ResourceIdentityData(identity_data=message(TYPES.managed(type_name).identity_codec, identity))
    return connection.call("ImportResourceState", type_name=type_name, identity=data)


@pytest.mark.promise(22)
def test_an_identity_may_leave_out_what_the_provider_knows() -> None:
    """The namespace of the provider block is the role's."""
    (imported,) = identified(ROLE, {"name": "trainer"}).imported_resources
    state = TYPES.managed(ROLE).codec.decode(imported.state.msgpack)
    assert state is not None
    assert state["id"] == "ns1/trainer"


@pytest.mark.promise(22)
@pytest.mark.parametrize(
    ("type_name", "identity", "config", "told"),
    [
        (ROLE, {"namespace": "ns1"}, CONFIGURED, "lacks name"),
        (ROLE, {"name": "a b"}, CONFIGURED, "Invalid value for name"),
        (ROLE, {"name": "a"}, {}, "namespace is missing"),
        (ROLE, {"name": "a"}, {"ecs": {"namespace": UNKNOWN}}, "not known yet"),
    ],
)
def test_an_identity_that_finds_nothing_is_refused(type_name: str, identity: Values, config: Values, told: str) -> None:
    """The message names the part to add."""
    (found,) = identified(type_name, identity, config).diagnostics
    assert told in found.summary


def test_an_identity_comes_back_as_it_was_stored() -> None:
    """Its schema has had one version so far."""
    raw = pb.RawState(json=b'{"namespace":"ns1","name":"a"}')
    answer = Connection().call("UpgradeResourceIdentity", type_name=ROLE, raw_identity=raw)
    codec = TYPES.managed(ROLE).identity_codec
    assert codec.decode(answer.upgraded_identity.identity_data.msgpack) == {"namespace": "ns1", "name": "a"}
