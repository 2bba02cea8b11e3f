"""The templates of the guide are run as they are printed, as far as they are shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from terrabind.review.render.document import render as render_document
from terrabind.review.report import Report, Severity
from tests.review import forge as forges
from tests.review.browser.example import make_example
from tests.review.ci.pipeline import ACTION, Completed, find_template, read_yaml, run_bash
from tests.review.factories import change, finding, plan, report
from tests.review.forge import TOKEN


@pytest.fixture
def forge() -> Iterator[forges.Forge]:
    with forges.serve_forge() as served:
        yield served


def run_gitlab(folder: Path, made: Report, api: str) -> Completed:
    """The job's script, in a folder where the plan job left its file."""
    (folder / "plan.json").write_text(render_document(made))
    variables = {"CI_API_V4_URL": api, "CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "5", "GITLAB_TOKEN": TOKEN,
                 "CI_JOB_URL": "https://forge.example/jobs/9", "GITLAB_USER_LOGIN": "ana",
                 "CI_MERGE_REQUEST_DIFF_BASE_SHA": "0" * 40}  # fmt: skip
    return run_bash("\n".join(find_template("access-review")["access-review"]["script"]), folder, variables)


def run_azure(folder: Path, made: Report, api: str) -> Completed:
    """The step's script, with the variables of a job for a pull request."""
    (folder / "plan.json").write_text(render_document(made))
    variables = {"SYSTEM_COLLECTIONURI": api, "SYSTEM_TEAMPROJECT": "net", "BUILD_REPOSITORY_ID": "r-1",
                 "SYSTEM_PULLREQUEST_PULLREQUESTID": "5", "SYSTEM_ACCESSTOKEN": TOKEN,
                 "TARGET": "refs/heads/main"}  # fmt: skip
    (step,) = [each for each in find_template("steps")["steps"] if "script" in each]
    return run_bash(step["script"], folder, variables)


def run_bitbucket(folder: Path, made: Report, api: str) -> Completed:
    """The step's script, with the variables of a pipeline for a pull request."""
    (folder / "plan.json").write_text(render_document(made))
    variables = {"BITBUCKET_API_URL": api, "BITBUCKET_REPO_FULL_NAME": "acme/infra", "BITBUCKET_PR_ID": "5",
                 "BITBUCKET_TOKEN": TOKEN, "BITBUCKET_PR_DESTINATION_BRANCH": "main"}  # fmt: skip
    (branch,) = find_template("pipelines")["pipelines"]["pull-requests"].values()
    script = [line for line in branch[0]["step"]["script"] if not line.startswith("git fetch")]
    return run_bash("\n".join(script), folder, variables)


def run_atlantis(folder: Path, made: Report) -> Completed:
    """The policy check, on a plan that Atlantis has shown."""
    (folder / "show.json").write_text(render_document(made))
    (folder / "rules.toml").write_text("")
    _, step = find_template("workflows")["workflows"]["access"]["policy_check"]["steps"]
    script = step["run"].replace("/etc/atlantis/access-review.toml", str(folder / "rules.toml"))
    return run_bash(script, folder, {"SHOWFILE": str(folder / "show.json")})


def test_gitlab_gets_its_note_and_its_reports_before_the_job_fails(forge: forges.Forge, tmp_path: Path) -> None:
    """Whoever is blocked must see why without reading a log."""
    completed = run_gitlab(tmp_path, make_example(), forge.api)
    assert completed.returncode == 4, completed.stderr  # one grant of it cannot be told
    assert "## BLOCKED" in forge.comments[0]["body"]
    assert "https://forge.example/jobs/9" in forge.comments[0]["body"]
    artifacts = find_template("access-review")["access-review"]["artifacts"]
    assert all((tmp_path / name).stat().st_size for name in (*artifacts["reports"].values(), *artifacts["paths"]))
    assert "ACCESS_VERDICT=BLOCKED\nACCESS_FINGERPRINT=9f3c-71aa" in (tmp_path / "review.env").read_text()
    assert TOKEN not in completed.stdout + completed.stderr


