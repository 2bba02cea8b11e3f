"""The plan is reviewed before it is applied: who will gain which access, on the terminal and as a page."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime

from terrabind.cli.demo.stage import DemoError, Stage

LABEL = "access"


async def review_plan(stage: Stage) -> str:
    """Review the plan that was just made, as `terrabind review` would, and write the page if one is wanted."""
    from terrabind.review.plan import PlanError
    from terrabind.review.reading import read_document
    from terrabind.review.render import FORMATS, Style
    from terrabind.review.report import Verdict
    from terrabind.review.reviewing import Options, review

    document = json.loads((await stage.run("show", "-json", "plan.bin")).stdout)
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    try:
        report = review([read_document(document, LABEL, "plan.bin")], Options(now=now))
    except PlanError as error:
        raise DemoError(f"the plan cannot be reviewed: {error}") from error
    if report.verdict is Verdict.NO_ACCESS_CHANGE:
        raise DemoError(f"the plan makes bindings, and its review says: {report.sentence}")
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 0
    stage.show(FORMATS["text"](report, Style(color=terminal, width=width)))
    said = f"{report.verdict.value}: {report.sentence.rstrip('.')}"
    if report.verdict is Verdict.BLOCKED:
        said += "; a pipeline would stop here until somebody waives what blocks"
    if stage.page is None:
        return said
    stage.page.parent.mkdir(parents=True, exist_ok=True)
    stage.page.write_text(FORMATS["html"](report, Style()), encoding="utf-8")
    return f"{said}; page: {stage.page}"
