"""The provider block of one connection: settings of each API, and an HTTP client made when first needed.

A setting comes from the block, else from its environment variable, else from the API's default address. Settings that
Terraform does not know yet are tolerated until a request is wanted. Nothing here outlives the connection: with aliases,
each has a connection and so a `Provider` of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.handover import HandOvers
from terrabind.plugin.logs import redact
from terrabind.plugin.validation import validate
from terrabind.spec import duration
from terrabind.spec.api import Api
from terrabind.spec.block import provider_attributes, transport_attributes
from terrabind.spec.credential import settings_of
from terrabind.spec.types import Attribute
from terrabind.spec.values import UNKNOWN, Value, Values, is_known

if TYPE_CHECKING:
    from terrabind.rest import Client


@dataclass(frozen=True, slots=True)
class Transport:
    """How to talk to one API: seconds for one request, tries after a failure, requests per second, files for TLS."""

    timeout: float = 60.0
    max_retries: int = 4
    rate_limit: float | None = None
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    insecure: bool = False


Connect: TypeAlias = Callable[[Api, Values, Transport], "Client"]
"""Makes the client of an API from its settings."""


def connect(api: Api, settings: Values, transport: Transport) -> Client:
    """Make a real client. The HTTP library is imported here, because most processes of a command never need it."""
    from terrabind.rest import Client, Options, Tls

    tls = Tls(
        ca_file=transport.ca_file,
        cert_file=transport.cert_file,
        key_file=transport.key_file,
        insecure=transport.insecure,
    )
    options = Options(
        timeout=transport.timeout,
        max_retries=transport.max_retries,
        rate_limit=transport.rate_limit,
        tls=tls,
    )
    return Client(api, settings, options=options, on_secret=redact)


class NotKnownYetError(RefusedError):
    """A request is wanted, but a provider setting is only known during apply."""


@dataclass(slots=True)
class Provider:
    """One configured provider. `environment` is read when Terraform configures the provider."""

    apis: Mapping[str, Api]
    environment: Mapping[str, str]
    connect: Connect = connect
    hand_overs: HandOvers = field(default_factory=HandOvers)
    _config: Values = field(default_factory=dict)
    _clients: dict[str, Client] = field(default_factory=dict)

    def validate(self, config: Values) -> list[Diagnostic]:
        """Return what is wrong with a provider block."""
        return validate(provider_attributes(self.apis), config)

    def configure(self, config: Values) -> list[Diagnostic]:
        """Take the block. Returns warnings; an unverified TLS connection is worth one on every run."""
        self._config = config
        warned = []
        for where in ((), *((name,) for name in self.apis)):
            block = config if not where else _mapping(config.get(where[0]))
            if _mapping(block.get("tls")).get("insecure") is True:
                warned.append(
                    Diagnostic(
                        "Certificates are not verified",
                        "With tls.insecure anyone on the way can read the credentials and change the answers. Trust "
                        "the server's own authority with tls.ca_file instead.",
                        (*where, "tls", "insecure"),
                        warning=True,
                    )
                )
        return warned

    def settings(self, api: Api) -> dict[str, Value]:
        """Return the settings of an API by name: null where nobody gives one, `UNKNOWN` where not known yet."""
        block = self._config.get(api.name)
        given: dict[str, Value] = {
            name: UNKNOWN if block is UNKNOWN else _mapping(block).get(name) or None for name in api.settings
        }
        found = {
            name: self.environment.get(setting.environment) or None if given[name] is None else given[name]
            for name, setting in api.settings.items()
        }
        for name in _rivals(api, given, found):
            found[name] = None
        if found[api.url_setting] is None:
            found[api.url_setting] = api.default_url or None
        return found

    def require(self, api: Api) -> dict[str, Value]:
        """Return the settings of an API. Raises `RefusedError` unless an address and a credential can be had."""
        settings = self.settings(api)
        if settings[api.url_setting] is None:
            raise RefusedError(_unconfigured(api, [api.url_setting]))
        ways = [settings_of(credential) for credential in api.credentials]
        if not any(all(settings[name] is not None for name in way) for way in ways):
            begun = [way for way in ways if any(settings[name] is not None for name in way)]
            raise RefusedError(_unconfigured(api, *(begun or ways), settings=settings))
        attributes = {name: setting.attribute for name, setting in api.settings.items()}
        wrong = validate(attributes, settings)
        if wrong:
            raise RefusedError(*(_from_environment(api, each) for each in wrong))
        return settings

    def client(self, api: Api) -> Client:
        """Return the connection's client of an API, made at the first call.

        Raises `NotKnownYetError` when a setting is unknown, `RefusedError` when one is missing or wrong.
        """
        if api.name in self._clients:
            return self._clients[api.name]
        settings = self.require(api)
        unknown = [f"{api.name}.{name}" for name, value in settings.items() if not is_known(value)]
        block = self._config.get(api.name)
        own = {} if block is UNKNOWN else _mapping(block)
        transport = {
            name: self._config.get(name) if own.get(name) is None else own.get(name) for name in transport_attributes()
        }
        unknown += [name for name, value in transport.items() if not is_known(value)]
        if unknown:
            raise NotKnownYetError(_unknown(api, unknown))
        for name, setting in api.settings.items():
            if setting.attribute.sensitive:
                redact(str(settings[name] or ""))
        made = self.connect(api, settings, _transport(transport))
        self._clients[api.name] = made
        return made

    async def aclose(self) -> None:
        """Close every client, which ends the sessions that they opened."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    def missing(self, api: Api, name: str, attribute: Attribute) -> Diagnostic:
        """Say that a resource's attribute is given neither there, nor by the provider, nor by the environment."""
        setting = api.settings[attribute.setting]
        return Diagnostic(
            f"{name} is missing",
            f"Set {name} here, {api.name}.{attribute.setting} in the provider block, or the environment variable "
            f"{setting.environment}.",
            (name,),
        )