def test_azure_gets_its_thread_and_its_files_before_the_job_fails(forge: forges.Forge, tmp_path: Path) -> None:
    """The token of the job is one of the few that need no setting up."""
    completed = run_azure(tmp_path, make_example(), forge.api)
    assert completed.returncode == 4, completed.stderr
    assert "## BLOCKED" in forge.comments[0]["body"]
    assert all((tmp_path / name).stat().st_size for name in ("review.html", "review.xml"))
    assert TOKEN not in completed.stdout + completed.stderr


def test_bitbucket_gets_its_comment_and_its_files_before_the_step_fails(forge: forges.Forge, tmp_path: Path) -> None:
    """Its steps show test results by themselves where the file has the right place."""
    completed = run_bitbucket(tmp_path, make_example(), forge.api)
    assert completed.returncode == 4, completed.stderr
    assert "## BLOCKED" in forge.comments[0]["body"]
    assert all((tmp_path / name).stat().st_size for name in ("review.html", "test-results/review.xml"))
    assert TOKEN not in completed.stdout + completed.stderr


def test_gitlab_counts_the_resources_of_the_plan(forge: forges.Forge, tmp_path: Path) -> None:
    """The widget of a merge request shows three numbers, which should be the plan's."""
    changes = [change("a.a", "create"), change("a.b", "delete", "create"), change("a.c", "no-op")]
    assert run_gitlab(tmp_path, replace(report(), plans=(plan(*changes),)), forge.api).returncode == 0
    assert json.loads((tmp_path / "terraform.json").read_text()) == {"create": 2, "update": 0, "delete": 1}


def test_gitlab_stops_at_a_plan_that_cannot_be_read(tmp_path: Path) -> None:
    """Then there is nothing to comment, and no report may look as if there were."""
    (tmp_path / "plan.json").write_text("{")
    job = find_template("access-review")["access-review"]
    completed = run_bash("\n".join(job["script"]), tmp_path, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "0"})
    assert completed.returncode == 1
    assert not (tmp_path / "review.json").exists()


@pytest.mark.parametrize("name", ["failover-bot", "FAILSAFE", "unfailing"])
def test_atlantis_finds_no_fail_in_a_review_that_passes(name: str, tmp_path: Path) -> None:
    """A name with that word in it would block every plan that holds it."""
    warned = replace(finding("AR104", Severity.WARN), message=f"user {name} gains viewer")
    completed = run_atlantis(tmp_path, report(findings=[warned]))
    assert completed.returncode == 0
    assert "Passed" in completed.stdout
    assert "fail" not in completed.stdout.lower()


def test_atlantis_finds_fail_in_a_review_that_blocks_and_a_line_for_each_finding(tmp_path: Path) -> None:
    """Approvals are tied to lines that begin with a stable word."""
    lines = run_atlantis(tmp_path, make_example()).stdout.splitlines()
    assert any("fail" in line for line in lines)
    assert [line[:11] for line in lines if line.startswith("AR")] == ["AR402 block", "AR301 block", "AR801 warn:"]


def test_atlantis_finds_fail_when_the_review_itself_breaks(tmp_path: Path) -> None:
    """A gate whose file is missing must not stand open."""
    _, step = find_template("workflows")["workflows"]["access"]["policy_check"]["steps"]
    assert "fail" in run_bash(step["run"], tmp_path, {"SHOWFILE": str(tmp_path / "missing.json")}).stdout


def test_the_workflows_give_the_action_inputs_that_it_has() -> None:
    """A wrong name is only a warning in a log that nobody reads."""
    known = read_yaml(ACTION.read_text())["inputs"]
    steps = find_template("permissions")["jobs"]["review"]["steps"]
    used = [step for step in steps if step.get("uses", "").startswith("YOUR-ORGANISATION/terrabind/.github/actions/")]
    assert len(used) == 1
    assert set(used[0]["with"]) <= set(known)
