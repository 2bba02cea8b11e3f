"""A report as a JSON document of a published, versioned form, and back again.

`docs/schemas/review-1.schema.json` describes it. Each grant stands once in `grants`, and is named by an id that is made
of its content: the same grant has the same id in every report. One entry is one line, so that two documents can be
compared with any text tool, and everything is ASCII: what a plan says cannot reach a terminal as a control character.

Values of a plan's resources are not in it, only what says who may do what: a document is safe to hand on.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from terrabind import __version__
from terrabind.review.edge import Edge, Level, Origin, Principal, Unclear
from terrabind.review.plan import Action, Change, Plan
from terrabind.review.render.restoring import FORMAT, VERSION, DocumentError, from_document, is_document
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import ChangeClass, Coverage, Delta, Finding, QualifierChange, Report, Severity

__all__ = [
    "FORMAT",
    "VERSION",
    "DocumentError",
    "from_document",
    "is_document",
    "render",
    "to_document",
    "write_delta",
    "write_finding",
]

Row: TypeAlias = dict[str, Any]

_LEVELS: Final = {level: level.name.lower() for level in Level}
_COMPACT: Final = json.JSONEncoder(separators=(",", ":"))


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - every render takes a style
    """Return the document as text: the same report gives the same bytes."""
    return "".join(_write(to_document(report)))


def to_document(report: Report) -> Row:
    """Return the document as JSON values; its keys and their order are those of the schema."""
    table = _Table(report)
    findings = [table.finding(each) for each in report.findings]
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "terrabind", "version": __version__},
        "now": report.now,
        "verdict": report.verdict.value,
        "sentence": report.sentence,
        "fingerprint": report.fingerprint,
        "counts": _counts(report),
        "coverage": _coverage(report.coverage),
        "plans": [_plan(each) for each in report.plans],
        "findings": findings,
        "deltas": list(table.deltas.values()),
        "unclear": [{"reason": each.reason, "origin": _origin(each.origin)} for each in _sort_unclear(report.unclear)],
        "grants": table.sorted_grants(),
    }


def write_delta(delta: Delta) -> Row:
    """Return one change as in a document, with its grants written out in place of their ids."""
    table = _Table()
    row = table.deltas[table.delta(delta)]
    return {**row, "before": table.grants.get(row["before"]), "after": table.grants.get(row["after"])}


def write_finding(finding: Finding) -> Row:
    """Return one finding as in a document."""
    return _Table().finding(finding)


class _Table:
    """The grants and changes of one report, each once, by an id made of its content.

    The same object is looked at once: a report of ten thousand grants names each of them three times.
    """

    __slots__ = ("_edges", "_seen", "deltas", "grants")

    def __init__(self, report: Report | None = None) -> None:
        self.grants: dict[str, Row] = {}
        self.deltas: dict[str, Row] = {}
        self._edges: list[Edge] = []  # kept alive, so that no two of them ever share an address
        self._seen: dict[int, str] = {}
        if report is None:
            return
        for side, edges in (("before", report.before), ("after", report.after)):
            for edge in edges:
                sides = self.grants[self.grant(edge)]["sides"]
                if side not in sides:
                    sides.append(side)
        for delta in report.deltas:
            self.deltas[self.delta(delta)]["reported"] = True

    def grant(self, edge: Edge) -> str:
        """The id of a grant, which is in the table from now on."""
        known = self._seen.get(id(edge))
        if known is not None:
            return known
        row = _edge(edge)
        name = _identify("g", row)
        self._edges.append(edge)
        self._seen[id(edge)] = name
        self.grants.setdefault(name, {"id": name, "sides": [], **row})
        return name

    def delta(self, delta: Delta) -> str:
        """The id of a change, which is in the table from now on."""
        row: Row = {
            "change": delta.change.value,
            "before": None if delta.before is None else self.grant(delta.before),
            "after": None if delta.after is None else self.grant(delta.after),
            "limits": [_qualifier(each) for each in delta.qualifiers],
            "path": list(delta.path),
            "note": delta.note,
        }
        name = _identify("d", row)
        if name not in self.deltas:
            self.deltas[name] = {"id": name, "reported": False, **_words(delta.edge), **row}
        return name

    def finding(self, finding: Finding) -> Row:
        """One finding; its changes are named."""
        return {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "fix": finding.fix,
            "stack": finding.stack,
            "address": finding.address,
            "source": finding.source,
            "approvers": list(finding.approvers),
            "waived": finding.waived,
            "deltas": [self.delta(each) for each in finding.deltas],
        }

    def sorted_grants(self) -> list[Row]:
        """The grants, by who, what, where and the place that says it."""
        return sorted(self.grants.values(), key=_order)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    origin = row["origin"]
    words = (row["principal"]["key"], row["relation"], row["role"], row["scope"], row["allowed"])
    return (*words, origin["stack"], origin["address"], origin["attribute"], row["id"])


def _identify(kind: str, row: Mapping[str, Any]) -> str:
    """An id of sixty-four bits: among a million grants, two share one in a lottery that nobody wins."""
    return kind + hashlib.sha256(_COMPACT.encode(row).encode()).hexdigest()[:16]


def _words(edge: Edge) -> Row:
    """What a reader of the changes alone needs to know of the grant."""
    return {
        "principal": edge.principal.key,
        "relation": edge.relation,
        "role": edge.role,
        "scope": list(edge.scope),
        "allowed": edge.allowed,
        "stack": edge.origin.stack,
        "address": edge.origin.address,
    }


def _edge(edge: Edge) -> Row:
    return {
        "principal": _principal(edge.principal),
        "relation": edge.relation,
        "role": edge.role,
        "level": _LEVELS[edge.level],
        "scope": list(edge.scope),
        "allowed": edge.allowed,
        "qualifiers": dict(sorted(edge.qualifiers.items())),
        "certainty": edge.certainty._value_,  # what `value` reads, without its descriptor: there are thousands
        "feeds": list(edge.feeds),
        "authoritative": edge.authoritative,
        "origin": _origin(edge.origin),
    }


def _principal(principal: Principal) -> Row:
    return {
        "key": principal.key,
        "kind": principal.kind._value_,
        "id": principal.id,
        "shown": principal.shown,
        "caseless": principal.caseless,
        "realm": principal.realm._value_,
        "realm_name": principal.realm_name,
    }


def _origin(origin: Origin) -> Row:
    return {
        "stack": origin.stack,
        "address": origin.address,
        "attribute": origin.attribute,
        "type": origin.type,
        "action": origin.action,
        "source": origin.source,
    }


def _qualifier(change: QualifierChange) -> Row:
    return {"name": change.name, "before": change.before, "after": change.after, "weaker": change.weaker}


def _sort_unclear(unclear: Sequence[Unclear]) -> list[Unclear]:
    return sorted(unclear, key=lambda each: (each.origin.stack, each.origin.address, each.reason))


def _counts(report: Report) -> Row:
    classes = Counter(each.change for each in report.deltas)
    severities = Counter(each.severity for each in report.findings if not each.waived)
    return {
        "changes": {each.value: classes[each] for each in ChangeClass},
        "findings": {each.value: severities[each] for each in Severity},
        "waived": sum(1 for each in report.findings if each.waived),
        "unclear": len(report.unclear),
    }


def _coverage(coverage: Coverage) -> Row:
    return {
        "stacks": list(coverage.stacks),
        "resources": coverage.resources,
        "grants": coverage.grants,
        "not_understood": dict(sorted(coverage.not_understood.items())),
        "notes": list(coverage.notes),
    }


def _plan(plan: Plan) -> Row:
    """What is worth knowing of a plan when its resources' values are left out."""
    return {
        "label": plan.label,
        "terraform": plan.terraform,
        "time": plan.time,
        "complete": plan.complete,
        "notes": list(plan.notes),
        "checks": list(plan.checks),
        "changes": [_change(each) for each in plan.changes if _matters(each)],
        "drift": [_change(each) for each in plan.drift],
    }


def _matters(change: Change) -> bool:
    return bool(
        set(change.actions) - {Action.NO_OP, Action.READ}
        or change.previous_address
        or change.is_import
        or change.deferred
    )


def _change(change: Change) -> Row:
    return {
        "address": change.address,
        "type": change.type,
        "provider": change.provider,
        "actions": [each.value for each in change.actions],
        "reason": change.reason,
        "previous_address": change.previous_address,
        "is_import": change.is_import,
        "deferred": change.deferred,
        "source": change.source,
        "mode": change.mode,
        "deposed": change.deposed,
        "hidden": list(change.hidden),
    }


def _write(document: Row) -> Iterator[str]:
    """The document's text: one line for each key, and for each entry of a list of objects."""
    yield "{\n"
    last = len(document) - 1
    for number, (key, value) in enumerate(document.items()):
        yield f"  {json.dumps(key)}: "
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield "[\n    " + ",\n    ".join(map(json.dumps, value)) + "\n  ]"
        else:
            yield json.dumps(value)
        yield ",\n" if number < last else "\n"
    yield "}\n"
