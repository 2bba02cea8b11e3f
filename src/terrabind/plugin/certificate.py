"""A key and a certificate for one start of the plugin, made in a few milliseconds and kept off the disk.

go-plugin's mutual TLS: the host passes its certificate in the environment, the plugin answers with its own in the
handshake line, and each side trusts exactly the other's. So the certificate is self-signed, lives as long as the
process, and carries just what Go's verifier asks for: the name ``localhost`` and the use "server".

Only ``cryptography``'s elliptic-curve module is imported. Its x509 and serialization modules would double the time to
the handshake line, and a certificate with constant contents is some thirty lines of DER; OpenSSL, which loads the
result, refuses one that is malformed or does not match its key, and a test reads it back with x509.
"""

from __future__ import annotations

import os
import time
from binascii import b2a_base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

_LIFETIME_SECONDS: Final = 30 * 24 * 3600
_CLOCK_SLACK_SECONDS: Final = 60

# DER tags (X.690) and the identifiers of RFC 5280 and RFC 5480, already encoded.
_BOOLEAN_TRUE: Final = b"\x01\x01\xff"
_INTEGER: Final = 0x02
_BIT_STRING: Final = 0x03
_OCTET_STRING: Final = 0x04
_UTF8_STRING: Final = 0x0C
_UTC_TIME: Final = 0x17
_GENERALIZED_TIME: Final = 0x18
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_OID_EC_PUBLIC_KEY: Final = bytes.fromhex("06072a8648ce3d0201")
_OID_P256: Final = bytes.fromhex("06082a8648ce3d030107")
_OID_ECDSA_SHA256: Final = bytes.fromhex("06082a8648ce3d040302")
_OID_COMMON_NAME: Final = bytes.fromhex("0603550403")
_OID_SUBJECT_KEY_ID: Final = bytes.fromhex("0603551d0e")
_OID_KEY_USAGE: Final = bytes.fromhex("0603551d0f")
_OID_ALT_NAME: Final = bytes.fromhex("0603551d11")
_OID_BASIC_CONSTRAINTS: Final = bytes.fromhex("0603551d13")
_OID_EXTENDED_USAGE: Final = bytes.fromhex("0603551d25")
_OID_SERVER_AUTH: Final = bytes.fromhex("06082b06010505070301")

_COORDINATE_BYTES: Final = 32


class Identity:
    """A fresh P-256 key with its certificate. Never printed: it has no repr beyond its type."""

    __slots__ = ("certificate", "private_key")

    def __init__(self, certificate: bytes, private_key: bytes) -> None:
        self.certificate = certificate
        """DER."""
        self.private_key = private_key
        """DER, as an ECPrivateKey (RFC 5915)."""


def make_identity() -> Identity:
    """A new key, and its certificate for ``localhost``, valid for thirty days."""
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.private_numbers()
    public = numbers.public_numbers
    point = b"\x04" + public.x.to_bytes(_COORDINATE_BYTES) + public.y.to_bytes(_COORDINATE_BYTES)
    body = _certificate_body(point, time.time())
    signature = key.sign(body, ec.ECDSA(hashes.SHA256()))
    certificate = _der(_SEQUENCE, body, _der(_SEQUENCE, _OID_ECDSA_SHA256), _bits(signature))
    private_key = _der(
        _SEQUENCE,
        _der(_INTEGER, b"\x01"),
        _der(_OCTET_STRING, numbers.private_value.to_bytes(_COORDINATE_BYTES)),
        _der(0xA0, _OID_P256),
        _der(0xA1, _bits(point)),
    )
    return Identity(certificate, private_key)


def server_context(identity: Identity, client_certificate: str) -> ssl.SSLContext:
    """TLS for a server that shows `identity` and lets in nobody but the holder of `client_certificate` (PEM).

    Raises `ssl.SSLError` when the client's certificate cannot be read.
    """
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    # The one certificate is trusted as it stands, whether or not it calls itself an authority.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=client_certificate)
    context.set_alpn_protocols(["h2"])
    context.num_tickets = 0  # the one client never comes back
    with _readable_once(
        _pem("CERTIFICATE", identity.certificate) + _pem("EC PRIVATE KEY", identity.private_key)
    ) as path:
        context.load_cert_chain(path)
    return context


@contextmanager
def _readable_once(content: bytes) -> Iterator[str]:
    """A path that reads as `content`, for a library that only takes paths.

    It leads to memory where the system has such files, else to a file of mode 0600 that is deleted before this ends.
    """
    if hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd"):  # noqa: PTH112 - pathlib is not imported yet
        descriptor = os.memfd_create("terrabind", os.MFD_CLOEXEC)
        try:
            os.write(descriptor, content)
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    import tempfile

    descriptor, path = tempfile.mkstemp(prefix="terrabind-")
    try:
        os.write(descriptor, content)
        os.close(descriptor)
        yield path
    finally:
        os.unlink(path)  # noqa: PTH108 - as above


def _certificate_body(point: bytes, now: float) -> bytes:
    name = _der(_SEQUENCE, _der(_SET, _der(_SEQUENCE, _OID_COMMON_NAME, _der(_UTF8_STRING, b"localhost"))))
    serial = b"\x01" + os.urandom(15)  # 16 bytes, positive and never zero
    extensions = _der(
        _SEQUENCE,
        _extension(_OID_BASIC_CONSTRAINTS, _der(_SEQUENCE, _BOOLEAN_TRUE), critical=True),
        # digitalSignature for TLS, keyCertSign because it signs itself
        _extension(_OID_KEY_USAGE, b"\x03\x02\x02\x84", critical=True),
        _extension(_OID_EXTENDED_USAGE, _der(_SEQUENCE, _OID_SERVER_AUTH)),
        _extension(_OID_SUBJECT_KEY_ID, _der(_OCTET_STRING, os.urandom(20))),
        _extension(_OID_ALT_NAME, _der(_SEQUENCE, _der(0x82, b"localhost"))),
    )
    return _der(
        _SEQUENCE,
        _der(0xA0, _der(_INTEGER, b"\x02")),  # version 3
        _der(_INTEGER, serial),
        _der(_SEQUENCE, _OID_ECDSA_SHA256),
        name,
        _der(_SEQUENCE, _moment(now - _CLOCK_SLACK_SECONDS), _moment(now + _LIFETIME_SECONDS)),
        name,
        _der(_SEQUENCE, _der(_SEQUENCE, _OID_EC_PUBLIC_KEY, _OID_P256), _bits(point)),
        _der(0xA3, extensions),
    )


def _extension(identifier: bytes, value: bytes, *, critical: bool = False) -> bytes:
    return _der(_SEQUENCE, identifier, _BOOLEAN_TRUE if critical else b"", _der(_OCTET_STRING, value))


def _moment(seconds: float) -> bytes:
    """A time as RFC 5280 wants it: two digits for the year before 2050, four from then on."""
    moment = time.gmtime(seconds)
    if moment.tm_year < 2050:
        return _der(_UTC_TIME, time.strftime("%y%m%d%H%M%SZ", moment).encode())
    return _der(_GENERALIZED_TIME, time.strftime("%Y%m%d%H%M%SZ", moment).encode())


def _bits(content: bytes) -> bytes:
    return _der(_BIT_STRING, b"\x00", content)


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def _pem(label: str, content: bytes) -> bytes:
    text = b2a_base64(content, newline=False)
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return b"\n".join((f"-----BEGIN {label}-----".encode(), *lines, f"-----END {label}-----".encode(), b""))
