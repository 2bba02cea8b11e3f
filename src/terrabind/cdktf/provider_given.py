"""Generated from `terrabind.apis` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from terrabind.constructs.tokens import Resolvable

__all__ = [
    "TerrabindEcs",
    "TerrabindEcsTls",
    "TerrabindFireworks",
    "TerrabindFireworksTls",
    "TerrabindK0rdent",
    "TerrabindK0rdentTls",
    "TerrabindRest",
    "TerrabindRestAuth",
    "TerrabindRestAuthApiKey",
    "TerrabindRestAuthBasic",
    "TerrabindRestAuthOauth2",
    "TerrabindRestTls",
    "TerrabindTls",
]


class TerrabindEcsTls(TypedDict, total=False):
    """How TLS connections are made.

    ca_file: PEM file of certificate authorities to trust besides the system's.
    ca_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    cert_file: PEM file of the client certificate, with what leads to its authority.
    cert_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    key_file: PEM file of its key, which may stand in `cert_file` as well.
    key_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem"). Secret: give it
        from a sensitive variable or the environment, never as a text in code.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    ca_pem: str | None
    cert_file: str | None
    cert_pem: str | None
    key_file: str | None
    key_pem: str | None
    insecure: bool | Resolvable | None


class TerrabindEcs(TypedDict, total=False):
    """IAM of Dell ECS 3.5 to 3.8 and ObjectScale 4.

    What is left out comes from the environment: `ECS_ENDPOINT`, `ECS_USERNAME`, `ECS_PASSWORD`, `ECS_TOKEN`,
    `ECS_NAMESPACE`.

    endpoint: Management address of the array, with its port. Accepted: an address such as
        "https://api.example.com".
    username: Management user; logs in and out again.
    password: Password of the management user. Secret: give it from a sensitive variable or the environment,
        never as a text in code.
    token: A ready X-SDS-AUTH-TOKEN: no login, no logout. Secret: give it from a sensitive variable or the
        environment, never as a text in code.
    namespace: Namespace of resources that name none. Accepted: one word without slashes, white space, ?, # or
        %.
    timeout: How long one request may take, such as "60s"; 60 seconds when left out. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    max_retries: How often a request is tried again; 4 when left out. Accepted: a whole number of retries from 0
        to 100.
    rate_limit: Requests per second, slowing down when the server asks for it; no limit when left out. Accepted:
        a number above 0.
    tls: How TLS connections are made. Accepted: each certificate and key as a file or as text.
    """

    endpoint: str | None
    username: str | None
    password: str | None
    token: str | None
    namespace: str | None
    timeout: str | None
    max_retries: float | None
    rate_limit: float | None
    tls: TerrabindEcsTls | None


class TerrabindFireworksTls(TypedDict, total=False):
    """How TLS connections are made.

    ca_file: PEM file of certificate authorities to trust besides the system's.
    ca_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    cert_file: PEM file of the client certificate, with what leads to its authority.
    cert_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    key_file: PEM file of its key, which may stand in `cert_file` as well.
    key_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem"). Secret: give it
        from a sensitive variable or the environment, never as a text in code.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    ca_pem: str | None
    cert_file: str | None
    cert_pem: str | None
    key_file: str | None
    key_pem: str | None
    insecure: bool | Resolvable | None


class TerrabindFireworks(TypedDict, total=False):
    """The Fireworks AI control plane.

    What is left out comes from the environment: `FIREWORKS_BASE_URL`, `FIREWORKS_API_KEY`,
    `FIREWORKS_ACCOUNT_ID`.

    base_url: Address of the API. Accepted: an address such as "https://api.example.com".
    api_key: API key with account management rights. Secret: give it from a sensitive variable or the
        environment, never as a text in code.
    account_id: Account of resources that name none. Accepted: one word without slashes, white space, ?, # or %.
    timeout: How long one request may take, such as "60s"; 60 seconds when left out. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    max_retries: How often a request is tried again; 4 when left out. Accepted: a whole number of retries from 0
        to 100.
    rate_limit: Requests per second, slowing down when the server asks for it; no limit when left out. Accepted:
        a number above 0.
    tls: How TLS connections are made. Accepted: each certificate and key as a file or as text.
    """

    base_url: str | None
    api_key: str | None
    account_id: str | None
    timeout: str | None
    max_retries: float | None
    rate_limit: float | None
    tls: TerrabindFireworksTls | None


class TerrabindK0rdentTls(TypedDict, total=False):
    """How TLS connections are made.

    ca_file: PEM file of certificate authorities to trust besides the system's.
    ca_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    cert_file: PEM file of the client certificate, with what leads to its authority.
    cert_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    key_file: PEM file of its key, which may stand in `cert_file` as well.
    key_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem"). Secret: give it
        from a sensitive variable or the environment, never as a text in code.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    ca_pem: str | None
    cert_file: str | None
    cert_pem: str | None
    key_file: str | None
    key_pem: str | None
    insecure: bool | Resolvable | None


