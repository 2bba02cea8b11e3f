"""Wrong input is refused at plan time, with the attribute's path and what is accepted, before any request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.cases import CASES, Case, trust
from tests.e2e.workspace import Workspace

BY_TYPE = {case.type: case for case in CASES}
ROLE_BINDING = BY_TYPE["terrabind_fireworks_aws_iam_role_binding"]
ECS_ROLE = BY_TYPE["terrabind_ecs_iam_role"]
POLICY_BINDING = BY_TYPE["terrabind_k0rdent_iam_policy_binding"]

REFUSED: list[tuple[str, Case, dict[str, Any], list[str]]] = [
    (
        "a wrong ARN",
        ROLE_BINDING,
        {"role": "arn:aws:iam::12:role/x"},
        ["role", "arn:aws:iam::123456789012:role/Trainer"],
    ),
    ("a bad e-mail", ROLE_BINDING, {"principal": "ana"}, ["principal", '"ana" is not an e-mail address']),
    ("a session of 60 s", ECS_ROLE, {"max_session_duration": 60}, ["max_session_duration", "3600 to 43200"]),
    ("51 tags", ECS_ROLE, {"tags": {f"t{n}": "x" for n in range(51)}}, ["tags", "51 tags", "at most 50"]),
    (
        "malformed policy JSON",
        ECS_ROLE,
        {"assume_role_policy": '{\n  "Version": "2012-10-17",\n  "Statement" []\n}'},
        ["assume_role_policy", "line 3, column 15"],
    ),
    ("a policy without effect", ECS_ROLE, {"assume_role_policy": trust("ana", effect="Maybe")}, ['"Effect"', "Deny"]),
    (
        "a project without its resource",
        POLICY_BINDING,
        {"scope": {"type": "project"}},
        ["scope.resource", 'required when scope.type is "project"'],
    ),
    (
        "an organisation with a resource",
        POLICY_BINDING,
        {"scope": {"type": "org", "resource": "x"}},
        ["Leave scope.resource out"],
    ),
    ("an unknown kind", POLICY_BINDING, {"principal": {"type": "robot", "id": "x"}}, ["type", '"serviceAccount"']),
    ("an unknown policy", ROLE_BINDING, {"on_existing": "take"}, ["on_existing", '"adopt_identical"']),
    ("a bad duration", ROLE_BINDING, {"timeouts": {"create": "5 minutes"}}, ["create", '"1h30m"']),
]


@pytest.mark.promise(41)
@pytest.mark.parametrize(("case", "change", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_wrong_input_is_refused_at_plan_time(
    modern: Workspace, case: Case, change: dict[str, Any], said: list[str]
) -> None:
    """The author sees where, why and what is accepted, and no server was asked."""
    modern.configure(case.document(change))
    modern.init()
    message = modern.fail("plan")
    for words in said:
        assert words in message, message
    assert modern.calls(case.api) == []


@pytest.mark.promise(21)
def test_a_malformed_import_id_shows_the_accepted_forms(workspace: Workspace) -> None:
    """The accepted form stands in the message, so nobody has to look it up."""
    workspace.configure(ROLE_BINDING.document())
    workspace.init()
    completed = workspace.run("import", "-input=false", "-no-color", ROLE_BINDING.address, "nonsense", accept=(1,))
    message = " ".join((completed.stdout + completed.stderr).replace("│", " ").split())
    assert "<account_id>/<principal>/<role>" in message
    assert workspace.calls("fireworks") == []
