"""A resource is described once, here; every product is an interpreter of this value.

To add one, write a file under `terrabind/apis/<api>/` that defines `RESOURCE`, and its test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from terrabind.spec.access import Access
from terrabind.spec.api import Api
from terrabind.spec.check import Rule
from terrabind.spec.operation import Listing, Operation, Step, Sweep
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values

Upgrade: TypeAlias = Callable[[Values], Values]
"""Turns the attributes that a state of one schema version holds into those of the next version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of object of an API.

    `name` and `plural` are its words in Terraform names. `attributes` leaves out what all typed resources share
    (see `terrabind.spec.standard`). `key` are the attributes (dotted paths allowed) that tell one object from
    another, compared by each attribute's own meaning of "same". `identity` are the attributes of Terraform's
    resource identity, a subset that finds the object again. `imports` are the accepted import ids as templates, the
    fullest first; the last field may hold slashes. `rules` relate attributes. Without `read`, one object is read by
    searching `listing`. `looks_first` says that the API may not refuse a second identical object, so the listing is
    searched before a create. `steps` are the actions of an update, none when every change replaces. `sweeps` run
    before `delete`. `scope` are the attributes that `listing` needs. `notes` are sentences for the documentation.
    `listed` says that there is a listing; `echoes` that answers to writes repeat the object, which is read afterwards
    where they do not. `gone` tells of a document, be it an object or a failure, whether it says that the object is
    deleted; `gone_codes` are statuses that say so of the object or its collection. `failed` tells of any answer that it
    is a failure: its message, empty where it has none; null leaves it to the status. `import_id` writes the import id
    where templates cannot.
    `lock` names the attribute by which writes go one at a time. `schema_version` counts the forms in which
    states were written; `upgrades` lead from each earlier one to the next.
    """

    api: Api
    name: str
    plural: str
    doc: str
    reference: str
    attributes: Mapping[str, Attribute]
    key: tuple[str, ...]
    identity: tuple[str, ...]
    imports: tuple[str, ...]
    create: Operation
    listing: Listing
    delete: Operation
    access: Access
    example: Values
    read: Operation | None = None
    steps: tuple[Step, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    rules: tuple[Rule, ...] = ()
    scope: tuple[str, ...] = ()
    looks_first: bool = False
    visible_within: float = 30.0
    timeouts: Mapping[str, str] = field(
        default_factory=lambda: {"create": "5m", "read": "2m", "update": "5m", "delete": "5m"}
    )
    notes: tuple[str, ...] = ()
    listed: bool = True
    echoes: bool = True
    lock: str = ""
    gone: Callable[[Value], bool] | None = None
    gone_codes: tuple[int, ...] = ()
    failed: Callable[[Value], str | None] | None = None
    import_id: Callable[[Values], str | None] | None = None
    moves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    schema_version: int = 0
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)

    @property
    def type_name(self) -> str:
        """The Terraform type, for example `terrabind_fireworks_aws_iam_role_binding`."""
        return f"terrabind_{self.api.name}_{self.name}"

    @property
    def plural_type_name(self) -> str:
        """The Terraform type of the plural data source."""
        return f"terrabind_{self.api.name}_{self.plural}"

    @property
    def items_name(self) -> str:
        """The attribute of the plural data source that holds the objects: the last word of `plural`."""
        return self.plural.rsplit("_", 1)[-1]
