"""A fingerprint names what a change means, so that an approval holds for every plan that means the same.

It is made of the changed grants, the findings and the version of the rules. Where a grant is written, in which order,
under which stack and with which words it is told plays no part, and neither does what stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from terrabind.review.edge import Certainty, Edge, Unclear
from terrabind.review.report import ChangeClass, Delta, Finding, Report

LENGTH: Final = 16
"""Letters of a fingerprint, in groups of four: 64 bits, of which nobody meets two alike by accident."""

IN_BASELINE: Final = "known in the baseline"
"""The reason of a waiver for findings that an earlier report holds already; it resolves no doubt."""

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_SHAPE = re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b")
_QUIET = frozenset({"no-op", "read"})


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a review is the one that was approved, and if not, why in one sentence with the next step."""

    approved: bool
    reason: str = ""


def fingerprint(deltas: Iterable[Delta], findings: Iterable[Finding], rules_version: str = "") -> str:
    """Return the fingerprint of a change, such as `9f3c-71aa-0b12-44de`."""
    changed = (delta for delta in deltas if delta.change is not ChangeClass.UNCHANGED)
    document = {
        "deltas": sorted({_dump(_describe_delta(delta)) for delta in changed}),
        "findings": sorted({_dump(_describe_finding(finding)) for finding in findings}),
        "rules": rules_version,
    }
    letters = hashlib.sha256(_dump(document).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def name_finding(finding: Finding) -> str:
    """Return what makes a finding the same one in another review: its rule and the grants that it is about."""
    return _dump({**_describe_finding(finding), "severity": "", "waived": False})


def read_fingerprint(text: str) -> str:
    """Return the fingerprint that a text holds: a saved JSON report's, else the first one in it; empty without one."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict):
        found = document.get("fingerprint")
        return found if isinstance(found, str) and _SHAPE.fullmatch(found) else ""
    match = _SHAPE.search(text)
    return match[0] if match else ""


def verify(report: Report, approved: str) -> Verification:
    """Tell whether `approved`, the text of an approval, is for what this report says.

    A report with grants that cannot be told is never approved: its fingerprint would hold for whatever they become.
    """
    wanted = read_fingerprint(approved)
    if is_in_doubt(report.deltas, report.findings, report.unclear):
        return Verification(
            False, "Some grants cannot be told, so nobody can have approved them; resolve or waive them."
        )
    if not wanted:
        return Verification(False, f"There is no fingerprint in the approval; this change is {report.fingerprint}.")
    if wanted != report.fingerprint:
        said = f"Approved was {wanted}, this change is {report.fingerprint}: review it again, then approve that one."
        return Verification(False, said)
    return Verification(True)


def is_touched(unclear: Unclear) -> bool:
    """Tell whether anything is done to a resource that nobody understands."""
    return unclear.origin.action not in _QUIET


def is_in_doubt(deltas: Sequence[Delta], findings: Sequence[Finding], unclear: Sequence[Unclear]) -> bool:
    """Tell whether anything that changes cannot be told and nobody waived it."""
    waived = [each for each in findings if each.rule.startswith("AR8") and each.waived not in {"", IN_BASELINE}]
    grants = {_place(delta.edge) for each in waived for delta in each.deltas}
    places = {(each.stack, each.address) for each in waived}
    doubts = (delta.edge for delta in deltas if delta.change is ChangeClass.UNRESOLVED)
    if any(_place(edge) not in grants for edge in doubts):
        return True
    return any((each.origin.stack, each.origin.address) not in places for each in unclear if is_touched(each))


def _place(edge: Edge) -> tuple[object, ...]:
    return (edge.key, edge.origin.stack, edge.origin.address, edge.origin.attribute)


def _describe_delta(delta: Delta) -> dict[str, Any]:
    return {
        "change": delta.change._value_,  # what `value` reads, without its descriptor: there are thousands
        "before": _describe_edge(delta.before),
        "after": _describe_edge(delta.after),
        "through": bool(delta.path) and delta.change in (ChangeClass.GAINED, ChangeClass.LOST),
    }


def _describe_edge(edge: Edge | None) -> dict[str, Any] | None:
    if edge is None:
        return None
    found: dict[str, Any] = {
        "who": edge.principal.key,
        "relation": edge.relation,
        "role": edge.role,
        "scope": edge.scope,
        "level": int(edge.level),
        "allowed": edge.allowed,
        "limits": sorted(edge.qualifiers.items()),
        "certainty": edge.certainty._value_,
    }
    if edge.certainty is not Certainty.KNOWN:
        found["fed"] = sorted(edge.feeds)
    return found


def _describe_finding(finding: Finding) -> dict[str, Any]:
    """A finding without grants is about a resource, so there the address is its meaning."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "waived": bool(finding.waived),
        "deltas": sorted({_dump(_describe_delta(delta)) for delta in finding.deltas}),
        "at": "" if finding.deltas else f"{finding.stack} {finding.address}",
    }


def _dump(value: Any) -> str:
    return _ENCODER.encode(value)
