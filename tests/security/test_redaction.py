"""A secret is recognised however it is written, and text that could harm a reader or the protocol is made harmless."""

from __future__ import annotations

import base64
import html
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest

from terrabind.plugin.diagnostics import of_rest_error, write
from terrabind.plugin.logs import HclogFormatter
from terrabind.plugin.logs import Redactor as LogRedactor
from terrabind.plugin.provider import Provider
from terrabind.plugin.validation import validate
from terrabind.rest.errors import AnswerError
from terrabind.rest.redaction import Redactor, Secret
from terrabind.rest.requests import Request
from terrabind.rest.responses import Raw, Reader
from terrabind.spec.block import provider_attributes
from tests.plugin.rig import Apis
from tests.security.loopback import CATALOGUE

pytestmark = pytest.mark.promise(32)
PASSWORD = 'p"w/7 &é+<%'
WAYS = {
    "as it is": PASSWORD,
    "in JSON": json.dumps(PASSWORD)[1:-1],
    "in JSON with accents": json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
    "in HTML": html.escape(PASSWORD),
    "in XML": html.escape(PASSWORD, quote=False),
    "in an address": quote(PASSWORD, safe=""),
    "in an address, small": quote(PASSWORD, safe="").lower(),
    "in a form": quote_plus(PASSWORD),
    "in base64": base64.b64encode(PASSWORD.encode()).decode(),
    "in a session": base64.b64encode(f"root:{PASSWORD}".encode()).decode(),
}


@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS)
def test_a_secret_is_masked_however_it_is_written(written: str) -> None:
    """Each server that repeats a request writes it in its own way."""
    redactor = Redactor()
    redactor.learn(Secret(PASSWORD))
    redactor.learn(Secret("Basic " + base64.b64encode(f"root:{PASSWORD}".encode()).decode()))
    assert redactor.scrub(f"refused [{written}] here").replace("=", "") == "refused [***] here"


def test_a_request_id_that_is_a_secret_is_not_shown() -> None:
    """Gateways build ids from what they are sent; the id is shown beside the message."""
    redactor = Redactor()
    redactor.learn(Secret("canary-key"))
    raw = Raw(400, {"x-request-id": "canary-key", "content-type": "application/json"}, b"{}")
    with pytest.raises(AnswerError) as caught:
        Reader(CATALOGUE.apis["fireworks"], redactor).read(Request("GET", "/v1"), raw, 0.0)
    assert "canary" not in str(write([of_rest_error(caught.value, "a thing")]))


@pytest.mark.parametrize("letter", ["\ud800", "\x1b", "\x9b", "\u202e", "\x00"])
def test_no_letter_steers_a_terminal_or_breaks_the_protocol(letter: str) -> None:
    """Half a character could not be sent at all, which would turn an error message into a broken call."""
    said = Redactor().scrub(f"a{letter}b")
    assert said == "a b"
    assert said.encode()


def test_an_address_with_a_password_in_it_is_refused_without_repeating_it() -> None:
    """What makes it unacceptable is the very thing that must not be shown."""
    block = {"fireworks": {"base_url": "https://user:canary@api.example/?key=canary"}}
    (found,) = validate(provider_attributes(CATALOGUE.apis), block)
    assert "no user name, query or fragment" in found.detail
    assert "canary" not in found.detail


@pytest.fixture
def formatter() -> Iterator[HclogFormatter]:
    """The provider's log as it is with a client at work."""
    formatter, handler = HclogFormatter(LogRedactor()), logging.NullHandler()
    handler.setFormatter(formatter)
    logging.getLogger("terrabind").addHandler(handler)
    yield formatter
    logging.getLogger("terrabind").removeHandler(handler)


def test_the_log_masks_the_credentials_of_a_client(formatter: HclogFormatter) -> None:
    """The last net: even code that logs a credential by mistake logs stars."""
    provider = Provider(CATALOGUE.apis, {"FIREWORKS_API_KEY": "canary-key"}, Apis().connect)
    provider.client(CATALOGUE.apis["fireworks"])
    record = logging.makeLogRecord({"msg": "oops canary-key", "name": "terrabind.rest", "levelno": logging.INFO})
    assert "oops ***" in formatter.format(record)
