"""No secret gets out: not at the loudest log, not when a server repeats it in an error, not into state or plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.cases import CASES
from tests.e2e.workspace import Apis, Workspace
from tests.security.canaries import WAYS, Find, plant, search, secrets_of
from tests.security.eavesdropper import Eavesdropper, listening

VARIABLES = {"fireworks": "FIREWORKS_BASE_URL", "ecs": "ECS_ENDPOINT", "k0rdent": "K0RDENT_BASE_URL"}
EVERYTHING: dict[str, Any] = {
    "provider": {"terrabind": {"max_retries": 1}},
    "resource": {case.type: {"this": dict(case.config)} for case in CASES},
}
pytestmark = [pytest.mark.e2e, pytest.mark.promise(32)]


@pytest.fixture
def ears(apis: Apis) -> Iterator[dict[str, Eavesdropper]]:
    with listening({name: apis.environment[variable] for name, variable in VARIABLES.items()}) as found:
        yield found


def prepare(workspace: Workspace, ears: dict[str, Eavesdropper], way: str) -> None:
    plant(workspace, way, {VARIABLES[name]: each.address for name, each in ears.items()})
    workspace.configure(EVERYTHING)
    workspace.init()


def overheard(ears: dict[str, Eavesdropper]) -> set[str]:
    return {secret for ear in ears.values() for secret in ear.credentials}


def query_values(ears: dict[str, Eavesdropper]) -> set[str]:
    """The whole queries that travelled; policies are no secrets, but no log should hold who may do what."""
    targets = [call.partition("?")[2] for ear in ears.values() for call in ear.calls]
    return {query for query in targets if query}


def in_trace(found: list[Find]) -> list[Find]:
    return [each for each in found if each.place == "trace.log"]


def test_nothing_secret_is_left_by_plan_apply_and_refresh(workspace: Workspace, ears: dict[str, Eavesdropper]) -> None:
    """The whole life of four resources, read letter by letter afterwards."""
    prepare(workspace, ears, "accounts")
    plan = workspace.run("plan", "-input=false", "-out=plan.bin")
    said = [plan, workspace.run("apply", "-input=false", "plan.bin"), workspace.run("plan", "-out=second.bin")]
    said += [workspace.run("show", "-json", "plan.bin"), workspace.run("show", "-json"), workspace.run("state", "pull")]
    secrets = secrets_of("accounts", overheard(ears))
    assert len(overheard(ears)) >= 6
    assert search(workspace, secrets, *said) == []
    assert query_values(ears)
    assert in_trace(search(workspace, query_values(ears))) == []


@pytest.mark.parametrize("way", WAYS)
def test_nothing_secret_is_left_when_every_error_repeats_it(
    workspace: Workspace, ears: dict[str, Eavesdropper], way: str
) -> None:
    """Servers and gateways do echo headers and bodies in their errors."""
    prepare(workspace, ears, way)
    for ear in ears.values():
        ear.repeating = True
    said = workspace.run("apply", "-input=false", "-no-color", "-auto-approve", accept=(1,))
    assert said.stderr.count("***") >= len(CASES)
    assert search(workspace, secrets_of(way, overheard(ears)), said) == []
    assert {bool(ear.calls) for ear in ears.values()} == {True}


@pytest.mark.parametrize("way", ["accounts", "keys"])
def test_nothing_secret_is_left_when_a_refused_login_repeats_it(
    modern: Workspace, ears: dict[str, Eavesdropper], way: str
) -> None:
    """The login is the one call whose body or header holds the password itself."""
    prepare(modern, ears, way)
    for ear in ears.values():
        ear.repeating_logins = True
    said = modern.run("apply", "-input=false", "-no-color", "-auto-approve", accept=(1,))
    assert "***" in said.stderr
    assert search(modern, secrets_of(way, overheard(ears)), said) == []


def test_the_search_finds_what_is_there(modern: Workspace, ears: dict[str, Eavesdropper]) -> None:
    """A search that cannot fail would prove nothing: here a secret is written into the configuration itself."""
    prepare(modern, ears, "tokens")
    key = WAYS["tokens"]["FIREWORKS_API_KEY"]
    modern.configure({"output": {"leak": {"value": key}}})
    said = modern.run("apply", "-input=false", "-no-color", "-auto-approve")
    places = {find.place for find in search(modern, secrets_of("tokens", ()), said)}
    assert {"terraform.tfstate", "output 0"} <= places
