"""When an API cannot be reached or says no: one diagnostic that says what, where and the next step; state untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.cases import CASES
from tests.e2e.secure import serve_tls
from tests.e2e.workspace import CREDENTIALS, Workspace

BINDING = next(case for case in CASES if case.type == "terrabind_fireworks_aws_iam_role_binding")
ROLE = next(case for case in CASES if case.type == "terrabind_ecs_iam_role")


def create(workspace: Workspace) -> dict[str, dict[str, object]]:
    workspace.configure(BINDING.document())
    workspace.init()
    workspace.apply()
    return workspace.state()


def fail_plan(workspace: Workspace, *said: str) -> None:
    message = workspace.fail("plan")
    assert message.count("Error:") == 1, message
    for words in said:
        assert words in message, message
    for secret in (value for name, value in CREDENTIALS.items() if name.endswith(("KEY", "PASSWORD", "SECRET"))):
        assert secret not in message


def test_a_missing_credential_names_attribute_and_variable(workspace: Workspace) -> None:
    """The two places where it can be given stand in the message."""
    before = create(workspace)
    del workspace.environment["FIREWORKS_API_KEY"]
    fail_plan(workspace, "fireworks.api_key", "FIREWORKS_API_KEY")
    assert workspace.state() == before


def test_a_wrong_endpoint_names_the_address(workspace: Workspace) -> None:
    """Nobody listens there: the address and the setting that holds it are named."""
    before = create(workspace)
    workspace.environment["FIREWORKS_BASE_URL"] = "http://127.0.0.1:9"
    workspace.configure({"provider": {"terrabind": {"max_retries": 0}}, **BINDING.document()})
    fail_plan(workspace, "127.0.0.1:9", "base_url")
    assert workspace.state() == before


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    ("fault", "said"),
    [("forbidden", ["403", "account management rights"]), ("html", ["HTML", "base_url"])],
)
def test_a_refusal_is_explained_and_leaves_state_alone(workspace: Workspace, fault: str, said: list[str]) -> None:
    """A 403 is never an absence, and a login page with status 200 is never an empty answer."""
    before = create(workspace)
    workspace.apis.control("fireworks", "POST", "faults", {"faults": [f"GET *:{fault}"]})
    fail_plan(workspace, *said)
    assert workspace.state() == before


def test_a_missing_ecs_endpoint_names_attribute_and_variable(workspace: Workspace) -> None:
    """ECS has no default address; the message says where to give one."""
    del workspace.environment["ECS_ENDPOINT"]
    workspace.configure(ROLE.document())
    workspace.init()
    completed = workspace.run("apply", "-input=false", "-no-color", "-auto-approve", accept=(1,))
    assert "ecs.endpoint" in completed.stderr
    assert "ECS_ENDPOINT" in completed.stderr


@pytest.mark.promise(33)
def test_a_refused_certificate_names_the_setting_that_trusts_it(workspace: Workspace, tmp_path: Path) -> None:
    """Appliances sign for themselves; the next step is `tls.ca_file`, not a silent downgrade."""
    with serve_tls(tmp_path) as (address, authority):
        workspace.environment.update(ECS_ENDPOINT=address, ECS_TOKEN="canary-token")
        workspace.configure({"data": {ROLE.type: {"any": {"name": "trainer"}}}})
        workspace.init()
        fail_plan(workspace, "certificate", "tls.ca_file")
        tls = {"provider": {"terrabind": {"tls": {"ca_file": str(authority)}}}}
        workspace.configure({**tls, "data": {ROLE.type: {"any": {"name": "trainer"}}}})
        fail_plan(workspace, "No terrabind_ecs_iam_role matches")
