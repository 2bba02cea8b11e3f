"""The network by httpx, the one module that awaits it: requests are carried, and its exceptions become our errors.

HTTP/1.1 with kept connections, proxies from the environment, no redirects, no cookies, no compression asked
for.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import terrabind.rest.slim_httpx  # noqa: F401 - first, so that what follows is slim

# isort: split
import httpx

from terrabind.rest.addresses import base_address
from terrabind.rest.errors import (
    LostAnswerError,
    RequestError,
    RestError,
    TlsError,
    UnreachableError,
)
from terrabind.rest.options import Options, Tls
from terrabind.rest.pem import load_certificates
from terrabind.rest.redaction import IN_FLIGHT, Redactor, Secret, hush_libraries
from terrabind.rest.requests import Request
from terrabind.rest.responses import MOST_BYTES, Raw
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.values import Values

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
_ASIDE: Final = "terrabind.location"
_COOKIE: Final = "cookie"
_MALFORMED: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, httpx.CookieConflict)


def open_client(options: Options, address: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """Return an HTTP client for one address. Raises `SettingsError` when a TLS file cannot be used."""
    # Loading the authorities takes some 20 ms, which an address without TLS can save.
    verify = trust(options.tls) if address.lower().startswith("https:") and transport is None else False
    return httpx.AsyncClient(
        verify=verify,
        transport=transport,
        trust_env=True,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        headers={"Accept-Encoding": "identity", "User-Agent": "terrabind"},
        event_hooks={"response": [_set_location_aside]},
    )


def trust(tls: Tls) -> ssl.SSLContext:
    """Return whom to trust and as whom to come. Raises `SettingsError` naming what cannot be used."""
    context = httpx.create_ssl_context(verify=not tls.insecure)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_certificates(context, tls)
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
        self._open = partial(open_client, options, transport=transport)
        self._http = {self._address[:6].lower(): self._open(self._address)}
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
        asked = request.address or self._address
        raise translate(error, request.server or self._api, request, asked, self._redactor)

    async def aclose(self) -> None:
        """Close the connections."""
        closing = IN_FLIGHT.set(True)
        try:
            for each in self._http.values():
                await each.aclose()
        finally:
            IN_FLIGHT.reset(closing)

    async def _send(self, request: Request, secrets: Mapping[str, Secret], seconds: float) -> Raw:
        headers = _merge(request.headers, secrets)
        address = request.address or self._address
        target, end = request.target, request.secret_query
        if end is not None:
            target = f"{target}{'&' if request.query else '?'}{end.reveal()}"
        # A token endpoint may speak TLS where the API does not.
        scheme = address[:6].lower()
        http = self._http.get(scheme) or self._http.setdefault(scheme, self._open(address))
        in_flight = IN_FLIGHT.set(True)
        try:
            sent = http.build_request(
                request.method,
                address + target,
                content=request.body,
                headers=[(name.encode(), text.encode()) for name, text in headers.items()],
                timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            )
            # Cookies of a login page or load balancer must not travel on by themselves.
            sent.headers.pop(_COOKIE, None)
            sent.headers.update({name: text for name, text in headers.items() if name.lower() == _COOKIE})
            answer = await http.send(sent, stream=True, follow_redirects=False)
            try:
                body, packed = await _body(answer)
            finally:
                await answer.aclose()
        finally:
            IN_FLIGHT.reset(in_flight)
        names = {name.lower(): text for name, text in answer.headers.items()} | answer.extensions.get(_ASIDE, {})
        if not packed:
            names.pop("content-encoding", None)
        return Raw(answer.status_code, names, body)


def _merge(headers: Mapping[str, str], secrets: Mapping[str, Secret]) -> dict[str, str]:
    """Return all headers, each once, whatever its case: a credential wins, and a cookie comes behind the others."""
    merged = {name.lower(): (name, text) for name, text in headers.items()}
    for name, secret in secrets.items():
        cookies = f"{merged[_COOKIE][1]}; " if name.lower() == _COOKIE and _COOKIE in merged else ""
        merged[name.lower()] = (name, cookies + secret.reveal())
    return dict(merged.values())


async def _set_location_aside(answer: httpx.Response) -> None:
    """Keep httpx from preparing the request that would follow a redirect: it raises where the address is malformed."""
    if answer.has_redirect_location:
        answer.extensions[_ASIDE] = {"location": answer.headers.pop("location")}


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
    where = f"{request.method} {request.path} at {host}: {said.rstrip('.')}."
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
            f"{where}\nIf it has its own certificate authority, give that as `tls.ca_file` or `tls.ca_pem`; {check} "
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


def _is_tls(error: BaseException) -> bool:
    return isinstance(error, ssl.SSLError) or "[SSL" in str(error) or "CERTIFICATE_VERIFY" in str(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
