"""Whatever a command line names is found, or refused with what it is and what to do next."""

from __future__ import annotations

import gc
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from terrabind.review.plan import Plan, PlanError
from terrabind.review.sources import Show, load, load_document
from tests.review.plans.recorded import get_document, get_text, make_document, make_row

WRAPPED = "[command]/opt/terraform/terraform-bin show -json plan\n{}\n\n::debug::Terraform exited with code 0.\n"


def read(*arguments: str, piped: str = "", show: Show | None = None) -> tuple[Plan, ...]:
    return load(arguments, standard_input=io.StringIO(piped), show=show)


def refuse(*arguments: str, piped: str = "", show: Show | None = None) -> PlanError:
    with pytest.raises(PlanError) as caught:
        read(*arguments, piped=piped, show=show)
    return caught.value


def write(path: Path, content: str | bytes = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else (content or get_text("changes")).encode())
    return path


def pack() -> bytes:
    """A binary plan, as far as one can tell from outside: an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tfplan", "x")
    return buffer.getvalue()


def synthesize(folder: Path, stacks: Mapping[str, Sequence[str]], planned: Sequence[str]) -> Path:
    """An app as the kit writes it: stacks with what they depend on, and plans in some of them."""
    entries = {}
    for name, dependencies in stacks.items():
        below = f"stacks/{name}"
        entries[name] = {"name": name, "workingDirectory": below, "dependencies": dependencies}
        body = {"//": {"metadata": {"path": f"{name}/team/ana", "uniqueId": "ana"}}}
        write(folder / below / "cdk.tf.json", json.dumps({"resource": {"terraform_data": {"ana": body}}}))
        if name in planned:
            write(folder / below / "plan.json")
    write(folder / "manifest.json", json.dumps({"version": "0.21.0", "stacks": entries}))
    return folder


def test_a_file_is_labelled_by_its_name(tmp_path: Path) -> None:
    """The label is how a report calls the stack."""
    (plan,) = read(str(write(tmp_path / "prod-access.json")))
    assert (plan.label, plan.path) == ("prod-access", str(tmp_path / "prod-access.json"))
    assert {change.stack for change in plan.changes} == {"prod-access"}


@pytest.mark.parametrize("name", ["plan.json", "tfplan.json", "show.json", "plan.tfplan.json"])
def test_a_file_that_is_called_plan_is_labelled_by_its_folder(name: str, tmp_path: Path) -> None:
    """Six stacks have six files of that name."""
    assert read(str(write(tmp_path / "network" / name)))[0].label == "network"


def test_standard_input_is_read(tmp_path: Path) -> None:
    """`terraform show -json plan | terrabind review -` needs no file."""
    assert [plan.label for plan in read("-", piped=get_text("changes"))] == ["plan"]
    assert [plan.label for plan in read("prod=-", piped=get_text("changes"))] == ["prod"]


def test_several_plans_keep_their_order_and_their_labels(tmp_path: Path) -> None:
    """A label in front of a path is the user's own."""
    one, two = write(tmp_path / "one.json"), write(tmp_path / "two.json", get_text("moved"))
    assert [plan.label for plan in read(f"b={two}", str(one))] == ["b", "one"]


def test_a_file_whose_name_holds_an_equals_sign_is_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What exists is meant."""
    write(tmp_path / "env=prod.json")
    monkeypatch.chdir(tmp_path)
    assert read("env=prod.json")[0].label == "env=prod"


def test_a_pattern_names_all_plans_that_it_matches(tmp_path: Path) -> None:
    """The shell of a CI job may leave it alone, and then it is quoted on purpose."""
    for name in ("b", "a"):
        write(tmp_path / name / "plan.json")
    assert [plan.label for plan in read(str(tmp_path / "**" / "plan.json"))] == ["a", "b"]


def test_a_pattern_without_a_match_is_an_error(tmp_path: Path) -> None:
    """An empty review would look like a safe one."""
    assert refuse(str(tmp_path / "*.json")).summary == f"{tmp_path}/*.json matches no file"


def test_one_label_cannot_name_several_plans(tmp_path: Path) -> None:
    """Nobody could tell them apart."""
    for name in ("a", "b"):
        write(tmp_path / f"{name}.json")
    assert "would label 2 plans" in refuse(f"x={tmp_path}/*.json").summary


def test_two_plans_cannot_have_the_same_label(tmp_path: Path) -> None:
    """A grant of one stack would be taken for the other's."""
    one, two = write(tmp_path / "1" / "prod.json"), write(tmp_path / "2" / "prod.json")
    error = refuse(str(one), str(two))
    assert error.summary == "two plans are labelled 'prod'"
    assert f"prod-2={two}" in error.detail


