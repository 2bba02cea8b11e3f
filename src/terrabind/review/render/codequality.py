"""Findings as GitLab's code quality report, which a merge request shows beside the lines that changed.

Waived findings are left out: the report has no word for them.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from terrabind.review.render.plain import find_main_files, find_place, list_findings, one_line
from terrabind.review.render.sarif import identify
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Report, Severity

__all__ = ["render"]

_LONGEST: Final = 2_000
_SEVERITIES: Final = {
    Severity.BLOCK: "blocker",
    Severity.APPROVE: "major",
    Severity.WARN: "minor",
    Severity.INFO: "info",
}


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - every render takes a style
    """Return the report as text. Where no file is known the path is the stack's name, because GitLab wants one."""
    main_files = find_main_files(report)
    seen: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for finding in list_findings(report):
        name = identify(finding)
        seen[name] += 1
        path, line = find_place(finding, main_files) or (one_line(finding.stack, 200) or "terraform", 1)
        where = f" ({finding.address})" if finding.address else ""
        rows.append(
            {
                "description": one_line(f"{finding.rule}: {finding.message}{where} {finding.fix}".strip(), _LONGEST),
                "check_name": one_line(finding.rule, 200),
                "fingerprint": name if seen[name] == 1 else f"{name}-{seen[name]}",
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": path, "lines": {"begin": line}},
            }
        )
    return json.dumps(rows, indent=1) + "\n"
