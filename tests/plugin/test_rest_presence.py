"""Objects of which a server says only that they are there: memberships, stars, role assignments."""

from __future__ import annotations

import httpx
import pytest

from terrabind.spec.values import Value, Values
from tests.plugin.fake_rest import GENERIC, FakeRest
from tests.plugin.rig import Held

PLACE = "/teams/7/members/ana"


class Members(FakeRest):
    """Says by its status alone whether somebody is a member."""

    def get(self, path: str, _request: httpx.Request) -> httpx.Response:
        """Say whether there is such a member."""
        return httpx.Response(204 if path in self.objects else 404)

    head = get


def membership(method: str = "HEAD", **read: Value) -> Values:
    """A member of a team, of whom there is nothing to say."""
    return {"path": PLACE, "body": {}, "create": {"method": "PUT"}, "read": {"method": method, **read}}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_an_answer_without_content_shows_that_the_object_is_there(method: str) -> None:
    """There is nothing to compare, so nothing differs; and its absence is proven as ever."""
    server = Members()
    connection = server.connection()
    held = await connection.apply(GENERIC, Held(), membership(method))
    assert (held.told, held.values["id"], held.values["body"]) == ("", PLACE, {})
    assert await connection.read(GENERIC, held) == held
    server.objects.clear()
    assert (await connection.read(GENERIC, held)).state is None


async def test_what_is_only_there_is_imported_with_an_empty_body() -> None:
    """A body is needed in the state, and there is none to be had."""
    server = Members(objects={PLACE: {}})
    connection = server.connection()
    held = await connection.import_id(GENERIC, f'{{"path": "{PLACE}", "read": {{"method": "HEAD"}}}}')
    assert held.values["body"] == {}
    assert connection.planned(GENERIC, held, membership())[0]["body"] == {}


async def test_no_content_means_gone_where_the_resource_says_so() -> None:
    """Some servers answer so for what they do not have."""
    server = Members(objects={PLACE: {}})
    connection = server.connection()
    config = membership("GET", gone_codes=[204])
    held = await connection.apply(GENERIC, Held(), config)
    assert (await connection.read(GENERIC, held)).state is None
