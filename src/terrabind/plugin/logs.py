"""Log records become hclog JSON lines on standard error, scrubbed of secrets on their way.

Terraform reads a plugin's standard error; a JSON line with ``@level``, ``@message``, ``@module`` and ``@timestamp``
becomes a log entry with that level, and every other key one of its fields. Code logs with the standard library's
`logging`, for example ``logging.getLogger("terrabind.rest").debug("answered", extra={"status": 200})``, and needs to
know nothing of this module. While logging is off, which is Terraform's default, a log call costs one
comparison: nothing is formatted.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, quote_plus

MASK: Final = "***"
LEVEL_VARIABLES: Final = ("TF_LOG_PROVIDER_TERRABIND", "TF_LOG_PROVIDER", "TF_LOG")
"""Environment variables that set the level; the first that is set counts."""
TRACE: Final = 5
OFF: Final = logging.CRITICAL + 10
_LEVELS: Final = {
    "TRACE": TRACE,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "OFF": OFF,
    "": OFF,
}
_SHORTEST_SECRET: Final = 4
"""Characters. Replacing shorter ones would garble ordinary words and so tell what they are."""
_SECRET_FIELDS: Final = frozenset(
    (
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-sds-auth-token",
        "x-sds-auth-username",
        "x-api-key",
        "api-key",
        "api_key",
        "apikey",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "password",
        "secret",
    )
)
"""Fields and headers whose value is never shown, whatever it is. Compared without case."""
_OWN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
"""What `logging` itself keeps in a record; the rest came in by ``extra``."""
_DEPTH: Final = 8


class Redactor:
    """Knows the secrets of this process and takes them out of whatever is logged."""

    __slots__ = ("_longest_first",)

    def __init__(self) -> None:
        self._longest_first: tuple[str, ...] = ()

    def learn(self, secret: str) -> None:
        """Replace `secret` from now on, also where it stands in an address; one shorter than four characters is not."""
        if len(secret) >= _SHORTEST_SECRET:
            known = {*self._longest_first, secret, quote(secret, safe=""), quote_plus(secret)}
            self._longest_first = tuple(sorted(known, key=len, reverse=True))

    def scrub(self, text: str) -> str:
        """`text` with every known secret replaced."""
        for secret in self._longest_first:
            if secret in text:
                text = text.replace(secret, MASK)
        return text

    def scrub_field(self, name: str, value: object, depth: int = _DEPTH) -> object:
        """A field's value as plain JSON data without secrets; all of it is masked when `name` says that it is one."""
        if name.lower() in _SECRET_FIELDS:
            return MASK
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.scrub(value)
        if depth and isinstance(value, Mapping):
            return {self.scrub(str(key)): self.scrub_field(str(key), each, depth - 1) for key, each in value.items()}
        if depth and isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
            return [self.scrub_field("", each, depth - 1) for each in value]
        return self.scrub(str(value))


class HclogFormatter(logging.Formatter):
    """One record, one line of JSON."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def learn(self, secret: str) -> None:
        """Have the redactor learn `secret`."""
        self._redactor.learn(secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`, without its end."""
        redactor = self._redactor
        line: dict[str, object] = {
            "@level": level_name(record.levelno),
            "@message": redactor.scrub(record.getMessage()),
            "@module": record.name,
            "@timestamp": _timestamp(record.created),
        }
        for name, value in record.__dict__.items():
            if name not in _OWN_FIELDS:
                line[name] = redactor.scrub_field(name, value)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = redactor.scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class _StandardError(logging.Handler):
    """Writes lines to file descriptor 2, whole, and drops them when nobody reads it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
        except (TypeError, ValueError) as error:  # a message and its arguments do not fit, or a field refuses to print
            line = b'{"@level":"error","@message":"unprintable log record: %s"}\n' % type(error).__name__.encode()
        try:
            while line:
                line = line[os.write(2, line) :]
        except OSError:
            return  # the host has closed its end; a log is no reason to fail


def level_name(number: int) -> str:
    """The name hclog has for one of `logging`'s level numbers."""
    for name in ("ERROR", "WARN", "INFO", "DEBUG"):
        if number >= _LEVELS[name]:
            return name.lower()
    return "trace"


def read_level(environment: Mapping[str, str]) -> int:
    """The level that the environment asks for; like Terraform, takes a word it does not know for TRACE."""
    for variable in LEVEL_VARIABLES:
        wanted = environment.get(variable, "").strip().upper()
        if wanted:
            return _LEVELS.get(wanted, TRACE)
    return OFF


def start_logging(environment: Mapping[str, str]) -> Redactor:
    """Send what is logged under ``terrabind`` and ``asyncio`` to standard error; answer what keeps it free of secrets.

    Everything else (``hpack``, ``httpcore``) stays silent: what they log was not written with secrets in mind.
    """
    redactor = Redactor()
    level = read_level(environment)
    handler = _StandardError()
    handler.setFormatter(HclogFormatter(redactor))
    for name, least in (("terrabind", TRACE), ("asyncio", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [] if level >= OFF else [handler]
        logger.setLevel(max(level, least))
        logger.propagate = False
    logging.lastResort = None
    return redactor


def redact(secret: str) -> None:
    """Keep `secret` out of the log from now on; does nothing while logging is off.

    For code that has no redactor at hand: it is found where `start_logging` put it, in the logger's handler.
    """
    for handler in logging.getLogger("terrabind").handlers:
        if isinstance(handler.formatter, HclogFormatter):
            handler.formatter.learn(secret)


def _timestamp(seconds: float) -> str:
    """UTC with exactly six digits of fraction: hclog's readers accept no other form."""
    whole = int(seconds)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{int((seconds - whole) * 1_000_000):06d}Z"
