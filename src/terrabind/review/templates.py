"""Sentences with holes are filled from a resource's values: `project {project}`.

A hole is a dotted path, or several of which the first that holds something counts: `{role_definition_name|role_id}`.
`{each...}` is the element at hand of the list that is being read, `{@...}` is what the surroundings know (the cloud
account), `{@rest}` the attributes that name the thing itself, `{=text}` is that text, and `{project?}` is not there
when nothing feeds it: the provider's default, which no plan tells. Where the resource was there before, such a default
is what it was, if whatever else its hole names is the same as well. What is not known yet and what is sensitive is told
apart from what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from terrabind.review.plan import REDACTED
from terrabind.spec.values import UNKNOWN, Value, Values, is_known, look_up

LATER: Final = "(known after apply)"
"""Stands in a text for a part that nobody knows before the apply."""

_PLAIN = re.compile(r"(?!each\b)[a-z_0-9.]+")
_MARKS = frozenset("e@=")
_HOLE = re.compile(r"\{([^{}]+)\}")


class Filled(NamedTuple):
    """A filled template: its text, whether any hole held something, the paths not known yet, and whether one is secret.

    A template without holes is always given.
    """

    text: str
    given: bool
    unknown: tuple[str, ...] = ()
    redacted: bool = False


NOTHING: Final = Filled("", False)
_make: Final = tuple.__new__
"""Makes a named tuple of all its members in half the time; there are many thousands."""

_COMMON_TEXT = "role member members condition etag id policy_data project location region zone timeouts"
_COMMON = frozenset(_COMMON_TEXT.split())


class Place(NamedTuple):
    """Where holes look.

    That is the resource's `values`, the `each` of a list with its `path`, the words `around` it; `fed` is what
    expressions feed, and `earlier` the values of before, where the resource is planned to change.
    """

    values: Values
    each: Value = None
    path: str = ""
    around: Mapping[str, Value] = {}
    fed: Mapping[str, tuple[str, ...]] = {}
    earlier: Mapping[str, Value] = {}


class Path(NamedTuple):
    """One path of a hole, taken apart: `steps` where it is an attribute, by far the most frequent.

    `literal` is what it says where it is a text of its own.
    """

    text: str
    is_default: bool
    steps: tuple[str, ...]
    literal: str

    @staticmethod
    def of(text: str) -> Path:
        """Take a path apart."""
        plain = text.removesuffix("?")
        steps = tuple(plain.split(".")) if _PLAIN.fullmatch(plain) else ()
        return Path(plain, plain != text, steps, (plain[1:] or " ") if plain.startswith("=") else "")

    def find(self, place: Place) -> tuple[Value, str]:
        """Return the value at the path and the attribute path that it stands at."""
        if self.literal:
            return self.literal, ""
        if not self.steps:
            return find(place, self.text)
        value: Value = place.values
        for step in self.steps:
            value = value.get(step) if type(value) is dict else None
        if value is None and (len(self.steps) > 1 or type(place.values) is not dict):
            value = _within(place.values, self.text)
        return value, self.text


class Hole(NamedTuple):
    """The paths of one hole, the first and then the others."""

    first: Path
    others: tuple[Path, ...]

    @staticmethod
    def of(text: str) -> Hole:
        """Take the inside of a hole apart."""
        first, *others = map(Path.of, text.split("|"))
        return Hole(first, tuple(others))

    def fill(self, place: Place) -> Filled:
        """Return the first of the paths that holds something."""
        value, _ = self.first.find(place)
        if type(value) is str and value:
            return _make(Filled, (value, True, (), value == REDACTED))
        if value is None:
            return _read(self.others, place) if self.others else NOTHING
        return _read((self.first, *self.others), place)


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes, taken apart once: texts and holes take turns."""

    parts: tuple[str | Hole, ...]
    only: Hole | None = None

    @staticmethod
    def of(text: str) -> Template:
        """Take `text` apart."""
        pieces = _HOLE.split(text)
        parts = tuple(Hole.of(piece) if index % 2 else piece for index, piece in enumerate(pieces) if piece)
        only = parts[0] if len(parts) == 1 else None
        return Template(parts, only if isinstance(only, Hole) else None)

    def fill(self, place: Place) -> Filled:
        """Fill the holes. With holes that all hold nothing, the result is not given and its text is empty."""
        if self.only is not None:
            return self.only.fill(place)
        words: list[str] = []
        given = holes = redacted = False
        unknown: tuple[str, ...] = ()
        for part in self.parts:
            if isinstance(part, str):
                words.append(part)
                continue
            holes = True
            text, is_given, later, is_secret = part.fill(place)
            words.append(text)
            given = given or is_given
            unknown += later
            redacted = redacted or is_secret
        return _make(Filled, ("".join(words), True, unknown, redacted)) if given or not holes else NOTHING


