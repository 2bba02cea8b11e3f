"""One rule, asked about changes in one line: what it says is compared as the sentences that a reader gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from terrabind.review import qualifiers
from terrabind.review.edge import Edge, Principal, Realm
from terrabind.review.report import ChangeClass, Delta
from terrabind.review.rules import Context, find
from tests.review.factories import NOW, delta, principal


def review(*deltas: Delta, **given: Any) -> Context:
    """A review of these changes at `NOW`; the sides are what the changes say unless they are given."""
    before = tuple(each.before for each in deltas if each.before is not None)
    after = tuple(each.after for each in deltas if each.after is not None)
    sides: dict[str, Any] = {"before": before, "after": after, "now": datetime.fromisoformat(NOW), **given}
    return Context(deltas=deltas, **sides)


def says(rule_id: str, *deltas: Delta, **given: Any) -> list[str]:
    """The sentences of one rule about these changes."""
    return [finding.message for finding in find(rule_id).judge(review(*deltas, **given))]


def gained(edge: Edge, *path: str) -> Delta:
    return delta(ChangeClass.GAINED, None, edge, *path)


def lost(edge: Edge, *path: str) -> Delta:
    return delta(ChangeClass.LOST, edge, None, *path)


def stays(edge: Edge) -> Delta:
    return delta(ChangeClass.UNCHANGED, edge, edge)


def changed(before: Edge, after: Edge) -> Delta:
    """The same grant with other limits, wider where one of them is weaker."""
    found = qualifiers.compare(before.qualifiers, after.qualifiers)
    weaker = not found or any(change.weaker is not False for change in found)
    kind = ChangeClass.WIDENED if weaker else ChangeClass.NARROWED
    return Delta(change=kind, before=before, after=after, qualifiers=found)


def outside(text: str, realm_name: str = "") -> Principal:
    return principal(text, Realm.EXTERNAL, realm_name)


def called(shown: str, who: Principal) -> Principal:
    return replace(who, shown=shown)
