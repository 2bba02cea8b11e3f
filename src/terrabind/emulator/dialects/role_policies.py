"""What ECS offers on a role besides what terrabind manages: attached and inline policies, tags alone (apis.md 2.5)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from terrabind.emulator.exchange import Request
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document
from terrabind.emulator.store import Record
from terrabind.emulator.world import World
from terrabind.spec.failure import Meaning

_MOST_ATTACHED = 10  # managed policies per role (apis.md 2.7)
_DEFAULT_ITEMS = 100
_FORBIDDEN = set('\\/*? "')

RequirePolicy = Callable[[str], None]


def has_any(record: Record) -> bool:
    """Tell whether a role has attached or inline policies."""
    return bool(record.beside.get("attached") or record.beside.get("inline"))


def act(world: World, request: Request, require_policy: RequirePolicy) -> Document:
    """Perform the request's action and return its result. Raises `RefusedError`, for an unknown action too."""
    actions: dict[str, Callable[[], Document]] = {
        "AttachRolePolicy": lambda: _attach(world, request, require_policy),
        "DetachRolePolicy": lambda: _detach(world, request),
        "ListAttachedRolePolicies": lambda: _list_attached(world, request),
        "PutRolePolicy": lambda: _put(world, request),
        "GetRolePolicy": lambda: _get(world, request),
        "DeleteRolePolicy": lambda: _delete(world, request),
        "ListRolePolicies": lambda: _list_inline(world, request),
        "ListRoleTags": lambda: _list_tags(world, request),
    }
    if request.action not in actions:
        raise RefusedError(Meaning.NOT_OFFERED, f"the action {request.action} is not known")
    return actions[request.action]()


def _attach(world: World, request: Request, require_policy: RequirePolicy) -> Document:
    role, name = _role(world, request), _required(request, "PolicyArn")
    require_policy(name)
    attached: list[str] = role.beside.setdefault("attached", [])
    if name not in attached:
        if len(attached) >= _MOST_ATTACHED:
            raise RefusedError(Meaning.QUOTA, f"a role has at most {_MOST_ATTACHED} attached policies")
        attached.append(name)
        world.store.save()
    return {}


def _detach(world: World, request: Request) -> Document:
    role, name = _role(world, request), _required(request, "PolicyArn")
    if name not in role.beside.get("attached", []):
        raise RefusedError(Meaning.GONE, f"the policy {name} is not attached to the role")
    role.beside["attached"].remove(name)
    world.store.save()
    return {}


def _list_attached(world: World, request: Request) -> Document:
    role = _role(world, request)
    rows = [{"PolicyName": name.rsplit("/", 1)[-1], "PolicyArn": name} for name in role.beside.get("attached", [])]
    return {"ListAttachedRolePoliciesResult": _page(request, "AttachedPolicies", rows)}


def _put(world: World, request: Request) -> Document:
    role, name = _role(world, request), _required(request, "PolicyName")
    text = _required(request, "PolicyDocument")
    if _FORBIDDEN & set(name):
        raise RefusedError(Meaning.INVALID, "PolicyName has a forbidden character", attribute="PolicyName")
    try:
        json.loads(text)
    except ValueError as error:
        message = f"PolicyDocument is not JSON: {error}"
        raise RefusedError(Meaning.INVALID, message, attribute="PolicyDocument") from error
    role.beside.setdefault("inline", {})[name] = text
    world.store.save()
    return {}


def _get(world: World, request: Request) -> Document:
    role, name = _role(world, request), _required(request, "PolicyName")
    text = _inline(role, name)[name]
    return {
        "GetRolePolicyResult": {
            "RoleName": (role.values or {}).get("name"),
            "PolicyName": name,
            "PolicyDocument": text,
        }
    }


def _delete(world: World, request: Request) -> Document:
    role, name = _role(world, request), _required(request, "PolicyName")
    del _inline(role, name)[name]
    world.store.save()
    return {}


def _list_inline(world: World, request: Request) -> Document:
    role = _role(world, request)
    return {"ListRolePoliciesResult": _page(request, "PolicyNames", sorted(role.beside.get("inline", {})))}


def _list_tags(world: World, request: Request) -> Document:
    tags = (_role(world, request).values or {}).get("tags")
    rows = [{"Key": key, "Value": text} for key, text in tags.items()] if isinstance(tags, dict) else []
    return {"ListRoleTagsResult": _page(request, "Tags", rows)}


def _inline(role: Record, name: str) -> dict[str, str]:
    held: dict[str, str] = role.beside.get("inline", {})
    if name not in held:
        raise RefusedError(Meaning.GONE, f"the role has no inline policy {name}")
    return held


def _role(world: World, request: Request) -> Record:
    name = _required(request, "RoleName")
    namespace = request.headers.get("x-emc-namespace", "")
    if not namespace:
        raise RefusedError(Meaning.INVALID, "the header x-emc-namespace is required", attribute="namespace")
    roles = next(each for each in world.resources if "RoleName" in {a.wire for a in each.attributes.values()})
    found = world.store.find(roles, {"namespace": namespace, "name": name})
    if found is None:
        raise RefusedError(Meaning.GONE, f"the role {name} cannot be found")
    return found


def _required(request: Request, name: str) -> str:
    value = request.fields.get(name, "")
    if not value:
        raise RefusedError(Meaning.INVALID, f"{name} is required", attribute=name)
    return value


def _page(request: Request, name: str, rows: Sequence[Any]) -> Document:
    marker, most = request.fields.get("Marker", ""), request.fields.get("MaxItems", "")
    start = int(marker) if marker.isdigit() else 0
    end = start + (int(most) if most.isdigit() and int(most) else _DEFAULT_ITEMS)
    return {
        name: list(rows[start:end]),
        "IsTruncated": end < len(rows),
        "Marker": str(end) if end < len(rows) else "",
    }
