"""What the provider block looks like: an object for each API, and how all of them talk.

Every attribute is optional. An API's object repeats the transport attributes; what stands there overrides the
block's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from terrabind.spec.api import Api
from terrabind.spec.attribute import obj, optional
from terrabind.spec.check import DURATION, Check, between
from terrabind.spec.types import BOOL, NUMBER, STRING, Attribute
from terrabind.spec.values import Value


def _complain_about_rate(value: Value) -> str | None:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and value > 0:
        return None
    return f"{value} is not a number of requests per second above 0."


RATE = Check("a number above 0", _complain_about_rate)


def transport_attributes() -> dict[str, Attribute]:
    """Return the attributes that say how to talk; they stand in the provider block and in each API's object."""
    return {
        "timeout": optional(
            STRING, 'How long one request may take, such as "60s"; 60 seconds when left out.', checks=(DURATION,)
        ),
        "max_retries": optional(
            NUMBER, "How often a request is tried again; 4 when left out.", checks=(between(0, 100, "retries"),)
        ),
        "rate_limit": optional(
            NUMBER,
            "Requests per second, slowing down when the server asks for it; no limit when left out.",
            checks=(RATE,),
        ),
        "tls": optional(
            obj(
                ca_file=optional(STRING, "PEM file of the certificate authorities to trust instead of the system's."),
                cert_file=optional(STRING, "PEM file of the client certificate."),
                key_file=optional(STRING, "PEM file of the client certificate's key."),
                insecure=optional(BOOL, "Whether any certificate of the server is accepted. Never in production."),
            ),
            "How TLS connections are made.",
        ),
    }


def api_attributes(api: Api) -> dict[str, Attribute]:
    """Return the attributes of one API's object: its settings or its own block, then the transport attributes."""
    settings = api.block or {name: setting.attribute for name, setting in api.settings.items()}
    return {**settings, **transport_attributes()}


def provider_attributes(apis: Mapping[str, Api]) -> dict[str, Attribute]:
    """Return the attributes of the provider block: one object per API, then the transport attributes."""
    blocks = {name: optional(obj(**api_attributes(api)), api.doc) for name, api in apis.items()}
    return {**blocks, **transport_attributes()}
