"""The provider's log knows every configured credential, as a second line of defence (promise 32)."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from terrabind.generic.api import API as REST
from terrabind.plugin.logs import start_logging
from terrabind.plugin.provider import Provider, Transport, connect
from terrabind.spec.values import Values
from tests.plugin.rig import APIS

pytestmark = pytest.mark.promise(32)


@pytest.fixture
def formatter() -> Iterator[logging.Formatter]:
    """What formats the log of a provider at TRACE."""
    loggers = [logging.getLogger(name) for name in ("terrabind", "asyncio")]
    before = [(each.handlers[:], each.level, each.propagate) for each in loggers]
    last_resort = logging.lastResort
    start_logging({"TF_LOG": "TRACE"})
    formatter = loggers[0].handlers[0].formatter
    assert formatter is not None
    yield formatter
    logging.lastResort = last_resort
    for each, (handlers, level, propagate) in zip(loggers, before, strict=True):
        each.handlers[:], each.propagate = handlers, propagate
        each.setLevel(level)


@pytest.mark.parametrize(("api", "setting"), [(api.name, name) for api in APIS.values() for name in api.settings])
def test_a_credential_never_reaches_the_log(formatter: logging.Formatter, api: str, setting: str) -> None:
    """Even if some line should hold it one day."""
    described = APIS[api].settings[setting]
    connect(APIS[api], {setting: "canary-value-of-it"}, Transport())
    record = {"msg": "sent canary-value-of-it", "levelno": logging.DEBUG, "field": "canary-value-of-it"}
    line = formatter.format(logging.makeLogRecord(record))
    assert ("canary" in line) != described.attribute.sensitive


def test_what_every_request_carries_is_kept_out_as_well(formatter: logging.Formatter) -> None:
    """Keys travel in headers and queries of the user's own, too: of these maps each value is a secret."""
    provider = Provider(APIS, {})
    tenant: Values = {"headers": {"X-Key": "canary-header"}, "query": {"key": "canary-query"}}
    provider.configure({"rest": {"base_url": "http://api", "auth": {"bearer": "canary-bearer"}, **tenant}})
    provider.client(REST)
    record = {"msg": "canary-header canary-query canary-bearer", "levelno": logging.DEBUG}
    assert "canary" not in formatter.format(logging.makeLogRecord(record))
