"""Certificates and keys, from files or from texts, put into a TLS context.

OpenSSL reads a client's certificate and key from files alone. A text that holds a key is shown to it as a file that
lives in memory where the system has such files, and else as one that only its owner can read and that is gone at once.
"""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from terrabind.rest.errors import SettingsError
from terrabind.rest.options import Tls


def load_certificates(context: ssl.SSLContext, tls: Tls) -> None:
    """Let a context trust the given authorities and show the given certificate.

    Raises `SettingsError` that names what cannot be used, and repeats nothing of a text.
    """
    if tls.ca_file:
        _load("ca_file", tls.ca_file, lambda: context.load_verify_locations(cafile=tls.ca_file))
    if tls.ca_pem:
        authorities = _ascii(tls.ca_pem)
        _load("ca_pem", "", lambda: context.load_verify_locations(cadata=authorities))
    if tls.cert_file or tls.cert_pem:
        _load("cert_file" if tls.cert_file else "cert_pem", tls.cert_file or "", lambda: _show(context, tls))
    elif tls.key_file or tls.key_pem:
        raise SettingsError(
            f"tls.{'key_file' if tls.key_file else 'key_pem'} stands alone",
            "A key needs its certificate: set `tls.cert_file` or `tls.cert_pem` too.",
            attribute="tls.cert_file",
        )


def _show(context: ssl.SSLContext, tls: Tls) -> None:
    with ExitStack() as files:
        certificate = tls.cert_file or files.enter_context(_as_file(tls.cert_pem or ""))
        key = files.enter_context(_as_file(tls.key_pem)) if tls.key_pem else tls.key_file
        # Without a word of its own OpenSSL would ask on the terminal for that of an encrypted key.
        context.load_cert_chain(certificate, key, password=lambda: "")


@contextmanager
def _as_file(text: str) -> Iterator[str]:
    """Yield the name of a file that holds a text for as long as the block lasts, for the eyes of this user alone."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with os.fdopen(os.memfd_create("pem"), "w", encoding="ascii") as file:
            file.write(_ascii(text))
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pem")
        path.touch(0o600)
        path.write_text(_ascii(text), encoding="ascii")
        yield str(path)


def _load(name: str, file: str, load: Callable[[], None]) -> None:
    try:
        load()
    except OSError as error:  # ssl.SSLError is one; neither repeats what stands in a text
        said = f"{file}: {error}. Give a readable PEM file." if file else f"{error}. Give the whole PEM text."
        raise SettingsError(f"tls.{name} cannot be used", said, attribute=f"tls.{name}") from None


def _ascii(text: str) -> str:
    """Return a text that a PEM reader takes: what is not ASCII stands in comments, or makes it unreadable anyway."""
    return text.encode("ascii", "replace").decode()
