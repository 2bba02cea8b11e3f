"""Log lines are what Terraform can read, appear only when asked for, and never show a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from terrabind.plugin.logs import OFF, TRACE, Redactor, read_level, redact, start_logging

SECRET = "s3cr3t/värde+1"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Puts the loggers back as they were; they belong to the process."""
    loggers = [logging.getLogger(name) for name in ("terrabind", "asyncio")]
    before = [(logger, logger.level, logger.handlers[:], logger.propagate) for logger in loggers]
    last_resort = logging.lastResort
    yield
    logging.lastResort = last_resort
    for logger, level, handlers, propagate in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers
        logger.propagate = propagate


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Lines:
    """The log lines since the last look, read as JSON."""
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_record_becomes_a_line_that_hclog_reads(lines: Lines) -> None:
    """Four keys with an at-sign make it an entry; the rest become its fields, in their own types."""
    start_logging({"TF_LOG": "DEBUG"})
    fields = {"status": 200, "seconds": 0.25, "path": "/v1", "retried": False, "request_id": None}
    logging.getLogger("terrabind.rest").debug("answered %s", "well", extra=fields)
    (line,) = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("@timestamp"))
    assert line == {"@level": "debug", "@message": "answered well", "@module": "terrabind.rest", **fields}


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (TRACE, "trace"),
        (logging.DEBUG, "debug"),
        (logging.INFO, "info"),
        (logging.WARNING, "warn"),
        (logging.CRITICAL, "error"),
    ],
)
def test_levels_have_the_names_of_hclog(lines: Lines, number: int, name: str) -> None:
    """'warning' or 'critical' would be no level to Terraform, and the line would lose its own."""
    start_logging({"TF_LOG": "TRACE"})
    logging.getLogger("terrabind").log(number, "x")
    assert [line["@level"] for line in lines()] == [name]


@pytest.mark.parametrize(
    ("environment", "level"),
    [
        ({}, OFF),
        ({"TF_LOG": ""}, OFF),
        ({"TF_LOG": "off"}, OFF),
        ({"TF_LOG": "info"}, logging.INFO),
        ({"TF_LOG": "JSON"}, TRACE),
        ({"TF_LOG": "ERROR", "TF_LOG_PROVIDER": "WARN"}, logging.WARNING),
        ({"TF_LOG_PROVIDER": "WARN", "TF_LOG_PROVIDER_TERRABIND": "DEBUG"}, logging.DEBUG),
        ({"TF_LOG": "TRACE", "TF_LOG_PROVIDER_TERRABIND": "off"}, OFF),
    ],
)
def test_the_most_specific_variable_sets_the_level(environment: dict[str, str], level: int) -> None:
    """Terraform documents this order; a debugger of one provider wants no other's noise."""
    assert read_level(environment) == level


def test_while_logging_is_off_nothing_is_even_formatted(lines: Lines) -> None:
    """Off is the default, and a plan of a thousand resources logs thousands of times."""
    start_logging({})

    class Expensive:
        def __str__(self) -> str:
            raise AssertionError("formatted")

    logging.getLogger("terrabind.rest").error("x %s", Expensive())
    assert not logging.getLogger("terrabind.rest").isEnabledFor(logging.CRITICAL)
    assert lines() == []


@pytest.mark.promise(32)
def test_a_known_secret_is_shown_nowhere(lines: Lines) -> None:
    """Messages, fields, nested fields, keys, addresses and tracebacks: all of them quote what servers say."""
    start_logging({"TF_LOG": "TRACE"})
    redact(SECRET)
    log = logging.getLogger("terrabind.rest")
    try:
        int(f"server said {SECRET}")
    except ValueError:
        log.exception("failed with %s", SECRET, extra={"body": {"a": [SECRET, 1], SECRET: None}, "other": (SECRET,)})
    log.info("GET /x?key=s3cr3t%2Fv%C3%A4rde%2B1")
    shown = json.dumps(lines(), ensure_ascii=False)
    assert "s3cr3t" not in shown
    assert shown.count("***") >= 6


@pytest.mark.promise(32)
@pytest.mark.parametrize("name", ["Authorization", "X-SDS-AUTH-TOKEN", "set-cookie", "password", "client_secret"])
def test_a_field_whose_name_says_secret_is_masked_whatever_it_holds(lines: Lines, name: str) -> None:
    """A token that was minted a moment ago is not known to any redactor yet."""
    start_logging({"TF_LOG": "TRACE"})
    logging.getLogger("terrabind.rest").info("sent", extra={"headers": {name: "fresh", "Accept": "json"}})
    assert lines()[0]["headers"] == {name: "***", "Accept": "json"}


def test_short_words_are_not_taken_for_secrets() -> None:
    """Replacing 'a' everywhere would garble the log and give the secret away."""
    redactor = Redactor()
    redactor.learn("abc")
    assert redactor.scrub("abcabc") == "abcabc"


@pytest.mark.promise(32)
def test_a_secret_inside_another_leaves_no_rest() -> None:
    """The longer one goes first, or the tail of it would stay."""
    redactor = Redactor()
    redactor.learn("token")
    redactor.learn("token-and-more")
    assert redactor.scrub("token-and-more token") == "*** ***"


def test_a_record_that_cannot_be_printed_does_not_end_the_work(lines: Lines) -> None:
    """A wrong format in a log call is a blemish; a failed apply is not."""
    start_logging({"TF_LOG": "TRACE"})
    logging.getLogger("terrabind").info("%d", "text")
    assert lines()[0]["@message"] == "unprintable log record: TypeError"


def test_a_closed_standard_error_does_not_end_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host closes its end first when it stops."""

    def fail(_descriptor: int, _line: bytes) -> int:
        raise BrokenPipeError

    start_logging({"TF_LOG": "TRACE"})
    monkeypatch.setattr("os.write", fail)
    logging.getLogger("terrabind").info("x")
    assert logging.getLogger("terrabind").isEnabledFor(TRACE)


def test_other_libraries_stay_silent(lines: Lines) -> None:
    """Libraries for HTTP log headers in full at DEBUG; nobody wrote those lines with secrets in mind."""
    start_logging({"TF_LOG": "TRACE"})
    logging.getLogger("hpack.hpack").warning("authorization: fresh")
    assert lines() == []
