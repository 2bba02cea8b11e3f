"""Which servers there are, and which of them this machine has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers import alertmanager, etcd, iam, json_server, kinto, pouchdb, rabbitmq
from tests.servers.server import Server


@dataclass(frozen=True, slots=True)
class Kind:
    """One server: `lacks` is why it cannot be served, empty when it can."""

    lacks: str
    serve: Callable[[Path], AbstractContextManager[Server]]


KINDS: Final[Mapping[str, Kind]] = {
    "json-server": Kind(json_server.find(), json_server.serve),
    "couchdb": Kind(pouchdb.find(), pouchdb.serve),
    "kinto": Kind(kinto.find(), kinto.serve),
    "iam": Kind(iam.find(), iam.serve),
    "alertmanager": Kind(alertmanager.find(), alertmanager.serve),
    "etcd": Kind(etcd.find(), etcd.serve),
    "rabbitmq": Kind(rabbitmq.find(), rabbitmq.serve),
}
"""All servers by the name of their recipe."""

PRESENT: Final[Mapping[str, Kind]] = {name: kind for name, kind in KINDS.items() if not kind.lacks}
"""The servers that this machine has."""


def pytest_report_header() -> str:
    """Say in one line which servers the recipes are tried on, and what keeps the others away."""
    missing = [f"{name} ({kind.lacks})" for name, kind in KINDS.items() if kind.lacks]
    return f"servers: {', '.join(PRESENT)}" + (f"; without {', '.join(missing)}" if missing else "")
