"""Findings point at the line that somebody wrote, or at none; never at a wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terrabind.review.places import place, read_constructs, scan_json, scan_text
from terrabind.review.plan import Plan, PlanError
from tests.review.plans import record
from tests.review.plans.recorded import read

HARD = """# resource "a" "comment" {}
/* resource "a" "closed" {} */ resource "a" "one" {
  text = "resource \\"a\\" \\"quoted\\" { /* // #"
}
/*
resource "a" "commented" {}
*/
resource "a" "two" {
  text = <<-EOT
    resource "a" "heredoc" {}
    EOT
}
  data "a" "three" {} // resource "a" "late" {}
resource a four {
}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def list_sources(plan: Plan) -> dict[str, str]:
    return {change.address: change.source for change in plan.changes}


@pytest.mark.parametrize("folder", ["", "infra/prod/"])
def test_resources_are_found_where_they_are_written(folder: str, tmp_path: Path) -> None:
    """The folder of the stack is found by what it holds: in a repository with many, nobody names it."""
    files = {f"{folder}{name}": text for name, text in record.RECORDINGS["modules"].after.items()}
    (plan,) = place([read("modules")], write(tmp_path, files))
    sources = list_sources(plan)
    assert sources["terraform_data.deploy"] == f"{folder}main.tf:2"
    assert sources["terraform_data.report"] == f"{folder}main.tf:9"
    assert sources['module.access["us"].terraform_data.binding["viewer"]'] == f"{folder}modules/access/main.tf:4"


def test_what_a_foreign_module_makes_is_placed_at_its_call(tmp_path: Path) -> None:
    """Nobody here can change a line of the registry's module; the call is what was written."""
    text = record.RECORDINGS["modules"].after["main.tf"].replace("./modules/access", "example/access/any")
    (plan,) = place([read("modules")], write(tmp_path, {"main.tf": text}))
    assert list_sources(plan)['module.access["us"].terraform_data.binding["viewer"]'] == "main.tf:3"


def test_what_is_forgotten_is_placed_at_the_block_that_says_so(tmp_path: Path) -> None:
    """Its own block is gone, and the one that removes it is what the reviewer has to judge."""
    (plan,) = place([read("forgotten")], write(tmp_path, record.RECORDINGS["forgotten"].after))
    assert list_sources(plan)["terraform_data.ana"] == "main.tf:2"


def test_what_is_deleted_without_a_trace_has_no_place(tmp_path: Path) -> None:
    """There is no line any more."""
    (plan,) = place([read("changes")], write(tmp_path, record.RECORDINGS["changes"].after))
    assert list_sources(plan)["terraform_data.ben"] == ""


def test_two_folders_that_fit_equally_well_give_no_place(tmp_path: Path) -> None:
    """A comment at somebody else's line is worse than none. The plan's label decides where it can."""
    text = record.RECORDINGS["changes"].after["main.tf"]
    root = write(tmp_path, {"prod/main.tf": text, "stack/main.tf": text})
    plan = read("changes")
    assert list_sources(place([plan], root)[0])["terraform_data.ana"] == "stack/main.tf:2"
    (root / "stack").rename(root / "test")
    assert set(list_sources(place([plan], root)[0]).values()) == {""}


def test_drift_has_places_too(tmp_path: Path) -> None:
    """It is shown beside the change that it explains."""
    plan = read("changes")
    drifted = Plan(label="s", terraform="", time="", changes=plan.changes, drift=plan.changes)
    (placed,) = place([drifted], write(tmp_path, record.RECORDINGS["changes"].after))
    assert placed.drift == placed.changes != plan.changes


def test_comments_and_texts_hold_no_blocks() -> None:
    """Examples in comments look like code."""
    assert list(scan_text(HARD, {})) == [("a.one", 2), ("a.two", 8), ("data.a.three", 13), ("a.four", 14)]


def test_json_configurations_have_exact_lines() -> None:
    """A key inside a body may be called as the next resource is."""
    bodies = {"one": {"two": {}, "resource": {}}, "two": {"one": 1}}
    document = {"data": {"resource": {"x": {}}}, "resource": {"a": bodies}, "module": {"m": {"source": "./m"}}}
    modules: dict[str, str] = {}
    text = json.dumps(document, indent=1)
    lines = text.splitlines()
    found = {address: lines[line - 1].strip() for address, line in scan_json(text, modules)}
    assert found == {"data.resource.x": '"x": {}', "a.one": '"one": {', "a.two": '"two": {', "module.m": '"m": {'}
    assert modules == {"m": "./m"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resource": []}', '{"module": {"m": []}}', '{"resource": {"a": 1}}'])
def test_broken_configurations_have_no_resources(text: str) -> None:
    """Places are a courtesy; Terraform complains about the rest."""
    assert [address for address, _ in scan_json(text, {}) if not address.startswith("module.")] == []


def test_files_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    """Links may dangle, and files hold anything."""
    root = write(tmp_path, record.RECORDINGS["changes"].after)
    (root / "gone.tf").symlink_to(root / "nowhere")
    (root / "binary.tf").write_bytes(b"\xff\xfe\x00resource")
    assert list_sources(place([read("changes")], root)[0])["terraform_data.ana"] == "main.tf:2"


def test_modules_that_call_each_other_end(tmp_path: Path) -> None:
    """Terraform refuses that, but scanning comes first."""
    call = 'module "m" {\n  source = "../a"\n}\nresource "terraform_data" "ana" {}\n'
    (plan,) = place([read("changes")], write(tmp_path, {"a/main.tf": call}))
    assert list_sources(plan)["terraform_data.ana"] == "a/main.tf:4"


def test_a_root_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """A mistyped one would quietly place nothing."""
    with pytest.raises(PlanError, match="is not a folder"):
        place([read("changes")], tmp_path / "no")


@pytest.mark.parametrize("document", [None, [], {"resource": []}, {"resource": {"a": {"b": {"//": 1}}}}])
def test_only_synthesized_resources_have_construct_paths(document: object) -> None:
    """Other JSON configurations hold none."""
    assert read_constructs(document) == {}  # type: ignore[arg-type]  # what a file holds can be anything


def test_ten_thousand_resources_of_one_file_are_all_found() -> None:
    """A synthesized stack is one file with all of them."""
    named = {f"r{number}": {"input": {"principal": "ana", "role": "viewer"}} for number in range(10_000)}
    text = json.dumps({"resource": {"terraform_data": named}}, indent=1)
    assert len(list(scan_json(text, {}))) == 10_000
