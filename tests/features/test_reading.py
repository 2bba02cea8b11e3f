"""Reads: what is found, what counts as gone, and what is no change."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

from terrabind.rest.errors import RestError
from terrabind.spec.values import Value
from tests.features.cases import found_by, raising, thing
from tests.rest.fakes import Exchange, FakeClock, Script, Server
from tests.rest.things import connect


@pytest.mark.promise(12)
async def test_an_object_on_the_last_page_of_a_search_is_found() -> None:
    """Whoever stops at the first page takes what stands on the second for deleted."""
    script = Script(
        Exchange("GET", "/v1/things?kind=a", answer='{"data":[{"id":"1","name":"other"}],"next":"p 2"}'),
        Exchange("GET", "/v1/things?kind=a&token=p%202", answer='{"data":[{"id":"9","name":"mine"}]}'),
    )
    sought = found_by({"token_param": "token", "token_from": "next"}, query={"kind": "a"})
    async with connect(script, None) as client:
        found = await client.read(sought.resource, sought.values)
    assert found is not None
    assert (found["id"], found["body"]) == ("9", {"name": "mine"})
    assert script.finished()


@pytest.mark.parametrize(
    "next_page",
    [
        "https://api.example/v1/zoo/1/dogs?cursor=a%2Fb",
        "/v1/zoo/1/dogs?cursor=a%2Fb",
        "?cursor=a%2Fb",
        "dogs?cursor=a%2Fb",
    ],
    ids=["whole", "from the root", "query", "beside"],
)
async def test_the_link_header_leads_to_the_next_page(next_page: str) -> None:
    """RFC 8288: the address is the server's own, in any form, and may stand among those of other relations."""
    link = f'<{next_page}>; rel="next", <https://api.example/v1/zoo/1/dogs>; rel="first"'
    script = Script(
        Exchange("GET", "/v1/zoo/1/dogs?size=2", answer='{"data":[]}', answer_headers={"Link": link}),
        Exchange("GET", "/v1/zoo/1/dogs?cursor=a%2Fb", answer='{"data":[{"id":"9","name":"mine"}]}'),
    )
    sought = found_by({"link_header": True}, path="/zoo/1/dogs", query={"size": "2"})
    async with connect(script, None) as client:
        found = await client.read(sought.resource, sought.values)
    assert found is not None
    assert found["id"] == "9"
    assert script.finished()


def answering(
    status: int, text: str = "{}", kind: str = "application/json"
) -> Callable[[httpx.Request], httpx.Response]:
    """A server that says the same to everything."""
    return lambda _: httpx.Response(status, text=text, headers={"Content-Type": kind})


DOUBTS = {
    "unauthenticated": answering(401),
    "forbidden": answering(403),
    "throttled": answering(429),
    "broken": answering(500),
    "overloaded": answering(503),
    "login page": answering(200, "<html>Sign in</html>", "text/html"),
    "half a body": answering(200, '{"id": "1", "na'),
    "silent": raising(lambda: httpx.ReadTimeout("no answer")),
    "unreachable": raising(lambda: httpx.ConnectError("refused")),
}


@pytest.mark.promise(11)
@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("by_search", [False, True], ids=["by address", "by search"])
async def test_no_failed_read_counts_as_absence(doubt: str, by_search: bool) -> None:
    """An error ends the refresh; only `None` would take the object out of the state."""
    sought = found_by() if by_search else thing(id="1", body={"name": "mine"})
    async with connect(DOUBTS[doubt], None, clock=FakeClock()) as client:
        with pytest.raises(RestError):
            await client.read(sought.resource, sought.values)


async def test_numbers_keep_every_digit_in_both_directions() -> None:
    """A double would turn the serial number into another one, and the share into a longer text."""
    digits = '{"serial":12345678901234567890123,"share":0.10000000000000000000001,"whole":3}'
    body: Value = {"serial": 12345678901234567890123, "share": Decimal("0.10000000000000000000001"), "whole": 3}
    script = Script(
        Exchange("POST", "/v1/things", body=digits, status=201, answer='{"id":90071992547409931}'),
        Exchange("GET", "/v1/things/90071992547409931", answer=digits.replace("{", '{"id":90071992547409931,')),
    )
    made = thing(body=body)
    async with connect(script, None) as client:
        outcome = await client.create(made.resource, made.values)
    assert (outcome.values["id"], outcome.values["body"]) == ("90071992547409931", body)
    assert script.finished()


@pytest.mark.promise(15)
async def test_a_list_whose_order_does_not_count_may_come_in_any_order() -> None:
    """The server sorts; without `unordered` that shows as a change, with it as none."""
    given: Value = {"name": "mine", "tags": [{"k": "b"}, {"k": "a"}]}
    shown = {"id": "1", "name": "mine", "tags": [{"k": "a", "made": "t1"}, {"k": "b", "made": "t2"}]}
    server = Server(lambda _: httpx.Response(200, json=shown))
    loose, strict = thing(id="1", body=given, unordered=["tags"]), thing(id="1", body=given)
    async with connect(server, None) as client:
        kept = await client.read(loose.resource, loose.values)
        changed = await client.read(strict.resource, strict.values)
    assert kept is not None
    assert changed is not None
    assert kept["body"] == given
    assert changed["body"] == {"name": "mine", "tags": [{"k": "a"}, {"k": "b"}]}
