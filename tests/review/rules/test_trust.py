"""Whom a role trusts: outsiders, confused deputies, tokens of anybody, whole accounts, everyone but some."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.edge import Edge, Realm
from terrabind.review.report import ChangeClass
from tests.review.factories import assume, delta, edge, principal
from tests.review.rules.cases import changed, gained, lost, outside, says, stays

ISSUER = "accounts.example.com"


def trust(who: str, **limits: str) -> Edge:
    """The role backup trusts an outsider."""
    return replace(assume(who, "backup", **limits), principal=outside(who, "444"))


def federated(subject: str = "", **limits: str) -> Edge:
    """The role deploy trusts tokens of this subject."""
    return assume(f"federated:{ISSUER} {subject}".rstrip(), "deploy", **limits)


def test_a_new_outside_party_is_found() -> None:
    """A vendor that may assume a role is a way in that no user list shows."""
    assert says("AR401", gained(trust("account:444"))) == [
        "account 444 may assume backup in account 111, from outside the organisation."
    ]


def test_an_outside_party_on_fewer_conditions_is_found() -> None:
    """Less is asked of the same party, so more of its customers or people come in."""
    fewer = changed(trust("account:444", external_id="abc"), trust("account:444"))
    longer = changed(trust("account:444", max_session="60"), trust("account:444", max_session="7200"))
    assert says("AR401", fewer, longer) == [
        (
            "account 444 may assume backup in account 111, from outside the organisation and on fewer conditions than "
            "before."
        )
    ]


def test_our_own_account_and_a_party_that_leaves_are_no_finding() -> None:
    """Trust between one's own accounts is daily work."""
    own = replace(assume("account:222", "backup"), principal=principal("account:222", Realm.INTERNAL))
    assert says("AR401", gained(own), lost(trust("account:444")), stays(trust("account:555"))) == []


def test_an_outsider_without_an_external_id_is_found() -> None:
    """Without one, the vendor's other customers can point the vendor at this role."""
    assert says("AR402", gained(trust("account:444"))) == [
        "account 444 may assume backup in account 111 without an external ID."
    ]


def test_an_external_id_that_is_removed_is_found() -> None:
    """The trust itself does not change, so nothing else tells."""
    assert says("AR402", changed(trust("account:444", external_id="abc"), trust("account:444"))) == [
        "account 444 may assume backup in account 111 without an external ID (removed here)."
    ]


def test_an_external_id_that_is_there_or_comes_is_no_finding() -> None:
    """Adding the condition is the fix."""
    with_id = trust("account:444", external_id="abc")
    written = trust("account:444", condition="StringEquals sts:ExternalId abc")
    assert says("AR402", gained(with_id), changed(trust("account:444"), with_id), gained(written)) == []


def test_people_and_service_accounts_that_are_known_by_an_address_need_no_external_id() -> None:
    """Whoever signs in as somebody acts for no customers; only what STS lets in can be asked for an external ID."""
    assert says("AR402", gained(trust("user:guest@partner.example")), gained(trust("service:x@y.example"))) == []


def test_a_service_without_a_source_is_found() -> None:
    """A service acts for all its customers; the role has to say for which."""
    assert says("AR403", gained(assume("service:logs.amazonaws.com", "deliver"))) == [
        "service logs.amazonaws.com may assume deliver in account 111 for any source account."
    ]


def test_a_source_that_is_removed_is_found() -> None:
    """The confused deputy comes back when its condition goes."""
    before = assume("service:logs.amazonaws.com", "deliver", source_arn="arn:aws:logs:::*")
    assert len(says("AR403", changed(before, assume("service:logs.amazonaws.com", "deliver")))) == 1


def test_a_service_with_a_source_and_one_that_acts_for_its_account_are_no_finding() -> None:
    """Instances and functions run in the account that owns the role."""
    limited = assume("service:logs.amazonaws.com", "deliver", source_account="111")
    assert says("AR403", gained(limited), gained(assume("service:ec2.amazonaws.com", "node"))) == []


def test_a_token_of_any_subject_is_found() -> None:
    """Every repository of the world can get a token of the same issuer."""
    assert says("AR404", gained(federated())) == [
        "federated subject accounts.example.com may assume deploy in account 111, with any subject."
    ]


@pytest.mark.parametrize("subject", ["*", "repo:*", "repo:*/deploy:ref:refs/heads/main", "*:main"])
def test_a_subject_that_anybody_fits_is_found(subject: str) -> None:
    """A star before the owner lets in whoever makes a repository of that name."""
    assert len(says("AR404", gained(federated(subject)))) == 1


@pytest.mark.parametrize("subject", ["repo:acme/deploy:ref:refs/heads/main", "repo:acme/*"])
def test_a_subject_of_a_named_owner_is_no_finding(subject: str) -> None:
    """A star behind the owner stays within the owner."""
    assert says("AR404", gained(federated(subject)), lost(federated())) == []


def test_a_whole_account_without_a_condition_is_found() -> None:
    """The root of an account is everybody whom that account lets in."""
    assert says("AR405", gained(assume("account:222", "deploy"))) == [
        "Every identity of account 222 may assume deploy in account 111, without a condition."
    ]


def test_an_account_with_a_condition_and_a_single_role_are_no_finding() -> None:
    """One role or a second factor is a limit that means something; a foreign account has a rule of its own."""
    limited = assume("account:222", "deploy", mfa="required")
    foreign = trust("account:444")
    assert says("AR405", gained(limited), gained(assume("role:build", "deploy")), gained(foreign)) == []


def test_an_account_that_loses_its_last_condition_is_found() -> None:
    """A longer session is no condition."""
    before, after = (
        assume("account:222", "deploy", max_session="60", mfa="required"),
        assume("account:222", "deploy", max_session="60"),
    )
    assert len(says("AR405", changed(before, after))) == 1


def test_an_allowance_for_everyone_else_is_found_once() -> None:
    """Allow with NotPrincipal reads like a ban and opens the door."""
    opened = gained(edge("everyone", "s3:GetObject", ("account 111", "bucket a"), not_principal="user eve"))
    assert says("AR406", opened) == [
        "Everyone but user eve holds s3:GetObject in bucket a of account 111 (NotPrincipal with Allow)."
    ]
    assert says("AR102", opened) == []


def test_a_named_principal_is_no_negation() -> None:
    """Taking the negation back is the fix."""
    before = edge("everyone", "s3:GetObject", not_principal="user eve")
    after = edge("user:ana", "s3:GetObject")
    assert says("AR406", delta(ChangeClass.NARROWED, before, after), gained(edge("user:ben"))) == []
