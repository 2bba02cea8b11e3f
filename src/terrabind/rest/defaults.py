"""What every request to an API carries because its settings say so: headers and query parameters of the user's choice.

Both may hold keys, so they travel like credentials: they are never printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrabind.codec import form
from terrabind.rest.redaction import Secret
from terrabind.rest.requests import Request
from terrabind.spec.api import Api
from terrabind.spec.values import Value, Values


@dataclass(frozen=True, slots=True)
class Defaults:
    """Headers and query parameters of every request; what an operation says itself wins over a header."""

    described: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, Secret] = field(default_factory=dict)
    query: str = field(default="", repr=False)

    @classmethod
    def of(cls, api: Api, settings: Values) -> Defaults:
        """Read them from an API's settings."""
        headers = _texts(settings.get(api.headers_setting) if api.headers_setting else None)
        query = _texts(settings.get(api.query_setting) if api.query_setting else None)
        return cls(
            {name.lower(): text for name, text in api.headers.items()},
            {name: Secret(text) for name, text in headers.items()},
            form.dumps(query) if query else "",
        )

    def headers_with(self, request: Request, secrets: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """Return the secret headers of a request: those of the credential, and those of every request."""
        if not self.headers:
            return secrets
        own = {name.lower() for name, text in request.headers.items() if self.described.get(name.lower()) != text}
        own |= {name.lower() for name in secrets} - {"cookie"}
        shared = {name.lower(): text for name, text in self.headers.items() if name.lower() not in own}
        mine = {name.lower(): text for name, text in secrets.items()}
        if "cookie" in shared and "cookie" in mine:
            mine["cookie"] = Secret(f"{shared['cookie'].reveal()}; {mine['cookie'].reveal()}")
        return shared | mine

    def query_with(self, secret: Secret | None) -> Secret | None:
        """Return the secret end of a query: of every request, then of the credential."""
        if not self.query:
            return secret
        return Secret(self.query if secret is None else f"{self.query}&{secret.reveal()}")


def _texts(value: Value) -> dict[str, str]:
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, Mapping) else {}
