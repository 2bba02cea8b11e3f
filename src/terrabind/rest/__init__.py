"""The HTTP helper: create, read, update, delete and list the objects of any described API, without Terraform.

    from terrabind.apis import load_catalogue
    from terrabind.rest import Client, resolve

    async def grant(environ, transport=None):
        catalogue = load_catalogue()
        api = catalogue.apis["fireworks"]
        binding = catalogue.resources["terrabind_fireworks_aws_iam_role_binding"]
        settings = resolve(api, {"account_id": "acme"}, environ)  # FIREWORKS_API_KEY holds the key
        async with Client(api, settings, transport=transport) as client:
            outcome = await client.create(
                binding,
                {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"},
                on_existing="adopt_identical",
            )
            return outcome.values

`Client` owns the connections and the session; its verbs take a resource's description and values, and raise
`RestError` (`terrabind.rest.errors` shows the tree). The guide `docs/guides/http-helper.md` tells more.

May import: `terrabind.codec`, `terrabind.spec`; httpx in `transport` alone, so that importing this package is
cheap.

Does not belong here: what a particular API looks like (`terrabind.apis`), Terraform's protocol (`terrabind.plugin`),
the reading of the process's environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrabind.rest.errors import IncompleteError, RestError
from terrabind.rest.options import Options, Tls
from terrabind.rest.outcome import Notice, Outcome
from terrabind.rest.settings import resolve

if TYPE_CHECKING:
    from terrabind.rest.client import Client
else:

    def __getattr__(name: str) -> object:
        """Load the client when it is first asked for: httpx takes longer than the rest of terrabind together."""
        if name == "Client":
            from terrabind.rest.client import Client  # noqa: PLC0415 - see above

            return Client
        raise AttributeError(name)


__all__ = ["Client", "IncompleteError", "Notice", "Options", "Outcome", "RestError", "Tls", "resolve"]
