"""How a client behaves on the network: time, attempts, pace and TLS."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Whom a client trusts and as whom it comes.

    `ca_file` is trusted besides the usual authorities; `cert_file` with `key_file` is the client's own
    certificate (PEM files). `ca_pem`, `cert_pem` and `key_pem` are the same as texts, each in the place of its file.
    `insecure` turns verification off.
    """

    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    insecure: bool = False
    ca_pem: str | None = None
    cert_pem: str | None = None
    key_pem: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a client behaves.

    `timeout` is the time of one request in seconds; an operation, which may take several, has its own.
    `max_retries` is how often one request is sent again. `rate_limit` is in requests per second, null for
    none.
    """

    timeout: float = 60.0
    max_retries: int = 4
    rate_limit: float | None = None
    tls: Tls = field(default_factory=Tls)
