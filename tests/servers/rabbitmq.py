"""RabbitMQ with its management API, from Debian's packages: users, and what they may do in a virtual host.

The packages' scripts expect to be installed, so Erlang is started as they would, with its folders named.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers.server import INSTALLED, Rest, find_free_port, run

ROOT = INSTALLED / "debian"
ERLANG = ROOT / "usr" / "lib" / "erlang"
PASSWORD = "canary-rabbitmq-password"


def find() -> str:
    """Say what is missing; nothing when it can be served."""
    found = (_find_home(), _find_programs())
    return "" if all(found) else "not installed: no packages from Debian here"


def _find_home() -> Path | None:
    return next((ROOT / "usr" / "lib" / "rabbitmq" / "lib").glob("rabbitmq_server-*"), None)


def _find_programs() -> Path | None:
    return next(ERLANG.glob("erts-*/bin"), None)


@contextmanager
def serve(folder: Path) -> Iterator[Rest]:
    """Serve one virtual host, `/`, and one administrator, `root`; no queue can be reached."""
    home, programs = _find_home(), _find_programs()
    assert home is not None
    assert programs is not None
    port, node_port, names_port = find_free_port(), find_free_port(), find_free_port()
    environment = _environment(folder, home, programs, node_port, names_port)
    settings = [
        "listeners.tcp = none",
        "management.tcp.ip = 127.0.0.1",
        f"management.tcp.port = {port}",
        "default_user = root",
        f"default_pass = {PASSWORD}",
    ]
    (folder / "rabbitmq.conf").write_text("\n".join(settings) + "\n")
    (folder / "plugins").write_text("[rabbitmq_management].\n")
    address = f"http://127.0.0.1:{port}/api"
    # Erlang would leave a name service behind that outlives it: it gets one that ends with the block.
    names = subprocess.Popen(
        [programs / "epmd", "-port", str(names_port), "-address", "127.0.0.1"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    code = next((home / "plugins").glob("rabbit-*"))
    command: list[str | Path] = [programs / "erlexec", "-pa", code / "ebin"]
    boot = ["-noinput", "-boot", "start_sasl", "-s", "rabbit", "boot"]
    options = ["+W", "w", "+S", "1:1", "+sbwt", "none", "-kernel", "inet_dist_use_interface", "{127,0,0,1}"]
    try:
        with run([*command, *boot, *options], folder, f"{address}/overview", environment):
            yield Rest(address, {"password": PASSWORD}, ("root", PASSWORD))
    finally:
        names.terminate()
        names.wait(10)


def _environment(folder: Path, home: Path, programs: Path, node_port: int, names_port: int) -> Mapping[str, str]:
    return {
        "HOME": str(folder),
        "ROOTDIR": str(ERLANG),
        "BINDIR": str(programs),
        "EMU": "beam",
        "PROGNAME": "erl",
        "ERL_LIBS": str(home / "plugins"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names_port),
        "RABBITMQ_HOME": str(home),
        "RABBITMQ_NODENAME": "terrabind@localhost",
        "RABBITMQ_DIST_PORT": str(node_port),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PLUGINS_DIR": str(home / "plugins"),
    }
