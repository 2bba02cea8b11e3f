"""The scenarios that a plan reviewer must get right, each from a plan that a real Terraform made."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from terrabind.cli.review import review as command
from terrabind.review.configuration import read
from terrabind.review.plan import PlanError
from terrabind.review.report import Delta, Report
from terrabind.review.verdict import exit_code
from terrabind.terraform import embedded
from tests.review.goldens.golden import ERROR, FOLDER, GOLDENS, render, shorten
from tests.review.scenarios import SCENARIOS
from tests.review.scenarios.expected import EXPECTED
from tests.review.scenarios.own import GUIDE
from tests.review.scenarios.recording import lay_out, prepare
from tests.review.scenarios.scenario import PLANS

ROOT = Path(__file__).parents[2]
FAILED = "s14_failed"
REVIEWED = sorted(SCENARIOS.keys() - {FAILED})


@functools.cache
def read_report(name: str, now: str = "") -> Report:
    """A scenario's review; reports are frozen, so tests can share them."""
    return SCENARIOS[name].review(now=now)


def find(name: str, text: str) -> Delta:
    """The one change of a scenario whose principal holds this text."""
    (delta,) = (each for each in read_report(name).deltas if text in str(each.edge.principal))
    return delta


@pytest.mark.parametrize("name", REVIEWED)
def test_a_scenario_is_judged_as_it_must_be(name: str) -> None:
    """The table of scenarios is the promise: verdict, numbers, classes and rules, no finding more and none less."""
    report, expected = read_report(name), EXPECTED[name]
    assert (report.verdict, report.sentence) == (expected.verdict, expected.sentence)
    assert dict(Counter(delta.change for delta in report.deltas)) == expected.classes
    assert dict(Counter(finding.rule for finding in report.findings)) == expected.rules


@pytest.mark.parametrize("name", REVIEWED)
def test_a_scenario_ends_with_the_exit_codes_of_its_gate(name: str) -> None:
    """A pipeline sees nothing but the number; `check` fails on what nobody can tell."""
    expected = EXPECTED[name]
    assert exit_code(read_report(name), detailed=True) == expected.code
    assert exit_code(SCENARIOS[name].review("fail"), on_unknown="fail") == expected.check


@pytest.mark.parametrize("name", REVIEWED)
@pytest.mark.parametrize("file", GOLDENS)
def test_a_format_says_of_a_scenario_what_its_golden_file_says(name: str, file: str) -> None:
    """What readers see changes only when somebody looked: `python -m tests.review.regenerate --goldens`."""
    golden = (FOLDER / name / file).read_bytes().decode()
    assert shorten(render(read_report(name), file)) == golden


def test_every_scenario_has_its_plans_its_expectation_and_its_golden_files() -> None:
    """A scenario that was dropped halfway would otherwise pass for ever."""
    assert (
        SCENARIOS.keys()
        == {*EXPECTED, FAILED}
        == {path.name for path in FOLDER.iterdir() if (path / ERROR).exists() or (path / "report.txt").exists()}
    )
    assert {path.name for path in PLANS.iterdir()} == {each.name for each in SCENARIOS.values() if each.stacks}
    assert all(scenario.list_files() for scenario in SCENARIOS.values())


