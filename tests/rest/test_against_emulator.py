"""The client and the emulator were written apart from the same descriptions; here they meet, in every manner and fault.

What this proves is consistency. What the vendors do is proven, as far as it is known, by the literal exchanges under
`tests/apis`.
"""

from __future__ import annotations

from typing import Any

import pytest

from terrabind.rest import Client
from terrabind.rest.errors import DoubtfulListingError, ExistsError, WrongObjectError
from terrabind.spec.resource import Resource
from tests.emulator.in_process import CATALOGUE, InProcess, emulate
from tests.rest.fakes import POOL_BINDING, FakeClock

SETTINGS = {
    "fireworks": {"api_key": "k", "account_id": "acme"},
    "ecs": {"endpoint": "http://emulator", "username": "root", "password": "ChangeMe", "namespace": "ns1"},
    "k0rdent": {"client_id": "sa", "client_secret": "s"},
}
EVERYWHERE = [
    "missing_status=400",
    "tokens=position",
    "empty_token",
    "omit_empty",
    "nulls=null",
    "nulls=empty",
    "fold_case",
    "extra_fields",
    "error_shape=nested",
    "error_shape=flat",
    "error_shape=prose",
    "error_shape=text",
    "missing_delete=accept",
    "missing_delete=refuse",
]
OWN = {
    "fireworks": ["account_prefix", "old_statuses", "duplicates=conflict", "duplicates=return"],
    "ecs": [
        "xml",
        "xml_root=plain",
        "xml_root=aws",
        "policies=encoded",
        "policies=rewritten",
        "redirect",
        "refuse_empty",
    ],
    "k0rdent": ["wrapped", "duplicates=accept", "duplicates=conflict", "duplicates=return"],
}
MANNERS = [(api, "") for api in OWN] + [(api, each) for api, own in OWN.items() for each in (*EVERYWHERE, *own)]
WRITES = {"fireworks": "POST */*Bindings", "ecs": "POST *", "k0rdent": "POST */policies"}
PASSING = [
    "lost_reply@1",
    "lost_reply=half@1",
    "lost_reply=502@1",
    "lost_request@1",
    "truncated@1",
    "garbage@1",
    "500@1",
    "503@1",
    "429=3@1",
    "late=3reads@1",
]
TAMPERS = ["repeated_token@1", "empty_page@1", "missing_rows@1", "repeated_rows", "wrong_total@1", "no_items@1"]


async def live(api: str, *variants: str, **options: Any) -> None:
    """Take every resource of an API through its whole life; nothing may look different than asked for."""
    transport = InProcess(emulate(api, *variants, **options))
    async with Client(CATALOGUE.apis[api], SETTINGS[api], transport=transport, clock=FakeClock()) as client:
        for resource in CATALOGUE.resources.values():
            if resource.api.name == api:
                await live_once(client, resource)


async def live_once(client: Client, resource: Resource) -> None:
    """Create, read, refuse a second one, change, list, delete, delete again."""
    values = (await client.create(resource, resource.example)).values
    assert {name: values[name] for name in resource.example} == resource.example
    assert await client.read(resource, values) == values
    with pytest.raises(ExistsError, match="import"):
        await client.create(resource, resource.example)
    if resource.steps:
        changed = {**values, "tags": {"x": "1"}, "description": "new"}
        assert (await client.update(resource, values, changed)).values == changed
    assert len(await client.list(resource, values)) == 1
    await client.delete(resource, values)
    assert await client.read(resource, values) is None
    await client.delete(resource, values)


@pytest.mark.promise(6)
@pytest.mark.parametrize(("api", "manner"), MANNERS)
async def test_a_whole_life_passes_in_every_manner_of_server(api: str, manner: str) -> None:
    """What the documentation leaves open must not matter (apis.md chapter 4)."""
    await live(api, *([manner] if manner else []))


@pytest.mark.promise(1, 2, 5)
@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("api", WRITES)
async def test_a_whole_life_passes_through_every_passing_fault(api: str, fault: str) -> None:
    """Exactly one object, in the state, whatever happens to the request that makes it (promises 1, 2 and 5)."""
    await live(api, faults=(f"{WRITES[api]}:{fault}",))


@pytest.mark.promise(5)
@pytest.mark.parametrize("api", WRITES)
async def test_the_next_plan_sees_what_was_shown_late(api: str) -> None:
    """It is another process and cannot know that the object is new: it would take it for gone and make a second one."""
    transport, clock = InProcess(emulate(api, faults=(f"{WRITES[api]}:late=3reads@1",))), FakeClock()
    resource = next(each for each in CATALOGUE.resources.values() if each.api.name == api)
    async with Client(CATALOGUE.apis[api], SETTINGS[api], transport=transport, clock=clock) as apply:
        made = await apply.create(resource, resource.example)
    async with Client(CATALOGUE.apis[api], SETTINGS[api], transport=transport, clock=clock) as plan:
        assert (await plan.read(resource, made.values), made.notices) == (made.values, ())


async def test_whoever_may_make_and_not_read_does_not_wait() -> None:
    """It is made; half a minute for each of a thousand would be spent for nothing."""
    transport, clock = InProcess(emulate("k0rdent", faults=("GET */policies/*:forbidden",))), FakeClock()
    resource = next(each for each in CATALOGUE.resources.values() if each.api.name == "k0rdent")
    async with Client(CATALOGUE.apis["k0rdent"], SETTINGS["k0rdent"], transport=transport, clock=clock) as client:
        began = clock.monotonic()
        made = await client.create(resource, resource.example)
    assert clock.monotonic() - began < 1
    assert "access is denied" in made.notices[0].detail


@pytest.mark.parametrize("fault", ["garbage", "truncated"])
@pytest.mark.parametrize("api", WRITES)
async def test_a_whole_life_passes_while_answers_keep_being_garbled(api: str, fault: str) -> None:
    """With a thousand objects one bad answer in a hundred would fail every plan, if nobody asked again."""
    await live(api, faults=(f"* *:{fault}@every:4",))


@pytest.mark.promise(12, 13)
@pytest.mark.parametrize("tamper", TAMPERS)
@pytest.mark.parametrize("api", ["fireworks", "k0rdent"])
async def test_a_spoilt_listing_is_read_again(api: str, tamper: str) -> None:
    """One bad page must neither lose nor double an object (promises 12 and 13)."""
    await live(api, faults=(f"GET *s:{tamper}",), page_size=1)


@pytest.mark.promise(31)
@pytest.mark.parametrize("call", range(1, 10))
@pytest.mark.parametrize(("api", "path"), [("ecs", "/iam"), ("k0rdent", "*/policies*")])
async def test_a_session_that_dies_in_the_middle_is_renewed(api: str, path: str, call: int) -> None:
    """For every call of the life in turn (promise 31)."""
    await live(api, faults=(f"* {path}:expired@{call}",))


@pytest.mark.promise(12)
async def test_a_total_that_is_never_reached_proves_nothing() -> None:
    """A plan that cannot tell must say so (promise 12)."""
    with pytest.raises(DoubtfulListingError):
        await live("fireworks", faults=("GET *:wrong_total",))


@pytest.mark.promise(7)
async def test_a_server_that_ignores_the_pool_is_found_out() -> None:
    """What it bound instead is gone again (promise 7)."""
    emulator = emulate("fireworks", "ignore_pool")
    transport = InProcess(emulator)
    async with Client(CATALOGUE.apis["fireworks"], SETTINGS["fireworks"], transport=transport) as client:
        with pytest.raises(WrongObjectError):
            await client.create(POOL_BINDING, POOL_BINDING.example)
        assert await client.list(POOL_BINDING) == []
