"""What `init` writes is what the guide shows and what works; `schema` and `completion` print what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.cli.review_init import STARTERS
from terrabind.review.configuration import load
from terrabind.review.directory import load_directory
from tests.cli import review_plans as plans
from tests.review.ci.pipeline import GUIDE

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty project."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", STARTERS)
def test_a_template_goes_where_it_belongs_and_stays_there(name: str, capsys: Capture) -> None:
    """Whoever has changed it since must not lose that."""
    file = Path(STARTERS[name].place)
    assert main(["review", "init", name]) == 0
    assert str(file) in capsys.readouterr().err
    file.write_text("mine")
    assert main(["review", "init", name]) == 1
    assert file.read_text() == "mine"
    assert main(["review", "init", name, "--force"]) == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize("name", ["github", "gitlab", "azure", "bitbucket", "atlantis"])
def test_a_pipeline_is_the_one_of_the_guide(name: str, capsys: Capture) -> None:
    """Those are the ones whose steps are run by tests."""
    assert main(["review", "init", name, "--output", "-"]) == 0
    assert f"```yaml\n{capsys.readouterr().out}```" in GUIDE.read_text(encoding="utf-8")


def test_rules_and_directory_are_read_as_they_are_written(tmp_path: Path) -> None:
    """A starting point with a mistake in it ends there."""
    assert main(["review", "init", "policy"]) == main(["review", "init", "directory"]) == 0
    assert [rule.id for rule in load(None, tmp_path).rules] == ["TEAM-01"]
    assert load_directory(Path("directory.toml")).person("ana") is not None
    assert main(["review", plans.gains(tmp_path), "--directory", "directory.toml"]) == 0


def test_without_a_name_the_templates_are_listed(capsys: Capture) -> None:
    """Nobody knows their names before."""
    assert main(["review", "init"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*STARTERS]


def test_the_schema_is_the_published_one(capsys: Capture) -> None:
    """Two of them would drift apart; `python -m tests.review.regenerate --goldens` copies it."""
    assert main(["review", "schema"]) == 0
    published = (ROOT / "docs" / "schemas" / "review-1.schema.json").read_text(encoding="utf-8")
    assert json.loads(capsys.readouterr().out) == json.loads(published)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str, capsys: Capture) -> None:
    """The script asks the program itself, so it never grows old."""
    assert main(["completion", shell]) == 0
    assert f"_TERRABIND_COMPLETE={shell}_complete" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("terrabind review ch", "check"),
        ("terrabind review --gro", "--group-by"),
        ("terrabind review --group-by sc", "scope"),
        ("terrabind review comment bi", "bitbucket"),
    ],
)
def test_verbs_options_and_values_are_completed(
    typed: str, found: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The default verb of the review has no name, and its options are completed all the same."""
    words = {"_TERRABIND_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    assert f"plain,{found}" in capsys.readouterr().out.splitlines()
