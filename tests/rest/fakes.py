"""Fake servers that play an API over httpx's in-memory transport, and a clock whose hands the test turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from terrabind.apis import load_catalogue
from terrabind.codec import form
from terrabind.rest.client import Client
from terrabind.rest.options import Options

CATALOGUE = load_catalogue()
FIREWORKS = CATALOGUE.apis["fireworks"]
ECS = CATALOGUE.apis["ecs"]
K0RDENT = CATALOGUE.apis["k0rdent"]
ROLE_BINDING = CATALOGUE.resources["terrabind_fireworks_aws_iam_role_binding"]
POOL_BINDING = CATALOGUE.resources["terrabind_fireworks_node_pool_binding"]
ROLE = CATALOGUE.resources["terrabind_ecs_iam_role"]
POLICY = CATALOGUE.resources["terrabind_k0rdent_iam_policy_binding"]

ANA = {"principal": "Ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}
SETTINGS: Mapping[str, dict[str, str]] = {
    "fireworks": {"api_key": "fw-canary-key", "account_id": "acme"},
    "ecs": {"endpoint": "https://ecs.example:4443", "token": "ecs-canary-token", "namespace": "ns1"},
    "k0rdent": {"token": "k0-canary-token"},
}


@dataclass
class FakeClock:
    """Time that passes only by sleeping; every sleep is remembered."""

    seconds: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds since 1970."""
        return self.seconds

    def monotonic(self) -> float:
        """Seconds on a scale that never jumps."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Pass the time at once, letting others run."""
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.seconds += seconds


Handler = Callable[[httpx.Request], httpx.Response]


@dataclass
class Server:
    """Answers by `handle`, remembers what was asked, and fails as the next of `faults` says.

    A fault is an exception or an answer in place of the real one; `after` faults let the request take effect first.
    """

    handle: Handler
    asked: list[httpx.Request] = field(default_factory=list)
    before: list[httpx.Response | Exception | None] = field(default_factory=list)
    after: list[httpx.Response | Exception | None] = field(default_factory=list)
    writes_only: bool = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request)
        faulty = not self.writes_only or request.method != "GET"
        if faulty and self.before and (fault := self.before.pop(0)) is not None:
            return raised(fault)
        answer = self.handle(request)
        if faulty and self.after and (fault := self.after.pop(0)) is not None:
            return raised(fault)
        return answer

    @property
    def lines(self) -> list[str]:
        """What was asked, as method and path."""
        return [f"{request.method} {request.url.path}" for request in self.asked]

    def count(self, method: str, ending: str = "") -> int:
        """How often a method was asked of paths with this ending."""
        return sum(line.startswith(f"{method} ") and line.endswith(ending) for line in self.lines)


def raised(fault: httpx.Response | Exception) -> httpx.Response:
    """Return the answer, or raise the exception, that a fault is."""
    if isinstance(fault, Exception):
        raise fault
    return fault


@dataclass
class Bindings:
    """Fireworks role bindings: created, listed in pages, deleted, and perhaps visible only later."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 200
    hidden_for: int = 0
    totals: bool = True
    items: str = "awsIamRoleBindings"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer as the control plane does."""
        if request.method == "GET":
            return self.page(request)
        body = json.loads(request.content)
        mine = [row for row in self.rows if same(row, body)]
        if request.url.path.endswith(":delete"):
            if not mine:
                return error(5, "binding not found", 404)
            self.rows.remove(mine[0])
            return httpx.Response(200, json={})
        if mine:
            return error(6, "binding already exists", 409)
        row = {**body, "principal": body["principal"].lower(), "accountId": "accounts/acme", "createTime": "t1"}
        self.rows.append(row)
        return httpx.Response(200, json=row)

    def page(self, request: httpx.Request) -> httpx.Response:
        """One page; a listing shows nothing while rows are hidden."""
        if self.hidden_for:
            self.hidden_for -= 1
            return httpx.Response(200, json={})
        start = int(request.url.params.get("pageToken", "0"))
        end = start + self.page_size
        page: dict[str, Any] = {self.items: self.rows[start:end]}
        if end < len(self.rows):
            page["nextPageToken"] = str(end)
        return httpx.Response(200, json={**page, "totalSize": len(self.rows)} if self.totals else page)


def same(row: dict[str, Any], body: dict[str, Any]) -> bool:
    """Tell whether a stored row is what a body names."""
    return all(str(row.get(name)).lower() == str(value).lower() for name, value in body.items())


def error(code: int, message: str, status: int) -> httpx.Response:
    """A gRPC status as JSON."""
    return httpx.Response(status, json={"code": code, "message": message, "details": []})


def client(
    api: str,
    handler: Handler,
    clock: FakeClock | None = None,
    options: Options = Options(),  # noqa: B008 - a frozen value
    **settings: str,
) -> Client:
    """A client of one of the three APIs whose network is `handler`."""
    return Client(
        CATALOGUE.apis[api],
        {**SETTINGS[api], **settings},
        options=options,
        transport=httpx.MockTransport(handler),
        clock=clock or FakeClock(),
    )


@dataclass(frozen=True)
class Exchange:
    """One literal request and its literal answer, as the vendor documents them."""

    method: str
    target: str
    answer: str = ""
    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    answer_headers: Mapping[str, str] = field(default_factory=dict)


