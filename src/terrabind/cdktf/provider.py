"""Generated from `terrabind.apis` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar

from terrabind.apis import load_catalogue
from terrabind.cdktf.base import Construct, Provider
from terrabind.cdktf.provider_given import (
    TerrabindEcs,
    TerrabindEcsTls,
    TerrabindFireworks,
    TerrabindFireworksTls,
    TerrabindK0rdent,
    TerrabindK0rdentTls,
    TerrabindRest,
    TerrabindRestAuth,
    TerrabindRestAuthApiKey,
    TerrabindRestAuthBasic,
    TerrabindRestAuthOauth2,
    TerrabindRestTls,
    TerrabindTls,
)
from terrabind.constructs.description import Description, describe_provider
from terrabind.constructs.members import Given

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
        tls: How TLS connections are made. Accepted: each certificate and key as a file or as text.
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
