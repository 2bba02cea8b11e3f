"""The provider block of one connection: settings of each API, and an HTTP client made when first needed.

A setting comes from the block, else from its environment variable, else from the API's default address. Settings that
Terraform does not know yet are tolerated until a request is wanted. Nothing here outlives the connection: with aliases,
each has a connection and so a `Provider` of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from terrabind.generic.api import block_for
from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.handover import HandOvers
from terrabind.plugin.logs import redact
from terrabind.plugin.validation import validate
from terrabind.spec import duration
from terrabind.spec.api import Api
from terrabind.spec.block import provider_attributes, transport_attributes
from terrabind.spec.credential import settings_of
from terrabind.spec.types import Attribute
from terrabind.spec.values import UNKNOWN, Value, Values, is_known, look_up

if TYPE_CHECKING:
    from terrabind.rest import Client
    from terrabind.rest.locks import Locks


@dataclass(frozen=True, slots=True)
class Transport:
    """How to talk to one API: seconds for one request, tries after a failure, requests per second, TLS by file or text.

    `locks` are those of the connection, which resources name; null for a client that shares none.
    """

    timeout: float = 60.0
    max_retries: int = 4
    rate_limit: float | None = None
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    ca_pem: str | None = None
    cert_pem: str | None = None
    key_pem: str | None = field(default=None, repr=False)
    insecure: bool = False
    locks: Locks | None = field(default=None, compare=False)


Connect: TypeAlias = Callable[[Api, Values, Transport], "Client"]
"""Makes the client of an API from its settings."""


def connect(api: Api, settings: Values, transport: Transport) -> Client:
    """Make a real client. The HTTP library is imported here, because most processes of a command never need it."""
    from terrabind.rest import Client, Options, Tls

    tls = Tls(
        ca_file=transport.ca_file,
        cert_file=transport.cert_file,
        key_file=transport.key_file,
        ca_pem=transport.ca_pem,
        cert_pem=transport.cert_pem,
        key_pem=transport.key_pem,
        insecure=transport.insecure,
    )
    options = Options(
        timeout=transport.timeout,
        max_retries=transport.max_retries,
        rate_limit=transport.rate_limit,
        tls=tls,
    )
    return Client(api, settings, options=options, on_secret=redact, locks=transport.locks)


class NotKnownYetError(RefusedError):
    """A request is wanted, but a provider setting is only known during apply."""


class NoCredentialError(RefusedError):
    """A credential is named that the provider block does not have."""


@dataclass(slots=True)
class Provider:
    """One configured provider. `environment` is read when Terraform configures the provider.

    An API may have several credentials; the empty name is the one of its block.
    """

    apis: Mapping[str, Api]
    environment: Mapping[str, str]
    connect: Connect = connect
    hand_overs: HandOvers = field(default_factory=HandOvers)
    _config: Values = field(default_factory=dict)
    _clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    _lent: dict[str, Client] = field(default_factory=dict)
    _lendings: int = 0
    _locks: Locks | None = None

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

    def settings(self, api: Api, credential: str = "") -> dict[str, Value]:
        """Return the settings of an API by name: null where nobody gives one, `UNKNOWN` where not known yet.

        Raises `NoCredentialError` when there is none of that name.
        """
        block = self._block(api, credential)
        given: dict[str, Value] = {
            name: UNKNOWN if block is UNKNOWN else look_up(_mapping(block), name) or None for name in api.settings
        }
        found = {
            name: self.environment.get(setting.environment) or None
            if given[name] is None and setting.environment
            else given[name]
            for name, setting in api.settings.items()
        }
        for name in _rivals(api, given, found):
            found[name] = None
        if found[api.url_setting] is None:
            found[api.url_setting] = api.default_url or None
        return found

    def require(self, api: Api, credential: str = "") -> dict[str, Value]:
        """Return the settings of an API. Raises `RefusedError` unless an address and a credential can be had."""
        settings = self.settings(api, credential)
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

    def client(self, api: Api, credential: str = "") -> Client:
        """Return the connection's client of an API with one of its credentials, made at the first call.

        Raises `NotKnownYetError` when a setting is unknown, `RefusedError` when one is missing or wrong.
        """
        found = self._clients.get((api.name, credential))
        if found is None:
            found = self._clients[api.name, credential] = self._make(api, credential)
        return found

    def lend(self, api: Api) -> tuple[str, Client]:
        """Make a client that nobody else uses, with a name to give it back by. Raises as `client` does."""
        made = self._make(api, "")
        self._lendings += 1
        name = f"{api.name}-{self._lendings}"
        self._lent[name] = made
        return name, made

    async def take_back(self, name: str) -> None:
        """Close a client that was lent, which ends the session that it opened; an unknown one is closed already."""
        client = self._lent.pop(name, None)
        if client is not None:
            await client.aclose()

    def _make(self, api: Api, credential: str) -> Client:
        settings = self.require(api, credential)
        block = self._block(api, credential)
        own = {} if block is UNKNOWN else _mapping(block)
        transport = {
            name: self._config.get(name) if own.get(name) is None else own.get(name) for name in transport_attributes()
        }
        unknown = [f"{api.name}.{name}" for name in _unknown_names(own, settings)]
        unknown += [name for name, value in transport.items() if not is_known(value)]
        if unknown:
            raise NotKnownYetError(_unknown(api, unknown))
        for name, setting in api.settings.items():
            if setting.attribute.sensitive:
                _keep_secret(settings[name])
        _keep_secret(_mapping(transport["tls"]).get("key_pem"))
        if self._locks is None:
            from terrabind.rest.locks import Locks

            self._locks = Locks()
        return self.connect(api, settings, replace(_transport(transport), locks=self._locks))

    def _block(self, api: Api, credential: str) -> Value:
        """Return an API's block as a user of one of its credentials sees it; `UNKNOWN` when it is not known yet."""
        block = self._config.get(api.name)
        if not credential or block is UNKNOWN:
            return block
        try:
            return block_for(_mapping(block), credential)
        except KeyError:
            known = look_up(_mapping(block), "credentials")
            raise NoCredentialError(_no_credential(api, credential, _mapping(known))) from None

    async def aclose(self) -> None:
        """Close every client, which ends the sessions that they opened."""
        clients = [*self._clients.values(), *self._lent.values()]
        self._clients, self._lent = {}, {}
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