class Script:
    """A server that plays exchanges in their order and refuses everything else."""

    def __init__(self, *exchanges: Exchange) -> None:
        self._left = list(exchanges)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Compare the request, letter by letter, with the next exchange, and play its answer."""
        exchange = self._left.pop(0)
        assert request.method == exchange.method
        assert request.url.raw_path.decode() == exchange.target
        assert request.content.decode() == exchange.body
        for name, text in exchange.headers.items():
            assert request.headers.get(name) == text
        headers = {"Content-Type": exchange.kind, **exchange.answer_headers} if exchange.answer else {}
        return httpx.Response(exchange.status, content=exchange.answer.encode(), headers=headers)

    def finished(self) -> bool:
        """Whether every exchange was played."""
        return not self._left


TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"u"},"Action":"sts:AssumeRole"}]}'
TRAINER: Mapping[str, Any] = {"name": "Trainer", "namespace": "ns1", "assume_role_policy": TRUST}


@dataclass
class Roles:
    """ECS roles in one namespace: an action changes them, GetRole shows them."""

    roles: dict[str, dict[str, Any]] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Carry out one action."""
        asked = form.loads(request.url.query.decode() or request.content.decode())
        action, name = str(asked["Action"]), str(asked.get("RoleName", "")).lower()
        if action == "ListRoles":
            return self.result(action, Roles=list(self.roles.values()), IsTruncated=False)
        if action == "CreateRole":
            return self.create(name, asked)
        if name not in self.roles:
            return aws_error("NoSuchEntity", f"The role with name {name} cannot be found.", 404)
        change = getattr(self, action, None)
        if change is not None:
            change(self.roles[name], asked)
        if action == "DeleteRole" and (self.attached or self.inline):
            return aws_error("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409)
        role = self.roles.pop(name) if action == "DeleteRole" else self.roles[name]
        lists = {"AttachedPolicies": [{"PolicyArn": arn} for arn in self.attached], "PolicyNames": list(self.inline)}
        return self.result(action, Role=role, **lists)

    def result(self, action: str, **result: Any) -> httpx.Response:
        """The answer to an action."""
        return httpx.Response(200, json={f"{action}Result": result, "ResponseMetadata": {"RequestId": "r-1"}})

    def create(self, name: str, asked: dict[str, Any]) -> httpx.Response:
        """CreateRole."""
        if name in self.roles:
            return aws_error("EntityAlreadyExists", "Role with name already exists.", 409)
        own = {"RoleId": f"AROA{len(self.roles)}", "Arn": f"urn:ecs:iam::ns1:role/{name}", "CreateDate": "t1"}
        wanted = {key: value for key, value in asked.items() if key not in ("Action", "PermissionsBoundary")}
        self.roles[name] = {**wanted, **own, "MaxSessionDuration": int(asked.get("MaxSessionDuration", 3600))}
        return self.result("CreateRole", Role=self.roles[name])

    def UpdateRole(self, role: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802 - the action's name
        """Change description and duration; what is left out falls back to its default."""
        role["Description"] = asked.get("Description", "")
        role["MaxSessionDuration"] = int(asked.get("MaxSessionDuration", 3600))

    def UpdateAssumeRolePolicy(self, role: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Change the trust policy."""
        role["AssumeRolePolicyDocument"] = asked["PolicyDocument"]

    def PutRolePermissionsBoundary(self, role: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Set the boundary."""
        role["PermissionsBoundary"] = {"PermissionsBoundaryArn": asked["PermissionsBoundary"]}

    def DeleteRolePermissionsBoundary(self, role: dict[str, Any], _: dict[str, Any]) -> None:  # noqa: N802
        """Clear the boundary."""
        role.pop("PermissionsBoundary", None)

    def TagRole(self, role: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Set tags."""
        new = {tag["Key"]: tag for tag in asked["Tags"]}
        role["Tags"] = [tag for tag in role.get("Tags", []) if tag["Key"] not in new] + list(new.values())

    def UntagRole(self, role: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Remove tags."""
        role["Tags"] = [tag for tag in role["Tags"] if tag["Key"] not in asked["TagKeys"]]

    def DetachRolePolicy(self, _: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Detach a managed policy."""
        self.attached.remove(asked["PolicyArn"])

    def DeleteRolePolicy(self, _: dict[str, Any], asked: dict[str, Any]) -> None:  # noqa: N802
        """Delete an inline policy."""
        self.inline.remove(asked["PolicyName"])


def aws_error(code: str, message: str, status: int) -> httpx.Response:
    """An IAM error as JSON."""
    return httpx.Response(status, json={"Error": {"Code": code, "Message": message}})


def actions(server: Server) -> list[str]:
    """The IAM actions that a server was asked for."""
    return [str(form.loads(r.url.query.decode() or r.content.decode())["Action"]) for r in server.asked]


GRANT: Mapping[str, Any] = {
    "role": "viewer",
    "principal": {"type": "group", "id": "research"},
    "scope": {"type": "org", "resource": None},
}


@dataclass
class Policies:
    """k0rdent policy bindings: no conflict, so a repeated create makes a second one."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Create, list, read or delete."""
        name = request.url.path.removeprefix("/v1/regions/global/iam/policies").strip("/")
        if request.method == "POST":
            body = json.loads(request.content)
            body.pop("orgId", None)
            number = len(self.rows) + 1
            self.rows.append({**body, "id": f"p-{number}", "uid": f"u-{number}", "createdAt": "t1"})
            return httpx.Response(201, json=self.rows[-1])
        if not name:
            return httpx.Response(200, json={"policies": self.rows})
        found = [row for row in self.rows if row["id"] == name]
        if not found:
            return httpx.Response(404, json={"error": {"code": 404, "message": "no such policy"}})
        if request.method == "DELETE":
            self.rows.remove(found[0])
            return httpx.Response(204)
        return httpx.Response(200, json=found[0])
