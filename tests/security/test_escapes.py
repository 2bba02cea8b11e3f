"""Whatever a user writes stays where it belongs: a server that reads bytes sees path and headers as described."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from terrabind.rest import errors
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Scalar
from terrabind.spec.values import Value, put
from tests.security.loopback import CATALOGUE, Heard, connect, play, serving

pytestmark = pytest.mark.promise(35)
NASTY = st.one_of(
    st.sampled_from(
        [
            "..", ".", "../../admin", "a/b", "a\\..\\b", "%2e%2e", "%2F", "a?x=1", "a#b", "a;b", "a&Action=DeleteUser",
            "a\r\nX-Evil: 1", "a\nb", "\x00", "a b", "a+b", "ä", "名", "😀", "\u202e", "\u2028", "//evil.example", "@",
            "https://evil.example/", "a\r\n\r\nDELETE / HTTP/1.1", "\ud800", "", " ", "=", "{account_id}", "%s", "\x7f",
        ]
    ),
    st.text(max_size=40),
)  # fmt: skip
HEADERS = {
    "host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type",
    "authorization", "x-sds-auth-token", "x-emc-namespace", "transfer-encoding",
}  # fmt: skip
RESOURCES = sorted(CATALOGUE.resources)
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def texts_of(resource: Resource) -> Iterator[str]:
    """The dotted paths of all texts that a user may write."""

    def walk(attributes: dict[str, Attribute], before: str) -> Iterator[str]:
        for name, attribute in attributes.items():
            if isinstance(attribute.type, ObjectOf):
                yield from walk(dict(attribute.type.attributes), f"{before}{name}.")
            elif isinstance(attribute.type, Scalar) and attribute.type.name == "string":
                yield before + name

    return walk(dict(resource.attributes), "")


def values_with(resource: Resource, path: str, text: str) -> dict[str, Value]:
    """The description's example with one text replaced by a nasty one."""
    names = {"account_id": "acme", "namespace": "ns1", "policy_id": "p-1", "cluster_id": "c", "node_pool_id": "n"}
    own: dict[str, Value] = {name: text for name, text in names.items() if name in resource.attributes}
    return put({**own, **resource.example}, path, text)


async def use(resource: Resource, values: dict[str, Value]) -> Heard:
    """Create, read and delete against a server that agrees to everything; only errors of ours are fine."""
    async with serving(play) as server, connect(resource.api.name, server.address) as client:
        for operation in (client.create, client.read, client.delete):
            try:
                await operation(resource, values, timeout=5)
            except errors.RestError:
                continue
    return server


def templates(resource: Resource) -> list[re.Pattern[str]]:
    """The targets that a resource's operations may have: each field one segment, the query whatever is encoded."""
    found = ["/login", "/logout", "/v1/regions/global/auth/token"]
    sweeps = [sweep.operation for sweep in resource.sweeps]
    described = (resource.create, resource.read, resource.delete, resource.listing.operation)
    paths = [re.escape(operation.path) for operation in described if operation is not None]
    found += [re.sub(r"\\\{[^}]*\\\}", r"[^/?#]+", path) for path in paths]
    found += [re.escape(operation.path) for operation in sweeps]
    return [re.compile(f"(GET|POST|DELETE) {path}(\\?[\\x21-\\x7e]*)? HTTP/1.1") for path in found]


def judge(resource: Resource, server: Heard) -> None:
    """Complain about a request that does not look as described."""
    allowed = templates(resource)
    for head, _ in server.requests:
        line, *fields = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
        assert any(each.fullmatch(line) for each in allowed), line
        assert not {"..", "."} & set(unquote(line.split()[1].partition("?")[0]).split("/")) or "%" in line, line
        names = [field.partition(":")[0].lower() for field in fields]
        assert set(names) <= HEADERS
        assert len(names) == len(set(names))


@pytest.mark.parametrize("type_name", RESOURCES)
@FEW
@given(data=st.data(), text=NASTY)
def test_no_text_leaves_its_place_in_a_request(type_name: str, data: st.DataObject, text: str) -> None:
    """Every text of every resource, through our code and httpx's, down to the bytes on the socket."""
    resource = CATALOGUE.resources[type_name]
    path = data.draw(st.sampled_from(sorted(texts_of(resource))))
    judge(resource, asyncio.run(use(resource, values_with(resource, path, text))))


@FEW
@given(text=NASTY)
@example(text="a\r\nX-Evil: 1")
@example(text="ns1\u0085X-Evil: 1")
def test_no_namespace_brings_another_header(text: str) -> None:
    """The namespace is the one user's value that travels in a header."""
    resource = CATALOGUE.resources["terrabind_ecs_iam_role"]
    server = asyncio.run(use(resource, values_with(resource, "namespace", text)))
    judge(resource, server)
    assert not any(b"evil:" in head.lower() for head, _ in server.requests)


@FEW
@given(text=NASTY)
def test_no_credential_brings_another_header(text: str) -> None:
    """A key file with a second line must not become a second header."""

    async def list_bindings() -> Heard:
        async with serving(play) as server, connect("fireworks", server.address, api_key=f"k{text}") as client:
            try:
                await client.list(CATALOGUE.resources["terrabind_fireworks_aws_iam_role_binding"])
            except errors.RestError as error:
                assert not text.strip() or len(text) < 4 or f"k{text}" not in str(error)  # noqa: PT017 - both outcomes are right
        return server

    for head, _ in asyncio.run(list_bindings()).requests:
        names = [field.partition(b":")[0].lower().decode() for field in head.strip().split(b"\r\n")[1:]]
        assert set(names) <= HEADERS
