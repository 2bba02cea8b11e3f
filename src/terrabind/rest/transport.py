"""The network by httpx, the one module that awaits it: requests are carried, and its exceptions become our errors.

HTTP/1.1 with kept connections, proxies from the environment, no redirects, no cookies, no compression asked
for.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import terrabind.rest.slim_httpx  # noqa: F401 - first, so that what follows is slim

# isort: split
import httpx

from terrabind.rest.errors import (
    AddressMissingError,
    LostAnswerError,
    RequestError,
    RestError,
    SettingsError,
    TlsError,
    UnreachableError,
)
from terrabind.rest.options import Options, Tls
from terrabind.rest.redaction import IN_FLIGHT, Redactor, Secret, hush_libraries
from terrabind.rest.requests import Request
from terrabind.rest.responses import MOST_BYTES, Raw
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.values import UNKNOWN, Values

CONNECTIONS: Final = 10
"""Connections per client: httpx's pool costs five times more per request at 50 (plugin.md 3.4)."""

CONNECT_SECONDS: Final = 10.0

# Before anything left: sending again is safe. The rest, and what httpx may add one day, counts as sent.
_NOTHING_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
_MALFORMED: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, httpx.CookieConflict)


def base_address(api: Api, settings: Values) -> str:
    """Return the API's address without a slash at its end.

    Raises `AddressMissingError` when none is configured, `SettingsError` when it is not plainly an address:
    user names, queries and fragments in it would end up in messages or change every request.
    """
    name = api.url_setting
    given = settings.get(name)
    if given is UNKNOWN:
        raise AddressMissingError(
            f"{api.title}: the address is not known yet",
            f"{api.name}.{name} is known only after an apply.",
            attribute=f"{api.name}.{name}",
        )
    text = given if isinstance(given, str) and given else api.default_url
    if not text:
        raise AddressMissingError(
            f"{api.title}: no address is configured",
            f'{api.name}.{name} is not set. Set {places(api, name)}, for example to "{api.settings[name].example}".',
            attribute=f"{api.name}.{name}",
        )
    try:
        parts = urlsplit(text)
        port = parts.port
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    except ValueError:
        plain = False
    if not plain or "@" in text or "?" in text or "#" in text or any(letter <= " " for letter in text):
        raise SettingsError(
            f"{api.title}: the address is not accepted",
            f"Set {places(api, name)} to an address such as "
            f'"{api.settings[name].example or api.default_url}": http or https, a host, perhaps a port and a path, '
            "and no user name, query or fragment.",
            attribute=f"{api.name}.{name}",
        )
    return text.rstrip("/")


