"""What the worlds are about: every typed resource, and the same servers in the words of the generic one.

Nothing of a server is made for the generic resource: the emulators of the typed ones serve it, and one more object
that can be replaced by PUT, which none of those APIs has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terrabind.plugin.managed import GENERIC
from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from terrabind.spec.standard import standard_attributes
from terrabind.spec.types import Attribute, ObjectOf, Presence
from terrabind.spec.values import Value, Values
from tests.plugin.rig import BINDING, CATALOGUE, CONFIGURED, POLICY, POOL, ROLE
from tests.promises.project import PROJECT

_MINTING: Values = {"base_url": "http://api", "client_id": "sa", "client_secret": "canary-secret"}
_TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"x"},"Action":"sts:AssumeRole"}]}'
_OTHERS: Mapping[str, tuple[Values, ...]] = {
    BINDING: ({"principal": "bea@example.com"}, {"principal": "cyd@example.com"}),
    POOL: ({"principal": "bea@example.com"}, {"principal": "cyd@example.com"}),
    ROLE: ({"name": "bystander"}, {"name": "watcher"}),
    POLICY: ({"principal": {"type": "user", "id": "bea"}}, {"principal": {"type": "user", "id": "cyd"}}),
    PROJECT.type_name: ({"name": "bystander"}, {"name": "watcher"}),
}
_SETTLED: Mapping[str, Values] = {"fireworks": {"account_id": "acme"}, "ecs": {"namespace": "ns1"}}
_MANNERS: Mapping[str, tuple[str, ...]] = {
    "fireworks": ("duplicates=return",),
    "ecs": ("xml",),
    "k0rdent": ("wrapped", "duplicates=conflict"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An object as its server knows it, and how Terraform is told of it.

    `resource` has the operations that are made of it, `server` all that its server knows. `look` is the request that
    looks before a create, `finding` the one that finds what a lost create made; null where there is none. `others`
    tell objects of somebody else from ours, `changes` is what an update changes. `variants` are the server's manners
    always, `manners` those that a fault may meet besides.
    """

    name: str
    type_name: str
    server: Resource
    resource: Resource
    settings: Values
    look: Operation | None
    finding: Operation | None
    said: Values
    changes: Values = field(default_factory=dict)
    renewable: bool = False
    variants: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[Values, ...]:
        """What tells the objects of somebody else from ours: they must survive everything."""
        return _OTHERS[self.server.type_name]

    @property
    def is_generic(self) -> bool:
        """Whether it is told in the words of the generic resource."""
        return self.type_name == GENERIC

    @property
    def is_alone(self) -> bool:
        """Whether it is only known by its own address, so that no listing can contradict what that says."""
        return self.is_generic and self.resource.listing.operation not in (self.look, self.finding)

    @property
    def reading(self) -> Operation:
        """The request that a read makes."""
        return self.resource.read or self.resource.listing.operation

    def seeded(self, **changes: Value) -> dict[str, Value]:
        """What the server takes for such an object with changes."""
        return {**_SETTLED.get(self.server.api.name, {}), **self.said, **changes}

    def config(self, **changes: Value) -> dict[str, Value]:
        """What the user writes, with changes."""
        return {**self.said, **changes}

    def import_id(self, values: Values) -> str:
        """The id by which a held object is imported."""
        return str(values["id"])

    def shown(self, values: Values) -> Values:
        """What Terraform holds of that which a server shows."""
        return {name: values.get(name) for name, each in self.server.attributes.items() if _is_shown(each)}

    def shown_by_server(self, row: Values) -> Values:
        """What a server shows of an object, as `shown` has it."""
        return self.shown(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericThing(Thing):
    """A thing in generic words: `steering` is all but the body, `id_paths` the server's attributes that are the id."""

    steering: Values
    id_paths: tuple[str, ...]

    def id_of(self, row: Values) -> str:
        """The id of an object that the server has."""
        return "/".join(str(row[path]) for path in self.id_paths)

    def config(self, **changes: Value) -> dict[str, Value]:
        """What the user writes, with changes of the server's attributes and of those that all resources share."""
        shared = standard_attributes(self.server)
        own = {name: value for name, value in changes.items() if name not in shared}
        outer = {name: value for name, value in changes.items() if name in shared}
        return {**self.steering, "body": _document(self.server.attributes, {**self.said, **own}), **outer}

    def import_id(self, values: Values) -> str:
        """A JSON object: path and id with everything that steers."""
        return json.dumps({**self.steering, "id": values["id"]})

    def shown(self, values: Values) -> Values:
        """The id, the selected output, and of the body what the user sets: an import holds all that the server has."""
        wanted, body, output = self.config()["body"], values.get("body"), values.get("output")
        assert isinstance(wanted, Mapping)
        assert isinstance(body, Mapping)
        return {"id": values.get("id"), "output": output, "body": {name: _text(body.get(name)) for name in wanted}}

    def shown_by_server(self, row: Values) -> Values:
        """The same of what the server has."""
        document = _document(self.server.attributes, row)
        fields = self.steering.get("output_fields")
        output = {str(name): document[str(name)] for name in fields} if isinstance(fields, list) else None
        return self.shown({"id": self.id_of(row), "output": output, "body": document})


def _document(attributes: Mapping[str, Attribute], values: Values) -> dict[str, Value]:
    """An object as it is written, without what is null."""
    document: dict[str, Value] = {}
    for name, value in values.items():
        attribute = attributes[name]
        if value is None or not attribute.wire:
            continue
        inner = attribute.type.attributes if isinstance(attribute.type, ObjectOf) else None
        document[attribute.wire] = _document(inner, value) if inner and isinstance(value, Mapping) else value
    return document


def _text(value: Value) -> Value:
    """A scalar as XML and forms have it; which digits and words it is, is the same in all formats."""
    return value if value is None or isinstance(value, (dict, list)) else str(value)


def _is_shown(attribute: Attribute) -> bool:
    """Neither local ones nor what a setting fills and no answer holds, such as `org_id`."""
    return not attribute.local and not (attribute.setting and attribute.presence is Presence.OPTIONAL)


def _typed(type_name: str) -> Thing:
    resource = CATALOGUE.resources[type_name]
    api = resource.api.name
    look = resource.listing.operation if resource.looks_first else None
    return Thing(
        name=type_name,
        type_name=type_name,
        server=resource,
        resource=resource,
        settings={**CONFIGURED, "k0rdent": _MINTING},
        look=look,
        finding=look or resource.read or resource.listing.operation,
        said=resource.example,
        changes={
            "description": "changed",
            "max_session_duration": 4000,
            "tags": {"team": "vision", "new": "1"},
            "assume_role_policy": _TRUST,
        },
        renewable=api != "fireworks",
        manners=_MANNERS[api],
    )


_BLOCK: Values = {"rest": {"base_url": "http://api", "auth": {"bearer": "canary-token"}}}
_POLICIES = CATALOGUE.resources[POLICY]
_BINDINGS = CATALOGUE.resources[BINDING]
_ROLES = CATALOGUE.resources[ROLE]
_SAME_POLICY: Values = {
    "role": "{body.role}",
    "principal.type": "{body.principal.type}",
    "principal.id": "{body.principal.id}",
    "scope.type": "{body.scope.type}",
    "scope.resource": "{body.scope.resource}",
}


def _policy_search(within: str) -> Values:
    return {
        "items": f"{within}policies",
        "match": _SAME_POLICY,
        "page": {"token_param": "pageToken", "token_from": f"{within}nextPageToken"},
    }


def _policy(
    name: str, steering: Values, *, reads: bool, searches: bool, variants: tuple[str, ...] = ()
) -> GenericThing:
    listing = _POLICIES.listing.operation if searches else None
    return GenericThing(
        name=name,
        type_name=GENERIC,
        server=_POLICIES,
        resource=replace(_POLICIES, read=_POLICIES.read if reads else None),
        settings=_BLOCK,
        look=listing,
        finding=listing,
        said=_POLICIES.example,
        variants=variants,
        manners=("duplicates=conflict",) if searches and not variants else (),
        steering={
            "path": _POLICIES.create.path,
            "update": {"strategy": "none"},
            "output_fields": ["uid"] if not variants else None,
            **steering,
        },
        id_paths=("policy_id",),
    )


_BY_ID = _policy("rest_policy_by_id", {}, reads=True, searches=False)
_BY_SEARCH = _policy("rest_policy_by_search", {"read": {"search": _policy_search("")}}, reads=False, searches=True)
_WRAPPED = _policy(
    "rest_policy_in_wraps",
    {
        "id_from": {"body": "data.id"},
        "read": {"path": "{path}/{id}", "select": "data", "search": _policy_search("data.")},
    },
    reads=True,
    searches=True,
    variants=("wrapped",),
)
_GRANT = GenericThing(
    name="rest_binding",
    type_name=GENERIC,
    server=_BINDINGS,
    resource=_BINDINGS,
    settings=_BLOCK,
    look=_BINDINGS.listing.operation,
    finding=_BINDINGS.listing.operation,
    said=_BINDINGS.example,
    manners=("duplicates=return",),
    steering={
        "path": "/v1/accounts/acme/awsIamRoleBindings",
        "id_from": {"value": "{body.principal}/{body.role}"},
        "read": {
            "search": {
                "items": "awsIamRoleBindings",
                "match": {"principal": "{body.principal}", "role": "{body.role}"},
                "page": {"token_param": "pageToken", "token_from": "nextPageToken", "total_from": "totalSize"},
            }
        },
        "update": {"strategy": "none"},
        "delete": {
            "method": "POST",
            "path": "{path}:delete",
            "body": {"principal": "{body.principal}", "role": "{body.role}"},
        },
        "equal": {"principal": "case"},
    },
    id_paths=("principal", "role"),
)
_XML_ROLE = GenericThing(
    name="rest_role",
    type_name=GENERIC,
    server=_ROLES,
    resource=replace(
        _ROLES, steps=tuple(each for each in _ROLES.steps if each.operation.parameters["Action"] == "UpdateRole")
    ),
    settings={
        "rest": {
            "base_url": "http://api",
            "auth": {"api_key": {"name": "X-SDS-AUTH-TOKEN", "value": "canary-token", "in": "header"}},
        }
    },
    look=_ROLES.read,
    finding=_ROLES.read,
    said={
        "name": "trainer",
        "assume_role_policy": _TRUST,
        "description": "first",
        "max_session_duration": 7200,
    },
    changes={"description": "changed", "max_session_duration": 4000},
    steering={
        "path": "/iam",
        "format": "form",
        "headers": {"Accept": "application/xml", "x-emc-namespace": "ns1"},
        "id_from": {"value": "{body.RoleName}"},
        "create": {"method": "POST", "query": {"Action": "CreateRole"}},
        "read": {
            "method": "POST",
            "path": "{path}",
            "query": {"Action": "GetRole", "RoleName": "{id}"},
            "select": "GetRoleResponse.GetRoleResult.Role",
        },
        "update": {
            "method": "POST",
            "path": "{path}",
            "query": {"Action": "UpdateRole", "RoleName": "{id}"},
            "body": {"Description": "{body.Description}", "MaxSessionDuration": "{body.MaxSessionDuration}"},
        },
        "delete": {"method": "POST", "path": "{path}", "query": {"Action": "DeleteRole", "RoleName": "{id}"}},
        "replace_on": ["AssumeRolePolicyDocument"],
        "equal": {"AssumeRolePolicyDocument": "json"},
    },
    id_paths=("name",),
)
_PUT = GenericThing(
    name="rest_project",
    type_name=GENERIC,
    server=PROJECT,
    resource=PROJECT,
    settings=_BLOCK,
    look=PROJECT.read,
    finding=PROJECT.read,
    said=PROJECT.example,
    changes={"title": "changed", "quota": 30},
    variants=("duplicates=conflict",),
    steering={
        "path": PROJECT.create.path,
        "id_from": {"value": "{body.name}"},
        "output_fields": ["uid"],
    },
    id_paths=("name",),
)
TYPED: Mapping[str, Thing] = {name: _typed(name) for name in CATALOGUE.resources}
GENERICS: Mapping[str, GenericThing] = {
    each.name: each for each in (_BY_ID, _BY_SEARCH, _WRAPPED, _GRANT, _XML_ROLE, _PUT)
}
THINGS: Mapping[str, Thing] = {**TYPED, **GENERICS}
"""Every thing by its name; that of a typed resource is its Terraform type."""
