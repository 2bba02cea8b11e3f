"""Reads that prove nothing leave state alone, those that prove absence do not; planning writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.cases import CASES
from tests.e2e.chaos import ADDRESSES, calm, census, everything, strike
from tests.e2e.workspace import Workspace, list_terraforms, prepare_environment, serve_apis

pytestmark = pytest.mark.e2e

BY_TYPE = {case.type: case for case in CASES}
LISTED = [case.address for case in CASES if case.api == "fireworks"]
READ_ALONE = [case.address for case in CASES if case.api != "fireworks"]
REFRESH = ("apply", "-refresh-only", "-auto-approve")
DOUBTS = ["unauthorized", "forbidden", "429", "500", "503", "garbage", "truncated", "html", "html=404"]


@pytest.fixture(scope="module")
def settled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("settled")
    with serve_apis(folder) as apis:
        (folder / "work").mkdir()
        made = Workspace(folder / "work", list_terraforms()["embedded"], apis, prepare_environment(folder, apis))
        made.configure(everything(max_retries=0))
        made.init()
        made.apply()
        yield made


@pytest.fixture
def settled(settled_once: Workspace) -> Workspace:
    """One of each resource, made once for all tests here, which must leave them as they are."""
    calm(settled_once.apis)
    return settled_once


def state_of(workspace: Workspace) -> bytes:
    return (workspace.directory / "terraform.tfstate").read_bytes()


def fail_refresh(workspace: Workspace, *addresses: str) -> None:
    before = state_of(workspace)
    message = workspace.fail(*REFRESH)
    assert [address for address in addresses if f"with {address}" not in message] == []
    assert state_of(workspace) == before


@pytest.mark.promise(11)
@pytest.mark.parametrize("fault", DOUBTS)
def test_a_read_that_proves_nothing_is_an_error_and_leaves_state_alone(settled: Workspace, fault: str) -> None:
    """A grant forgotten because of an outage would be made twice, or never be revoked."""
    strike(settled.apis, "read", fault)
    strike(settled.apis, "list", fault)
    fail_refresh(settled, *ADDRESSES)


@pytest.mark.promise(11)
@pytest.mark.parametrize("fault", ["404", "410", "no_items", "missing_rows"])
def test_a_doubtful_listing_is_an_error_and_leaves_state_alone(settled: Workspace, fault: str) -> None:
    """A collection that is not there, or not whole, says nothing about what is in it."""
    strike(settled.apis, "list", fault)
    fail_refresh(settled, *LISTED)


@pytest.mark.promise(10)
@pytest.mark.parametrize("fault", ["404", "410"])
def test_an_object_that_is_gone_by_its_own_address_is_planned_anew(settled: Workspace, fault: str) -> None:
    """The API's own code for a missing object is proof."""
    strike(settled.apis, "read", fault)
    for case in (BY_TYPE[address.partition(".")[0]] for address in LISTED):
        settled.apis.control(case.api, "DELETE", "faults")
    assert settled.plan() == {"create": sorted(READ_ALONE)}


@pytest.mark.promise(41)
def test_validating_and_planning_write_nothing(settled: Workspace) -> None:
    """Whatever a plan holds - creates, updates, replacements - it is only a plan."""
    for operation in ("create", "delete"):
        strike(settled.apis, operation, "500@9999")
    settled.apis.control("ecs", "POST", "faults", {"faults": ["POST *Action=U*Role*:500@9999"]})
    before = (state_of(settled), census(settled.apis))
    changed = {case.type: case.document(case.update, case.replace)["resource"][case.type] for case in CASES}
    settled.configure({"resource": changed})
    try:
        settled.run("validate", "-no-color")
        assert settled.plan() == {"delete+create": ADDRESSES}
    finally:
        settled.configure(everything(max_retries=0))
    assert (state_of(settled), census(settled.apis)) == before
    reports = [settled.apis.control(api, "GET", "faults")["faults"] for api in ("fireworks", "ecs", "k0rdent")]
    assert [each for report in reports for each in report if each["matched"]] == []


@pytest.mark.promise(33)
def test_an_unverified_server_is_warned_about_on_each_run(settled: Workspace) -> None:
    """Verification is on unless it is switched off, and that is never forgotten."""
    settled.configure(everything(max_retries=0, tls={"insecure": True}))
    try:
        for _ in range(2):
            said = " ".join(settled.run("plan", "-input=false", "-no-color").stdout.split())
            assert "Warning" in said
            assert "insecure" in said
    finally:
        settled.configure(everything(max_retries=0))
    assert "insecure" not in settled.run("plan", "-input=false", "-no-color").stdout


@pytest.mark.promise(37)
def test_every_session_that_was_opened_is_closed(settled: Workspace) -> None:
    """ECS keeps a hundred sessions for a user; a nightly plan that left its own behind would lock him out."""
    settled.apis.control("ecs", "DELETE", "calls")
    assert settled.plan() == {}
    paths = [call["path"] for call in settled.calls("ecs") if call["status"] == 200]
    assert paths.count("/login") >= 1
    assert paths.count("/logout") == paths.count("/login")


@pytest.mark.promise(39)
def test_a_failure_names_the_resource_and_the_request_and_spares_the_others(modern: Workspace) -> None:
    """One refusal is one diagnostic; the provider goes on with the rest."""
    modern.configure(everything())
    modern.init()
    strike(modern.apis, "create", "403@1")
    for api in ("fireworks", "ecs"):
        modern.apis.control(api, "DELETE", "faults")
    message = modern.fail("apply", "-auto-approve")
    assert message.count("Error:") == 1
    assert "with terrabind_k0rdent_iam_policy_binding.this" in message
    assert "req_global-" in message
    assert sorted(modern.state()) == [each for each in ADDRESSES if "k0rdent" not in each]


@pytest.mark.promise(42)
@pytest.mark.parametrize("parallelism", [1, 50])
def test_every_resource_lives_and_ends_at_any_parallelism(modern: Workspace, parallelism: int) -> None:
    """What works one after another must also work at once."""
    modern.configure(everything())
    modern.init()
    modern.apply(f"-parallelism={parallelism}")
    assert modern.plan(f"-parallelism={parallelism}") == {}
    modern.destroy(f"-parallelism={parallelism}", "-refresh=false")
    assert sum(census(modern.apis).values()) == 0
