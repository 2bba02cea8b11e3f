"""Grants of principals that nobody knows yet, or at all, on real Terraform (promise 45)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from terrabind.apis import load_catalogue
from tests.e2e.cases import CASES, KNOWN_PRINCIPALS, MISSPELT
from tests.e2e.chaos import ADDRESSES, ONE_OF_EACH, census, everything, tainted
from tests.e2e.workspace import Apis, Workspace

pytestmark = [pytest.mark.e2e, pytest.mark.promise(45)]

APIS = tuple(dict.fromkeys(case.api for case in CASES))


def misspelt(**more: Any) -> dict[str, Any]:
    """One object of each typed resource, each with a principal whom nobody knows."""
    return {"resource": {case.type: {"this": {**case.config, **MISSPELT[case.type], **more}} for case in CASES}}


@pytest.fixture
def directory(apis: Apis) -> Iterator[Apis]:
    """APIs that know a few principals only, and these only two seconds after they were first named."""
    for api in APIS:
        apis.control(api, "POST", "variants", {"known_principals": KNOWN_PRINCIPALS, "unknown_for": "2"})
    yield apis
    for api in APIS:
        apis.control(api, "POST", "variants", {"known_principals": "", "unknown_for": "0"})


def test_every_typed_resource_says_how_an_unknown_principal_is_told() -> None:
    """What follows tries those that have words for it; none is left out."""
    worded = {name for name, each in load_catalogue().resources.items() if each.create.unknown_principal}
    assert worded == {case.type for case in CASES}


def test_a_principal_that_was_made_just_now_gets_its_grant_in_the_same_apply(
    workspace: Workspace, directory: Apis
) -> None:
    """A person and a grant made by one stack: the grant is asked for again until the person is known."""
    workspace.configure(everything())
    workspace.init()
    workspace.apply()
    refused = [call for api in APIS for call in workspace.calls(api) if call["status"] == 400]
    assert len(refused) >= len(CASES)
    assert census(directory) == ONE_OF_EACH
    assert (sorted(workspace.state()), tainted(workspace)) == (ADDRESSES, [])
    assert workspace.plan() == {}


def test_a_misspelt_principal_is_an_error_that_says_so_in_bounded_time(workspace: Workspace, directory: Apis) -> None:
    """Nobody waits for ever for a typing error; what the server said and what to check are told."""
    workspace.configure(misspelt(timeouts={"create": "4s"}))
    workspace.init()
    began = time.monotonic()
    message = workspace.fail("apply", "-auto-approve", "-parallelism=50")
    assert 2 < time.monotonic() - began < 20  # far below the half minute that is usual
    for said in ("does not know the principal", "Check its spelling and that it exists", "The server said"):
        assert message.count(said) == len(CASES), message
    assert [name for name in ("anna@example.com", "user/bem", "reserch") if name not in message] == []
    assert (workspace.state(), sum(census(directory).values())) == ({}, 0)
