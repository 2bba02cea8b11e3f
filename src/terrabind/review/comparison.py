"""Two reviews compare by what they say, so that a second look needs to read only what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terrabind.review.fingerprint import fingerprint, name_finding
from terrabind.review.report import ChangeClass, Delta, Finding, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from one review to the next: grants and findings that came, and those that are gone.

    `same` says that the fingerprints are equal, so an approval of the old one holds. `sentence` says it with numbers.
    """

    same: bool
    sentence: str
    deltas_new: tuple[Delta, ...] = ()
    deltas_gone: tuple[Delta, ...] = ()
    findings_new: tuple[Finding, ...] = ()
    findings_gone: tuple[Finding, ...] = ()
    old_fingerprint: str = ""
    new_fingerprint: str = ""


def compare_reports(old: Report, new: Report) -> Comparison:
    """Return what changed since the last review."""
    deltas_new, deltas_gone = _subtract(new.deltas, old.deltas), _subtract(old.deltas, new.deltas)
    findings_new = _subtract_findings(new.findings, old.findings)
    findings_gone = _subtract_findings(old.findings, new.findings)
    same = old.fingerprint == new.fingerprint
    parts = [
        _count(len(deltas_new), "changed grant is new", "changed grants are new"),
        _count(len(deltas_gone), "is gone", "are gone"),
        _count(len(findings_new), "finding is new", "findings are new"),
        _count(len(findings_gone), "finding is gone", "findings are gone"),
        f"the verdict was {old.verdict.value} and is {new.verdict.value}" if old.verdict is not new.verdict else "",
    ]
    said = ", ".join(filter(None, parts))
    if not said:
        said = "nothing changed" if same else "the same grants and findings, judged by other rules"
    return Comparison(
        same=same,
        sentence=f"{said[0].upper()}{said[1:]}.",
        deltas_new=deltas_new,
        deltas_gone=deltas_gone,
        findings_new=findings_new,
        findings_gone=findings_gone,
        old_fingerprint=old.fingerprint,
        new_fingerprint=new.fingerprint,
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _subtract(deltas: Iterable[Delta], others: Iterable[Delta]) -> tuple[Delta, ...]:
    known = {fingerprint([each], ()) for each in others}
    changed = (each for each in deltas if each.change is not ChangeClass.UNCHANGED)
    return tuple(each for each in changed if fingerprint([each], ()) not in known)


def _subtract_findings(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    known = {(name_finding(each), each.severity, bool(each.waived)) for each in others}
    return tuple(each for each in findings if (name_finding(each), each.severity, bool(each.waived)) not in known)
