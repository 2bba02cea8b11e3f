"""Every failure becomes a diagnostic that says what, where and the next step, and the state stays true."""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn, cast

import httpx
import pytest

from terrabind.emulator import EmulatorOptions
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.provider import Transport
from terrabind.rest import Client, IncompleteError, Options
from terrabind.spec.api import Api
from terrabind.spec.values import UNKNOWN, Values
from tests.plugin.rig import (
    BINDING,
    CATALOGUE,
    CONFIGURED,
    ROLE,
    TYPES,
    Apis,
    Connection,
    Held,
    config_of,
    message,
)

IMPATIENT: Values = {**CONFIGURED, "max_retries": 0}


def refusing(error: httpx.TransportError) -> Connection:
    """A connection whose network always fails in this way."""

    def fail(request: httpx.Request) -> NoReturn:
        raise error

    def connect(api: Api, settings: Values, transport: Transport) -> Client:
        options = Options(max_retries=transport.max_retries)
        return Client(api, settings, options=options, transport=httpx.MockTransport(fail))

    made = Connection(connect=connect)
    made.configure(IMPATIENT)
    return made


def failing(*faults: str) -> tuple[Apis, Connection]:
    """A connection to a Fireworks API that fails in these ways, without patience."""
    apis = Apis(fireworks=EmulatorOptions(faults=faults))
    made = Connection(connect=apis.connect)
    made.configure(IMPATIENT)
    return apis, made


async def existing(apis: Apis) -> Held:
    """An object made while all was well."""
    armed = apis.of(BINDING).faults
    faults = [str(each["fault"]) for each in armed.report()]
    armed.clear()
    connection = Connection(connect=apis.connect)
    connection.configure()
    held = await connection.apply(BINDING, Held(), config_of(BINDING))
    armed.add(*faults)
    return held


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("GET *:403", "denied"),
        ("GET *:401", "FIREWORKS_API_KEY"),
        ("GET *:html", "fireworks.base_url"),
        ("GET *:404", "404"),
        ("GET *:500", "500"),
        ("GET *:garbage", "read"),
        ("GET *:repeated_token", "token"),
    ],
)
async def test_a_doubtful_answer_is_one_diagnostic_and_never_an_absence(fault: str, told: str) -> None:
    """A grant that seems gone would be made again; a page of a login server proves nothing."""
    apis, connection = failing(fault)
    if "token" in fault:
        apis.of(BINDING).faults.add("GET *:empty_page")
    held = await existing(apis)
    read = await connection.read(BINDING, held)
    assert len(read.diagnostics) == 1
    assert read.failed
    assert told in read.told
    assert str(held.values["id"]) in read.told


@pytest.mark.promise(39)
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.ConnectError("no route"), "FIREWORKS_BASE_URL"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"), "tls"),
    ],
)
async def test_a_server_that_cannot_be_reached_is_one_diagnostic(error: httpx.TransportError, told: str) -> None:
    """With the setting to look at."""
    failed = await refusing(error).apply(BINDING, Held(), config_of(BINDING))
    assert (failed.state, len(failed.diagnostics)) == (None, 1)
    assert told in failed.told


def test_a_missing_credential_is_told_at_plan() -> None:
    """Before anything is made, and with both places where it can be given."""
    connection = Connection()
    connection.configure({})
    planned = connection.plan(BINDING, Held(), config_of(BINDING))
    (found,) = planned.diagnostics
    assert "fireworks.api_key (FIREWORKS_API_KEY)" in found.detail


@pytest.mark.promise(20)
async def test_a_failed_delete_keeps_the_object_in_state() -> None:
    """Otherwise nobody would try again."""
    apis, connection = failing("POST *:delete:403")
    held = await existing(apis)
    failed = await connection.apply(BINDING, held, None)
    assert failed.failed
    assert failed.state == held.state
    assert failed.private == held.private


@pytest.mark.promise(1)
async def test_a_lost_reply_is_looked_up_and_the_object_saved() -> None:
    """The object exists once, is in state, and Terraform has nothing to taint."""
    apis, connection = failing("POST */awsIamRoleBindings:lost_reply")
    held = await connection.apply(BINDING, Held(), config_of(BINDING))
    assert not held.failed
    assert held.values["create_time"]
    assert len(apis.objects(BINDING)) == 1


