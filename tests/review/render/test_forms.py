"""Other tools accept what is written for them, whatever the plan holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from jsonschema import Draft202012Validator

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.report import Report
from tests.review import factories as make
from tests.review.browser.example import make_example
from tests.review.render import reports
from tests.review.render.forms import CODE_QUALITY, JUNIT, SARIF
from tests.review.scenarios import SCENARIOS

REPORTS: dict[str, Callable[[], Report]] = {
    "empty": make.report,
    "example": make_example,
    "hostile": reports.hostile,
    "rich": reports.rich,
    "crowd": SCENARIOS["s15_hostile_crowd"].review,
    "deputy": SCENARIOS["s11_confused_deputy"].review,
}


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    """A report of each kind."""
    return REPORTS[request.param]()


def find_faults(element: Element) -> list[str]:
    """What JUnit's readers would stumble over in an element and below it."""
    attributes, children = JUNIT[element.tag]
    faults = [] if set(element.keys()) == attributes else [f"{element.tag}: {sorted(element.keys())}"]
    order = [children.index(child.tag) if child.tag in children else -1 for child in element]
    faults += [] if order == sorted(order) and -1 not in order else [f"{element.tag}: {[each.tag for each in element]}"]
    return faults + [fault for child in element for fault in find_faults(child)]


def test_a_sarif_log_is_one_that_an_upload_accepts(report: Report) -> None:
    """A refused upload is an audit trail with a hole."""
    log = json.loads(FORMATS["sarif"](report, PLAIN))
    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(log)] == []


def test_a_code_quality_report_is_one_that_gitlab_shows(report: Report) -> None:
    """Of a row with a word too many or too few GitLab shows nothing."""
    rows = json.loads(FORMATS["codequality"](report, PLAIN))
    assert [error.message for error in Draft202012Validator(CODE_QUALITY).iter_errors(rows)] == []


def test_a_junit_file_is_one_that_its_readers_know(report: Report) -> None:
    """They differ in what they forgive, so nothing is left for them to forgive."""
    assert find_faults(fromstring(FORMATS["junit"](report, PLAIN))) == []
