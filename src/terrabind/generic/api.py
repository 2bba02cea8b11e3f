"""The provider's `rest` block: where the API is, what every request carries, and how it lets callers in.

The settings are the leaves of the block, named by dotted paths, so that the same engine resolves them as those of the
typed APIs. A resource that names a credential of `credentials` gets that one in the place of `auth` (`block_for`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from terrabind.spec.api import Api
from terrabind.spec.attribute import obj, optional, required
from terrabind.spec.check import HTTP_URL, Check, one_of
from terrabind.spec.credential import Basic, ClientCredentials, Command, Key, Open, Ready
from terrabind.spec.failure import Failures
from terrabind.spec.types import STRING, Attribute, ListOf, MapOf, ObjectOf, Presence, Setting
from terrabind.spec.values import UNKNOWN, Value, Values

WAYS: Final = ("bearer", "basic", "api_key", "oauth2", "command")


def _complain_about_ways(value: Value) -> str | None:
    ways = {way: value.get(way) for way in WAYS} if isinstance(value, Mapping) else {}
    given = [way for way, credential in ways.items() if credential is not None and credential is not UNKNOWN]
    # What is not known yet may still turn out to be null.
    if len(given) == 1 or (not given and UNKNOWN in ways.values()):
        return None
    return f"{' and '.join(given) if given else 'Nothing'} is given; exactly one of {', '.join(WAYS)} is needed."


def _complain_about_each(value: Value) -> str | None:
    members = value.items() if isinstance(value, Mapping) else ()
    complaints = ((name, _complain_about_ways(member)) for name, member in members if isinstance(member, Mapping))
    return next((f"{name}: {complaint}" for name, complaint in complaints if complaint), None)


ONE_WAY: Final = Check("exactly one way in", _complain_about_ways)
ONE_WAY_EACH: Final = Check("exactly one way in for each name", _complain_about_each)


def _complain_about_token_url(value: Value) -> str | None:
    text, parts = str(value), urlsplit("")
    try:
        parts = urlsplit(text)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        plain = False
    if plain and "@" not in parts.netloc and "#" not in text and all(letter > " " for letter in text):
        return None
    return "The text is no whole address; it may have a query, and neither a user name nor a fragment."


TOKEN_URL: Final = Check('an address such as "https://login.example.com/oauth2/token"', _complain_about_token_url)


def _auth() -> ObjectOf:
    return obj(
        bearer=optional(STRING, "A ready bearer token.", sensitive=True),
        basic=optional(
            obj(
                username=required(STRING, "The user's name."),
                password=required(STRING, "The user's password.", sensitive=True),
            ),
            "A user name and a password with every request.",
        ),
        api_key=optional(
            obj(
                **{
                    "name": required(STRING, "The name under which the key is sent."),
                    "value": required(STRING, "The key.", sensitive=True),
                    "in": required(STRING, "Where it is sent.", checks=(one_of("header", "query", "cookie"),)),
                }
            ),
            "A key under a name.",
        ),
        oauth2=optional(
            obj(
                token_url=required(STRING, "The address that gives tokens, whole.", checks=(TOKEN_URL,)),
                client_id=required(STRING, "The client."),
                client_secret=required(STRING, "The client's secret.", sensitive=True),
                scopes=optional(ListOf(STRING), "The scopes to ask for."),
                audience=optional(STRING, "The audience to ask for."),
            ),
            "Tokens by OAuth2 client credentials: fetched once for all, and once more when one is refused.",
        ),
        command=optional(ListOf(STRING), "A command, word by word, that prints a bearer token."),
    )


BLOCK: Final[Mapping[str, Attribute]] = {
    "base_url": optional(STRING, "Address of the API; paths are relative to it.", checks=(HTTP_URL,)),
    "headers": optional(MapOf(STRING), "Headers of every request.", sensitive=True),
    "query": optional(MapOf(STRING), "Query parameters of every request.", sensitive=True),
    "auth": optional(_auth(), "The credential of resources that name none.", checks=(ONE_WAY,)),
    "credentials": optional(
        MapOf(_auth()), "More credentials, which resources choose by name with `credential`.", checks=(ONE_WAY_EACH,)
    ),
}


def _leaves(attributes: Mapping[str, Attribute], prefix: str = "") -> dict[str, Setting]:
    """Return the settings that the leaves of a block are, by dotted path. What only its block requires is optional."""
    found: dict[str, Setting] = {}
    for name, attribute in attributes.items():
        if isinstance(attribute.type, ObjectOf):
            found |= _leaves(attribute.type.attributes, f"{prefix}{name}.")
        elif name != "credentials":
            leaf = replace(attribute, presence=Presence.OPTIONAL)
            found[prefix + name] = Setting(leaf, "REST_BASE_URL" if prefix + name == "base_url" else "")
    return found


API: Final = Api(
    name="rest",
    title="The REST API",
    doc="Any API that speaks HTTP, for `terrabind_rest_resource` and `terrabind_rest_request`.",
    reference="",
    settings=_leaves(BLOCK),
    url_setting="base_url",
    default_url="",
    block=BLOCK,
    headers_setting="headers",
    query_setting="query",
    any_text=True,
    credentials=(
        Ready(token_setting="auth.bearer"),
        Basic(username_setting="auth.basic.username", password_setting="auth.basic.password"),
        Key(name_setting="auth.api_key.name", value_setting="auth.api_key.value", place_setting="auth.api_key.in"),
        ClientCredentials(
            url_setting="auth.oauth2.token_url",
            client_setting="auth.oauth2.client_id",
            secret_setting="auth.oauth2.client_secret",
            scopes_setting="auth.oauth2.scopes",
            audience_setting="auth.oauth2.audience",
        ),
        Command(words_setting="auth.command"),
        Open(),
    ),
    failures=Failures(
        style="common",
        codes=("error.code", "error.status", "code", "errors.0.code", "status.code", "error_code"),
        messages=(
            "error.message",
            "detail",
            "title",
            "message",
            "errors.0.message",
            "errors.0.detail",
            "errors.0.title",
            "errors.0",
            "error_description",
            "error_message",
            "errorMessage",
            "error.reason",
            "error",
            "reason",
            "msg",
            "Message",
            "Error.Message",
            "fault.faultstring",
            "status.message",
            "results.0.errors.0",
            "results.0.error",
            "results.0.status",
            "status",
        ),
        details=("error.details", "details", "errors"),
        request_ids=("request_id", "requestId", "error.request_id", "RequestId", "instance"),
    ),
    headers={"Accept": "application/json, application/xml;q=0.8, */*;q=0.5"},
    request_id_headers=("X-Request-Id", "X-Correlation-Id", "X-Amzn-RequestId", "Traceparent"),
)


def block_for(block: Values, credential: str) -> Values:
    """Return the provider block as a resource with this `credential` sees it; the empty one is `auth`.

    Raises `KeyError` when there is none of that name.
    """
    if not credential:
        return block
    named = block.get("credentials")
    if named is UNKNOWN:
        return {**block, "auth": UNKNOWN}
    if not isinstance(named, Mapping) or credential not in named:
        raise KeyError(credential)
    return {**block, "auth": named[credential]}
