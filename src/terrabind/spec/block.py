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


def _complain_about_pem(value: Value) -> str | None:
    # What is given in its place is never repeated: it may be the key itself, written another way.
    if isinstance(value, str) and 0 <= value.find("-----BEGIN ") < value.find("-----END "):
        return None
    return "The text is no PEM: it has no -----BEGIN and -----END lines."


def _complain_about_sources(value: Value) -> str | None:
    given = value if isinstance(value, Mapping) else {}
    twice = [name for name in ("ca", "cert", "key") if all(given.get(f"{name}_{form}") for form in ("file", "pem"))]
    return f"{twice[0]}_file and {twice[0]}_pem are both given; give one of them." if twice else None


PEM = Check('a PEM text, such as that of file("client.pem")', _complain_about_pem)
ONE_SOURCE = Check("each certificate and key as a file or as text", _complain_about_sources)


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
                ca_file=optional(STRING, "PEM file of certificate authorities to trust besides the system's."),
                ca_pem=optional(STRING, "The same as PEM text.", checks=(PEM,)),
                cert_file=optional(STRING, "PEM file of the client certificate, with what leads to its authority."),
                cert_pem=optional(STRING, "The same as PEM text.", checks=(PEM,)),
                key_file=optional(STRING, "PEM file of its key, which may stand in `cert_file` as well."),
                key_pem=optional(STRING, "The same as PEM text.", sensitive=True, checks=(PEM,)),
                insecure=optional(BOOL, "Whether any certificate of the server is accepted. Never in production."),
            ),
            "How TLS connections are made.",
            checks=(ONE_SOURCE,),
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
