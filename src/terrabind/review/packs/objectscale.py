"""Dell's own provider (dell/objectscale): roles with the same trust policies as ours, under other attribute names."""

from __future__ import annotations

from terrabind.review.edge import Kind
from terrabind.review.mapping import Document, Grant, Identity, Mapping, Pack

_ROLE = Identity(
    family="objectscale role",
    kind=Kind.ROLE,
    names=("arn",),
    id="urn:ecs:iam::{namespace}:role/{name}",
    bare="{@name}",
)

PACK = Pack(
    types={
        "objectscale_iam_role": (
            Mapping(
                identity=_ROLE,
                sources=(
                    Document(
                        attribute="assume_role_policy_document",
                        trust=True,
                        scope=("namespace {namespace}",),
                        qualifiers={
                            "max_session": "{max_session_duration}",
                            "boundary": "{permissions_boundary_arn}",
                        },
                    ),
                ),
            ),
        ),
        "objectscale_iam_group_membership": (
            Mapping(sources=(Grant(relation="member", principal="{user}", role="{name}"),)),
        ),
        # A namespace's users and groups have no access before a policy or a membership says so.
        "objectscale_iam_group": (Mapping(),),
        "objectscale_iam_user": (Mapping(),),
    }
)
