"""A principal that was made a moment ago may be unknown to the server; one that is misspelt stays so (promise 45)."""

from __future__ import annotations

import pytest

from terrabind.rest import Client, IncompleteError
from terrabind.rest.errors import GoneError, InvalidError, UnknownPrincipalError
from terrabind.rest.patience import PRINCIPAL_SECONDS
from terrabind.spec.resource import Resource
from tests.emulator.in_process import CATALOGUE, InProcess, emulate
from tests.rest.fakes import POLICY, POOL_BINDING, ROLE, ROLE_BINDING, FakeClock
from tests.rest.test_against_emulator import SETTINGS

pytestmark = pytest.mark.promise(45)
UNKNOWN = [
    (ROLE_BINDING, "POST */awsIamRoleBindings:error=INVALID_ARGUMENT,principal ana@example.com does not exist"),
    (ROLE_BINDING, "POST */awsIamRoleBindings:error=NOT_FOUND,user ana@example.com not found"),
    (POOL_BINDING, "POST */nodePoolBindings:error=NOT_FOUND,unknown principal ana@example.com"),
    (ROLE, "POST /iam?Action=CreateRole*:error=MalformedPolicyDocument,Invalid principal in policy"),
    (POLICY, "POST */policies:error=VALIDATION_ERROR,the group research does not exist"),
    (POLICY, "POST */policies:error=NOT_FOUND,principal not found"),
]
OTHER = [
    (ROLE_BINDING, "POST */awsIamRoleBindings:error=INVALID_ARGUMENT,role is not an ARN", InvalidError),
    (ROLE, "POST /iam?Action=CreateRole*:error=MalformedPolicyDocument,Syntax errors in policy", InvalidError),
    (POLICY, "POST */policies:error=VALIDATION_ERROR,role does not exist", InvalidError),
]


def connected(resource: Resource, fault: str, clock: FakeClock) -> Client:
    """A client of an emulator with one fault."""
    name = resource.api.name
    transport = InProcess(emulate(name, faults=(fault,)))
    return Client(CATALOGUE.apis[name], SETTINGS[name], transport=transport, clock=clock)


@pytest.mark.parametrize(("resource", "fault"), UNKNOWN)
async def test_a_principal_that_becomes_known_gets_its_grant(resource: Resource, fault: str) -> None:
    """Making a person and granting in one apply must work."""
    clock = FakeClock()
    async with connected(resource, f"{fault}@1-3", clock) as client:
        outcome = await client.create(resource, resource.example)
        assert len(await client.list(resource, outcome.values)) == 1
    assert sum(clock.slept) >= 7.0


@pytest.mark.parametrize(("resource", "fault"), UNKNOWN)
async def test_a_principal_that_stays_unknown_is_an_error_in_bounded_time(resource: Resource, fault: str) -> None:
    """A misspelt name: the message says so, and what the server said."""
    clock = FakeClock()
    started = clock.seconds
    async with connected(resource, fault, clock) as client:
        with pytest.raises(UnknownPrincipalError, match="does not know the principal") as caught:
            await client.create(resource, resource.example)
    assert "Check its spelling" in caught.value.detail
    assert "The server said" in caught.value.detail
    assert PRINCIPAL_SECONDS <= clock.seconds - started <= PRINCIPAL_SECONDS + 10


@pytest.mark.parametrize(("resource", "fault", "kind"), OTHER)
async def test_another_fault_of_the_request_is_an_error_at_once(
    resource: Resource, fault: str, kind: type[Exception]
) -> None:
    """The same code with another message is not worth half a minute."""
    clock = FakeClock()
    async with connected(resource, fault, clock) as client:
        with pytest.raises(kind):
            await client.create(resource, resource.example)
    assert sum(clock.slept) < 1.0


async def test_the_time_of_the_operation_bounds_the_waiting() -> None:
    """`timeouts` is the user's last word."""
    clock = FakeClock()
    started = clock.seconds
    async with connected(*UNKNOWN[0], clock) as client:
        with pytest.raises(UnknownPrincipalError):
            await client.create(ROLE_BINDING, ROLE_BINDING.example, timeout=5.0)
    assert clock.seconds - started <= 5.0


async def test_a_trust_policy_that_names_a_new_user_is_updated_when_the_user_is_known() -> None:
    """An update names principals, too."""
    clock, fault = FakeClock(), UNKNOWN[3][1].replace("CreateRole", "UpdateAssumeRolePolicy")
    changed = str(ROLE.example["assume_role_policy"]).replace("user/", "user/new-")
    async with connected(ROLE, f"{fault}@1-2", clock) as client:
        before = (await client.create(ROLE, ROLE.example)).values
        outcome = await client.update(ROLE, before, {**before, "assume_role_policy": changed})
    assert outcome.values["assume_role_policy"] == changed


async def test_a_failed_update_says_which_principal_and_keeps_the_truth() -> None:
    """The state holds what the server has."""
    clock, fault = FakeClock(), UNKNOWN[3][1].replace("CreateRole", "UpdateAssumeRolePolicy")
    changed = str(ROLE.example["assume_role_policy"]).replace("user/", "user/new-")
    async with connected(ROLE, fault, clock) as client:
        before = (await client.create(ROLE, ROLE.example)).values
        with pytest.raises(IncompleteError, match="does not know the principal") as caught:
            await client.update(ROLE, before, {**before, "assume_role_policy": changed})
    assert caught.value.values == before


async def test_deleting_a_grant_of_a_deleted_principal_is_not_waited_for() -> None:
    """On a delete "not found" is the aim, whatever else it names."""
    clock = FakeClock()
    fault = "POST */awsIamRoleBindings:delete:error=NOT_FOUND,principal not found"
    async with connected(ROLE_BINDING, fault, clock) as client:
        made = (await client.create(ROLE_BINDING, ROLE_BINDING.example)).values
        with pytest.raises(GoneError):
            await client.delete(ROLE_BINDING, made)
    assert sum(clock.slept) < 1.0
