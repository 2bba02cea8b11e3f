"""Roles of Dell's own provider read like ours."""

from __future__ import annotations

from tests.review.packs.sides import change, only, trust


def test_a_role_of_the_vendors_provider_is_the_same_role() -> None:
    """Whoever moves from Dell's provider to ours changes no access, and the review must not claim otherwise."""
    policy = trust({"AWS": "urn:ecs:iam::ns1:user/ana"})
    shared: dict[str, object] = {"name": "backup", "namespace": "ns1", "max_session_duration": 3600}
    ours = only(change("terrabind_ecs_iam_role.x", {**shared, "assume_role_policy": policy}))
    theirs = only(change("objectscale_iam_role.x", {**shared, "assume_role_policy_document": policy}))
    assert theirs.key == ours.key
    assert theirs.qualifiers == ours.qualifiers == {"max_session": "3600"}