def test_a_binary_plan_is_shown_by_terraform(tmp_path: Path) -> None:
    """It is what `terraform plan -out` leaves."""
    path = write(tmp_path / "prod.tfplan", pack())
    (plan,) = read(str(path), show={path: get_text("changes")}.__getitem__)
    assert (plan.label, len(plan.changes)) == ("prod", 3)


def test_a_binary_plan_without_terraform_is_refused_with_the_command(tmp_path: Path) -> None:
    """The plan can be shown where it was made."""
    path = write(tmp_path / "plan", pack())
    error = refuse(str(path))
    assert error.summary == f"{path} is a binary plan"
    assert f"terraform show -json {path} > plan.json" in error.detail


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_that_powershell_wrote_is_read(encoding: str, tmp_path: Path) -> None:
    """Its `>` writes UTF-16, and older tools put a mark in front."""
    assert len(read(str(write(tmp_path / "prod.json", get_text("changes").encode(encoding))))[0].changes) == 3


def test_lines_of_a_wrapper_around_the_plan_are_left_out_and_named(tmp_path: Path) -> None:
    """GitHub's setup action prints its own, and the cause is hard to see in a log."""
    whole = json.dumps(get_document("changes"))
    (plan,) = read(str(write(tmp_path / "prod.json", WRAPPED.replace("{}", whole))))
    assert len(plan.changes) == 3
    (note,) = plan.notes
    assert note.startswith("wrapped: 2 lines around the plan")
    assert "terraform_wrapper: false" in note


def test_a_wrapped_plan_that_is_cut_is_refused(tmp_path: Path) -> None:
    """Half a plan may hold none of the grants."""
    text = WRAPPED.replace("{}", json.dumps(get_document("changes"))[:3000])
    error = refuse("-", piped=text)
    assert "terraform_wrapper: false" in error.detail


def test_a_truncated_plan_is_called_that_wherever_it_ends() -> None:
    """Disks fill up, and jobs are stopped while they write."""
    text = get_text("changes").rstrip()
    told = {refuse("-", piped=text[:end]).summary for end in range(1, len(text), 7)}
    assert told == {"standard input is truncated"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("Terraform will perform the following actions:\n", "It begins with 'Terraform will"),
        ('{"@level":"info","@message":"x"}\n{"@level":"info"}\n', "the log of `terraform plan -json`"),
        (get_text("settled") * 2, "holds several documents"),
        ('{"format_version": "1.2", oops}', "in line 1, column"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("5", "is not a plan"),
    ],
)
def test_a_text_that_is_no_plan_is_called_what_it_is(text: str, words: str) -> None:
    """One message that ends the search, and never a stack trace."""
    assert words in str(refuse("-", piped=text))


def test_what_is_neither_text_nor_a_plan_is_refused(tmp_path: Path) -> None:
    """A picture, an executable, a compressed file."""
    assert "not text" in refuse(str(write(tmp_path / "x.json", b"\x89PNG\xff\xfe\x00\xff"))).detail


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """So is no file at all."""
    assert refuse(str(tmp_path / "no.json")).summary == f"{tmp_path}/no.json does not exist"
    assert refuse().summary == "no plan is named"


def test_a_failed_plan_names_its_file(tmp_path: Path) -> None:
    """Of six plans, one failed; the message tells which."""
    path = write(tmp_path / "prod.json", get_text("failed"))
    assert refuse(str(path)).summary == f"{path}: this plan failed, its changes are incomplete"


def test_an_app_is_read_stack_by_stack_in_the_order_of_its_dependencies(tmp_path: Path) -> None:
    """What others stand on comes first, as it will be applied."""
    app = synthesize(tmp_path / "cdktf.out", {"access": ["base"], "base": []}, planned=["access", "base"])
    assert [plan.label for plan in read(str(app))] == ["base", "access"]
    assert [plan.label for plan in read(str(tmp_path))] == ["base", "access"]


