"""Whoever lets in a whole account lets that account decide: its members do not have the access for that alone."""

from __future__ import annotations

from terrabind.review.edge import Edge
from terrabind.review.report import ChangeClass
from tests.review.factories import assume, classes, edge, principal

KEY = ("account 444", "key k1")
APP = principal("role:arn:aws:iam::444:role/app", realm_name="444")
ROOT = edge("account:444", "kms:*", KEY, at="aws_kms_key.k")
MINE = edge(APP, "kms:Decrypt", KEY, at="aws_kms_key.k")


def test_a_gain_beside_the_account_is_a_gain() -> None:
    """Every key has the statement for its account; a role that is added to the key would never be told."""
    assert classes([ROOT], [ROOT, MINE]) == [ChangeClass.GAINED]


def test_a_loss_beside_the_account_is_a_loss() -> None:
    """That the account could still give it is no reason to say that nothing is lost."""
    assert classes([ROOT, MINE], [ROOT]) == [ChangeClass.LOST]


def test_what_a_role_of_the_account_holds_is_not_held_by_its_members() -> None:
    """A trust in the account lets nobody in by itself, so a direct trust is one more."""
    trusted = assume("account:444", "deploy")
    direct = assume("role:arn:aws:iam::444:role/app", "deploy")
    direct = Edge(principal=APP, relation="assume", role="deploy", scope=direct.scope, origin=direct.origin)
    held = edge("role:deploy", "admin")
    assert ChangeClass.GAINED in classes([trusted, held], [trusted, held, direct])
