"""Findings as JUnit XML, for whatever shows test results: one suite for each stack, one case for each finding.

A finding that blocks or needs an approval fails; a warning passes and says what it warns of; a waived one is passed
over with its reason. The verdict is a case of its own, so that a review without findings is not an empty file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from terrabind.review.render.plain import list_findings, one_line
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Finding, Report, Severity, Verdict

__all__ = ["render"]

_LONGEST: Final = 4_000
_NAME: Final = 300
_FAILS: Final = frozenset({Severity.BLOCK, Severity.APPROVE})


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - every render takes a style
    """Return the XML text."""
    findings = [*list_findings(report), *(each for each in report.findings if each.waived)]
    stacks = list(dict.fromkeys([*report.coverage.stacks, *(each.stack for each in findings)]))
    suites = [_suite(stack, [each for each in findings if each.stack == stack]) for stack in stacks]
    undecided = report.verdict is Verdict.CANNOT_TELL
    failures = sum(_fails(each) for each in findings)
    numbers = f'tests="{len(findings) + 1}" failures="{failures}" errors="{int(undecided)}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="terrabind review" {numbers}>',
        *_verdict(report, undecided),
        *(line for suite in suites for line in suite),
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _verdict(report: Report, undecided: bool) -> Iterator[str]:
    """The verdict, which is an error when there is none."""
    verdict = report.verdict.value
    yield f'  <testsuite name="verdict" tests="1" failures="0" errors="{int(undecided)}" skipped="0">'
    yield f'    <testcase classname="verdict" name="{verdict}">'
    if undecided:
        yield f'      <error type="{verdict}" message="{_quote(report.sentence)}"/>'
    yield f"      <system-out>{_quote(f'{report.sentence} Fingerprint {report.fingerprint}.')}</system-out>"
    yield "    </testcase>"
    yield "  </testsuite>"


def _suite(stack: str, findings: Sequence[Finding]) -> Iterator[str]:
    failures = sum(_fails(each) for each in findings)
    skipped = sum(1 for each in findings if each.waived)
    numbers = f'tests="{len(findings)}" failures="{failures}" errors="0" skipped="{skipped}"'
    yield f'  <testsuite name="{_quote(stack or "all stacks", _NAME)}" {numbers}>'
    for finding in findings:
        yield from _case(finding)
    yield "  </testsuite>"


def _case(finding: Finding) -> Iterator[str]:
    where = finding.address or finding.stack or "all stacks"
    name = f"{finding.rule} {finding.message}"
    yield f'    <testcase classname="{_quote(where, _NAME)}" name="{_quote(name, _NAME)}">'
    if finding.waived:
        yield f'      <skipped message="{_quote(f"waived: {finding.waived}")}"/>'
    elif _fails(finding):
        kind = f'type="{_quote(finding.rule, _NAME)}" message="{_quote(finding.message)}"'
        yield f"      <failure {kind}>{_quote(_explain(finding))}</failure>"
    else:
        yield f"      <system-out>{_quote(f'{finding.severity.value}: {_explain(finding)}')}</system-out>"
    yield "    </testcase>"


def _fails(finding: Finding) -> bool:
    return finding.severity in _FAILS and not finding.waived


def _explain(finding: Finding) -> str:
    """Everything that a finding says."""
    source = f" ({finding.source})" if finding.source else ""
    where = f" At {finding.address}{source}." if finding.address else ""
    approvers = f" To be approved by {', '.join(finding.approvers)}." if finding.approvers else ""
    return f"{finding.message}{where} {finding.fix}{approvers}".strip()


def _quote(text: str, limit: int = _LONGEST) -> str:
    """A text as XML holds it, in an attribute or between tags; what XML forbids is written as its number."""
    return escape(one_line(text, limit), quote=True)