def find(place: Place, path: str) -> tuple[Value, str]:
    """Return the value at `path` and the attribute path that it stands at."""
    head, _, rest = path.partition(".")
    if head[:1] not in _MARKS:
        return _within(place.values, path), path
    if head == "each":
        full = f"{place.path}.{rest}" if rest else place.path
        return _within(place.each, rest), full
    if head == "@rest":
        return _rest(place.values, str(place.around.get("@type", ""))), ""
    if head.startswith("@"):
        return place.around.get(head), ""
    if head.startswith("="):
        return path[1:] or " ", ""
    return _within(place.values, path), path  # an attribute whose name begins as "each" does


def say(value: Value) -> str:
    """Return a value as the text that a grant is compared by: lists sorted, numbers without their zeros."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if value is UNKNOWN:
        return LATER
    if isinstance(value, Decimal | float):
        return f"{int(value)}" if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {say(member)}" for key, member in sorted(value.items()))
    if isinstance(value, Sequence):
        return ", ".join(sorted(say(member) for member in value))
    return str(value)


def _within(values: Value, path: str) -> Value:
    """The value at a path; whatever is inside of something sensitive is sensitive too."""
    value = look_up(values, path)
    if value is not None:
        return value
    steps = path.split(".") if path else []
    if len(steps) == 1 and values != REDACTED:
        return None
    outer = (look_up(values, ".".join(steps[:length])) for length in range(len(steps)))
    return REDACTED if any(each == REDACTED for each in outer) else None


def _read(paths: tuple[Path, ...], place: Place) -> Filled:
    later: tuple[str, ...] = ()
    default: Value = None
    for path in paths:
        if path.literal and default is None and not later:
            return _make(Filled, (path.literal, True, (), False))
        value, full = path.find(place)
        if value is UNKNOWN and path.is_default and full not in place.fed:
            default = default if default is not None else look_up(place.earlier, full)
            continue
        if not is_known(value):
            later = later or (full,)
        elif text := say(value):
            if default is not None and (path.text.startswith("=") or value == look_up(place.earlier, path.text)):
                text, value = say(default), default
            return Filled(text, True, (), value == REDACTED)
    if later or default is None:
        return Filled(LATER, True, later) if later else NOTHING
    return Filled(say(default), True, (), default == REDACTED)


def _rest(values: Values, type_name: str) -> Value:
    """What is left of the attributes when those that every grant has are gone: the thing that it is about.

    A mere `name` is told apart by the resource type: a job and a service may bear the same one.
    """
    thing = " ".join(type_name.partition("_iam_")[0].split("_")[1:]) or "name"
    rest = {name: value for name, value in values.items() if name not in _COMMON and value not in (None, "", [])}
    if any(value is UNKNOWN for value in rest.values()):
        return UNKNOWN
    words = {name: thing if name == "name" else name.replace("_id", "").replace("_", " ") for name in rest}
    return say({words[name]: value for name, value in rest.items()}) or None