class Partial:
    """A client whose writes are done by half."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def create(self, *_arguments: object, **_options: object) -> NoReturn:
        """Fail."""
        raise self.error

    update = delete = read = create


def half(error: Exception) -> Connection:
    """A connection whose writes end in this error."""
    made = Connection(connect=lambda *_: cast(Client, Partial(error)))
    made.configure()
    return made


@pytest.mark.promise(4)
@pytest.mark.parametrize(("tainted", "failed"), [(True, True), (False, False)])
async def test_what_may_exist_is_saved_and_tainted_only_when_it_must_be_made_anew(tainted: bool, failed: bool) -> None:
    """An error on a create taints; where the object is surely as asked, the same words are a warning."""
    values = {**config_of(BINDING), "account_id": "acme", "create_time": "t"}
    error = IncompleteError("Half", "The answer was lost.", values=values, tainted=tainted)
    held = await half(error).apply(BINDING, Held(), config_of(BINDING))
    assert held.failed is failed
    assert held.values["create_time"] == "t"
    assert held.values["on_destroy"] == "delete"
    assert "The answer was lost." in held.told


@pytest.mark.promise(18)
async def test_an_update_that_stops_halfway_saves_what_the_server_has() -> None:
    """So that the next plan shows the rest, and only the rest."""
    state = {**config_of(ROLE), "namespace": "ns1", "description": "", "path": "/", "id": "ns1/trainer"}
    state |= {"on_destroy": "delete", "on_existing": "refuse", "force_detach_policies": False}
    server = {**state, "description": "new"}
    error = IncompleteError("Half", "Tags were refused.", values=server, tainted=False)
    changed = config_of(ROLE, description="new", tags={"a": "b"})
    held = await half(error).apply(ROLE, Held(state), changed)
    assert held.failed
    assert (held.values["description"], held.values["tags"]) == ("new", state["tags"])


@pytest.mark.promise(2)
async def test_a_create_that_left_nothing_saves_nothing() -> None:
    """A state without an object would be destroyed for nothing."""
    error = IncompleteError("Nothing", "It was undone.", values=None, tainted=False)
    held = await half(error).apply(BINDING, Held(), config_of(BINDING))
    assert (held.state, held.failed) == (None, True)


@pytest.mark.promise(39)
async def test_an_error_of_our_own_is_told_without_its_words_and_the_next_call_works() -> None:
    """A message may quote a secret; the process lives on, because others are in the middle of their writes."""
    connection = half(RuntimeError("canary-secret"))
    held = Held({**config_of(BINDING), "account_id": "acme", "id": "x"})
    for _ in range(2):
        failed = await connection.read(BINDING, held)
        assert "RuntimeError" in failed.told
        assert BINDING in failed.told
        assert "canary" not in failed.told
    assert connection.call("GetMetadata").resources


@pytest.mark.promise(39)
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ValidateResourceConfig", {"type_name": "terrabind_nothing"}),
        ("ValidateDataResourceConfig", {"type_name": "terrabind_nothing"}),
        ("UpgradeResourceState", {"type_name": BINDING, "raw_state": pb.RawState(json=b"[")}),
        ("UpgradeResourceIdentity", {"type_name": BINDING, "raw_identity": pb.RawState(json=b"[]")}),
        ("PlanResourceChange", {"type_name": BINDING, "prior_state": pb.DynamicValue(msgpack=b"\xc1")}),
        ("ImportResourceState", {"type_name": BINDING, "id": "x"}),
        ("MoveResourceState", {"target_type_name": BINDING, "source_type_name": "aws_iam_role"}),
        ("ConfigureProvider", {"config": pb.DynamicValue(msgpack=b"\xa1x")}),
        ("ValidateProviderConfig", {"config": pb.DynamicValue(msgpack=b"\x93")}),
    ],
)
def test_every_call_answers_broken_input_with_diagnostics(name: str, fields: dict[str, Any]) -> None:
    """A call without an answer hangs Terraform, and one that fails as a call says nothing to the user."""
    connection = Connection()
    connection.configure()
    (found,) = connection.call(name, **fields).diagnostics
    assert found.summary
    assert found.detail


@pytest.mark.promise(42)
async def test_while_the_provider_is_not_known_yet_reading_keeps_the_state(apis: Apis) -> None:
    """A key that another resource makes must not fail the plan that makes it."""
    held = await existing(apis)
    connection = Connection(connect=apis.connect)
    connection.configure({"fireworks": {"api_key": UNKNOWN, "account_id": "acme"}})
    before = apis.requests()
    read = await connection.read(BINDING, held)
    assert (read.state, read.failed, apis.requests()) == (held.state, False, before)
    assert "fireworks.api_key" in read.told


@pytest.mark.promise(40)
async def test_a_stop_ends_reading_at_once_and_refuses_what_comes() -> None:
    """Whoever presses Ctrl-C is not made to wait for a slow listing."""
    apis, connection = failing("GET *:delay=60s")
    held = await existing(apis)
    reading = asyncio.ensure_future(connection.read(BINDING, held))
    await asyncio.sleep(0.05)
    connection.call("StopProvider")
    stopped = await asyncio.wait_for(reading, 20)
    assert "Stopped" in stopped.told
    assert "Stopped" in (await connection.apply(BINDING, held, None)).told


@pytest.mark.promise(8)
async def test_a_stop_sees_a_create_through() -> None:
    """The object is in state, and not only on the server."""
    apis, connection = failing("POST *:delay=300ms")
    codec = TYPES.managed(BINDING).codec
    planned = connection.plan(BINDING, Held(), config_of(BINDING))
    fields = {"type_name": BINDING, "prior_state": message(codec, None), "planned_state": planned.planned_state}
    creating = asyncio.ensure_future(connection.ask("ApplyResourceChange", **fields))
    async with asyncio.timeout(20):
        while apis.of(BINDING).calls.count(method="POST") == 0:  # noqa: ASYNC110 - the emulator has no event for it
            await asyncio.sleep(0.01)
    connection.call("StopProvider")
    answer = await asyncio.wait_for(creating, 10)
    assert codec.decode(answer.new_state.msgpack) is not None
    assert len(apis.objects(BINDING)) == 1


@pytest.mark.promise(32)
async def test_no_secret_reaches_a_diagnostic_or_a_state(apis: Apis) -> None:
    """Canaries stand in every credential."""
    connection = Connection(connect=apis.connect)
    connection.configure(IMPATIENT)
    for type_name in CATALOGUE.resources:
        held = await connection.apply(type_name, Held(), config_of(type_name))
        apis.of(type_name).faults.add("* *:403=canary-key canary-password canary-token")
        failed = await connection.apply(type_name, held, None)
        assert "canary" not in failed.told + str(held) + str(failed)