@pytest.mark.parametrize("file", sorted(PLANS.rglob("*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_recorded_plans_are_small_and_name_no_machine(file: Path) -> None:
    """They are published, and are read by people who wonder what a plan looks like."""
    text = file.read_text(encoding="utf-8")
    assert len(text) < 50_000
    assert not re.search(r"/(home|root|tmp|work|Users)/|canary-(fireworks|ecs|k0rdent)", text)
    assert re.match(r"1\.\d+\.\d+", json.loads(text)["terraform_version"])


@pytest.mark.e2e
def test_a_scenario_that_is_recorded_anew_is_the_recorded_one(tmp_path: Path) -> None:
    """The script that made the plans still makes them; with another Terraform it is run by hand."""
    scenario = SCENARIOS["s02_rewritten_trust"]
    with prepare(tmp_path, embedded(), provider=False) as recorder:
        (document,) = recorder.record(scenario).values()
    assert lay_out(document) == scenario.list_files()[0].read_text(encoding="utf-8")


def test_s1_the_one_who_loses_and_everyone_who_gains_are_named_with_their_place() -> None:
    """The words "1 add, 1 destroy" hide the scandal."""
    gained, lost = find("s01_everyone", "everyone"), find("s01_everyone", "ana")
    assert (gained.edge.role, gained.edge.scope) == (lost.edge.role, lost.edge.scope) == ("viewer", ("org",))


def test_s3_tightening_is_told_with_what_it_resolves() -> None:
    """The star is still in the text of the plan, on the side that goes."""
    assert find("s03_narrowed_trust", "role/ci").note == "resolves AR102"


def test_s4_an_unknown_principal_is_named_by_what_will_name_it() -> None:
    """An empty cell reads as nobody, and nobody gains admin every day."""
    delta = find("s04_unknown_principal", "known after apply")
    assert delta.edge.feeds == ("terrabind_ecs_iam_role.deploy.role_id",)
    assert (delta.edge.role, delta.edge.scope) == ("admin", ("org", "project x"))


def test_s6_a_move_has_the_fingerprint_of_doing_nothing() -> None:
    """An approval survives a refactoring that means the same."""
    assert read_report("s06_moved").fingerprint == read_report("s06_settled").fingerprint


def test_s7_the_member_whom_only_drift_shows_is_told_apart() -> None:
    """The plan's text never mentions that somebody else is thrown out."""
    assert find("s07_authoritative_list", "cem").note == ""
    assert find("s07_authoritative_list", "dan").note == "known only from drift"


def test_s8_a_loss_that_is_none_says_through_what() -> None:
    """Whoever restores it would restore what is there."""
    assert find("s08_still_through_group", "ben").path == ("group ops",)


def test_s9_both_stacks_show_the_path_and_one_says_what_it_did_not_read() -> None:
    """Neither plan alone can know that the group owns a subscription."""
    through = [delta for delta in read_report("s09_joins_admins").deltas if delta.path]
    assert [(delta.edge.role, len(delta.path)) for delta in through] == [("Owner", 1)]
    (note,) = read_report("s09_one_stack").coverage.notes
    assert "were not read" in note


def test_s10_each_weaker_limit_is_named() -> None:
    """The words "update in place" hide that a role became far more dangerous."""
    (delta,) = read_report("s10_weaker_limits").deltas
    assert {limit.name: limit.weaker for limit in delta.qualifiers} == {
        "boundary": True,
        "max_session": True,
        "mfa": True,
    }


def test_s11_the_dropped_condition_is_shown_before_and_after() -> None:
    """Who reads "external ID: acme-7, then none" understands a confused deputy."""
    (limit,) = find("s11_confused_deputy", "444455556666").qualifiers
    assert (limit.name, limit.before, limit.after) == ("external_id", "acme-7", "")


def test_s12_gap_and_overlap_tell_their_order() -> None:
    """That 2 are replaced is true of both and tells neither."""
    assert find("s12_replaced", "runner").note == "the old one is deleted before the new one is created"
    assert find("s12_replaced", "loader").note == "the new one is created before the old one is deleted"


def test_s13_the_moment_of_the_review_decides_what_is_past() -> None:
    """With `--now`, a review can be repeated next year and says the same."""
    earlier = read_report("s13_time_boxed", "2026-11-19T12:00:00Z")
    assert "AR603" not in {finding.rule for finding in earlier.findings}


def test_s14_a_failed_plan_is_refused_with_the_reason_of_terraform() -> None:
    """Half a plan reads like a whole one, and what is missing may be the grant that matters."""
    with pytest.raises(PlanError, match="its changes are incomplete") as caught:
        SCENARIOS[FAILED].review()
    assert f"{caught.value}\n" == (FOLDER / FAILED / ERROR).read_text(encoding="utf-8")


def test_s14_partial_plans_say_so_in_their_coverage() -> None:
    """A banner is worth little below the fold, so it stands where the numbers stand."""
    assert any("targeted" in note for note in read_report("s14_targeted").coverage.notes)
    assert any("deferred" in note for note in read_report("s14_deferred").coverage.notes)


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("s01_everyone", (), 3),
        ("s02_rewritten_trust", ("--detailed-exitcode",), 0),
        ("s04_unknown_principal", ("--detailed-exitcode",), 2),
        ("s14_failed", ("--exit-zero",), 1),
    ],
)
def test_the_command_ends_as_the_scenario_must(name: str, arguments: tuple[str, ...], code: int) -> None:
    """The same plans through the door that users take."""
    files = [str(file) for file in SCENARIOS[name].list_files()]
    result = CliRunner().invoke(command, [*files, *arguments], standalone_mode=False)
    assert (result.exit_code or result.return_value or 0) == code


def test_the_guide_shows_the_report_that_its_configuration_gets() -> None:
    """A reader who does what the guide says must see what it shows."""
    guide = (ROOT / "docs" / "guides" / "review.md").read_text(encoding="utf-8")
    assert (FOLDER / "first_review" / "report.txt").read_text(encoding="utf-8") in guide
    assert GUIDE in guide


def test_the_guides_configuration_is_read() -> None:
    """Its rules, waivers and conflicts are pasted, and a key that does not exist would be an error."""
    guide = (ROOT / "docs" / "guides" / "review.md").read_text(encoding="utf-8")
    (text,) = (
        block for block in re.findall(r"^```toml\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE) if "waive" in block
    )
    configuration = read(text)
    assert [rule.id for rule in configuration.rules] == ["TEAM-01"]
    assert [conflict.id for conflict in configuration.conflicts] == ["SOD-01"]
    assert [waiver.rule for waiver in configuration.waivers] == ["AR301"]
