"""One reading, many outputs: each whole, in its place, and in the words that its reader's terminal knows."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
import threading
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.cli.review_options import Outputs
from terrabind.cli.review_outputs import Target, make_style, parse_targets, write_file, write_report, write_result
from terrabind.review.render import FORMATS, GroupBy
from terrabind.review.report import ChangeClass, Severity
from tests.cli import review_plans as plans
from tests.review import factories as make

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder holds no configuration, and the environment no wish."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def wanted(*formats: str, **choices: object) -> Outputs:
    given: dict[str, object] = {
        "formats": formats, "as_json": False, "group_by": "principal", "only": "", "min_severity": "info",
        "flavour": "github", "max_chars": 0, "link": "", "target": "", "pseudonyms": False, "ascii_only": False,
        "color": "auto", "width": 0,
    }  # fmt: skip
    return Outputs.take({**given, **choices})


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It does not tell the truth."""
        return True


def test_many_formats_are_written_at_once(tmp_path: Path, capsys: Capture) -> None:
    """A large plan is read once, and every report is about the same moment."""
    formats = [f"--format={name}=out.{name}" for name in ("json", "sarif", "junit", "csv", "codequality")]
    assert main(["review", plans.gains(tmp_path), *formats, "--format", "mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart LR")
    assert sorted(path.suffix for path in tmp_path.glob("out.*")) == [
        ".codequality", ".csv", ".json", ".junit", ".sarif"
    ]  # fmt: skip


def test_with_files_alone_the_verdict_is_told_on_stderr(tmp_path: Path, capsys: Capture) -> None:
    """Stdout is for what was asked for there; a person still sees what happened."""
    assert main(["review", plans.gains(tmp_path), "--format", "json=out.json"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "WIDENS: 1 person gains access.\nWritten: out.json\n"


def test_text_is_for_people_and_begins_with_the_verdict(tmp_path: Path, capsys: Capture) -> None:
    """The answer stands where the eye falls first, and without a terminal it has no colour."""
    assert main(["review", plans.blocked(tmp_path)]) == 3
    said = capsys.readouterr().out
    assert said.startswith("BLOCKED\n1 person gains access.\n")
    assert "\x1b" not in said


@pytest.mark.parametrize("name", FORMATS)
def test_no_name_of_a_plan_breaks_an_output(name: str, tmp_path: Path, capsys: Capture) -> None:
    """From the plan to the reader: no control character, no turned text, no command to the runner."""
    hostile = {"type": "user", "id": "\u202e@team|`x`\x1b[31m\n::error::owned\n</script>\ud800" + "a" * 5_000}
    plan = plans.write_plan(tmp_path, plans.row("ana", ["create"], principal=hostile, role="a|b\n::error::c"))
    assert main(["review", plan, "--format", name, "--color", "never", "--exit-zero"]) == 0
    said = capsys.readouterr().out
    assert not set("\u202e\x1b\ud800") & set(said)
    assert not [line for line in said.splitlines() if line.lstrip().startswith(("::error::", "</script>\\"))]


@pytest.mark.parametrize(
    "question", [["can", "nobody"], ["who-can", "vision"], ["who-can", "vision", "--json"], ["check"]]
)
def test_no_name_of_a_plan_breaks_an_answer(
    question: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Answers and errors name principals too."""
    hostile = {"type": "user", "id": "\u202e@team\x1b[31m\n::error::owned\ud800"}
    plan = plans.write_plan(tmp_path, plans.row("ana", ["create"], principal=hostile))
    main(["review", question[0], *question[1:2], plan, *question[2:]])
    said = "".join(capfd.readouterr())
    assert "@team" in said
    assert not set("\u202e\x1b\ud800") & set(said)
    assert not [line for line in said.splitlines() if line.startswith("::")]


def test_a_saved_report_is_read_like_a_plan(tmp_path: Path, capsys: Capture) -> None:
    """One job saves the report, another one, with a token, comments on it."""
    assert main(["review", plans.blocked(tmp_path), "--format", "json=saved.json"]) == 3
    assert main(["review", "saved.json", "--format", "json"]) == 3
    assert capsys.readouterr().out == (tmp_path / "saved.json").read_text(encoding="utf-8")


def test_a_cut_report_is_refused(tmp_path: Path, capsys: Capture) -> None:
    """Half a report is not a smaller one."""
    assert main(["review", plans.gains(tmp_path), "--format", "json=saved.json"]) == 0
    saved = tmp_path / "saved.json"
    saved.write_text(saved.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    assert main(["review", "saved.json"]) == 1
    assert "saved.json" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["plan.json", "saved.json"])
def test_standard_input_is_a_plan_or_a_saved_report(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """`terraform show -json plan | terrabind review -` is how most people begin."""
    assert main(["review", plans.gains(tmp_path), "--format", "json=saved.json"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((tmp_path / path).read_bytes())))
    assert main(["review", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "WIDENS"


def test_nothing_is_written_when_one_of_many_cannot_be(tmp_path: Path) -> None:
    """A mixture of old and new reports would contradict itself."""
    (tmp_path / "old.json").write_text("old", encoding="utf-8")
    targets = (Target("json", tmp_path / "old.json"), Target("csv", tmp_path / "gone" / "x"))
    with pytest.raises(FileNotFoundError):
        write_report(make.report(), targets, wanted())
    assert [path.name for path in tmp_path.iterdir()] == ["old.json"]
    assert (tmp_path / "old.json").read_text(encoding="utf-8") == "old"


def test_a_file_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    """Replacing a file must not open it to others, nor cut a link that somebody made."""
    (tmp_path / "real").write_text("old", encoding="utf-8")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o640


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """`--format json=>(jq ...)` gives the path of a pipe, which nothing may replace."""
    os.mkfifo(tmp_path / "pipe")
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text(encoding="utf-8")))
    listener.start()
    write_file(tmp_path / "pipe", "report")
    listener.join(10)
    assert heard == ["report"]


@pytest.mark.parametrize(
    ("word", "target"),
    [
        ("json", Target("json", None)),
        ("csv=-", Target("csv", None)),
        ("md", Target("markdown", None)),
        ("github=x", Target("annotations", Path("x"))),
        ("html=a=b.html", Target("html", Path("a=b.html"))),
    ],
)
def test_a_format_is_a_name_and_where_it_goes(word: str, target: Target) -> None:
    """Other tools' names for the same formats work as well."""
    assert parse_targets(wanted(word)) == (target,)


def test_text_is_what_nobody_asked_for() -> None:
    """And `--json` is what programs ask for."""
    assert parse_targets(wanted()) == (Target("text", None),)
    assert parse_targets(wanted(as_json=True)) == (Target("json", None),)


@pytest.mark.parametrize(
    ("color", "environment", "expected"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    color: str, environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR is honoured, and an explicit wish is stronger."""
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert make_style(wanted(color=color)).color is expected


def test_without_a_terminal_there_is_no_colour_and_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log must not depend on the window of whoever started it."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    style = make_style(wanted())
    assert (style.color, style.width, style.ascii) == (False, 0, True)


def test_choices_become_a_style() -> None:
    """Every choice reaches the formats."""
    style = make_style(
        wanted(group_by="scope", only="lost,kept-unmanaged", min_severity="warn", width=100, target="eu")
    )
    assert style.group_by is GroupBy.SCOPE
    assert style.only == {ChangeClass.LOST, ChangeClass.KEPT_UNMANAGED}
    assert (style.min_severity, style.width, style.target) == (Severity.WARN, 100, "eu")


def test_what_the_terminal_cannot_say_is_written_as_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in another script is no reason to end with a traceback, and half a character is none either."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    write_result("Zo\u00eb \ud800")
    sys.stdout.flush()
    assert raw.getvalue() == b"Zo\\xeb \\ud800\n"


def test_pseudonyms_leave_names_out_of_every_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that forgot would be the one that is published."""
    page, saved = tmp_path / "page.html", tmp_path / "saved.json"
    targets = ["--format", "text", "--format", f"html={page}", "--format", f"json={saved}"]
    assert main(["review", plans.blocked(tmp_path), "--pseudonyms", *targets]) == 3
    assert main(["review", "check", plans.blocked(tmp_path), "--pseudonyms"]) == 3
    assert main(["review", "comment", "github", plans.blocked(tmp_path), "--pseudonyms", "--dry-run"]) == 0
    said = capsys.readouterr()
    assert not re.search(r"\bana\b", said.out + said.err + page.read_text() + saved.read_text())


def test_pseudonyms_are_the_same_with_the_same_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key they are other ones in every run, and with one a comment stays as it is."""
    shown = []
    for key in ("", "", "k", "k"):
        monkeypatch.setenv("TERRABIND_PSEUDONYM_KEY", key)
        main(["review", plans.gains(tmp_path), "--pseudonyms", "--now", plans.NOW])
        shown.append(capsys.readouterr().out)
    assert shown[0] != shown[1] != shown[2] == shown[3]


def test_atlantis_reads_how_the_check_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code decides, not the verdict: --fail-on moves the line."""
    assert main(["review", "check", plans.doubtful(tmp_path), "--format", "atlantis"]) == 4
    assert "fail: there are grants that nobody can tell" in capsys.readouterr().out
    arguments = ["--format", "atlantis", "--on-unknown", "warn"]
    assert main(["review", "check", plans.doubtful(tmp_path), *arguments]) == 0
    assert capsys.readouterr().out.endswith("Passed\n")