def _no_credential(api: Api, credential: str, known: Values) -> Diagnostic:
    names = ", ".join(f'"{name}"' for name in known)
    there = f"There are {names}." if names else "There are none."
    return Diagnostic(
        f'There is no credential "{credential}"',
        f"{api.name}.credentials in the provider block holds the credentials that resources choose by name. {there} "
        "Leave credential out to use auth.",
        ("credential",),
    )


def _unknown_names(block: Values, settings: Values) -> list[str]:
    """Name what is not known yet; an object that is unknown as a whole stands for all of its members."""
    unknown = [name for name, value in settings.items() if not is_known(value)]
    heads = (name.partition(".")[0] for name in unknown)
    whole = {head for head in heads if block.get(head) is UNKNOWN}
    return list(dict.fromkeys(head if (head := name.partition(".")[0]) in whole else name for name in unknown))


def _keep_secret(value: Value) -> None:
    """Keep a secret setting out of the log; of a map, each of its values."""
    for secret in value.values() if isinstance(value, Mapping) else (value,):
        redact(str(secret or ""))


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
    variable = f" or the environment variable {setting.environment}" if setting.environment else ""
    return Diagnostic(
        f"{wrong.summary} of {api.title}", f"{wrong.detail} The value comes from the provider block{variable}."
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
        ca_pem=_text(tls.get("ca_pem")),
        cert_pem=_text(tls.get("cert_pem")),
        key_pem=_text(tls.get("key_pem")),
        insecure=tls.get("insecure") is True,
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) and value else None


def _mapping(value: Value) -> Values:
    return value if isinstance(value, Mapping) else {}
