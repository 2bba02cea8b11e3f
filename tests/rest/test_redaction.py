"""Secrets never print, and what a server repeats of them is taken out before it is shown."""

from __future__ import annotations

import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.rest.redaction import IN_FLIGHT, MOST, Redactor, Secret, hush_libraries

CANARY = "canary-1234/+="


@pytest.fixture
def redactor() -> Redactor:
    """A redactor that knows the canary."""
    redactor = Redactor()
    redactor.learn(Secret(CANARY))
    return redactor


@pytest.mark.parametrize("shown", [str, repr, "{}".format, "{:>5}".format, lambda secret: f"{[secret]}"])
def test_a_secret_prints_as_stars(shown: object) -> None:
    """Whoever logs a whole object must not log what is in it."""
    assert callable(shown)
    text = shown(Secret(CANARY))
    assert "canary" not in text
    assert "***" in text


def test_a_secret_is_not_pickled() -> None:
    """Crash reports and caches pickle what they find."""
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


def test_equal_secrets_are_equal() -> None:
    """A token that did not change is told from one that did."""
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1


@pytest.mark.promise(32)
@pytest.mark.parametrize(
    "text",
    [
        f"bad key {CANARY}.",
        "query key=canary-1234%2F%2B%3D",
        "query key=canary-1234/%2B%3D",
        "Authorization: Basic Y2FuYXJ5LTEyMzQvKz0=",
        '{"password": "canary"}',
        "Bearer canary.canary.canary",
        "X-SDS-AUTH-TOKEN: canary",
        "client_secret=canary&x=1",
    ],
)
def test_a_server_that_repeats_a_secret_is_scrubbed(redactor: Redactor, text: str) -> None:
    """Error bodies echo headers and queries."""
    assert "canary" not in redactor.scrub(text)
    assert "Y2FuYXJ5" not in redactor.scrub(text)


@pytest.mark.promise(32)
@given(st.integers(0, 300))
def test_a_secret_is_gone_wherever_the_cut_falls(before: int) -> None:
    """Cutting first would leave the first half of it."""
    redactor = Redactor()
    redactor.learn(Secret("topsecretvalue"))
    assert "topsec" not in redactor.scrub("x" * before + " topsecretvalue and more" * 20)


def test_a_long_text_is_cut_and_control_characters_go(redactor: Redactor) -> None:
    """A diagnostic is read on a terminal, which obeys escape sequences."""
    scrubbed = redactor.scrub("\x1b[31mred\x00" + "x" * 1000)
    assert len(scrubbed) == MOST
    assert "\x1b" not in scrubbed
    assert scrubbed.endswith("…")


@pytest.mark.promise(32)
@pytest.mark.parametrize("scheme", ["Basic", "Bearer", "Token", "ApiKey", "X-Custom"])
def test_what_follows_a_scheme_is_a_secret_of_its_own(redactor: Redactor, scheme: str) -> None:
    """A server that refuses a header repeats the key alone."""
    redactor.learn(Secret(f"{scheme} hidden-4711"))
    assert redactor.scrub("no key hidden-4711 here") == "no key *** here"
    assert redactor.scrub(f"{scheme} is the scheme") == f"{scheme} is the scheme"


def test_ordinary_words_survive(redactor: Redactor) -> None:
    """A message that is blanked out helps nobody."""
    text = "Role trainer not found in the namespace ns1; the policy is malformed at line 3."
    assert redactor.scrub(text) == text


def test_the_libraries_log_is_silent_about_our_requests_only(caplog: pytest.LogCaptureFixture) -> None:
    """They log whole addresses and whole headers; other users of the same libraries keep their logs."""
    hush_libraries()
    with caplog.at_level(logging.DEBUG):
        token = IN_FLIGHT.set(True)
        logging.getLogger("httpx").info("ours")
        IN_FLIGHT.reset(token)
        logging.getLogger("httpx").info("theirs")
    assert caplog.messages == ["theirs"]
