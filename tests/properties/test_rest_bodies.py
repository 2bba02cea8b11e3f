"""Whatever a body holds, a generic object is made as it is written, read as it was made, and planned empty."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terrabind.spec.values import UNKNOWN, Value, Values
from tests.plugin.fake_rest import GENERIC, FakeRest, thing
from tests.plugin.rig import Held
from tests.properties.values import STEADY

NAMES = st.text("abXY-._/{} é", min_size=1, max_size=4).map(lambda name: f"m{name}")
NUMBERS = st.integers(-(2**70), 2**70) | st.integers(-999, 999).map(lambda number: Decimal(number) / 8)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=6)
DOCUMENTS: st.SearchStrategy[Value] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
BODIES: st.SearchStrategy[Values] = st.dictionaries(NAMES, DOCUMENTS, max_size=4)


async def live(body: Values, changed: Values) -> None:
    """Create, refresh, plan, import, change, and delete."""
    server = FakeRest()
    connection = server.connection()
    held = await connection.apply(GENERIC, Held(), thing(body=body))
    assert held.values["body"] == body, held.told
    assert await connection.read(GENERIC, held) == held
    assert connection.planned(GENERIC, held, thing(body=body)) == (held.values, [])
    imported = await connection.import_id(GENERIC, "/things#1")
    assert connection.planned(GENERIC, imported, thing(body=body)) == (imported.values, [])
    updated = await connection.apply(GENERIC, held, thing(body=changed))
    assert (await connection.read(GENERIC, updated)).values == updated.values
    assert (await connection.apply(GENERIC, updated, None)).state is None
    assert server.objects == {}
    await connection.close()


@STEADY
@given(body=BODIES, changed=BODIES)
def test_any_body_lives_without_a_change_of_its_own(body: Values, changed: Values) -> None:
    """A second plan that is not empty for one shape of value would make the resource useless for that API."""
    asyncio.run(live(body, changed))


@STEADY
@given(body=BODIES, part=NAMES)
def test_what_is_not_known_yet_is_planned_as_it_is_written(body: Values, part: str) -> None:
    """Terraform refuses a plan in which the provider decided something that the configuration leaves open."""
    wanted: Values = {**body, part: {"late": UNKNOWN, "list": [UNKNOWN, 1]}}
    planned, _ = FakeRest().connection().planned(GENERIC, Held(), thing(body=wanted))
    assert (planned["body"], planned["id"]) == (wanted, UNKNOWN)
