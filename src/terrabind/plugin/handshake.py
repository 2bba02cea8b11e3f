"""The handshake: the host finds the plugin through one line on its standard output, and checks it by the environment.

go-plugin's rules: the host sets a cookie, the protocol versions it speaks, a port range and its TLS certificate in the
environment; the plugin listens somewhere and prints where. Nothing else may ever appear on standard output. This module
imports only what the line needs, because Terraform waits for it three to five times per command.
"""

from __future__ import annotations

import os
import socket
import sys
from binascii import b2a_base64
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

COOKIE_NAME: Final = "TF_PLUGIN_MAGIC_COOKIE"
COOKIE_VALUE: Final = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
"""Public and the same for every Terraform provider: it tells a host from a person, nothing more."""
CORE_PROTOCOL: Final = 1
PROTOCOL_VERSION: Final = 6
_LONGEST_PATH: Final = 100
"""Bytes. A socket's path may be 108 on Linux and 104 on macOS, with the closing zero."""
_HINT: Final = """\
This program is a Terraform provider. Terraform starts it; run by hand it has nothing to do.

  terrabind install          puts it where `terraform init` finds it
  terraform-provider-terrabind --reattach
                             serves it for debugging and prints how Terraform is told to use it
"""


class HandshakeError(Exception):
    """The host and this plugin cannot work together; the text says why and goes to standard error."""


class Endpoint:
    """A bound and listening socket, and how the handshake line names it."""

    __slots__ = ("_folder", "address", "listener", "network")

    def __init__(self, listener: socket.socket, network: str, address: str, folder: str | None) -> None:
        self.listener = listener
        self.network = network
        """``unix`` or ``tcp``."""
        self.address = address
        self._folder = folder

    def remove(self) -> None:
        """Delete the socket's file and folder; connections that exist go on. A second time does nothing."""
        folder, self._folder = self._folder, None
        if folder is not None:
            with suppress(OSError):
                os.unlink(self.address)  # noqa: PTH108 - pathlib costs milliseconds before the handshake line
            with suppress(OSError):
                os.rmdir(folder)  # noqa: PTH106 - as above


def check_host(environment: Mapping[str, str]) -> None:
    """Make sure that the environment is that of a host which speaks protocol 6; raises `HandshakeError`."""
    if environment.get(COOKIE_NAME) != COOKIE_VALUE:
        raise HandshakeError(_HINT)
    versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", "")
    offered = [version.strip() for version in versions.split(",") if version.strip()]
    if offered and str(PROTOCOL_VERSION) not in offered:
        raise HandshakeError(
            f"The host speaks plugin protocol {', '.join(offered)}; this provider speaks protocol {PROTOCOL_VERSION}, "
            "which Terraform has since 1.0.\n"
        )


def client_certificate(environment: Mapping[str, str]) -> str | None:
    """The host's certificate in PEM, or None when the connection is not to be encrypted."""
    if environment.get("TF_DISABLE_PLUGIN_TLS"):
        return None
    return environment.get("PLUGIN_CLIENT_CERT") or None


def open_endpoint(environment: Mapping[str, str]) -> Endpoint:
    """Listen on a Unix socket in a new folder that only this user may enter; without Unix sockets on a loopback port.

    Raises `OSError` when there is no place for the socket and `HandshakeError` when every allowed port is taken.
    """
    if hasattr(socket, "AF_UNIX"):
        return _open_unix(environment)
    return _open_tcp(environment)


def _open_unix(environment: Mapping[str, str]) -> Endpoint:
    name = f"terrabind-{os.urandom(8).hex()}"
    wanted = environment.get("PLUGIN_UNIX_SOCKET_DIR") or environment.get("TMPDIR") or "/tmp"  # noqa: S108 - 0700 inside
    folder = os.path.join(wanted, name)  # noqa: PTH118 - pathlib costs milliseconds before the handshake line
    if len(os.fsencode(folder)) > _LONGEST_PATH - len("/plugin"):
        folder = f"/tmp/{name}"  # noqa: S108 - as above
    os.mkdir(folder, 0o700)  # noqa: PTH102 - as above
    address = f"{folder}/plugin"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    endpoint = Endpoint(listener, "unix", address, folder)
    try:
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        endpoint.remove()
        raise
    return endpoint


def _open_tcp(environment: Mapping[str, str]) -> Endpoint:
    first = int(environment.get("PLUGIN_MIN_PORT") or 0)
    last = int(environment.get("PLUGIN_MAX_PORT") or first)
    for port in range(first, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()
        except OSError:
            listener.close()
            continue
        return Endpoint(listener, "tcp", f"127.0.0.1:{listener.getsockname()[1]}", None)
    raise HandshakeError(f"No free port on 127.0.0.1 between {first} and {last}.\n")


def handshake_line(network: str, address: str, certificate: bytes | None) -> str:
    """The line that tells the host where to connect and which certificate (DER) it will see there."""
    encoded = b"" if certificate is None else b2a_base64(certificate, newline=False).rstrip(b"=")
    return f"{CORE_PROTOCOL}|{PROTOCOL_VERSION}|{network}|{address}|grpc|{encoded.decode()}\n"


def announce(line: str) -> None:
    """Print `line`, then point standard output at standard error for the rest of the process.

    The pipe to the host stays open under another number: some hosts take its end for the plugin's end.
    """
    sys.stdout.flush()
    content = line.encode()
    while content:
        content = content[os.write(1, content) :]
    os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
