"""One case for each typed resource: a configuration, its changes, and every way to import it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


def trust(*users: str, effect: str = "Allow", **layout: Any) -> str:
    """A trust policy for these users of namespace ns1."""
    principals = [f"urn:ecs:iam::ns1:user/{user}" for user in users]
    statement = {"Effect": effect, "Principal": {"AWS": principals}, "Action": ["sts:AssumeRole"]}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, **layout)


@dataclass(frozen=True, slots=True)
class Case:
    """One resource: its configuration, a change made in place (none if there is none), and one that replaces.

    `only_looks` is a change that means the same. `import_ids` and `identity` are taken from the values in state.
    """

    type: str
    api: str
    config: Values
    replace: Values
    import_ids: Callable[[Values], list[str]]
    identity: Callable[[Values], dict[str, str]]
    update: Values = field(default_factory=dict)
    only_looks: Values = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the resource stands in the test's configuration."""
        return f"{self.type}.this"

    def document(self, *changes: Values) -> dict[str, Any]:
        """The configuration with these changes."""
        values: dict[str, Any] = dict(self.config)
        for change in changes:
            values.update(change)
        return {"resource": {self.type: {"this": values}}}


CASES = (
    Case(
        type="terrabind_fireworks_aws_iam_role_binding",
        api="fireworks",
        config={"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/team/Trainer"},
        replace={"role": "arn:aws:iam::123456789012:role/team/Reader"},
        only_looks={"principal": "Ana@Example.com"},
        import_ids=lambda v: [f"acme/{v['principal']}/{v['role']}", f"{v['principal']}/{v['role']}"],
        identity=lambda v: {"account_id": "acme", "principal": v["principal"], "role": v["role"]},
    ),
    Case(
        type="terrabind_fireworks_node_pool_binding",
        api="fireworks",
        config={"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "h100"},
        replace={"node_pool_id": "a100"},
        only_looks={"principal": "ANA@example.com"},
        import_ids=lambda v: [f"acme/{v['cluster_id']}/{v['node_pool_id']}/{v['principal']}"],
        identity=lambda v: {
            "account_id": "acme",
            "cluster_id": v["cluster_id"],
            "node_pool_id": v["node_pool_id"],
            "principal": v["principal"],
        },
    ),
    Case(
        type="terrabind_ecs_iam_role",
        api="ecs",
        config={
            "name": "trainer",
            "assume_role_policy": trust("ana", "ben"),
            "description": "Trains models",
            "max_session_duration": 7200,
            "permissions_boundary": "urn:ecs:iam:::policy/ECSS3FullAccess",
            "tags": {"team": "research", "stage": "test"},
        },
        update={
            "assume_role_policy": trust("ana"),
            "description": "",
            "max_session_duration": 3600,
            "permissions_boundary": None,
            "tags": {"team": "vision", "cost": "low"},
        },
        replace={"name": "reader"},
        only_looks={"assume_role_policy": trust("ben", "ana", indent=2), "name": "Trainer"},
        import_ids=lambda v: [f"ns1/{v['name']}", str(v["name"])],
        identity=lambda v: {"namespace": "ns1", "name": v["name"]},
    ),
    Case(
        type="terrabind_k0rdent_iam_policy_binding",
        api="k0rdent",
        config={
            "role": "viewer",
            "principal": {"type": "group", "id": "research"},
            "scope": {"type": "project", "resource": "vision"},
        },
        replace={"scope": {"type": "org"}},
        import_ids=lambda v: [str(v["policy_id"])],
        identity=lambda v: {"policy_id": v["policy_id"]},
    ),
)

KNOWN_PRINCIPALS = "ana@example.com,research,*:user/ana,*:user/ben"
"""The principals of all cases, as the emulators' variant `known_principals` takes them."""

MISSPELT: Mapping[str, Values] = {
    "terrabind_fireworks_aws_iam_role_binding": {"principal": "anna@example.com"},
    "terrabind_fireworks_node_pool_binding": {"principal": "anna@example.com"},
    "terrabind_ecs_iam_role": {"assume_role_policy": trust("ana", "bem")},
    "terrabind_k0rdent_iam_policy_binding": {"principal": {"type": "group", "id": "reserch"}},
}
"""A change to each case after which it names a principal that is not among those."""
