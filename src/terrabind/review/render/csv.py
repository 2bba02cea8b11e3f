"""Every change as a table for auditors: RFC 4180, one row for each grant, with what rules say of it.

A spreadsheet calculates what begins like a formula; here such a cell begins with an apostrophe. Grants that stay are
rows too, and so are resources that nobody understands and findings about no grant.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from terrabind.review.edge import Edge
from terrabind.review.render.plain import one_line, say_scope, say_was
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Delta, Finding, Report

__all__ = ["COLUMNS", "render"]

COLUMNS: Final = (
    "change", "kind", "principal", "realm", "realm_name", "relation", "role", "level", "scope", "effect", "was",
    "limits_before", "limits_after", "certainty", "authoritative", "through", "note", "findings", "stack", "address",
    "attribute", "type", "action", "source",
)  # fmt: skip
"""The first row."""

_LONGEST: Final = 32_000
"""Characters that a spreadsheet keeps in one cell, nearly."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with; the last four are the wide forms that some spreadsheets take for the first four."""

Row = dict[str, str]


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the table as text, with the line ends that RFC 4180 asks for."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report, style):
        writer.writerow({name: _guard(text) for name, text in row.items()})
    return written.getvalue()


def _rows(report: Report, style: Style) -> Iterator[Row]:
    said: dict[int, list[Finding]] = {}
    for finding in report.findings:
        for delta in finding.deltas:
            said.setdefault(id(delta), []).append(finding)
    for delta in report.deltas:
        if not style.only or delta.change in style.only:
            yield _change(delta, said)
    for unclear in report.unclear:
        origin = unclear.origin
        yield {"change": "not understood", "note": unclear.reason} | _place(
            origin.stack, origin.address, origin.attribute, origin.type, origin.action, origin.source
        )
    for finding in report.findings:
        if not finding.deltas:
            row: Row = {"change": "finding", "note": finding.message, "findings": _say(finding)}
            yield row | _place(finding.stack, finding.address, source=finding.source)


def _change(delta: Delta, said: Mapping[int, list[Finding]]) -> Row:
    edge = delta.edge
    origin = edge.origin
    return {
        "change": delta.change.value,
        "kind": edge.principal.kind.value,
        "principal": edge.principal.shown or edge.principal.id,
        "realm": edge.principal.realm.value,
        "realm_name": edge.principal.realm_name,
        "relation": edge.relation,
        "role": edge.role,
        "level": edge.level.name.lower(),
        "scope": say_scope(edge),
        "effect": "allow" if edge.allowed else "deny",
        "was": say_was(delta),
        "limits_before": _limits(delta.before),
        "limits_after": _limits(delta.after),
        "certainty": edge.certainty.value,
        "authoritative": "yes" if edge.authoritative else "no",
        "through": " > ".join(delta.path),
        "note": delta.note,
        "findings": "; ".join(_say(each) for each in said.get(id(delta), ())),
    } | _place(origin.stack, origin.address, origin.attribute, origin.type, origin.action, origin.source)


def _place(stack: str, address: str, attribute: str = "", kind: str = "", action: str = "", source: str = "") -> Row:
    return {
        "stack": stack,
        "address": address,
        "attribute": attribute,
        "type": kind,
        "action": action,
        "source": source,
    }


def _limits(edge: Edge | None) -> str:
    return "; ".join(f"{name}: {text}" for name, text in sorted(edge.qualifiers.items())) if edge else ""


def _say(finding: Finding) -> str:
    return f"{finding.rule} {finding.severity.value}{f' (waived: {finding.waived})' if finding.waived else ''}"


def _guard(text: str) -> str:
    """A cell that no spreadsheet calculates, even one that trims what it reads."""
    if not text:
        return ""
    begins = text.lstrip(" \u00a0\u3000").startswith(_FORMULA)
    return f"{chr(39) if begins else ''}{one_line(text, _LONGEST)}"
