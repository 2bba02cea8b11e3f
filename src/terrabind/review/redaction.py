"""Secrets leave a plan here: at every place that Terraform marks, and wherever the same text stands unmarked.

Terraform writes sensitive values in clear text next to marks that say where they are. The marks are not enough: what a
provider derives from a secret (`terraform_data`'s output, once it is in the state) carries none. So a leaf that equals
or holds a marked text is hidden too. Names (e-mail addresses, ARNs, plain URLs) are only hidden where they are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Final

from terrabind.review.plan import REDACTED, PlanError
from terrabind.spec.values import Value, Values

CHANGED: Final = "(sensitive, changed)"
"""What `redact` writes on the after side where a sensitive value changes, so that a reader can still tell."""

_EQUAL: Final = 8
_CONTAINED: Final = 12
_NAME: Final = re.compile(r"arn:\S+|(?:[A-Za-z]+:)?[^@\s:/]+@[\w-]+(?:\.[\w-]+)+|https?://[^@\s]+")
_SIDES: Final = (("before", "before_sensitive"), ("after", "after_sensitive"))
_CONSTANT: Final = "constant_value"
_DEEPEST: Final = 32
_LONGEST: Final = 4096

_KEPT: Final = frozenset(
    {
        "applyable",
        "checks",
        "complete",
        "errored",
        "format_version",
        "relevant_attributes",
        "terraform_version",
        "timestamp",
    }
)


def cover(value: Value, marks: Value, stand_in: Value, *, keep_null: bool) -> Value:
    """Return `value` with `stand_in` wherever `marks` hold true; what has no mark is shared, not copied.

    Marks reach beyond the value: an attribute that is missing under a mark appears. Null stays null if `keep_null`.
    """
    if marks is True:
        return None if keep_null and value is None else stand_in
    if isinstance(marks, dict):
        members = value if isinstance(value, dict) else {}
        changed: dict[str, Value] = {}
        for name, mark in marks.items():
            if mark:
                member = members.get(name)
                if mark is True:
                    if member is not None or not keep_null:
                        changed[name] = stand_in
                    continue
                covered = cover(member, mark, stand_in, keep_null=keep_null)
                if covered is not member:
                    changed[name] = covered
        return {**members, **changed} if changed else value
    if isinstance(marks, list) and marks:
        elements = value if isinstance(value, list) else []
        padded = [*elements, *[None] * (len(marks) - len(elements))]
        hidden = [cover(*pair, stand_in, keep_null=keep_null) for pair in zip_longest(padded, marks, fillvalue=None)]
        return hidden if any(new is not old for new, old in zip(hidden, padded, strict=True)) else value
    return value


def is_marked(marks: Value) -> bool:
    """Tell whether anything is marked at all; Terraform repeats a value's shape around its marks."""
    if isinstance(marks, dict):
        return any(map(is_marked, filter(None, marks.values())))
    if isinstance(marks, list):
        return any(map(is_marked, filter(None, marks)))
    return marks is True


def unite(one: Value, other: Value) -> Value:
    """Return the marks of both."""
    if one is True or other is True:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: unite(one.get(name), other.get(name)) for name in one | other}
    if isinstance(one, list) and isinstance(other, list):
        return [unite(*pair) for pair in zip_longest(one, other, fillvalue=False)]
    if one and other:  # the value has another shape on each side
        return is_marked(one) or is_marked(other)
    return one or other or False


