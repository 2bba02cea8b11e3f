"""A report whose principals have other names, for places that everybody can read: the same access, nobody's name.

A name becomes `name-` and some letters that are made of it and of a key. With the same key the same name stays the same
from report to report; without the key nobody can try names until one fits. Mail addresses and account numbers are
replaced wherever they stand, other names where they are names: as principals, in the addresses of resources, in the
sentences about them. What works and is nobody, a role or a service, keeps its name. Values of resources are left out.
The verdict and the fingerprint stay those of the real report.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from terrabind.review.edge import Edge, Kind, Origin, Principal, Unclear
from terrabind.review.plan import REDACTED, Change, Plan
from terrabind.review.report import Coverage, Delta, Finding, QualifierChange, Report
from terrabind.review.rules.wording import visible

__all__ = ["conceal"]

LENGTH: Final = 10
"""Letters of a pseudonym: enough that two of ten thousand names are hardly ever alike."""

_OPEN: Final = frozenset({Kind.EVERYONE, Kind.SERVICE})
_WORKING: Final = frozenset({Kind.ROLE})
_MAIL: Final = re.compile(r"[A-Za-z0-9][\w.+%-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ACCOUNT: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")
_CHUNK: Final = re.compile(r"[\w@.:/+%*-]+")
_ADDRESS: Final = re.compile(r'[\w.-]+\.[\w-]+\["[^"\]]*"\]')
_WORD: Final = re.compile(r"[^\W_]+")
_KINDS: Final = "|".join(sorted((each.value for each in Kind if each not in _OPEN), key=len, reverse=True))
_NAMED: Final = re.compile(rf"\b((?i:{_KINDS}|service)) ([\w.@:/+-]*\w)")
_PATH: Final = re.compile(r"[:/]|\w_\w*\.\w")
_SHORTEST: Final = 3
_GROUP: Final = "group:"
_NOBODY_YET: Final = ("known after apply", REDACTED)


def conceal(report: Report, key: bytes) -> Report:
    """Return the report under other names. `key` is what they are made with; it is in no text."""
    return _Cover(report, key).report()


class _Cover:
    """The names of one report and what stands for each."""

    def __init__(self, report: Report, key: bytes) -> None:
        self._report = report
        self._key = key
        self._made: dict[str, str] = {}
        self._prose: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._edges: dict[int, Edge] = {}
        self._deltas: dict[int, Delta] = {}
        self._whole: dict[str, str] = {}
        self._words: dict[str, str] = {}
        for edge in _edges_of(report):
            self._learn(edge)
        spaced = sorted((each for each in self._whole if not _CHUNK.fullmatch(each)), key=len, reverse=True)
        self._spaced = re.compile("|".join(map(re.escape, spaced))) if spaced else None

    def report(self) -> Report:
        """Return the whole report."""
        real = self._report
        return replace(
            real,
            sentence=self._say(real.sentence),
            deltas=tuple(map(self._delta, real.deltas)),
            findings=tuple(map(self._finding, real.findings)),
            unclear=tuple(self._unclear(each) for each in real.unclear),
            before=tuple(map(self._edge, real.before)),
            after=tuple(map(self._edge, real.after)),
            coverage=self._coverage(real.coverage),
            plans=tuple(map(self._plan, real.plans)),
        )

    # --- names -------------------------------------------------------------------------------------------------------

    def _learn(self, edge: Edge) -> None:
        principal = edge.principal
        if _is_somebody(principal):
            if principal.kind not in _WORKING:
                self._learn_name(principal.id, principal.shown, caseless=principal.caseless)
            if principal.realm_name:
                self._whole.setdefault(principal.realm_name, self._name(principal.realm_name.casefold()))
        if edge.relation == "member":
            self._learn_name(edge.role.removeprefix(_GROUP), "", caseless=False)

    def _learn_name(self, name: str, shown: str, *, caseless: bool) -> None:
        if name in self._whole and (not shown or shown in self._whole):
            return
        made = self._name(name.casefold() if caseless else name)
        for each in filter(None, (name, name.casefold(), shown)):
            self._whole.setdefault(each, made)
            self._whole.setdefault(visible(each), made)  # as sentences spell it
        last = re.split(r"[/:]", name.partition("@")[0])[-1]
        written = shown.replace(name, " ") if shown != name else ""
        for word in (last, *_WORD.findall(f"{last} {written}")):
            if len(word) >= _SHORTEST:
                self._words.setdefault(word.casefold(), made)

    def _name(self, text: str) -> str:
        known = self._made.get(text)
        if known is None:
            letters = hmac.new(self._key, text.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()
            known = self._made[text] = f"name-{letters[:LENGTH]}"
        return known

    # --- texts -------------------------------------------------------------------------------------------------------

    def _say(self, text: str) -> str:
        """A sentence: whole names, and short ones behind the word for what they name."""
        known = self._prose.get(text)
        if known is None:
            known = self._prose[text] = self._replace(text, self._name_short)
        return known

    def _place(self, text: str) -> str:
        """An address, a file or an expression: every word of it that is somebody's name."""
        known = self._places.get(text)
        if known is None:
            known = self._places[text] = self._replace(text, self._name_words)
        return known

    def _replace(self, text: str, rest: Callable[[str], str]) -> str:
        if self._spaced is not None:
            text = self._spaced.sub(lambda found: self._whole[found[0]], text)
        text = _ADDRESS.sub(lambda found: self._place(found[0]) if found[0] != text else found[0], text)
        text = _CHUNK.sub(lambda found: self._chunk(found[0]), text)
        text = _MAIL.sub(lambda found: self._name(found[0].casefold()), text)
        return _ACCOUNT.sub(lambda found: self._name(found[0]), rest(text))

    def _chunk(self, text: str) -> str:
        """A run of letters and signs that is a whole name, perhaps with a full stop behind."""
        bare = text.rstrip(".:")
        made = self._whole.get(bare) if len(bare) > _SHORTEST and not bare.isalpha() else None
        if made is None:
            return self._name_words(text) if _PATH.search(bare) else text
        return made + text[len(bare) :]

    def _name_short(self, text: str) -> str:
        def name(found: re.Match[str]) -> str:
            made = self._whole.get(found[2])
            return found[0] if made is None else f"{found[1]} {made}"

        return _NAMED.sub(name, text)

    def _name_words(self, text: str) -> str:
        return _WORD.sub(lambda found: self._words.get(found[0].casefold(), found[0]), text)

    # --- parts of a report -------------------------------------------------------------------------------------------

    def _principal(self, principal: Principal) -> Principal:
        if principal.kind in _OPEN:
            return principal
        realm = self._whole.get(principal.realm_name, principal.realm_name)
        if not _is_somebody(principal):
            return replace(principal, id=self._place(principal.id), shown=self._place(principal.shown))
        if principal.kind in _WORKING:
            return replace(principal, id=self._say(principal.id), shown=self._say(principal.shown), realm_name=realm)
        made = self._whole.get(principal.id, principal.id)
        return replace(principal, id=made, shown=made, realm_name=realm)

    def _edge(self, edge: Edge) -> Edge:
        known = self._edges.get(id(edge))
        if known is None:
            target, group = edge.role.removeprefix(_GROUP), _GROUP if edge.role.startswith(_GROUP) else ""
            known = self._edges[id(edge)] = replace(
                edge,
                principal=self._principal(edge.principal),
                role=f"{group}{self._whole[target]}" if edge.relation == "member" else self._say(edge.role),
                scope=tuple(map(self._say, edge.scope)),
                qualifiers={name: self._say(text) for name, text in edge.qualifiers.items()},
                feeds=tuple(map(self._place, edge.feeds)),
                rests_on=tuple(map(self._place, edge.rests_on)),
                origin=self._origin(edge.origin),
            )
        return known

    def _origin(self, origin: Origin) -> Origin:
        return replace(
            origin,
            address=self._place(origin.address),
            attribute=self._place(origin.attribute),
            source=self._place(origin.source),
        )

    def _delta(self, delta: Delta) -> Delta:
        known = self._deltas.get(id(delta))
        if known is None:
            known = self._deltas[id(delta)] = replace(
                delta,
                before=None if delta.before is None else self._edge(delta.before),
                after=None if delta.after is None else self._edge(delta.after),
                qualifiers=tuple(map(self._qualifier, delta.qualifiers)),
                path=tuple(map(self._say, delta.path)),
                note=self._say(delta.note),
            )
        return known

    def _qualifier(self, change: QualifierChange) -> QualifierChange:
        return replace(change, before=self._say(change.before), after=self._say(change.after))

    def _finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            message=self._say(finding.message),
            fix=self._say(finding.fix),
            deltas=tuple(map(self._delta, finding.deltas)),
            address=self._place(finding.address),
            source=self._place(finding.source),
            waived=self._say(finding.waived),
        )

    def _unclear(self, unclear: Unclear) -> Unclear:
        return replace(unclear, origin=self._origin(unclear.origin), reason=self._say(unclear.reason))

    def _coverage(self, coverage: Coverage) -> Coverage:
        return replace(coverage, notes=tuple(map(self._say, coverage.notes)))

    def _plan(self, plan: Plan) -> Plan:
        return replace(
            plan,
            changes=tuple(map(self._change, plan.changes)),
            drift=tuple(map(self._change, plan.drift)),
            notes=tuple(map(self._say, plan.notes)),
            checks=tuple(map(self._say, plan.checks)),
            path=self._place(plan.path),
        )

    def _change(self, change: Change) -> Change:
        references: Mapping[str, tuple[str, ...]] = {}
        index = change.index
        return replace(
            change,
            address=self._place(change.address),
            name=self._place(change.name),
            module=self._place(change.module),
            index=self._place(index) if isinstance(index, str) else index,
            previous_address=self._place(change.previous_address),
            source=self._place(change.source),
            before=None,
            after=None,
            references=references,
        )


def _is_somebody(principal: Principal) -> bool:
    """Whether a principal has a name of its own, and is not everyone, a service, or whoever comes out."""
    return principal.kind not in _OPEN and not principal.id.startswith(_NOBODY_YET)


def _edges_of(report: Report) -> Iterator[Edge]:
    yield from report.before
    yield from report.after
    for delta in report.deltas:
        yield from (edge for edge in (delta.before, delta.after) if edge is not None)
