"""A review in a word, a sentence with numbers, and an exit code that fails closed.

What a waiver accepted neither blocks nor leaves in doubt. `CANNOT TELL` outranks everything but `BLOCKED` where doubt
is to fail, and still outranks good news where it only warns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from terrabind.review.edge import Edge, Kind, Unclear
from terrabind.review.fingerprint import is_in_doubt, is_touched, verify
from terrabind.review.report import ChangeClass, Delta, Finding, Report, Severity, Verdict

OnUnknown: TypeAlias = Literal["fail", "warn"]

NOTHING: Final = "Nobody gains or loses access."

_WIDER = frozenset({ChangeClass.GAINED, ChangeClass.WIDENED})
_NARROWER = frozenset({ChangeClass.LOST, ChangeClass.NARROWED, ChangeClass.INTERRUPTED})
_ORDER = (Severity.INFO, Severity.WARN, Severity.APPROVE, Severity.BLOCK)

_NOUNS: Final = {
    Kind.USER: ("person", "people"),
    Kind.GROUP: ("group", "groups"),
    Kind.SERVICE_ACCOUNT: ("service account", "service accounts"),
    Kind.ROLE: ("role", "roles"),
    Kind.SERVICE: ("service", "services"),
    Kind.ACCOUNT: ("account", "accounts"),
    Kind.FEDERATED: ("federated subject", "federated subjects"),
    Kind.UNKNOWN: ("principal", "principals"),
}

_COUNTED: Final = (
    (ChangeClass.WIDENED, "grant widens", "grants widen"),
    (ChangeClass.NARROWED, "grant narrows", "grants narrow"),
    (ChangeClass.UNRESOLVED, "grant cannot be resolved", "grants cannot be resolved"),
    (ChangeClass.KEPT_UNMANAGED, "grant stays but is no longer managed", "grants stay but are no longer managed"),
    (ChangeClass.ADOPTED, "existing grant comes under management", "existing grants come under management"),
    (ChangeClass.INTERRUPTED, "grant is interrupted", "grants are interrupted"),
    (ChangeClass.OVERLAPPING, "grant exists twice for a moment", "grants exist twice for a moment"),
    (ChangeClass.DRIFTED, "grant changed outside Terraform", "grants changed outside Terraform"),
    (ChangeClass.REDUNDANT_GAIN, "new grant changes nothing in effect", "new grants change nothing in effect"),
    (
        ChangeClass.NO_EFFECTIVE_LOSS,
        "removed grant changes nothing in effect",
        "removed grants change nothing in effect",
    ),
)


def judge(
    deltas: Sequence[Delta],
    findings: Sequence[Finding] = (),
    unclear: Sequence[Unclear] = (),
    on_unknown: OnUnknown = "warn",
) -> tuple[Verdict, str]:
    """Return the verdict and its sentence."""
    return _decide(deltas, findings, unclear, on_unknown), say(deltas, unclear)


def say(deltas: Sequence[Delta], unclear: Sequence[Unclear] = ()) -> str:
    """Return the change in one sentence: who gains, who loses, then the other classes, each with its number."""
    parts = []
    for change, verbs in ((ChangeClass.GAINED, ("gains", "gain")), (ChangeClass.LOST, ("loses", "lose"))):
        found = [delta.edge for delta in deltas if delta.change is change]
        if found:
            parts.append(_count_principals(found, verbs))
    counts = Counter(delta.change for delta in deltas)
    parts += [f"{counts[kind]} {one if counts[kind] == 1 else many}" for kind, one, many in _COUNTED if counts[kind]]
    strange = sum(1 for each in unclear if is_touched(each))
    if strange:
        parts.append(f"{strange} resource{' is' if strange == 1 else 's are'} not understood")
    if not parts:
        return NOTHING
    net = {ChangeClass.REDUNDANT_GAIN, ChangeClass.NO_EFFECTIVE_LOSS, ChangeClass.UNCHANGED, ChangeClass.OVERLAPPING}
    if counts.keys() <= net and not strange:
        parts.insert(0, "nobody gains or loses access")
    text = "; ".join(parts) if any(", " in part or ";" in part for part in parts) else ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def exit_code(
    report: Report,
    *,
    on_unknown: OnUnknown = "warn",
    fail_on: Severity = Severity.BLOCK,
    detailed: bool = False,
    exit_zero: bool = False,
    approved: str | None = None,
) -> int:
    """Return the exit code of a finished review: the highest that applies of 0, 2 (with `detailed`), 3, 4 and 5.

    Findings of `fail_on` and worse give 3. `approved` is a fingerprint that was approved, empty where an approval is
    asked for and there is none. Errors (1) are the caller's, and `exit_zero` silences none of them.
    """
    if exit_zero:
        return 0
    codes = [0]
    changes = any(delta.change is not ChangeClass.UNCHANGED for delta in report.deltas)
    if detailed and (changes or any(is_touched(each) for each in report.unclear)):
        codes.append(2)
    if any(is_open(each, severity) for each in report.findings for severity in _ORDER[_ORDER.index(fail_on) :]):
        codes.append(3)
    if on_unknown == "fail" and is_in_doubt(report.deltas, report.findings, report.unclear):
        codes.append(4)
    needed = approved is not None or any(is_open(each, Severity.APPROVE) for each in report.findings)
    if needed and not verify(report, approved or "").approved:
        codes.append(5)
    return max(codes)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that block."""
    return tuple(each for each in findings if is_open(each, Severity.BLOCK))


def is_open(finding: Finding, severity: Severity) -> bool:
    """Tell whether a finding is of that severity and no waiver accepts it."""
    return finding.severity is severity and not finding.waived


def _decide(
    deltas: Sequence[Delta], findings: Sequence[Finding], unclear: Sequence[Unclear], on_unknown: OnUnknown
) -> Verdict:
    classes = {delta.change for delta in deltas}
    doubt = is_in_doubt(deltas, findings, unclear)
    if blocking(findings):
        return Verdict.BLOCKED
    if doubt and on_unknown == "fail":
        return Verdict.CANNOT_TELL
    if classes & _WIDER:
        return Verdict.WIDENS
    if doubt:
        return Verdict.CANNOT_TELL
    return Verdict.NARROWS if classes & _NARROWER else Verdict.NO_ACCESS_CHANGE


def _count_principals(edges: Iterable[Edge], verbs: tuple[str, str]) -> str:
    principals = {edge.principal.key: edge.principal.kind for edge in edges}
    counts = Counter(principals.values())
    words = list(_name_kinds(counts))
    alone = len(words) == 1 and sum(counts.values()) == 1
    verb = verbs[0] if alone or set(counts) == {Kind.EVERYONE} else verbs[1]
    text = " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
    return f"{text} {verb} access"


def _name_kinds(counts: Counter[Kind]) -> Iterator[str]:
    if counts[Kind.EVERYONE]:
        yield "everyone"
    for kind, (one, many) in _NOUNS.items():
        if counts[kind]:
            yield f"{counts[kind]} {one if counts[kind] == 1 else many}"
