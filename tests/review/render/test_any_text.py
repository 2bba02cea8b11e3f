"""Whatever a plan calls somebody, each format for programs stays in its own grammar."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

from defusedxml.ElementTree import fromstring
from hypothesis import example, given, settings
from hypothesis import strategies as some

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.render.document import from_document
from terrabind.review.report import ChangeClass, Finding, Report, Severity
from tests.review import factories as make
from tests.review.render import reports

names = some.text(some.characters(codec=None), max_size=40)


def report_about(name: str) -> Report:
    """A grant and a finding that say this name everywhere."""
    who = replace(make.principal("user:x"), id=name, shown=name)
    delta = make.delta(ChangeClass.GAINED, None, make.edge(who, name, (name,), at=name, stack=name, condition=name))
    finding = Finding(
        rule=name, severity=Severity.WARN, message=name, fix=name, deltas=(delta,), address=name, stack=name,
        source=name,
    )  # fmt: skip
    return replace(make.report(delta, findings=[finding], after=[delta.edge]), sentence=name)


@settings(max_examples=60, deadline=None)
@given(names)
@example(reports.HOSTILE)
@example("\ufffe\uffff\x85\u2028\ud800")
def test_every_format_stays_in_its_grammar(name: str) -> None:
    """The shape of each output is that of the same report with a harmless name."""
    report = report_about(name)
    written = {each: FORMATS[each](report, PLAIN) for each in ("csv", "junit", "sarif", "codequality", "annotations")}
    assert len(list(csv.reader(io.StringIO(written["csv"], newline=""), strict=True))) == 2
    assert [len(suite) for suite in fromstring(written["junit"])] in ([1, 0, 1], [1, 1])
    assert len(json.loads(written["sarif"])["runs"][0]["results"]) == len(json.loads(written["codequality"])) == 1
    verdict, finding = written["annotations"].split("\n")[:-1]
    assert (verdict[:9], finding[:10]) == ("::notice ", "::warning ")
    assert len(re.findall(r"[\r\n\x85\u2028\u2029]", "".join(written["annotations"]))) == 2
    assert len(FORMATS["mermaid"](report, PLAIN).splitlines()) == 4
    assert from_document(json.loads(FORMATS["json"](report, PLAIN))) == report
