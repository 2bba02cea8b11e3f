"""The verbs beside the report: questions, approvals, comparisons, plans without secrets, and rules."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from terrabind.cli import main
from terrabind.terraform import embedded
from tests.cli import review_plans as plans

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder holds no configuration."""
    monkeypatch.chdir(tmp_path)


def answer(capsys: Capture, *arguments: str) -> Any:
    assert main(["review", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_who_can_names_who_may_do_what_on_a_scope(tmp_path: Path, capsys: Capture) -> None:
    """The question before every grant is who has it already."""
    plan = plans.write_plan(tmp_path, plans.row("ana", ["create"]), plans.row("ben", ["no-op"], scope=plans.ORG))
    assert main(["review", "who-can", "vision", plan]) == 0
    said = capsys.readouterr().out
    assert "user ana@example.com  hold viewer  on org acme > project vision\n" in said
    assert "user ana@example.com  hold viewer  on org acme\n" in said
    assert f"[{tmp_path.name}: {plans.TYPE}.ana]" in said


def test_can_lists_what_somebody_may_do_on_either_side(tmp_path: Path, capsys: Capture) -> None:
    """Before and after are two answers."""
    plan = plans.write_plan(tmp_path, plans.row("ana", ["create"]), plans.row("old", ["delete"], role="admin"))
    after = answer(capsys, "can", "ana@example.com", plan)["holdings"]
    before = answer(capsys, "can", "ana@example.com", plan, "--before")["holdings"]
    assert [each["role"] for each in after] == ["viewer"]
    assert [each["role"] for each in before] == ["admin"]


def test_explain_tells_each_hop_with_its_address(tmp_path: Path, capsys: Capture) -> None:
    """Whoever wants to take an access away must know which line to change."""
    (holding,) = answer(capsys, "explain", "ana@example.com > viewer", plans.gains(tmp_path))["holdings"]
    assert [hop["address"] for hop in holding["hops"]] == [f"{plans.TYPE}.ana"]


def test_a_question_without_an_answer_says_so(tmp_path: Path, capsys: Capture) -> None:
    """An empty answer and a misunderstood question look the same otherwise."""
    plan = plans.write_plan(tmp_path, plans.row("ana", ["create"]), plans.row("b", ["delete"], role="admin"))
    assert main(["review", "who-can", "vision", plan, "--role", "viewer", "--before"]) == 1
    assert main(["review", "explain", "ana@example.com > viewer @ vision", plan]) == 0
    assert "there is no role" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["explain"], ["rules"]])