@dataclass(frozen=True, slots=True)
class Secrets:
    """The sensitive texts of one plan: `equal` hide a leaf that is one of them, `contained` one that holds one."""

    equal: frozenset[str] = frozenset()
    contained: re.Pattern[str] | None = None

    def hide(self, value: Value) -> Value:
        """Return `value` with every leaf hidden that tells a secret."""
        if not self.equal:
            return value
        if isinstance(value, str):
            return REDACTED if value in self.equal or (self.contained and self.contained.search(value)) else value
        if isinstance(value, dict):
            return {name: self.hide(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.hide(element) for element in value]
        return value


def collect_secrets(*documents: Values) -> Secrets:
    """Find the sensitive texts of these plans: in their changes, their prior states and their variables.

    Outputs do not count: CDKTF marks every value that one stack hands to another as sensitive, ids above all.
    """
    texts = {text.strip() for document in documents for text in _list_secrets(document)} - {REDACTED, CHANGED}
    found = {text for text in texts if len(text) >= _EQUAL and not _NAME.fullmatch(text)}
    long = [text for text in found if _CONTAINED <= len(text) <= _LONGEST]
    return Secrets(frozenset(found), re.compile(_write_pattern(long)) if long else None)


def redact_sides(change: Values, secrets: Secrets) -> tuple[Value, Value]:
    """Return both sides of a change without secrets. What is sensitive on one side is hidden on both."""
    before, after = change.get("before"), change.get("after")
    marks, others = change.get("before_sensitive"), change.get("after_sensitive")
    marks = unite(marks, others) if marks and others else marks or others
    if marks and is_marked(marks):
        before, after = (_cover_secrets(side, marks) for side in (before, after))
    return secrets.hide(before), secrets.hide(after)


def find_hidden(shown: tuple[Value, Value], raw: tuple[Value, Value]) -> Iterator[tuple[str, ...]]:
    """Find the paths that read the same on both sides only because they are redacted."""
    (before, after), (old, new) = shown, raw
    if old == new:
        return
    if before == REDACTED and after == REDACTED:
        yield ()
    for name in _list_steps(before) & _list_steps(after):
        pairs = (_step(before, name), _step(after, name)), (_step(old, name), _step(new, name))
        for rest in find_hidden(*pairs):
            yield (name, *rest)


def redact(document: Mapping[str, Value]) -> dict[str, Value]:
    """Return a plan that is safe to attach and reviews exactly as the original does.

    Constants of the configuration go as well, for they may be what a provider calls sensitive, and so do the keys of
    formats that are not known here, for nobody knows what they hold. PlanError if values are nested too deeply.
    """
    try:
        return _redact(document, collect_secrets(document))
    except RecursionError:
        raise PlanError(
            "the plan cannot be redacted", "Its values are nested too deeply to be looked through."
        ) from None


def _redact(document: Values, secrets: Secrets) -> dict[str, Value]:
    redacted: dict[str, Value] = {}
    for key, value in document.items():
        if key in _KEPT:
            redacted[key] = secrets.hide(value)
        elif key in {"resource_changes", "resource_drift", "deferred_changes"}:
            redacted[key] = [_redact_row(row, secrets) for row in _list(value)]
        elif key == "output_changes":
            redacted[key] = {name: _redact_change(change, secrets) for name, change in _members(value)}
        elif key in {"prior_state", "planned_values"}:
            redacted[key] = _redact_values(value, secrets)
        elif key == "variables":
            redacted[key] = {
                name: {"value": REDACTED} if _is_sensitive(document, name) else secrets.hide(variable)
                for name, variable in _members(value)
            }
        elif key == "configuration":
            redacted[key] = secrets.hide(_redact_configuration(value))
        elif key in {"action_invocations", "deferred_action_invocations"}:
            redacted[key] = [_redact_invocation(row) for row in _list(value)]
    return redacted


def _cover_secrets(side: Value, marks: Value) -> Value:
    if marks is True and isinstance(side, dict):
        marks = dict.fromkeys(side, True)
    return cover(side, marks, REDACTED, keep_null=True)


def _redact_row(row: Values, secrets: Secrets) -> dict[str, Value]:
    inner = row.get("resource_change")
    if isinstance(inner, dict):
        return {**row, "resource_change": _redact_row(inner, secrets)}
    change = row.get("change")
    return {**row, "change": _redact_change(change if isinstance(change, dict) else {}, secrets)}


def _redact_change(change: Values, secrets: Secrets) -> dict[str, Value]:
    raw = (change.get("before"), change.get("after"))
    before, after = redact_sides(change, secrets)
    if before is raw[0] and after is raw[1]:
        return {name: value if name in {"before", "after"} else secrets.hide(value) for name, value in change.items()}
    after = _tell_changed((before, after), raw)
    marks = unite(change.get("after_sensitive"), _find_changed(after))
    others = {name: secrets.hide(value) for name, value in change.items() if name not in {"before", "after"}}
    return {**others, "before": before, "after": after, "after_sensitive": marks}


def _list_steps(value: Value) -> set[str]:
    if isinstance(value, dict):
        return set(value)
    return {str(index) for index in range(len(value))} if isinstance(value, list) else set()


def _step(value: Value, name: str) -> Value:
    if isinstance(value, list):
        return value[int(name)] if int(name) < len(value) else None
    return value.get(name) if isinstance(value, dict) else None


def _tell_changed(shown: tuple[Value, Value], raw: tuple[Value, Value]) -> Value:
    """Return the after side with `CHANGED` at the paths that `find_hidden` finds."""
    (before, after), (old, new) = shown, raw
    if old == new:
        return after
    if before == REDACTED and after == REDACTED:
        return CHANGED
    if isinstance(before, dict) and isinstance(after, dict):
        return {
            name: _tell_changed((before.get(name), member), (_step(old, name), _step(new, name)))
            for name, member in after.items()
        }
    if isinstance(before, list) and isinstance(after, list):
        return [
            _tell_changed((_step(before, str(index)), element), (_step(old, str(index)), _step(new, str(index))))
            for index, element in enumerate(after)
        ]
    return after


def _find_changed(shown: Value) -> Value:
    """Return marks of what `_tell_changed` wrote, so that a reader hides it."""
    if isinstance(shown, dict):
        return {name: marks for name, member in shown.items() if (marks := _find_changed(member))}
    if isinstance(shown, list):
        marks_of_elements = [_find_changed(element) for element in shown]
        return marks_of_elements if any(marks_of_elements) else False
    return shown == CHANGED


def _redact_values(value: Value, secrets: Secrets) -> Value:
    if isinstance(value, list):
        return [_redact_values(element, secrets) for element in value]
    if not isinstance(value, dict):
        return secrets.hide(value)
    if "sensitive_values" in value:
        shown = _cover_secrets(value.get("values"), value["sensitive_values"])
        return {**value, **({"values": secrets.hide(shown)} if "values" in value else {})}
    if value.get("sensitive") is True:
        return {**value, "value": REDACTED}
    return {name: _redact_values(member, secrets) for name, member in value.items()}


def _redact_configuration(value: Value) -> Value:
    if isinstance(value, list):
        return [_redact_configuration(element) for element in value]
    if not isinstance(value, dict):
        return value
    redacted = {name: _redact_configuration(member) for name, member in value.items()}
    if isinstance(value.get(_CONSTANT), (str, int, float, list, dict)):
        redacted[_CONSTANT] = REDACTED
    if value.get("sensitive") is True and "default" in value:
        redacted["default"] = REDACTED
    return redacted


def _redact_invocation(row: Values) -> dict[str, Value]:
    inner = row.get("action_invocation")
    if isinstance(inner, dict):
        return {**row, "action_invocation": _redact_invocation(inner)}
    return {name: value for name, value in row.items() if not name.startswith("config")}


def _list_secrets(document: Values) -> Iterator[str]:
    for key in ("resource_changes", "resource_drift", "deferred_changes"):
        for row in _list(document.get(key)):
            inner = row.get("resource_change", row)
            change = inner.get("change") if isinstance(inner, dict) else None
            if isinstance(change, dict):
                for side, marked in _SIDES:
                    if marks := change.get(marked):
                        yield from _list_marked(change.get(side), marks)
    prior = document.get("prior_state")
    values = prior.get("values") if isinstance(prior, dict) else None
    for resource in list_resources(values.get("root_module") if isinstance(values, dict) else None):
        yield from _list_marked(resource.get("values"), resource.get("sensitive_values"))
    for name, variable in _members(document.get("variables")):
        if _is_sensitive(document, name):
            yield from _list_texts(variable.get("value"))


def list_resources(module: Value) -> Iterator[dict[str, Value]]:
    """List the resources of a module of state values, and of the modules in it."""
    if isinstance(module, dict):
        yield from _list(module.get("resources"))
        for child in _list(module.get("child_modules")):
            yield from list_resources(child)


def _list_marked(value: Value, marks: Value) -> Iterator[str]:
    if marks is True:
        yield from _list_texts(value)
    elif isinstance(marks, dict) and isinstance(value, dict):
        for name, mark in marks.items():
            if mark:
                yield from _list_marked(value.get(name), mark)
    elif isinstance(marks, list) and isinstance(value, list):
        for element, mark in zip(value, marks, strict=False):
            if mark:
                yield from _list_marked(element, mark)


def _list_texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _list_texts(member)
    elif isinstance(value, list):
        for element in value:
            yield from _list_texts(element)


def _is_sensitive(document: Values, variable: str) -> bool:
    """Tell whether a root variable is sensitive; one that nobody declares might be."""
    found: Value = document
    for step in ("configuration", "root_module", "variables", variable):
        found = found.get(step) if isinstance(found, dict) else None
    return not isinstance(found, dict) or found.get("sensitive") is True


def _list(value: Value) -> list[dict[str, Value]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _members(value: Value) -> list[tuple[str, dict[str, Value]]]:
    return (
        [(name, member) for name, member in value.items() if isinstance(member, dict)]
        if isinstance(value, dict)
        else []
    )


def _write_pattern(texts: Sequence[str], depth: int = 0) -> str:
    """Write one pattern for all texts, branching letter by letter: plain alternatives are tried one after another."""
    if "" in texts:
        return ""
    if len(texts) == 1 or depth > _DEEPEST:
        return f"(?:{'|'.join(map(re.escape, texts))})"
    first, last = min(texts), max(texts)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    start = "".join(letter for letter, _ in same)
    branches: dict[str, list[str]] = {}
    for text in texts:
        rest = text[len(start) :]
        branches.setdefault(rest[:1], []).append(rest[1:])
    if "" in branches:
        return re.escape(start)
    written = [re.escape(letter) + _write_pattern(rests, depth + 1) for letter, rests in sorted(branches.items())]
    return f"{re.escape(start)}(?:{'|'.join(written)})"
