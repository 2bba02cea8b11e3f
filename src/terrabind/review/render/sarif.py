"""Findings as a SARIF 2.1.0 log, for code scanning and audits. Grants without a finding are no alerts.

A result is told from others by its rule and its grant, not by the line or the address: a moved resource is the same
alert. What a waiver covers is marked as suppressed. Limits are those of GitHub's upload.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from terrabind import __version__
from terrabind.review.render.plain import find_main_files, find_place, list_findings, one_line
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Finding, Report, Severity
from terrabind.review.rules import UnknownRuleError, catalogue

__all__ = ["identify", "render"]

MOST: Final = 25_000
"""Results that an upload may hold; above it the whole log would be refused."""

_LONGEST: Final = 4_000
_LEVELS: Final = {
    Severity.BLOCK: ("error", "8.0"),
    Severity.APPROVE: ("error", "7.0"),
    Severity.WARN: ("warning", "5.0"),
    Severity.INFO: ("note", "2.0"),
}
"""Level of a result, and the number that GitHub sorts security alerts by."""


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - every render takes a style
    """Return the log as text: the same report gives the same bytes."""
    waived = [each for each in report.findings if each.waived]
    findings = [*list_findings(report), *waived]
    rules = sorted({each.rule for each in findings})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "terrabind review",
                "semanticVersion": __version__,
                "rules": [_rule(each, findings) for each in rules],
            }
        },
        "automationDetails": {"id": "terrabind-review/"},
        "columnKind": "unicodeCodePoints",
        "results": _results(report, findings[:MOST], rules),
        "properties": {
            "verdict": report.verdict.value,
            "sentence": one_line(report.sentence, _LONGEST),
            "fingerprint": report.fingerprint,
            "leftOut": max(0, len(findings) - MOST),
        },
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1) + "\n"


def identify(finding: Finding) -> str:
    """Return what stays the same for a finding as long as it is about the same grants: made of its rule and these.

    A finding about no grant is known by its stack and address.
    """
    grants = sorted({repr((each.change.value, each.edge.key)) for each in finding.deltas})
    text = repr((finding.rule, grants or (finding.stack, finding.address)))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _rule(rule: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """A rule, in its own words where it is one of ours."""
    first = next(each for each in findings if each.rule == rule)
    try:
        known = catalogue.find(rule)
    except UnknownRuleError:
        title, family, fix = "a rule of this project's own", "own", first.fix
    else:
        title, family, fix = known.title, known.family, known.fix
    worst = max((_LEVELS[each.severity] for each in findings if each.rule == rule), key=lambda pair: pair[1])
    return {
        "id": one_line(rule, 200),
        "shortDescription": {"text": _literal(title)},
        "fullDescription": {"text": _literal(title)},
        "help": {"text": _literal(fix or title)},
        "defaultConfiguration": {"level": worst[0]},
        "properties": {"tags": ["security", "access", family], "security-severity": worst[1]},
    }


def _results(report: Report, findings: Sequence[Finding], rules: Sequence[str]) -> list[dict[str, Any]]:
    numbers = {rule: number for number, rule in enumerate(rules)}
    main_files = find_main_files(report)
    seen: Counter[str] = Counter()
    results = []
    for finding in findings:
        name = identify(finding)
        seen[name] += 1
        results.append(_result(finding, numbers[finding.rule], f"{name}:{seen[name]}", main_files))
    return results


def _result(finding: Finding, number: int, name: str, main_files: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one_line(finding.rule, 200),
        "ruleIndex": number,
        "kind": "fail",
        "level": _LEVELS[finding.severity][0],
        "message": {"text": _literal(f"{finding.message} {finding.fix}".strip())},
        "locations": [_location(finding, main_files)],
        # The second one is the only one that GitHub reads; left out, it would be made of the line's text.
        "partialFingerprints": {"terrabindGrant/v1": name, "primaryLocationLineHash": name},
    }
    if finding.waived:
        reason = one_line(finding.waived, _LONGEST)
        waiver = {"kind": "external", "status": "accepted", "justification": reason}
        result |= {"kind": "informational", "level": "none", "suppressions": [waiver]}
    return result


def _location(finding: Finding, main_files: Mapping[str, str]) -> dict[str, Any]:
    """Where a finding is: its address always, a line of a file when one was found."""
    name = one_line(finding.address or finding.stack or "plan", _LONGEST)
    stack = one_line(finding.stack, _LONGEST)
    logical = {"name": name, "fullyQualifiedName": f"{stack}/{name}" if stack else name, "kind": "resource"}
    location: dict[str, Any] = {"logicalLocations": [logical]}
    place = find_place(finding, main_files)
    if place is not None:
        location["physicalLocation"] = {"artifactLocation": _artifact(place[0]), "region": {"startLine": place[1]}}
    return location


def _artifact(file: str) -> dict[str, str]:
    """A file as an address; relative ones count from the top of the checked-out sources."""
    path = quote(file, safe="/", errors="backslashreplace")
    return {"uri": f"file://{path}"} if path.startswith("/") else {"uri": path, "uriBaseId": "%SRCROOT%"}


def _literal(text: str) -> str:
    """A message in which nothing is a link."""
    return one_line(text, _LONGEST).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
