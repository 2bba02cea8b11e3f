"""Findings show up where test results are shown."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.report import Report, Verdict
from tests.review import factories as make
from tests.review.render import reports


def parse(report: Report) -> Element:
    root = fromstring(FORMATS["junit"](report, PLAIN))
    assert isinstance(root, Element)
    return root


def outcome(case: Element) -> str:
    return case[0].tag


def test_blocking_fails_warning_passes_and_waived_is_passed_over() -> None:
    """A red pipeline for a warning would be switched off within a week."""
    cases = parse(reports.rich()).iter("testcase")
    said = [(case.get("name", "").split()[0], outcome(case)) for case in cases]
    assert said == [
        ("BLOCKED", "system-out"),
        ("AR201", "failure"),
        ("AR103", "skipped"),
        ("TEAM-01", "failure"),
        ("AR803", "system-out"),
    ]


def test_the_numbers_are_those_of_the_cases() -> None:
    """Readers of JUnit files show the attributes, not what they count themselves."""
    root = parse(reports.rich())
    cases = list(root.iter("testcase"))
    assert root.get("tests") == str(len(cases)) == str(sum(int(suite.get("tests", 0)) for suite in root))
    assert root.get("failures") == str(sum(outcome(case) == "failure" for case in cases))


def test_each_stack_is_a_suite_even_without_findings() -> None:
    """A stack that was reviewed and is silent was reviewed."""
    assert [suite.get("name") for suite in parse(reports.rich())] == ["verdict", "prod", "dev", "all stacks"]


def test_a_review_without_findings_has_a_passed_case() -> None:
    """An empty file is what a broken job leaves behind."""
    (case,) = parse(make.report()).iter("testcase")
    assert case.get("name") == "NO ACCESS CHANGE"
    assert outcome(case) == "system-out"


def test_no_verdict_is_an_error() -> None:
    """Nothing found must never look like safe."""
    root = parse(make.report(verdict=Verdict.CANNOT_TELL))
    assert root.get("errors") == "1"
    assert outcome(next(root.iter("testcase"))) == "error"


def test_hostile_names_break_no_xml() -> None:
    """Control characters that XML forbids would make the whole file unreadable."""
    root = parse(reports.hostile())
    words = [text for case in root.iter("testcase") for text in (case.get("name", ""), case[0].text or "")]
    assert any("</script>" in word for word in words)
    assert not any(character in word for word in words for character in "\x00\x1b\u202e\ud800\n")
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out", "error"
    }  # fmt: skip
