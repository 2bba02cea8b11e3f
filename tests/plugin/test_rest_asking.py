"""Writes that must name a version, tag or token of the moment."""

from __future__ import annotations

import json

import httpx

from terrabind.spec.values import Values
from tests.plugin.fake_rest import GENERIC, FakeRest, thing
from tests.plugin.rig import Held

TAGGED: Values = {"ask_first": {"header": "ETag"}, "update": {"headers": {"If-Match": "{asked}"}}}
NUMBERED: Values = {
    "ask_first": {"path": "/version"},
    **{verb: {"query": {"version": "{asked}"}} for verb in ("create", "update", "delete")},
}


class Guarded(FakeRest):
    """Changes an object only for those who name the tag that it has now."""

    def get(self, path: str, request: httpx.Request) -> httpx.Response:
        """Show an object with its tag."""
        answer = super().get(path, request)
        answer.headers["ETag"] = f'"{hash(answer.content)}"'
        return answer

    def put(self, path: str, request: httpx.Request) -> httpx.Response:
        """Refuse another tag."""
        seen = request.headers.get("If-Match")
        return super().put(path, request) if seen == self.get(path, request).headers["ETag"] else httpx.Response(412)


class Counted(FakeRest):
    """Counts all changes of anything, and wants each to name the count."""

    count = 0
    answers_any = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, and count it when it changes something."""
        if request.url.path == "/base/version":
            return httpx.Response(200, json=self.count)
        if request.method != "GET":
            if not self.answers_any and request.url.params.get("version") != str(self.count):
                return httpx.Response(409, json={"message": "version mismatch"})
            self.count += 1
        return super().__call__(request)


async def test_a_change_names_the_tag_that_the_object_has_now() -> None:
    """The state knows that of the last refresh, and a tag is in no body."""
    server = Guarded()
    connection = server.connection()
    held = await connection.apply(GENERIC, Held(), thing(**TAGGED))
    server.objects["/things/1"]["touched"] = "by somebody"
    changed = await connection.apply(GENERIC, held, thing(**TAGGED, body={"name": "two"}))
    assert (changed.told, server.objects["/things/1"]["name"]) == ("", "two")


async def test_each_write_names_the_version_that_all_objects_share() -> None:
    """Another object's write would have made the version of the plan stale."""
    server = Counted()
    connection = server.connection()
    held = [await connection.apply(GENERIC, Held(), thing(**NUMBERED)) for _ in range(2)]
    changed = [await connection.apply(GENERIC, each, thing(**NUMBERED, body={"name": "two"})) for each in held]
    gone = [await connection.apply(GENERIC, each, None) for each in changed]
    assert [each.told for each in (*held, *changed, *gone)] == [""] * 6
    assert server.objects == {}


async def test_what_is_asked_for_keeps_its_type() -> None:
    """A server that wants a number takes no text for it."""
    server = Counted()
    config = thing(ask_first=NUMBERED["ask_first"], create={"body": {"at": "{asked}", "tag": "v{asked}"}})
    server.fault = lambda request: httpx.Response(201, json={"id": 1}) if request.method == "POST" else None
    server.count = 7
    server.answers_any = True
    await server.connection().apply(GENERIC, Held(), config)
    assert server.sent("POST") == [{"at": 7, "tag": "v7"}]


async def test_an_answer_without_what_was_asked_for_stops_the_write() -> None:
    """Without the header, the write would overwrite whatever is there."""
    server = FakeRest()
    connection = server.connection()
    held = await connection.apply(GENERIC, Held(), thing(**TAGGED))
    failed = await connection.apply(GENERIC, held, thing(**TAGGED, body={"name": "two"}))
    assert "without the header ETag, as `ask_first` wants it" in failed.told
    assert server.objects["/things/1"]["name"] == "one"


async def test_an_object_that_is_not_there_yet_has_no_tag() -> None:
    """Its create goes without, as the first one must."""
    server = Guarded()
    server.put = super(Guarded, server).put  # type: ignore[method-assign]  # this one takes any tag
    create: Values = {"method": "PUT", "headers": {"If-Match": "{asked}"}}
    config: Values = {"path": "/settings", "body": {"a": 1}, "create": create, "ask_first": {"header": "ETag"}}
    held = await server.connection().apply(GENERIC, Held(), config)
    (sent,) = [each for each in server.asked if each.method == "PUT"]
    assert (held.told, "If-Match" in sent.headers, json.loads(sent.content)) == ("", False, {"a": 1})
