"""The folded sections of a Markdown report: what explains a change and does not decide it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from terrabind.review.render import mermaid
from terrabind.review.render.escaping import code, prose
from terrabind.review.render.page.words import name_role
from terrabind.review.render.parts import Parts, Row
from terrabind.review.render.plain import say_scope
from terrabind.review.render.style import Style
from terrabind.review.report import Report

__all__ = [
    "open_up", "table", "write_context", "write_drift", "write_evidence", "write_matrix", "write_picture",
    "write_reproduction", "write_waived",
]  # fmt: skip

_OPENING: Final = "<details><summary>"
_SUMMARY: Final = "</summary>"
_CLOSING: Final = "\n\n</details>"
_TEXT_ONLY: Final = frozenset({"azure", "bitbucket"})
"""Flavours that draw nothing."""

_PEOPLE: Final = 30
_COLUMNS: Final = 8
_CONTEXT: Final = 60


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already; empty without a row."""
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *lines])


def write_matrix(parts: Parts) -> str:
    """Return who by which role where, one sign a cell; empty where it would be too wide for a comment."""
    cells: dict[str, dict[str, Row]] = {}
    people: dict[str, Row] = {}
    columns: dict[str, None] = {}
    for row in parts.changes:
        column = f"{row.role} on {row.where}"
        columns.setdefault(column)
        people.setdefault(row.edge.principal.key, row)
        cells.setdefault(row.edge.principal.key, {}).setdefault(column, row)
    if not 0 < len(columns) <= _COLUMNS or len(people) > _PEOPLE:
        return ""
    rows = [
        [_who(row), *(f"`{cells[key][each].sign}`" if each in cells[key] else " " for each in columns)]
        for key, row in people.items()
    ]
    legend = "`+` gained, `-` lost, `^` wider, `v` narrower, `?` not sure, `~` unmanaged or drifted, `=` same access"
    return _fold("Matrix", f"{table(['', *(code(each, 80) for each in columns)], rows)}\n\n{legend}")


def write_picture(report: Report, parts: Parts, style: Style) -> str:
    """Return the changed grants as a drawing, where the forge draws and it stays readable."""
    if style.flavour in _TEXT_ONLY or not 0 < len(parts.changes) <= mermaid.MOST:
        return ""
    return _fold("Drawing", f"```mermaid\n{mermaid.render(report, style).rstrip()}\n```")


def write_context(report: Report, parts: Parts) -> str:
    """Return what those whose access changes keep, and what is only written anew."""
    changed = {row.edge.key for row in parts.changes}
    people = {row.edge.principal.key for row in parts.changes}
    kept = {edge.key: edge for edge in report.after if edge.principal.key in people and edge.key not in changed}
    lines = [
        f"- {_spell(edge.principal.kind.value, str(edge.principal.shown or edge.principal.id))}: "
        f"{code(name_role(edge))} on {code(say_scope(edge))}"
        for edge in kept.values()
    ]
    lines += [f"- {_who(row)}: {code(row.role)} on {code(row.where)}{_notes(row)}" for row in parts.same]
    if len(lines) > _CONTEXT:
        lines = [*lines[:_CONTEXT], f"- and {len(lines) - _CONTEXT:,} more"]
    return _fold("What stays the same", "\n".join(lines)) if lines else ""


def write_evidence(parts: Parts) -> str:
    """Return where the plan says each change."""
    cells = []
    for row in parts.changes:
        origin = row.edge.origin
        place = f"{code(origin.address)}{f' {code(origin.attribute)}' if origin.attribute else ''}"
        source = code(origin.source) if origin.source else ""
        grant = f"{row.word}: {_who(row)}, {code(row.role)}"
        cells.append((place, code(origin.stack, 60), prose(origin.action) or "as it was", grant, source))
    listed = table(("Address", "Stack", "Action", "Grant", "Source"), cells)
    return _fold("Evidence by address", listed) if cells else ""


def write_drift(report: Report) -> str:
    """Return which resources changed outside Terraform."""
    lines = [f"- {code(each.address)} in {code(plan.label, 60)}" for plan in report.plans for each in plan.drift]
    if len(lines) > _CONTEXT:
        lines = [*lines[:_CONTEXT], f"- and {len(lines) - _CONTEXT:,} more"]
    return _fold("Changed outside Terraform", "\n".join(lines)) if lines else ""


def write_waived(parts: Parts) -> str:
    """Return the findings that somebody accepted, and why."""
    lines = [
        f"- **{prose(each.rule)} {each.severity.value}**: {prose(each.message)} *Waived*: {prose(each.waived)}"
        for each in parts.waived
    ]
    return _fold("Waived findings", "\n".join(lines)) if lines else ""


def write_reproduction(report: Report) -> str:
    """Return the commands that make this report again; no name of the plan is in them."""
    # Where no end of a grant was judged, the moment changes nothing, and a comment with it would never stay as it is.
    timed = any(finding.rule.startswith("AR6") for finding in report.findings)
    moment = f" --now {report.now}" if timed and report.now and set(report.now) <= set("0123456789-:TZ+.") else ""
    body = f"terraform show -json plan.tfplan > plan.json\nterrabind review{moment} plan.json"
    return _fold("How to reproduce", f"```sh\n{body}\n```")


def open_up(section: str) -> str:
    """Return a folded section as an open one, for a forge that folds nothing."""
    title, _, body = section.removeprefix(_OPENING).partition(_SUMMARY)
    return f"### {title}{body.removesuffix(_CLOSING)}" if section else ""


def _fold(title: str, body: str) -> str:
    return f"{_OPENING}{title}{_SUMMARY}\n\n{body}{_CLOSING}"


def _who(row: Row) -> str:
    return _spell(row.kind, row.name)


def _spell(kind: str, name: str) -> str:
    return f"{kind} {code(name)}" if kind not in {"", "everyone"} else "everyone"


def _notes(row: Row) -> str:
    said = "; ".join(row.notes)
    return f": {prose(said, 300)}" if said else ""
