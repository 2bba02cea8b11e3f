"""etcd, from Debian's package: keys and roles through the JSON gateway of its gRPC services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.server import INSTALLED, Rest, find_free_port, run

PROGRAM = INSTALLED / "debian" / "usr" / "bin" / "etcd"


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    return "" if PROGRAM.is_file() else "not installed: no packages from Debian here"


@dataclass(frozen=True, slots=True)
class Etcd:
    """A place is a key, in base64 as the gateway has it."""

    base_url: str
    variables: Mapping[str, str]

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of a key; null when it has none of that name."""
        found: list[dict[str, Any]] = self._ask("range", key=place).get("kvs", [])
        return found[0] if found else None

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Give a key another value behind Terraform's back."""
        self._ask("put", key=place, **changes)

    def remove(self, place: str) -> None:
        """Remove a key behind Terraform's back."""
        self._ask("deleterange", key=place)

    def _ask(self, what: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = Rest(self.base_url).ask("POST", f"/kv/{what}", body).json()
        return answer


@contextmanager
def serve(folder: Path) -> Iterator[Etcd]:
    """Serve an etcd that is its whole cluster."""
    address, peers = (f"http://127.0.0.1:{find_free_port()}" for _ in range(2))
    options = {
        "data-dir": folder / "data",
        "listen-client-urls": address,
        "advertise-client-urls": address,
        "listen-peer-urls": peers,
        "initial-advertise-peer-urls": peers,
        "initial-cluster": f"default={peers}",
    }
    command: list[str | Path] = [PROGRAM, *(f"--{name}={value}" for name, value in options.items())]
    with run(command, folder, f"{address}/health"):
        yield Etcd(f"{address}/v3", {})
