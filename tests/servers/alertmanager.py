"""Prometheus Alertmanager, from Debian's package: silences that expire instead of going away.

Debian's program reads two templates of messages from below `/usr/share`, where an unpacked package is not. So a copy of
it runs in which that folder's name is written as `.` and slashes, which is as long, with the templates beside its data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.server import INSTALLED, Rest, find_free_port, run

ROOT = INSTALLED / "debian"
PROGRAM = ROOT / "usr" / "bin" / "prometheus-alertmanager"
TEMPLATES = "/usr/share/prometheus/alertmanager"
SETTINGS = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    return "" if PROGRAM.is_file() else "not installed: no packages from Debian here"


@dataclass(frozen=True, slots=True)
class Alertmanager:
    """A place is the id of a silence. An expired one counts as gone: it silences nothing."""

    base_url: str
    variables: Mapping[str, str]

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of a silence; null when it has none that holds."""
        silence = Rest(self.base_url).live(f"/silence/{place}")
        return silence if silence is not None and silence["status"]["state"] != "expired" else None

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change members of a silence behind Terraform's back."""
        Rest(self.base_url).ask("POST", "/silences", {**(self.live(place) or {}), **changes})

    def remove(self, place: str) -> None:
        """End a silence behind Terraform's back."""
        Rest(self.base_url).remove(f"/silence/{place}")


@contextmanager
def serve(folder: Path) -> Iterator[Alertmanager]:
    """Serve an Alertmanager that knows no other and sends nothing to anybody."""
    program = folder / "alertmanager"
    name = TEMPLATES.encode()
    program.write_bytes(PROGRAM.read_bytes().replace(name, b".".ljust(len(name), b"/")))
    program.chmod(0o700)
    for template in (ROOT / TEMPLATES[1:]).glob("*.tmpl"):
        (folder / template.name).write_bytes(template.read_bytes())
    settings = folder / "alertmanager.yml"
    settings.write_text(SETTINGS)
    address = f"127.0.0.1:{find_free_port()}"
    options = [f"--config.file={settings}", f"--storage.path={folder}", "--cluster.listen-address="]
    with run([program, *options, f"--web.listen-address={address}"], folder, f"http://{address}/-/ready"):
        yield Alertmanager(f"http://{address}/api/v2", {})
