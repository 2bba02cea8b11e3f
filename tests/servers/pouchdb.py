"""PouchDB Server 4.2: CouchDB's API, with a revision for every change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrabind.node import find_node
from tests.servers.server import INSTALLED, Rest, find_free_port, run

PROGRAM = INSTALLED / "npm" / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    return "" if PROGRAM.is_file() else "not installed from npm"


@dataclass(frozen=True, slots=True)
class Couch:
    """Documents are changed and removed by naming their revision."""

    base_url: str
    variables: Mapping[str, str]

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of a document; null when it has none."""
        return Rest(self.base_url).live(place)

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change members of a document behind Terraform's back."""
        Rest(self.base_url).edit(place, changes)  # the revision is a member of what was read

    def remove(self, place: str) -> None:
        """Remove a document behind Terraform's back."""
        document = self.live(place)
        assert document is not None
        Rest(self.base_url).ask("DELETE", place, params={"rev": document["_rev"]})


@contextmanager
def serve(folder: Path) -> Iterator[Couch]:
    """Serve one empty database, `access`, kept in memory."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    options = ["--in-memory", "--no-stdout-logs", "--host", "127.0.0.1", "--port", str(port)]
    with run([find_node().program, PROGRAM, *options], folder, address):
        Rest(address).ask("PUT", "/access")
        yield Couch(address, {})
