"""What a value must be like, said before any request is made.

A `Check` judges one known, non-null value; a `Rule` judges several attributes of one object together. Both answer
with the reason in words a user can act on, or with nothing. Neither is ever asked about `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrabind.spec import duration, policy
from terrabind.spec.values import UNKNOWN, Value, Values, look_up


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement on a value. `accepts` says what is accepted; `complain` returns what is wrong, or null."""

    accepts: str
    complain: Callable[[Value], str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at the dotted `path`: a `summary` in a few words and a `detail` with the next step."""

    path: str
    summary: str
    detail: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One requirement on several attributes. `accepts` says it in words; `judge` lists the faults of known values."""

    accepts: str
    judge: Callable[[Values], Sequence[Fault]]


def _unless(accepted: Callable[[Value], bool], accepts: str) -> Check:
    return Check(accepts, lambda value: None if accepted(value) else f"{_shown(value)} is not {accepts}.")


def _shown(value: Value) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def one_of(*choices: str) -> Check:
    """Accept only these words, in this spelling."""
    words = ", ".join(f'"{choice}"' for choice in choices)
    return _unless(lambda value: value in choices, f"one of {words}")


def length(least: int, most: int) -> Check:
    """Accept a text of `least` to `most` characters."""

    def complain(value: Value) -> str | None:
        size = len(value) if isinstance(value, str) else 0
        if least <= size <= most:
            return None
        return f"The text has {size} characters; {least} to {most} are accepted."

    return Check(f"{least} to {most} characters", complain)


def between(least: int, most: int, unit: str) -> Check:
    """Accept a whole number from `least` to `most`, both included."""

    def accepted(value: Value) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return False
        return least <= value <= most and value == int(value)

    return _unless(accepted, f"a whole number of {unit} from {least} to {most}")


def pattern(expression: str, accepts: str) -> Check:
    """Accept a text that matches the whole regular expression; `accepts` says in words what that is."""
    compiled = re.compile(expression)
    return _unless(lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None, accepts)


def at_most(entries: int, what: str) -> Check:
    """Accept a collection of up to `entries` entries."""

    def complain(value: Value) -> str | None:
        size = len(value) if isinstance(value, (Mapping, Sequence)) else 0
        return None if size <= entries else f"{size} {what} are given; at most {entries} are accepted."

    return Check(f"at most {entries} {what}", complain)


def _complain_about_policy(value: Value) -> str | None:
    try:
        policy.parse(value if isinstance(value, str) else "")
    except policy.MalformedPolicyError as error:
        return f"The policy document is malformed at line {error.line}, column {error.column}: {error.reason}."
    return None


def _complain_about_duration(value: Value) -> str | None:
    try:
        duration.seconds(value if isinstance(value, str) else "")
    except ValueError as error:
        return f"{error}."
    return None


POLICY_DOCUMENT = Check("an AWS-style policy document in JSON", _complain_about_policy)
DURATION = Check('a duration such as "30s", "5m" or "1h30m"', _complain_about_duration)
EMAIL = pattern(
    r"[^@\s/\x00-\x1f\x7f]+@[^@\s/\x00-\x1f\x7f.]+(\.[^@\s/\x00-\x1f\x7f.]+)*",
    'an e-mail address such as "ana@example.com"',
)
ROLE_ARN = pattern(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]+",
    'an AWS IAM role ARN such as "arn:aws:iam::123456789012:role/Trainer"',
)
SEGMENT = pattern(r"[^/\s\x00-\x1f\x7f?#%]+", "one word without slashes, white space, ?, # or %")
_ADDRESS = pattern(r"https?://[^\s/?#@]+(/[^\s?#]*)?", 'an address such as "https://api.example.com"')
HTTP_URL = Check(
    _ADDRESS.accepts,
    # The text is not repeated: what makes it unacceptable is often a password or key in it.
    lambda value: _ADDRESS.complain(value) and f"The text is not {_ADDRESS.accepts}: no user name, query or fragment.",
)


def required_when(path: str, other: str, words: Sequence[str], why: str) -> Rule:
    """Demand `path` when `other` is one of `words`."""
    listed = " or ".join(f'"{word}"' for word in words)

    def judge(values: Values) -> Sequence[Fault]:
        given = look_up(values, path)
        if look_up(values, other) in words and (given is None or given == ""):
            return [Fault(path, f"{path} is missing", f"{path} is required when {other} is {listed}: {why}.")]
        return []

    return Rule(f"{path} is required when {other} is {listed}", judge)


def forbidden_when(path: str, other: str, words: Sequence[str], why: str) -> Rule:
    """Refuse `path` when `other` is one of `words`."""
    listed = " or ".join(f'"{word}"' for word in words)

    def judge(values: Values) -> Sequence[Fault]:
        given = look_up(values, path)
        if look_up(values, other) in words and given is not None and given is not UNKNOWN:
            return [Fault(path, f"{path} is not allowed here", f"Leave {path} out when {other} is {listed}: {why}.")]
        return []

    return Rule(f"{path} must be left out when {other} is {listed}", judge)


def tag_pairs(key_most: int, value_most: int) -> Check:
    """Accept a map whose keys have 1 to `key_most` characters and whose values have at most `value_most`."""

    def complain(value: Value) -> str | None:
        for key, text in value.items() if isinstance(value, Mapping) else ():
            if not 1 <= len(key) <= key_most:
                return f"The tag key {_shown(key)} has {len(key)} characters; 1 to {key_most} are accepted."
            if isinstance(text, str) and len(text) > value_most:
                return f"The value of tag {_shown(key)} has {len(text)} characters; at most {value_most} are accepted."
        return None

    return Check(f"keys of 1 to {key_most} and values of up to {value_most} characters", complain)