class TerrabindK0rdent(TypedDict, total=False):
    """IAM of k0rdent AI (API 0.2.0-draft).

    What is left out comes from the environment: `K0RDENT_BASE_URL`, `K0RDENT_TOKEN`, `K0RDENT_CLIENT_ID`,
    `K0RDENT_CLIENT_SECRET`, `K0RDENT_API_KEY`, `K0RDENT_ORG_ID`.

    base_url: Address of the API. Accepted: an address such as "https://api.example.com".
    token: A ready bearer token. Secret: give it from a sensitive variable or the environment, never as a text
        in code.
    client_id: Service account that mints tokens with `client_secret`.
    client_secret: Secret of the service account. Secret: give it from a sensitive variable or the environment,
        never as a text in code.
    api_key: API key that mints tokens. Secret: give it from a sensitive variable or the environment, never as a
        text in code.
    org_id: Organisation of resources that name none; operator administrators only. Accepted: one word without
        slashes, white space, ?, # or %.
    timeout: How long one request may take, such as "60s"; 60 seconds when left out. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    max_retries: How often a request is tried again; 4 when left out. Accepted: a whole number of retries from 0
        to 100.
    rate_limit: Requests per second, slowing down when the server asks for it; no limit when left out. Accepted:
        a number above 0.
    tls: How TLS connections are made. Accepted: each certificate and key as a file or as text.
    """

    base_url: str | None
    token: str | None
    client_id: str | None
    client_secret: str | None
    api_key: str | None
    org_id: str | None
    timeout: str | None
    max_retries: float | None
    rate_limit: float | None
    tls: TerrabindK0rdentTls | None


class TerrabindRestAuthBasic(TypedDict):
    """A user name and a password with every request.

    username: The user's name.
    password: The user's password. Secret: give it from a sensitive variable or the environment, never as a text
        in code.
    """

    username: str
    password: str


TerrabindRestAuthApiKey = TypedDict("TerrabindRestAuthApiKey", {"name": str, "value": str, "in": str})
"""A key under a name.

name: The name under which the key is sent.
value: The key. Secret: give it from a sensitive variable or the environment, never as a text in code.
in: Where it is sent. Accepted: one of "header", "query", "cookie".
"""


class TerrabindRestAuthOauth2(TypedDict):
    """Tokens by OAuth2 client credentials: fetched once for all, and once more when one is refused.

    token_url: The address that gives tokens, whole. Accepted: an address such as
        "https://login.example.com/oauth2/token".
    client_id: The client.
    client_secret: The client's secret. Secret: give it from a sensitive variable or the environment, never as a
        text in code.
    scopes: The scopes to ask for.
    audience: The audience to ask for.
    """

    token_url: str
    client_id: str
    client_secret: str
    scopes: NotRequired[Sequence[str] | None]
    audience: NotRequired[str | None]


class TerrabindRestAuth(TypedDict, total=False):
    """The credential of resources that name none.

    bearer: A ready bearer token. Secret: give it from a sensitive variable or the environment, never as a text
        in code.
    basic: A user name and a password with every request.
    api_key: A key under a name.
    oauth2: Tokens by OAuth2 client credentials: fetched once for all, and once more when one is refused.
    command: A command, word by word, that prints a bearer token.
    """

    bearer: str | None
    basic: TerrabindRestAuthBasic | None
    api_key: TerrabindRestAuthApiKey | None
    oauth2: TerrabindRestAuthOauth2 | None
    command: Sequence[str] | None


class TerrabindRestTls(TypedDict, total=False):
    """How TLS connections are made.

    ca_file: PEM file of certificate authorities to trust besides the system's.
    ca_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    cert_file: PEM file of the client certificate, with what leads to its authority.
    cert_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    key_file: PEM file of its key, which may stand in `cert_file` as well.
    key_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem"). Secret: give it
        from a sensitive variable or the environment, never as a text in code.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    ca_pem: str | None
    cert_file: str | None
    cert_pem: str | None
    key_file: str | None
    key_pem: str | None
    insecure: bool | Resolvable | None


class TerrabindRest(TypedDict, total=False):
    """Any API that speaks HTTP, for `terrabind_rest_resource` and `terrabind_rest_request`.

    What is left out comes from the environment: `REST_BASE_URL`.

    base_url: Address of the API; paths are relative to it. Accepted: an address such as
        "https://api.example.com".
    headers: Headers of every request. Secret: give it from a sensitive variable or the environment, never as a
        text in code.
    query: Query parameters of every request. Secret: give it from a sensitive variable or the environment,
        never as a text in code.
    auth: The credential of resources that name none. Accepted: exactly one way in.
    credentials: More credentials, which resources choose by name with `credential`. Accepted: exactly one way
        in for each name.
    timeout: How long one request may take, such as "60s"; 60 seconds when left out. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    max_retries: How often a request is tried again; 4 when left out. Accepted: a whole number of retries from 0
        to 100.
    rate_limit: Requests per second, slowing down when the server asks for it; no limit when left out. Accepted:
        a number above 0.
    tls: How TLS connections are made. Accepted: each certificate and key as a file or as text.
    """

    base_url: str | None
    headers: Mapping[str, str] | None
    query: Mapping[str, str] | None
    auth: TerrabindRestAuth | None
    credentials: Mapping[str, TerrabindRestAuth] | None
    timeout: str | None
    max_retries: float | None
    rate_limit: float | None
    tls: TerrabindRestTls | None


class TerrabindTls(TypedDict, total=False):
    """How TLS connections are made.

    ca_file: PEM file of certificate authorities to trust besides the system's.
    ca_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    cert_file: PEM file of the client certificate, with what leads to its authority.
    cert_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem").
    key_file: PEM file of its key, which may stand in `cert_file` as well.
    key_pem: The same as PEM text. Accepted: a PEM text, such as that of file("client.pem"). Secret: give it
        from a sensitive variable or the environment, never as a text in code.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    ca_pem: str | None
    cert_file: str | None
    cert_pem: str | None
    key_file: str | None
    key_pem: str | None
    insecure: bool | Resolvable | None
