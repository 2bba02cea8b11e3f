"""Searches that find more than one object."""

from __future__ import annotations

import httpx
import pytest

from terrabind.rest.errors import DoubtfulListingError
from terrabind.spec.values import Value
from tests.features.cases import SEARCH, found_by, thing
from tests.rest.fakes import FakeClock, Server
from tests.rest.things import connect

TWO = [{"id": "1", "name": "mine", "size": 1}, {"id": "9", "name": "mine", "size": 9}]
OURS: Value = {"size": 9, "name": "mine"}


def listing(_: httpx.Request) -> httpx.Response:
    """A collection in which two bear the same name."""
    return httpx.Response(200, json={"data": TWO})


@pytest.mark.promise(14)
async def test_of_several_that_match_the_one_with_the_known_id_is_read() -> None:
    """Another one's values would show as a change, and apply would overwrite ours with them."""
    sought = thing(id="9", body=OURS, read={"search": SEARCH})
    async with connect(listing, None) as client:
        found = await client.read(sought.resource, sought.values)
    assert found is not None
    assert (found["id"], found["body"]) == ("9", OURS)


@pytest.mark.promise(12)
@pytest.mark.parametrize("id_", ["7", None], ids=["with another id", "without an id"])
async def test_when_several_match_and_none_is_known_nothing_is_concluded(id_: str | None) -> None:
    """Which of them is meant, only the user can say."""
    sought = found_by()
    async with connect(listing, None, clock=FakeClock()) as client:
        with pytest.raises(DoubtfulListingError, match=r"read\.search\.match"):
            await client.read(sought.resource, {**sought.values, "id": id_})


@pytest.mark.promise(3)
async def test_none_of_several_that_match_is_taken_over() -> None:
    """Adopting the first of them would manage, and one day destroy, somebody else's."""
    server, made = Server(listing), found_by()
    async with connect(server, None, clock=FakeClock()) as client:
        with pytest.raises(DoubtfulListingError, match=r"read\.search\.match"):
            await client.create(made.resource, {**made.values, "id": None}, on_existing="adopt")
    assert server.count("POST") == server.count("PUT") == 0
