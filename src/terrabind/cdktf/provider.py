"""Generated from `terrabind.apis` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NotRequired, TypedDict

from terrabind.apis import load_catalogue
from terrabind.cdktf.base import Construct, Provider
from terrabind.constructs.description import Description, describe_provider
from terrabind.constructs.members import Given
from terrabind.constructs.tokens import Resolvable

__all__ = [
    "TerrabindEcs",
    "TerrabindEcsTls",
    "TerrabindFireworks",
    "TerrabindFireworksTls",
    "TerrabindK0rdent",
    "TerrabindK0rdentTls",
    "TerrabindProvider",
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

    ca_file: PEM file of the certificate authorities to trust instead of the system's.
    cert_file: PEM file of the client certificate.
    key_file: PEM file of the client certificate's key.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    cert_file: str | None
    key_file: str | None
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
    tls: How TLS connections are made.
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

    ca_file: PEM file of the certificate authorities to trust instead of the system's.
    cert_file: PEM file of the client certificate.
    key_file: PEM file of the client certificate's key.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    cert_file: str | None
    key_file: str | None
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
    tls: How TLS connections are made.
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

    ca_file: PEM file of the certificate authorities to trust instead of the system's.
    cert_file: PEM file of the client certificate.
    key_file: PEM file of the client certificate's key.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    cert_file: str | None
    key_file: str | None
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
    tls: How TLS connections are made.
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

    ca_file: PEM file of the certificate authorities to trust instead of the system's.
    cert_file: PEM file of the client certificate.
    key_file: PEM file of the client certificate's key.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    cert_file: str | None
    key_file: str | None
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
    tls: How TLS connections are made.
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

    ca_file: PEM file of the certificate authorities to trust instead of the system's.
    cert_file: PEM file of the client certificate.
    key_file: PEM file of the client certificate's key.
    insecure: Whether any certificate of the server is accepted. Never in production.
    """

    ca_file: str | None
    cert_file: str | None
    key_file: str | None
    insecure: bool | Resolvable | None


class TerrabindProvider(Provider):
    """Where the APIs are and how terrabind gets in.

    Every argument is optional: what is left out comes from the environment of `terraform`, which is also the
    best place for secrets. A secret in code ends up in the synthesized configuration; give it from a sensitive
    `TerraformVariable` instead.

    Several providers in one stack need an `alias` each, all but one; resources choose with `provider=`.
    """

    DESCRIPTION: ClassVar[Description] = describe_provider(load_catalogue().apis)

    ecs_input = Given[TerrabindEcs]()
    """What was given as `ecs`."""

    fireworks_input = Given[TerrabindFireworks]()
    """What was given as `fireworks`."""

    k0rdent_input = Given[TerrabindK0rdent]()
    """What was given as `k0rdent`."""

    rest_input = Given[TerrabindRest]()
    """What was given as `rest`."""

    timeout_input = Given[str]()
    """What was given as `timeout`."""

    max_retries_input = Given[float]()
    """What was given as `max_retries`."""

    rate_limit_input = Given[float]()
    """What was given as `rate_limit`."""

    tls_input = Given[TerrabindTls]()
    """What was given as `tls`."""

    def __init__(
        self,
        scope: Construct,
        id_: str = "terrabind",
        *,
        ecs: TerrabindEcs | None = None,
        fireworks: TerrabindFireworks | None = None,
        k0rdent: TerrabindK0rdent | None = None,
        rest: TerrabindRest | None = None,
        timeout: str | None = None,
        max_retries: float | None = None,
        rate_limit: float | None = None,
        tls: TerrabindTls | None = None,
        alias: str | None = None,
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the stack; give it by position.
        id_: the construct's name there; by position.
        ecs: IAM of Dell ECS 3.5 to 3.8 and ObjectScale 4.
        fireworks: The Fireworks AI control plane.
        k0rdent: IAM of k0rdent AI (API 0.2.0-draft).
        rest: Any API that speaks HTTP, for `terrabind_rest_resource` and `terrabind_rest_request`.
        timeout: How long one request may take, such as "60s"; 60 seconds when left out. Accepted: a duration such
            as "30s", "5m" or "1h30m".
        max_retries: How often a request is tried again; 4 when left out. Accepted: a whole number of retries from 0
            to 100.
        rate_limit: Requests per second, slowing down when the server asks for it; no limit when left out. Accepted:
            a number above 0.
        tls: How TLS connections are made.
        alias: the name by which resources choose this provider; none for the stack's default one.
        """
        super().__init__(
            scope,
            id_,
            {
                "ecs": ecs,
                "fireworks": fireworks,
                "k0rdent": k0rdent,
                "rest": rest,
                "timeout": timeout,
                "max_retries": max_retries,
                "rate_limit": rate_limit,
                "tls": tls,
            },
            alias,
        )
