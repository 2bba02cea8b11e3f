"""The last scenario is a crowd with hostile names: no format breaks, pings, hides a finding or tells the secret."""

from __future__ import annotations

import csv
import functools
import html
import io
import json
import re
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree

from terrabind.review.render import FORMATS, Style
from terrabind.review.report import Report
from tests.review.scenarios import SCENARIOS
from tests.review.scenarios.others import HOSTILE, SECRET

CROWD = "s15_hostile_crowd"
BUDGET = 60_000
FLAVOURS = ("github", "gitlab", "azure")
DECEIVING = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
CODE = re.compile(r"```.*?```|<code>.*?</code>|`[^`\n]*`", re.DOTALL)


@functools.cache
def read_report(name: str = CROWD) -> Report:
    """A scenario's review."""
    return SCENARIOS[name].review()


@functools.cache
def write(form: str, flavour: str = "github") -> str:
    """The crowd's review in one format, comments within the smallest budget of any forge."""
    return FORMATS[form](read_report(), Style(flavour=flavour, max_chars=BUDGET))


class Elements(HTMLParser):
    """Collects the elements of a page, its texts and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and an address that a browser fetches for it."""
        self.names.append(tag)
        self.loads += [value or "" for name, value in attrs if name == "src" or (tag == "link" and name == "href")]


def test_the_crowd_is_as_large_as_it_is_said_to_be() -> None:
    """What follows means something only if the plans hold all of this."""
    names = {edge.principal.id for edge in read_report().after}
    assert names >= set(HOSTILE)
    assert (len(read_report().plans), len(read_report().after)) == (6, 1201)
    assert any(SECRET in file.read_text(encoding="utf-8") for file in SCENARIOS[CROWD].list_files())


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_tells_the_secret(form: str) -> None:
    """It stands in clear text in the plan, beside the mark that it is sensitive."""
    assert SECRET not in write(form)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "annotations", "codequality", "mermaid", "junit"])
def test_no_format_for_people_holds_a_character_that_deceives(form: str) -> None:
    """A right-to-left mark turns the rest of a line around, for whoever reads it."""
    assert DECEIVING.search(write(form)) is None


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_comment_fits_and_keeps_every_finding_and_says_that_it_was_cut(flavour: str) -> None:
    """A comment that is rejected for its length is no review; one that drops a finding is a wrong one."""
    text = write("markdown", flavour)
    assert len(text) <= BUDGET
    assert "Shortened" in text[:1_000]
    assert text.count("**AR705 warn**") == 48
    assert all(f"**{rule}" in text for rule in ("AR106 block", "AR802 warn", "AR803 warn"))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_comment_pings_nobody_and_runs_nothing(flavour: str) -> None:
    """Outside of code, every `@` is a notification and every `<` an element."""
    prose = CODE.sub("", write("markdown", flavour))
    assert "@" not in prose
    assert set(re.findall(r"</?([a-z]+)", prose)) <= {"details", "summary", "br", "sub"}
    assert "](javascript:" not in prose


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_no_name_breaks_a_table(flavour: str) -> None:
    """A pipe or a new line in a name would move what stands behind it into another column."""
    rows = re.findall(r"(?:^\|.*\n)+", write("markdown", flavour), re.MULTILINE)
    assert rows
    for table in rows:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_annotations_are_commands_of_ours_alone() -> None:
    """The runner obeys every line that begins with two colons, whoever wrote it."""
    commands = [line for line in write("annotations").splitlines() if line.lstrip().startswith("::")]
    assert commands
    assert all(re.match(r"::(error|warning|notice) [^:]*title=[^:]*::", line) for line in commands)
    assert not any("title=x" in line.partition("::")[2].partition("::")[0] for line in commands)


def test_the_page_holds_no_element_and_no_address_of_a_name() -> None:
    """A name that ends a script and begins another would run with the reader's rights."""
    page = Elements(write("html"))
    assert not [address for address in page.loads if not address.startswith("data:")]
    assert "<script>alert(1)" not in write("html")
    assert page.names.count("script") == len(re.findall(r"<script\b", write("html")))


def test_formats_for_programs_stay_what_programs_read() -> None:
    """One stray quote and the whole audit trail is unreadable."""
    assert json.loads(write("json"))["verdict"] == "BLOCKED"
    results = json.loads(write("sarif"))["runs"][0]["results"]
    assert len(results) == len(read_report().findings)
    assert ElementTree.fromstring(write("junit")).tag in {"testsuites", "testsuite"}
    rows = list(csv.reader(io.StringIO(write("csv"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) > 1_200


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - {"s14_failed", CROWD}))
def test_the_page_of_a_scenario_shows_its_verdict_its_findings_and_its_fingerprint(name: str) -> None:
    """Pages are too long for golden files; what decides must stand in each of them, readable without scripts."""
    report = read_report(name)
    page = html.unescape(re.sub(r"<script\b.*?</script>", "", FORMATS["html"](report, Style()), flags=re.DOTALL))
    assert report.verdict.value in page
    assert report.fingerprint in page
    assert all(finding.rule in page for finding in report.findings)


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - {"s14_failed"}))
def test_nothing_that_decides_is_inside_a_fold(name: str) -> None:
    """Reviewers approve from a phone; what they have to open, they do not read."""
    report = read_report(name)
    screen = FORMATS["markdown"](report, Style()).partition("<details>")[0]
    assert report.verdict.value in screen.splitlines()[1]
    assert report.sentence in screen
    assert all(f"**{finding.rule} {finding.severity.value}**" in screen for finding in report.findings)


def test_the_addresses_of_a_move_are_in_the_fold() -> None:
    """They are evidence for whoever doubts that dozens of moves mean nothing."""
    screen, _, fold = FORMATS["markdown"](read_report("s06_moved"), Style()).partition("<details>")
    assert "k0rdent" not in screen
    assert "moved from `terrabind_k0rdent_iam_policy_binding.each[0]`" in fold


@pytest.mark.parametrize("form", ["text", "markdown", "html", "mermaid"])
def test_a_membership_does_not_read_like_access_everywhere(form: str) -> None:
    """It gives what the group has, wherever that is; an auditor who reads "everywhere" raises an alarm."""
    assert "everywhere" not in FORMATS[form](read_report("s09_joins_admins"), Style())
