"""Code scanning gets findings that keep their identity, in a form that its upload accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.render.sarif import identify
from terrabind.review.report import ChangeClass, Report, Severity
from tests.review import factories as make
from tests.review.render import reports


def run_of(report: Report) -> dict[str, Any]:
    log = json.loads(FORMATS["sarif"](report, PLAIN))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_findings_are_results_the_worst_first_and_grants_are_not() -> None:
    """An alert for each changed grant would teach people to close alerts unread."""
    results = run_of(reports.rich())["results"]
    said = [(each["ruleId"], each["level"]) for each in results]
    assert said == [("AR201", "error"), ("TEAM-01", "error"), ("AR803", "warning"), ("AR103", "none")]


def test_a_result_names_the_address_and_the_line_that_was_found() -> None:
    """The line is where the pull request shows the alert."""
    (location,) = run_of(reports.rich())["results"][0]["locations"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "prod/acme_binding.ana"
    place = location["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("live/main.tf", 12)


def test_without_a_line_it_is_the_stacks_main_file_or_none() -> None:
    """A made-up line would be a lie, and the main file at least opens the right folder."""
    report = reports.rich()
    elsewhere = replace(report.findings[1], source="access/team/binding")
    found = run_of(replace(report, findings=(elsewhere, replace(elsewhere, stack="dev"))))["results"]
    assert found[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert "physicalLocation" not in found[1]["locations"][0]


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    """The audit trail shows what was accepted and why."""
    waived = run_of(reports.rich())["results"][-1]
    assert waived["kind"] == "informational"
    assert waived["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "audit 4821"}
    ]  # fmt: skip


def test_a_moved_resource_is_the_same_alert_and_another_principal_is_not() -> None:
    """Identity comes from rule and grant: a refactoring must not close and open a hundred alerts."""
    found = make.finding("AR101", Severity.BLOCK, make.delta(ChangeClass.GAINED, None, make.edge("user:ana", at="a.b")))
    moved = make.delta(ChangeClass.GAINED, None, make.edge("user:ana", at="module.x.a.b", stack="other"))
    other = make.delta(ChangeClass.GAINED, None, make.edge("user:ben", at="a.b"))
    assert identify(replace(found, deltas=(moved,), address="module.x.a.b")) == identify(found)
    assert identify(replace(found, deltas=(other,))) != identify(found)
    assert identify(replace(found, rule="AR102")) != identify(found)


def test_two_findings_of_one_identity_stay_two() -> None:
    """A log in which two results have one fingerprint shows one of them."""
    finding = make.finding("AR101", Severity.BLOCK, address="a.b")
    results = run_of(make.report(findings=[finding, finding]))["results"]
    assert len({each["partialFingerprints"]["primaryLocationLineHash"] for each in results}) == 2


def test_every_result_has_its_rule_with_a_text() -> None:
    """Rules of the project's own have one as well."""
    run = run_of(reports.rich())
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert all(each["shortDescription"]["text"] and each["help"]["text"] for each in rules)
    assert {len(set(each["properties"]["tags"])) for each in rules} == {3}


def test_a_log_above_the_uploads_limit_is_cut_and_says_so() -> None:
    """One result too many, and the whole upload is refused."""
    run = run_of(make.report(findings=[make.finding("AR101", Severity.WARN)] * 25_001))
    assert len(run["results"]) == 25_000
    assert run["properties"]["leftOut"] == 1


@pytest.mark.parametrize("character", ["\u202e", "\x1b", "\n", "\x00"])
def test_hostile_names_stay_words(character: str) -> None:
    """No link, no control character, no change of the reading direction, and no endless name."""
    log = FORMATS["sarif"](reports.hostile(), PLAIN)
    message = json.loads(log)["runs"][0]["results"][0]["message"]["text"]
    assert character not in message
    assert "\\[link\\](" in message
    assert len(message) < 5_000
    assert log.isascii()
