"""A request of the user's own is sent as it is written."""

from __future__ import annotations

import pytest

from terrabind.generic.request import REQUEST, describe_request
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Operation, Paging, Send
from terrabind.spec.values import Value


def test_a_request_asks_with_get_and_gives_the_whole_answer() -> None:
    """The least that can be said is enough."""
    made = describe_request({"path": "/things"}).resource
    assert made.type_name == "terrabind_rest_request"
    assert (made.read, made.listed) == (Operation(method="GET", path="/things", answer=Body("")), False)


def test_a_query_by_post_sends_its_body() -> None:
    """Searches are often POST requests; braces in them are braces."""
    values: dict[str, Value] = {
        "path": "/q",
        "method": "POST",
        "query": {"f": "{x}"},
        "body": {"a": 1},
        "format": "form",
        "select": "d",
    }
    assert describe_request(values).resource.read == Operation(
        method="POST",
        path="/q",
        query={"f": "{{x}}"},
        format=Format.FORM,
        sends=(Send("body", wire="."),),
        answer=Body("d"),
    )


def test_pages_are_followed_where_the_user_says_how() -> None:
    """The answer is then the list of all rows."""
    made = describe_request({"path": "/things", "select": "data", "page": {"link_header": True}}).resource
    assert made.listed
    assert (made.listing.items, made.listing.page.paging) == (Body("data"), Paging.LINK)
    assert made.listing.operation.answer is None


def test_a_request_leads_nowhere_else() -> None:
    """The same paths are refused as everywhere."""
    with pytest.raises(ValueError, match="leads to another place"):
        describe_request({"path": "/a/%2e%2e/b"})


def test_a_page_of_two_kinds_is_refused() -> None:
    """Nobody could say which one counts."""
    values: dict[str, Value] = {"path": "/t", "page": {"link_header": True, "page_param": "p"}}
    assert [fault.path for rule in REQUEST.rules for fault in rule.judge(values)] == ["page"]