def test_a_rule_is_told_with_its_remedy(verb: list[str], capsys: Capture) -> None:
    """An id in a report is only as good as what one finds behind it."""
    assert main(["review", *verb, "ar402"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("AR402 ")
    assert "What to do: " in said
    assert "[[waive]]" in said


def test_rules_lists_all_of_them(capsys: Capture) -> None:
    """What a gate objects to must not be a surprise."""
    found = answer(capsys, "rules")["rules"]
    assert {"AR101", "AR301", "AR901"} <= {each["id"] for each in found}
    assert main(["review", "rules"]) == 0
    assert all(f"  {each['id']}  " in capsys.readouterr().out for each in found[:1])


def test_an_approval_holds_as_long_as_the_plan_means_the_same(tmp_path: Path, capsys: Capture) -> None:
    """Another address or another order is no other meaning; another principal is."""
    assert main(["review", "fingerprint", plans.gains(tmp_path)]) == 0
    (tmp_path / "approved").write_text(capsys.readouterr().out, encoding="utf-8")
    moved = plans.write_plan(tmp_path, plans.row("other", ["create"]), name="moved.json")
    eve = {"type": "user", "id": "eve@example.com"}
    other = plans.write_plan(tmp_path, plans.row("ana", ["create"], principal=eve), name="other.json")
    assert main(["review", "verify", moved, "--approved", "approved"]) == 0
    assert main(["review", "verify", other, "--approved", "approved"]) == 5
    assert "this change is" in capsys.readouterr().out


def test_an_approval_is_a_file_a_saved_report_or_the_fingerprint_itself(tmp_path: Path, capsys: Capture) -> None:
    """Wherever a pipeline keeps it."""
    plan = plans.gains(tmp_path)
    assert main(["review", plan, "--format", "json=saved.json"]) == 0
    name = answer(capsys, "fingerprint", plan)["fingerprint"]
    for approved in (name, "saved.json"):
        assert answer(capsys, "verify", plan, "--approved", approved)["approved"] is True


def test_without_an_approval_nothing_is_approved(tmp_path: Path, capsys: Capture) -> None:
    """An empty file is what a step leaves that never ran."""
    (tmp_path / "empty").write_text("", encoding="utf-8")
    plan = plans.gains(tmp_path)
    assert main(["review", "verify", plan, "--approved", "empty"]) == 5
    assert main(["review", "verify", plan]) == 5
    assert "There is no fingerprint in the approval" in capsys.readouterr().out


def test_doubt_cannot_be_approved(tmp_path: Path, capsys: Capture) -> None:
    """The fingerprint of a grant to nobody knows whom would hold for anybody."""
    plan = plans.doubtful(tmp_path)
    name = answer(capsys, "fingerprint", plan)["fingerprint"]
    assert main(["review", "verify", plan, "--approved", name]) == 5
    assert "cannot be told" in capsys.readouterr().out


def test_compare_tells_what_is_new_since_the_last_round(tmp_path: Path, capsys: Capture) -> None:
    """A second look at a pull request is at what changed, of plans and saved reports alike."""
    assert main(["review", plans.gains(tmp_path, name="old.json"), "--format", "json=saved.json"]) == 0
    new = plans.write_plan(
        tmp_path, plans.row("ana", ["create"]), plans.row("org", ["create"], scope=plans.ORG), name="new.json"
    )
    assert main(["review", "compare", "saved.json", new, "--detailed-exitcode"]) == 2
    assert "  new: AR301 block: " in capsys.readouterr().out
    found = answer(capsys, "compare", "saved.json", new)
    assert [each["after"]["scope"] for each in found["deltas_new"]] == [["org acme"]]


def test_two_plans_of_one_meaning_are_the_same(tmp_path: Path, capsys: Capture) -> None:
    """Then the approval of the first is good for the second."""
    new = plans.write_plan(tmp_path, plans.row("renamed", ["create"]), name="new.json")
    assert main(["review", "compare", plans.gains(tmp_path, name="old.json"), new, "--detailed-exitcode"]) == 0
    assert "an approval holds" in capsys.readouterr().out


def test_a_redacted_plan_has_no_secret_and_the_same_review(tmp_path: Path, capsys: Capture) -> None:
    """People attach plans to tickets."""
    secret = plans.row("ana", ["create"], org_id="acme")
    secret["change"]["after"]["token"] = "hunter2-hunter2"
    secret["change"]["after_sensitive"] = {"token": True}
    plan = plans.write_plan(tmp_path, secret)
    assert main(["review", "redact", plan, "--output", "safe.json"]) == 0
    assert "hunter2" not in (tmp_path / "safe.json").read_text(encoding="utf-8")
    assert answer(capsys, "fingerprint", "safe.json") == answer(capsys, "fingerprint", plan)


def test_findings_of_a_baseline_are_no_news(tmp_path: Path, capsys: Capture) -> None:
    """A team with a past adopts the gate today and mends the past later."""
    plan = plans.blocked(tmp_path)
    assert main(["review", plan, "--format", "json=saved.json"]) == 3
    assert main(["review", plan, "--json", "--baseline", "saved.json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["waived"] == 1


def test_what_is_known_of_people_reaches_the_rules(tmp_path: Path, capsys: Capture) -> None:
    """Our domains, the directory and the author decide what a grant means."""
    plan = plans.gains(tmp_path)
    (tmp_path / "people.toml").write_text('[people."ana@example.com"]\nname = "Ana Berg"\n', encoding="utf-8")
    options = ["--internal-domain", "other.example", "--directory", "people.toml", "--author", "ana@example.com"]
    assert main(["review", plan, "--json", *options]) in (0, 3)
    document = json.loads(capsys.readouterr().out)
    assert {"AR103", "AR105"} <= {each["rule"] for each in document["findings"]}
    assert document["grants"][0]["principal"]["shown"] == "Ana Berg (ana@example.com)"


def test_the_moment_can_be_set(tmp_path: Path, capsys: Capture) -> None:
    """A review that is repeated next year says the same."""
    assert main(["review", plans.gains(tmp_path), "--json", "--now", "2027-01-31"]) == 0
    assert json.loads(capsys.readouterr().out)["now"] == "2027-01-31T00:00:00Z"


@pytest.mark.e2e
def test_a_binary_plan_is_shown_by_terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Nobody should have to know about `terraform show -json`."""
    import asyncio

    monkeypatch.setenv("TERRABIND_TERRAFORM", "embedded")
    (tmp_path / "main.tf").write_text('resource "terraform_data" "a" {}\n', encoding="utf-8")
    for command in ("init -input=false", "plan -input=false -out=plan.bin"):
        assert asyncio.run(embedded().run(shlex.split(command), tmp_path)).returncode == 0
    assert main(["review", "plan.bin", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["coverage"]["resources"] == 1


def test_a_binary_plan_that_cannot_be_shown_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What Terraform says reaches the reader, with the way round."""
    script = tmp_path / "terraform"
    script.write_text("#!/bin/sh\necho 'Error: no such provider' >&2\nexit 1\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("TERRABIND_TERRAFORM", str(script))
    (tmp_path / "plan.bin").write_bytes(b"PK\x03\x04rest")
    assert main(["review", "plan.bin"]) == 1
    said = capsys.readouterr().err
    assert "no such provider" in said
    assert "terraform show -json plan.bin > plan.json" in said


def test_a_binary_plan_of_opentofu_is_shown_by_opentofu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Where both are installed Terraform is asked first, and reads no plan but its own."""
    (tmp_path / "terraform").write_text("#!/bin/sh\necho 'Error: created by another version' >&2\nexit 1\n")
    (tmp_path / "tofu").write_text(f"#!/bin/sh\nexec cat {shlex.quote(plans.gains(tmp_path))}\n")
    for name in ("terraform", "tofu"):
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    (tmp_path / "plan.bin").write_bytes(b"PK\x03\x04rest")
    assert main(["review", "plan.bin", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["coverage"]["resources"] > 0
    assert "Showing plan.bin with tofu on PATH" in said.err
