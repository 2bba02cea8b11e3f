"""The demo is the first thing that anyone runs: it works from nothing, and says so honestly when it does not."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
import urllib.request
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.cli.demo.story import STORY

pytestmark = pytest.mark.e2e


def test_the_whole_story_plays(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Plan, review, apply, an empty second plan, drift, repair, import and destroy, on the embedded Terraform."""
    monkeypatch.setenv("TERRABIND_TERRAFORM", "embedded")
    assert main(["demo", "--json", "--review", str(tmp_path / "build" / "review.html")]) == 0
    said = capfd.readouterr()
    steps = {step["title"]: step["outcome"] for step in json.loads(said.out)["steps"]}
    assert list(steps) == ["start the emulators", *(step.title for step in STORY)]
    assert steps["plan"] == "40 to create"
    assert steps["review the plan"].startswith("BLOCKED: ")
    assert "<html" in (tmp_path / "build" / "review.html").read_text(encoding="utf-8")
    assert steps["second plan"] == "nothing to change"
    assert "to create: terrabind_fireworks" in steps["plan shows the drift"]
    assert said.err.count("\n") == len(steps)


def test_keep_leaves_everything_and_says_how_to_go_on(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever wants to play on gets the environment, the folder and the command that ends it."""
    assert main(["demo", "--keep"]) == 0
    shown, said = capfd.readouterr()
    assert "Fingerprint" in shown
    process, folder = re.findall(r"kill (\d+) && rm -r (\S+)", said)[0]
    try:
        exports = dict(re.findall(r"export (\w+)=(\S+)", said))
        with urllib.request.urlopen(f"{exports['FIREWORKS_BASE_URL']}/_control/state") as answer:  # noqa: S310 - loopback
            assert len(json.load(answer)["terrabind_fireworks_aws_iam_role_binding"]) > 1
        assert (Path(folder) / "terraform.access.tfstate").is_file()
    finally:
        os.kill(int(process), signal.SIGTERM)
        os.waitpid(int(process), 0)
        shutil.rmtree(folder)


def test_a_step_that_fails_ends_the_demo_with_the_reason(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, the reason, and the folder in which to look."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "main.py").write_text("raise SystemExit('no stack today')", encoding="utf-8")
    assert main(["demo", "--stacks", str(tmp_path)]) == 1
    said = capfd.readouterr().err
    assert "no stack today" in said
    assert "The working folder is kept" in said
