"""A single request of any API: what the data source and the ephemeral resource `terrabind_rest_request` do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.lifecycle import asked
from terrabind.plugin.managed import REQUEST, known_part
from terrabind.plugin.provider import Provider
from terrabind.spec import paths
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values

if TYPE_CHECKING:
    from terrabind.generic.description import Described
    from terrabind.rest.responses import Answer


async def ask_any(
    provider: Provider,
    config: Values,
    name: str,
    attributes: Mapping[str, Attribute],
    describe: Callable[[Values], Described],
) -> tuple[dict[str, Value], Described, Answer]:
    """Ask what `describe` makes of a configuration of `attributes`; return those, the description and the answer.

    `name` is the type that asks, for errors. Raises `RefusedError`.
    """
    given = {each: known_part(config.get(each)) for each in attributes}
    try:
        described = describe(given)
    except ValueError as error:
        raise RefusedError(Diagnostic("The request cannot be made", f"{error}.")) from error
    credential = given["credential"]
    client = provider.client(described.resource.api, credential if isinstance(credential, str) else "")
    answer = await asked(client.ask(described.resource, described.values), f"{name} {given['path']}", attributes)
    return given, described, answer


async def send_request(provider: Provider, config: Values) -> dict[str, Value]:
    """Send the request and return the attributes with what was answered. Raises `RefusedError`."""
    from terrabind.generic.attributes import REQUEST_ATTRIBUTES
    from terrabind.generic.request import describe_request

    given, described, answer = await ask_any(provider, config, REQUEST, REQUEST_ATTRIBUTES, describe_request)
    return {
        **given,
        "output": _select(answer.body, given["select"], of_rows=described.resource.listed),
        "status": answer.status,
        "response_headers": dict(answer.headers),
    }


def _select(body: Value, path: Value, *, of_rows: bool) -> Value:
    """Return what stands at a path of the answer, a list where it has a `*`; the whole answer without one.

    The answer that is made `of_rows` is what stands up to the `*` already.
    """
    from terrabind.generic.request import split

    if not isinstance(path, str):
        return body
    head, rest = split(path)
    start = body if of_rows else paths.pick(body, head)
    return list(paths.find(start, rest)) if rest else start