def test_resources_of_an_app_have_the_paths_of_their_constructs(tmp_path: Path) -> None:
    """That is where somebody wrote them; the synthesized file is nobody's."""
    app = synthesize(tmp_path / "cdktf.out", {"access": []}, planned=["access"])
    (plan,) = read(str(app))
    assert {change.name: change.source for change in plan.changes} == {"ana": "access/team/ana", "ben": "", "cid": ""}
    assert read(str(app / "stacks" / "access"))[0].changes[0].source == "access/team/ana"


def test_stacks_without_a_plan_are_told(tmp_path: Path) -> None:
    """The kit plans one stack per call, so some are easily forgotten, and with them their grants."""
    stacks = {"base": [], "access": ["base"], "audit": []}
    (plan,) = read(str(synthesize(tmp_path, stacks, planned=["access"])))
    assert plan.notes == (
        "stack base, which this one depends on, has no plan here",
        "stacks without a plan: base, audit",
    )


def test_an_app_without_any_plan_lists_its_stacks(tmp_path: Path) -> None:
    """Synthesis alone plans nothing."""
    error = refuse(str(synthesize(tmp_path, {"base": [], "access": []}, planned=[])))
    assert "Stacks without one: base, access." in error.detail
    assert "cdktf diff base" in error.detail


def test_the_newer_of_two_plans_in_a_stack_counts(tmp_path: Path) -> None:
    """A JSON file beside a newer binary plan shows what is no longer going to happen."""
    old, new = write(tmp_path / "s" / "plan.json"), write(tmp_path / "s" / "plan", pack())
    os.utime(old, (1, 1))
    assert read(str(tmp_path / "s"), show=lambda _: get_text("moved"))[0].path == str(new)
    os.utime(new, (0, 0))
    assert read(str(tmp_path / "s"))[0].path == str(old)


def test_a_folder_without_a_plan_lists_what_it_holds(tmp_path: Path) -> None:
    """The plan may have another name, or be somewhere else."""
    write(tmp_path / "main.tf", "x")
    error = refuse(str(tmp_path))
    assert error.summary == f"{tmp_path} holds no plan"
    assert "it holds main.tf" in error.detail


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stacks": []}', '{"stacks": {"a": 1}}', '{"stacks": {"a": {}}}'])
def test_a_broken_manifest_is_refused(text: str, tmp_path: Path) -> None:
    """It is written by a program, but anybody can edit it."""
    (tmp_path / "manifest.json").write_text(text)
    assert "is not the manifest of an app" in refuse(str(tmp_path)).summary


def test_a_ring_of_stacks_ends(tmp_path: Path) -> None:
    """No kit writes one."""
    app = synthesize(tmp_path, {"a": ["b"], "b": ["a"]}, planned=["a", "b"])
    assert {plan.label for plan in read(str(app))} == {"a", "b"}


def test_a_secret_of_one_stack_is_hidden_in_all(tmp_path: Path) -> None:
    """Remote state hands it on without a mark."""
    row = make_row(before={"token": "canary-secret-one"}, before_sensitive={"token": True})
    one = write(tmp_path / "one.json", json.dumps(make_document(row)))
    two = write(tmp_path / "two.json", json.dumps(make_document(make_row(after={"copy": "canary-secret-one"}))))
    assert "canary" not in repr(read(str(one), str(two)))


def test_source_lines_are_found_below_the_root(tmp_path: Path) -> None:
    """Findings can then be shown at the line that causes them."""
    write(tmp_path / "main.tf", 'resource "terraform_data" "ana" {}\n')
    (plan,) = load([str(write(tmp_path / "p.json"))], standard_input=io.StringIO(), show=None, source_root=tmp_path)
    assert plan.changes[0].source == "main.tf:1"


@pytest.fixture
def collector() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("switch", [gc.enable, gc.disable])
def test_the_garbage_collector_is_left_as_it_was(switch: Callable[[], None], collector: None) -> None:
    """It is paused while plans are loaded, also when they cannot be, and belongs to the whole process."""
    switch()
    was_enabled = gc.isenabled()
    refuse("-", piped="x")
    read("-", piped=get_text("changes"))
    assert gc.isenabled() == was_enabled


def test_one_plan_can_be_had_as_it_is(tmp_path: Path) -> None:
    """`redact` needs the whole document, and only one."""
    write(tmp_path / "a.json"), write(tmp_path / "b.json")
    document = load_document(str(tmp_path / "a.json"), standard_input=io.StringIO(), show=None)
    assert document == get_document("changes")
    with pytest.raises(PlanError, match="names 2 plans"):
        load_document(str(tmp_path / "*.json"), standard_input=io.StringIO(), show=None)
