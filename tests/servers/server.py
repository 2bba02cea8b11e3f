"""What all servers share: where they are installed, how they are started and ended, how they are looked at."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

INSTALLED = Path(sys.prefix) / "servers"
"""Where `make` puts the servers; see `.ci/servers`."""

READY_WITHIN = 60.0
"""Seconds that a server may take to answer: the slowest takes six, on a machine that does nothing else."""


class Server(Protocol):
    """A running server. A place is the address of one object, relative to `base_url`."""

    @property
    def base_url(self) -> str:
        """The address of its API."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The values of the variables that its recipe declares, but for the address."""

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of an object; null when it has none."""

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change members of an object behind Terraform's back."""

    def remove(self, place: str) -> None:
        """Remove an object behind Terraform's back."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A server whose objects are JSON documents, each at its own address, replaced by PUT."""

    base_url: str
    variables: Mapping[str, str] = field(default_factory=dict)
    credential: tuple[str, str] | None = None

    def ask(self, method: str, place: str, body: object = None, **more: Any) -> httpx.Response:
        """Make one request, which must succeed unless the object is not there."""
        answer = httpx.request(method, self.base_url + place, json=body, auth=self.credential, timeout=20, **more)
        assert answer.is_success or answer.status_code == 404, f"{method} {place} -> {answer.status_code} {answer.text}"
        return answer

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of an object; null when it has none."""
        answer = self.ask("GET", place)
        if answer.status_code == 404:
            return None
        document: dict[str, Any] = answer.json()
        return document

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change members of an object behind Terraform's back."""
        self.ask("PUT", place, {**(self.live(place) or {}), **changes})

    def remove(self, place: str) -> None:
        """Remove an object behind Terraform's back."""
        self.ask("DELETE", place)


def find_free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run(
    command: Sequence[str | Path], folder: Path, ready: str, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends. It is ready when the address `ready` answers anything but a server's error."""
    log = folder / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, ready, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], ready: str, log: Path) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended: {log.read_text(errors='replace')[-2000:]}"
        try:
            if httpx.get(ready, timeout=5).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"no answer from {ready}: {log.read_text(errors='replace')[-2000:]}")
