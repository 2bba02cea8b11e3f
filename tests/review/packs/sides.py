"""Changes made by hand, and the grants that are taken out of them, each as one line that a test can compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, cast

from terrabind.review.edge import Edge
from terrabind.review.extraction import Extracted, extract
from terrabind.review.plan import Action, Change, Plan
from terrabind.review.realms import Realms
from terrabind.review.references import strip_keys
from terrabind.spec.values import Values

ACCOUNT = "123456789012"


def change(
    address: str,
    after: Mapping[str, object] | None = None,
    *actions: str,
    before: Mapping[str, object] | None = None,
    fed: Mapping[str, tuple[str, ...]] | None = None,
    index: str | int | None = None,
    deferred: str = "",
) -> Change:
    """`change("aws_iam_role.deploy", {"name": "deploy"})`: one instance that is created with these values."""
    kind, name = strip_keys(address).split(".")[-2:]
    module = address.rpartition(f".{kind}.")[0].removesuffix(".data") if address.startswith("module.") else ""
    return Change(
        stack="prod", address=address, type=kind, name=name, provider="p", module=module, index=index,
        actions=tuple(Action(each) for each in actions or ("create",)), deferred=deferred, references=fed or {},
        before=cast("Values | None", before), after=cast("Values | None", after),
    )  # fmt: skip


def take(*changes: Change, side: Literal["before", "after"] = "after", realms: Realms | None = None) -> Extracted:
    """Take the grants out of one side of a plan of these changes."""
    plan = Plan(label="prod", terraform="1.11.4", time="2026-11-21T12:00:00Z", changes=changes)
    return extract(plan, side, realms or Realms())


def only(*changes: Change, side: Literal["before", "after"] = "after", realms: Realms | None = None) -> Edge:
    """The one grant that these changes say."""
    taken = take(*changes, side=side, realms=realms)
    assert not taken.unclear
    (edge,) = taken.edges
    return edge


def line(edge: Edge) -> str:
    """`user:ana hold admin READ @ org acme/project x`, with a minus before what is denied."""
    sign = "" if edge.allowed else "-"
    return f"{sign}{edge.principal.key} {edge.relation} {edge.role} {edge.level.name} @ {'/'.join(edge.scope)}"


def lines(*changes: Change, side: Literal["before", "after"] = "after") -> list[str]:
    """All grants as lines, sorted; nothing may be left unclear."""
    taken = take(*changes, side=side)
    assert not taken.unclear
    return sorted(line(edge) for edge in taken.edges)


def document(*statements: Mapping[str, object]) -> str:
    """A policy document; each statement allows unless it says otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def trust(principal: object, condition: object = None) -> str:
    """A trust policy of one statement."""
    extra = {} if condition is None else {"Condition": condition}
    return document({"Principal": principal, "Action": "sts:AssumeRole", **extra})


def role(name: str = "deploy", policy: object = None, **more: object) -> dict[str, object]:
    """The values of an AWS role of the account."""
    return {
        "name": name,
        "path": "/",
        "arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "assume_role_policy": policy or trust({"Service": "ec2.amazonaws.com"}),
        **more,
    }
