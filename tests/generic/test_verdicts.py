"""What an answer says of itself is read as the user said that this API says it."""

from __future__ import annotations

import pytest

from terrabind.generic.verdicts import failed_of, gone_of
from terrabind.spec.values import Value


@pytest.mark.parametrize(
    ("said", "document", "told"),
    [
        ({"present": ["error"]}, {"error": "no such user"}, "no such user"),
        ({"present": ["error"]}, {"error": {"code": -32000}}, ""),
        ({"present": ["error"]}, {"error": None, "result": 1}, None),
        ({"present": ["error"]}, {"error": 0}, None),
        ({"present": ["errors"]}, {"errors": [], "data": {}}, None),
        ({"present": ["results.*.error"]}, {"results": [{"id": 0}, {"error": "second"}]}, "second"),
        ({"equals": {"success": ["false"]}}, {"success": False}, ""),
        ({"equals": {"success": ["false"]}}, {"success": True}, None),
        ({"equals": {"results.*.status": ["error"]}}, {"results": [{"status": "ok"}, {"status": "error"}]}, ""),
        ({"differs": {"code": ["0", "200"]}}, {"code": 1007}, ""),
        ({"differs": {"code": ["0", "200"]}}, {"code": 200}, None),
        ({"differs": {"code": ["0"]}}, ["no", "code"], None),
        ({"present": ["error"], "equals": {"ok": ["false"]}}, {"ok": False, "error": "why"}, "why"),
        (None, {"error": "of any other API"}, None),
    ],
)
def test_a_failure_is_told_by_what_the_answer_holds(said: Value, document: Value, told: str | None) -> None:
    """An answer of status 200 that is taken for an object would put an error message into the state."""
    judge = failed_of(said)
    assert (judge and judge(document)) == told


def test_a_mark_may_stand_at_many_places() -> None:
    """The one that says so counts."""
    gone = gone_of({"gone": {"errors.*.code": ["missing"]}})
    assert gone is not None
    assert gone({"errors": [{"code": "x"}, {"code": "missing"}]})
    others: tuple[Value, ...] = ({"errors": []}, "text", None)
    assert not any(gone(document) for document in others)