def open_client(options: Options, address: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """Return an HTTP client for one address. Raises `SettingsError` when a TLS file cannot be used."""
    # Loading the authorities takes some 20 ms, which an address without TLS can save.
    verify = trust(options.tls) if address.startswith("https:") and transport is None else False
    return httpx.AsyncClient(
        verify=verify,
        transport=transport,
        trust_env=True,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        headers={"Accept-Encoding": "identity", "User-Agent": "terrabind"},
    )


def trust(tls: Tls) -> ssl.SSLContext:
    """Return whom to trust and as whom to come. Raises `SettingsError` naming the file that cannot be used."""
    context = httpx.create_ssl_context(verify=not tls.insecure)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.ca_file:
        _load("ca_file", tls.ca_file, lambda: context.load_verify_locations(cafile=tls.ca_file))
    if tls.cert_file:
        certificate, key = tls.cert_file, tls.key_file
        _load("cert_file", certificate, lambda: context.load_cert_chain(certificate, key, password=lambda: ""))
    elif tls.key_file:
        raise SettingsError(
            "tls.key_file stands alone",
            "A key needs its certificate: set `tls.cert_file` too.",
            attribute="tls.cert_file",
        )
    return context


class Network:
    """The way to one API. Raises `SettingsError` when the address or a TLS file cannot be used."""

    def __init__(
        self,
        api: Api,
        settings: Values,
        options: Options,
        transport: httpx.AsyncBaseTransport | None,
        redactor: Redactor,
    ) -> None:
        self._api = api
        self._redactor = redactor
        self._address = base_address(api, settings)
        self._http = open_client(options, self._address, transport)
        hush_libraries()

    async def exchange(self, request: Request, secrets: Mapping[str, Secret], seconds: float) -> Raw:
        """Carry one request with secret headers, within `seconds`. Raises `RestError` when no whole answer comes."""
        try:
            # httpx's own limits are for each step of the exchange, and tell more: they come first.
            async with asyncio.timeout(seconds + 1.0):
                return await self._send(request, secrets, seconds)
        except TimeoutError:
            error: Exception = httpx.ReadTimeout("the answer took too long")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError) as raised:
            error = raised
        raise translate(error, self._api, request, self._address, self._redactor)

    async def aclose(self) -> None:
        """Close the connections."""
        closing = IN_FLIGHT.set(True)
        try:
            await self._http.aclose()
        finally:
            IN_FLIGHT.reset(closing)

    async def _send(self, request: Request, secrets: Mapping[str, Secret], seconds: float) -> Raw:
        headers = {**request.headers, **{name: secret.reveal() for name, secret in secrets.items()}}
        in_flight = IN_FLIGHT.set(True)
        try:
            sent = self._http.build_request(
                request.method,
                self._address + request.target,
                content=request.body,
                headers=[(name.encode(), text.encode()) for name, text in headers.items()],
                timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            )
            # Cookies of a login page or load balancer must not travel on by themselves.
            sent.headers.pop("cookie", None)
            answer = await self._http.send(sent, stream=True, follow_redirects=False)
            try:
                body, packed = await _body(answer)
            finally:
                await answer.aclose()
        finally:
            IN_FLIGHT.reset(in_flight)
        names = {name.lower(): text for name, text in answer.headers.items()}
        if not packed:
            names.pop("content-encoding", None)
        return Raw(answer.status_code, names, body)


async def _body(answer: httpx.Response) -> tuple[bytes, bool]:
    """Return an answer's body, bounded, and whether it is still packed as it travelled."""
    if answer.is_stream_consumed:
        # A transport that answers from memory has read and unpacked it already.
        return answer.content[: MOST_BYTES + 1], False
    read = bytearray()
    async for chunk in answer.aiter_raw():
        read += chunk
        if len(read) > MOST_BYTES:
            break
    return bytes(read), True


def translate(error: Exception, api: Api, request: Request, address: str, redactor: Redactor) -> RestError:
    """Return the error that an exception of httpx is, telling whether anything may have been sent."""
    host = urlsplit(address).netloc
    said = redactor.scrub(str(error)) or type(error).__name__
    where = f"{request.method} {request.path} at {host}: {said}."
    check = f"Check {places(api, api.url_setting)}"
    if isinstance(error, _MALFORMED):
        return RequestError(
            f"{api.title} was not asked to {request.purpose}: {RequestError.reason}",
            f"{where}\n{check} and the values of the resource.",
            attribute=f"{api.name}.{api.url_setting}",
        )
    if isinstance(error, _NOTHING_SENT) and any(_is_tls(each) for each in _chain(error)):
        return TlsError(
            f"{api.title} did not {request.purpose}: {TlsError.reason}",
            f"{where}\nIf the server has its own certificate authority, give its PEM file as `tls.ca_file`; {check} "
            "names a TLS port.",
            attribute="tls.ca_file",
        )
    if isinstance(error, _NOTHING_SENT):
        return UnreachableError(
            f"{api.title} did not {request.purpose}: {UnreachableError.reason}",
            f"{where}\nNothing was sent. {check}, the network, and HTTPS_PROXY or NO_PROXY where a proxy is used.",
            attribute=f"{api.name}.{api.url_setting}",
        )
    return LostAnswerError(
        f"{api.title} may or may not have carried out: {request.purpose}",
        f"{where}\nThe request left, and no whole answer came.",
    )


def _load(name: str, file: str, load: Callable[[], None]) -> None:
    try:
        load()
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            f"tls.{name} cannot be used",
            f"{file}: {error}. Give a readable PEM file.",
            attribute=f"tls.{name}",
        ) from None


def _is_tls(error: BaseException) -> bool:
    return isinstance(error, ssl.SSLError) or "[SSL" in str(error) or "CERTIFICATE_VERIFY" in str(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
