"""Kinto 26: groups and permissions in buckets, from a Python package, kept in memory."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.server import Rest, find_free_port, run

PASSWORD = "canary-kinto-password"
SETTINGS = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.includes = kinto.plugins.accounts
kinto.userid_hmac_secret = canary-kinto-secret
kinto.bucket_create_principals = system.Authenticated
kinto.account_create_principals = system.Everyone
multiauth.policies = account
multiauth.policy.account.use = kinto.plugins.accounts.authentication.AccountsAuthenticationPolicy
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
"""


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    return "" if importlib.util.find_spec("kinto") else "not installed from PyPI"


@dataclass(frozen=True, slots=True)
class Kinto:
    """Objects have their own members under `data`, and who may do what under `permissions`."""

    base_url: str
    variables: Mapping[str, str]

    @property
    def api(self) -> Rest:
        """The API as the administrator sees it."""
        return Rest(self.base_url, credential=("admin", PASSWORD))

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of an object; null when it has none."""
        return self.api.live(place)

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change members of an object behind Terraform's back."""
        self.api.ask("PATCH", place, changes)

    def remove(self, place: str) -> None:
        """Remove an object behind Terraform's back."""
        self.api.remove(place)


@contextmanager
def serve(folder: Path) -> Iterator[Kinto]:
    """Serve one bucket, `acme`, of one account, `admin`."""
    port = find_free_port()
    settings = folder / "kinto.ini"
    settings.write_text(SETTINGS.format(port=port))
    address = f"http://127.0.0.1:{port}/v1"
    program = "import sys; from pyramid.scripts.pserve import main; sys.exit(main())"
    with run([sys.executable, "-c", program, settings], folder, f"{address}/"):
        server = Kinto(address, {"password": PASSWORD})
        Rest(address).ask("PUT", "/accounts/admin", {"data": {"password": PASSWORD}})
        server.api.ask("PUT", "/buckets/acme")
        yield server
