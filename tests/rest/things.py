"""A plain resource of the generic API, a server that keeps it behind a door, and clients that come in each way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from terrabind.codec import form
from terrabind.generic.api import API
from terrabind.rest import Client, Options, resolve
from terrabind.spec.access import Access
from terrabind.spec.attribute import computed, required
from terrabind.spec.locate import Body
from terrabind.spec.operation import NO_LISTING, Format, Operation, Send
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock

BASE = "https://api.example/v1"
TOKEN_URL = "https://login.example/oauth/token"  # an address, whatever its name
SECRET = "canary/secret+1 ="
"""A secret that looks different in an address, a form and a header."""

OAUTH2: Mapping[str, Value] = {"token_url": TOKEN_URL, "client_id": "terra:bind", "client_secret": SECRET}

_OBJECT = Operation(method="GET", path="/things/{id}", answer=Body(""))
THING = Resource(
    api=API,
    name="thing",
    plural="things",
    doc="A thing.",
    reference="",
    attributes={"id": computed(STRING, "Its id.", wire="id"), "name": required(STRING, "Its name.", wire="name")},
    key=("id",),
    identity=("id",),
    imports=("{id}",),
    create=Operation(method="POST", path="/things", format=Format.JSON, sends=(Send("name"),), answer=Body("")),
    read=_OBJECT,
    listing=NO_LISTING,
    listed=False,
    delete=Operation(method="DELETE", path="/things/{id}"),
    access=Access(relation="reads", role="reader", scope="{id}"),
    example={"name": "one"},
)

Handler = Callable[[httpx.Request], httpx.Response]


@dataclass
class Door:
    """An API and its token endpoint. It lets in whoever has a living token, or whomever `knows` says.

    `faults` are answered by the token endpoint before it works; `alive` are the tokens that it gave, as long as they
    are good; `in_body` makes it want the client's secret in the body.
    """

    lifetime: Value = 900
    in_body: bool = False
    token: str = "token-{number}"
    faults: list[httpx.Response] = field(default_factory=list)
    answers: list[httpx.Response] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)
    knows: Callable[[httpx.Request], bool] | None = None
    asked: list[httpx.Request] = field(default_factory=list)
    calls: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Give a token, or a thing to whoever has one."""
        if request.url.host == "login.example":
            self.asked.append(request)
            return self.faults.pop(0) if self.faults else self.issue(request)
        self.calls.append(request)
        if not (self.knows or self.is_alive)(request):
            return httpx.Response(401, json={"message": f"who is {request.headers.get('Authorization')}?"})
        if self.answers:
            return self.answers.pop(0)
        return httpx.Response(200, json={"id": request.url.path.rpartition("/")[2], "name": "one"})

    def is_alive(self, request: httpx.Request) -> bool:
        """Whether the request holds a token that is good."""
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.alive

    def issue(self, request: httpx.Request) -> httpx.Response:
        """A token for whoever gives the secret in the way that this server takes."""
        given = "client_secret" in form.loads(request.content.decode())
        if given is not self.in_body:
            return httpx.Response(400, json={"error": "invalid_client", "error_description": "no client secret"})
        token = self.token.format(number=len(self.asked))
        self.alive.add(token)
        return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime})


def connect(
    door: Handler | httpx.AsyncBaseTransport,
    auth: Mapping[str, Value] | None,
    *,
    clock: FakeClock | None = None,
    options: Options = Options(),  # noqa: B008 - a frozen value
    told: Callable[[str], None] | None = None,
    block: Mapping[str, Value] | None = None,
) -> Client:
    """A client of the generic API whose provider block holds this `auth` and what `block` gives."""
    settings = resolve(API, {"base_url": BASE, "auth": auth, **(block or {})}, {})
    network = door if isinstance(door, httpx.AsyncBaseTransport) else httpx.MockTransport(door)
    return Client(API, settings, options=options, transport=network, clock=clock or FakeClock(), on_secret=told)


async def read(client: Client, name: str = "1") -> dict[str, Any] | None:
    """Read the thing of this id."""
    return await client.read(THING, {"id": name, "name": "one"})
