"""`review doctor` says what a review would read here, and tells a token's presence and never the token."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from terrabind.cli import main
from tests.cli import review_plans as plans

Capture = pytest.CaptureFixture[str]
VARIABLES = ("GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "BITBUCKET_BUILD_NUMBER", "GITHUB_EVENT_PATH", "GITHUB_TOKEN")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder outside of any pipeline."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def examine(capsys: Capture, code: int = 0) -> dict[str, Any]:
    """The points by subject."""
    assert main(["review", "doctor", "--json"]) == code
    return {point["subject"]: point for point in json.loads(capsys.readouterr().out)["points"]}


def test_an_empty_folder_is_no_fault_and_each_gap_has_its_remedy(capsys: Capture) -> None:
    """A first review needs nothing but a plan."""
    points = examine(capsys)
    assert "terraform plan" in points["plans"]["detail"]
    assert points["rules"]["remedy"] == "terrabind review init policy"
    assert main(["review", "doctor"]) == 0
    assert "mend it with: terrabind review init policy" in capsys.readouterr().out


def test_what_is_there_is_told(tmp_path: Path, capsys: Capture) -> None:
    """The rules, the directory with its age, and the plans that would be read."""
    plans.gains(tmp_path)
    Path("access-review.toml").write_text('directory = "people.toml"\n')
    Path("people.toml").write_text('[people."ana@example.com"]\nname = "Ana"\n')
    os.utime("people.toml", (0, 0))
    points = examine(capsys)
    assert "(Terraform 1.11.4)" in points["plans"]["detail"]
    assert "1 names, 0 groups" in points["directory"]["detail"]
    assert not points["directory"]["good"]


@pytest.mark.parametrize(
    ("rules", "subject", "said"),
    [("[[rule]]\nidd = 1\n", "rules", "idd"), ('directory = "gone.toml"\n', "directory", "gone.toml")],
)
def test_a_broken_file_is_wrong(rules: str, subject: str, said: str, capsys: Capture) -> None:
    """The review itself would refuse to run with it."""
    Path("access-review.toml").write_text(rules)
    point = examine(capsys, code=1)[subject]
    assert said in point["detail"]
    assert point["needed"]


def test_a_pipeline_is_known_and_its_token_only_by_being_there(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """A log with a token in it is a leak."""
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_ID", "12")
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "5")
    monkeypatch.delenv("GITLAB_TOKEN", raising=False)
    assert "put it into GITLAB_TOKEN" in examine(capsys)["pipeline"]["remedy"]
    monkeypatch.setenv("GITLAB_TOKEN", "t-1234")
    assert main(["review", "doctor"]) == 0
    said = capsys.readouterr().out
    assert "gitlab: request 5 of 12, with a token" in said
    assert "t-1234" not in said
