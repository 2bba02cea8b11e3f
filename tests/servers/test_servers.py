"""The witnesses can be believed: each server does by its own API what the recipes' tests take from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.catalogue import KINDS, PRESENT, pytest_report_header
from tests.servers.server import Server


@dataclass(frozen=True, slots=True)
class Probe:
    """How an object is made by hand, where it is then, and one change of it."""

    create: tuple[str, str, Mapping[str, Any]]
    place: str
    change: Mapping[str, Any]
    id_at: str = ""


SILENCE = {
    "matchers": [{"name": "job", "value": "db", "isRegex": False, "isEqual": True}],
    "startsAt": "2026-01-01T00:00:00Z",
    "endsAt": "2099-01-01T00:00:00Z",
    "createdBy": "ana",
    "comment": "first",
}
USER = {"Action": "CreateUser", "Version": "2010-05-08", "UserName": "ana"}
PROBES = {
    "json-server": Probe(("POST", "/users", {"name": "ana"}), "/users/1", {"name": "bo"}),
    "couchdb": Probe(("PUT", "/access/ana", {"role": "reader"}), "/access/ana", {"role": "writer"}),
    "kinto": Probe(
        ("PUT", "/buckets/acme/groups/all", {"data": {"members": []}}),
        "/buckets/acme/groups/all",
        {"data": {"members": ["account:ana"]}},
    ),
    "iam": Probe(("POST", "/iam", USER), "ana", {"Path": "/team/"}),
    "etcd": Probe(("POST", "/kv/put", {"key": "YW5h", "value": "b25l"}), "YW5h", {"value": "dHdv"}),
    "alertmanager": Probe(("POST", "/silences", SILENCE), "", {"comment": "second"}, "silenceID"),
    "rabbitmq": Probe(
        ("PUT", "/users/ana", {"password": "canary", "tags": ["monitoring"]}), "/users/ana", {"tags": ["management"]}
    ),
}


def create(server: Server, probe: Probe, name: str) -> str:
    method, place, body = probe.create
    sent: Any = {"data": body} if name == "iam" else {"json": body}
    user = {"kinto": "admin", "rabbitmq": "root"}.get(name, "")
    credential = (user, server.variables["password"]) if user else None
    answer = httpx.request(method, server.base_url + place, auth=credential, timeout=20, **sent)
    assert answer.is_success, answer.text
    return str(answer.json()[probe.id_at]) if probe.id_at else probe.place


@pytest.mark.parametrize("name", PRESENT)
def test_a_server_makes_changes_and_removes_by_its_own_api(name: str, tmp_path: Path) -> None:
    """A witness that sees no change would let every test of a recipe pass."""
    probe = PROBES[name]
    with PRESENT[name].serve(tmp_path) as server:
        place = create(server, probe, name)
        before = server.live(place)
        assert before is not None
        server.edit(place, probe.change)
        after = server.live(place)
        assert after is not None
        assert {key: after[key] for key in probe.change if key != "data"} == {
            key: value for key, value in probe.change.items() if key != "data"
        }
        assert after != before
        server.remove(place)
        assert server.live(place) is None


def test_the_header_names_every_server() -> None:
    """What was not tried must be seen by who reads the result."""
    assert all(name in pytest_report_header() for name in KINDS)