def _rivals(api: Api, given: Values, found: Values) -> set[str]:
    """Name the settings of other credentials that only the environment gives, when the block gives one.

    Without this, a token left in the shell would silently win over the service account in the configuration.
    """
    ways = [settings_of(credential) for credential in api.credentials]
    for way in ways:
        if any(given[name] is not None for name in way) and all(found[name] is not None for name in way):
            others = {name for other in ways for name in other} - set(way)
            return {name for name in others if given[name] is None}
    return set()


def _unconfigured(api: Api, *ways: list[str] | tuple[str, ...], settings: Values | None = None) -> Diagnostic:
    """Name what is missing as provider attributes and as environment variables."""
    missing = [[name for name in way if not (settings or {}).get(name)] for way in ways]
    texts = [" and ".join(f"{api.name}.{name} ({api.settings[name].environment})" for name in way) for way in missing]
    hint = f" {api.credential_hint}" if api.credential_hint and settings is not None else ""
    return Diagnostic(
        f"{api.title} is not configured",
        f"Set {', or '.join(texts)}: the attribute in the provider block or the environment variable in "
        f"brackets.{hint}",
    )


def _unknown(api: Api, names: list[str]) -> Diagnostic:
    return Diagnostic(
        f"{api.title} cannot be asked yet",
        f"{', '.join(names)} in the provider block will only be known during apply. Apply what it comes from first, "
        "for example with -target, or give a value that is known.",
    )


def _from_environment(api: Api, wrong: Diagnostic) -> Diagnostic:
    """Name the environment variable of a wrong setting: the block itself was judged when it was validated."""
    setting = api.settings[str(wrong.path[0])]
    return Diagnostic(
        f"{wrong.summary} of {api.title}",
        f"{wrong.detail} The value comes from the provider block or the environment variable {setting.environment}.",
    )


def _transport(values: Values) -> Transport:
    tls = _mapping(values.get("tls"))
    timeout, retries, rate = (values.get(name) for name in ("timeout", "max_retries", "rate_limit"))
    standard = Transport()
    return Transport(
        timeout=duration.seconds(timeout) if isinstance(timeout, str) else standard.timeout,
        max_retries=retries if isinstance(retries, int) else standard.max_retries,
        rate_limit=float(str(rate)) if rate is not None else standard.rate_limit,
        ca_file=_text(tls.get("ca_file")),
        cert_file=_text(tls.get("cert_file")),
        key_file=_text(tls.get("key_file")),
        insecure=tls.get("insecure") is True,
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) and value else None


def _mapping(value: Value) -> Values:
    return value if isinstance(value, Mapping) else {}
