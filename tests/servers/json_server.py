"""json-server 0.17: collections in one JSON file, with numbers as ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terrabind.node import find_node
from tests.servers.server import INSTALLED, Rest, find_free_port, run

PROGRAM = INSTALLED / "npm" / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    return "" if PROGRAM.is_file() else "not installed from npm"


@contextmanager
def serve(folder: Path) -> Iterator[Rest]:
    """Serve two collections, `users` and `groups`; the second has members, so that pages of it can be asked for."""
    port = find_free_port()
    data = folder / "data.json"
    groups = [{"id": each, "name": f"group-{each}"} for each in range(1, 8)]
    data.write_text(json.dumps({"users": [], "groups": groups}))
    options = ["--host", "127.0.0.1", "--port", str(port), "--quiet", data.name]
    with run([find_node().program, PROGRAM, *options], folder, f"http://127.0.0.1:{port}/users"):
        yield Rest(f"http://127.0.0.1:{port}")
