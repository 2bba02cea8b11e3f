"""Client certificates such as hosts make: Terraform's own are P-521."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A self-signed certificate and its key, both in PEM."""

    certificate: bytes
    key: bytes

    def context(self, folder: Path, server_certificate: bytes) -> ssl.SSLContext:
        """TLS for a client that shows this certificate and trusts one server (DER)."""
        file = folder / "client.pem"
        file.write_bytes(self.certificate + self.key)
        context = ssl.create_default_context(cadata=server_certificate)
        context.load_cert_chain(file)
        context.set_alpn_protocols(["h2"])
        return context


def make_client_certificate(curve: ec.EllipticCurve) -> ClientCertificate:
    """What go-plugin makes for a host: an authority of its own on `curve`, for both ends of a connection."""
    key = ec.generate_private_key(curve)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usages, critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA512())
    )
    plain = serialization.NoEncryption()
    return ClientCertificate(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
    )
