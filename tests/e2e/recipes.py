"""The recipes of the guides, and what each one's objects are looked at by, past Terraform."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.servers.catalogue import PRESENT

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
Values = Mapping[str, Any]


def at_its_address(values: Values) -> str:
    """The place of an object of a collection."""
    return f"{values['path']}/{values['id']}"


def at_its_path(values: Values) -> str:
    """The place of an object that is the only one of its kind."""
    return str(values["path"])


def by_its_id(values: Values) -> str:
    """The place of an object that its server is asked for by id."""
    return str(values["id"])


@dataclass(frozen=True, slots=True)
class Case:
    """One resource of a recipe, followed through its life.

    `change` replaces one text of the guide by another; `first` and `second` are what the server then shows. `drift` is
    what somebody else does to it.
    """

    recipe: str
    name: str
    change: tuple[str, str]
    first: Values
    second: Values
    drift: Values
    place: Callable[[Values], str] = at_its_address

    @property
    def address(self) -> str:
        """The resource's address in Terraform."""
        return f"terrabind_rest_resource.{self.name}"

    @property
    def configuration(self) -> str:
        """The recipe as its guide prints it."""
        text = (GUIDES / f"recipe-{self.recipe}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```terraform\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        (found,) = (block for block in blocks if "required_providers" in block)
        return str(found)

    @property
    def changed(self) -> str:
        """The recipe after the change."""
        before, after = self.change
        assert self.configuration.count(before) == 1, before
        return self.configuration.replace(before, after)


CASES: Final = (
    Case(
        "json-server",
        "ana",
        ("budget = 12.50", "budget = 13.75"),
        {"name": "Ana", "roles": ["auditor", "reader"], "budget": 12.5},
        {"name": "Ana", "roles": ["auditor", "reader"], "budget": 13.75},
        {"name": "Eve"},
    ),
    Case(
        "json-server",
        "auditors",
        ("members = [tonumber(terrabind_rest_resource.ana.id)]", "members = []"),
        {"name": "auditors", "members": [1]},
        {"name": "auditors", "members": []},
        {"members": [7]},
    ),
    Case(
        "couchdb",
        "project",
        ('bo = "writer", cy = "reader"', 'bo = "reader"'),
        {"owner": "ana", "members": {"bo": "writer", "cy": "reader"}},
        {"owner": "ana", "members": {"bo": "reader"}},
        {"members": {"eve": "writer"}},
    ),
    Case(
        "kinto",
        "trainers",
        ('["account:ana", "account:bo"]', '["account:ana"]'),
        {"data": {"members": ["account:ana", "account:bo"]}, "permissions": {"read": ["system.Authenticated"]}},
        {"data": {"members": ["account:ana"]}, "permissions": {"read": ["system.Authenticated"]}},
        {"data": {"members": ["account:eve"]}},
    ),
    Case(
        "kinto",
        "auditors",
        ('["account:cy"]', '["account:cy", "account:di"]'),
        {"data": {"members": ["account:cy"]}},
        {"data": {"members": ["account:cy", "account:di"]}},
        {"data": {"members": []}},
    ),
    Case(
        "rabbitmq",
        "ana",
        ('["monitoring"]', '["monitoring", "management"]'),
        {"name": "ana", "tags": ["monitoring"]},
        {"name": "ana", "tags": ["monitoring", "management"]},
        {"tags": ["administrator"]},
    ),
    Case(
        "rabbitmq",
        "ana_in_root",
        ('read      = ".*"', 'read      = "^shared-.*"'),
        {"configure": "^ana-.*", "write": "^ana-.*", "read": ".*"},
        {"configure": "^ana-.*", "write": "^ana-.*", "read": "^shared-.*"},
        {"configure": ".*"},
        at_its_path,
    ),
    Case(
        "alertmanager",
        "upgrade",
        ("Upgrade of the database", "Upgrade, second night"),
        {"comment": "Upgrade of the database", "endsAt": "2099-01-01T00:00:00.000Z"},
        {"comment": "Upgrade, second night", "endsAt": "2099-01-01T00:00:00.000Z"},
        {"comment": "Nobody looks here"},
        by_its_id,
    ),
    Case(
        "etcd",
        "limit",
        ("20 per second", "30 per second"),
        {"key": "L3Nob3AvbGltaXQ=", "value": "MjAgcGVyIHNlY29uZA=="},
        {"key": "L3Nob3AvbGltaXQ=", "value": "MzAgcGVyIHNlY29uZA=="},
        {"value": "bm9uZQ=="},
        by_its_id,
    ),
    Case(
        "iam",
        "ana",
        ('"/trainers/"', '"/auditors/"'),
        {"UserName": "ana", "Path": "/trainers/"},
        {"UserName": "ana", "Path": "/auditors/"},
        {"Path": "/elsewhere/"},
        by_its_id,
    ),
)
"""All resources that the recipes make."""

TRIED: Final = tuple(case for case in CASES if case.recipe in PRESENT)
"""Those whose server this machine has; the header of a test run names the others."""


def shows(found: Any, expected: Any) -> bool:
    """Tell whether a server's object has these members, whatever else it has."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(shows(found.get(name), each) for name, each in expected.items())
    return bool(found == expected)
