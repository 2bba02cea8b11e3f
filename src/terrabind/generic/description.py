"""The values of one generic object compiled into a description, on which the engine works as on a typed one.

What steers terrabind is compiled once for all objects that say the same; what differs from object to object (its body
and id, what it is found by) stays in the values.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from terrabind.generic import comparison, rules, templates
from terrabind.generic.addresses import filled_by
from terrabind.generic.api import API
from terrabind.generic.attributes import ATTRIBUTES, STEERING
from terrabind.generic.comparison import Meaning
from terrabind.generic.import_ids import write_import_id
from terrabind.generic.operations import compile_requests, joined, search_texts, statuses, whole
from terrabind.generic.verdicts import failed_of, gone_of
from terrabind.spec import paths
from terrabind.spec.access import UNKNOWN_ACCESS
from terrabind.spec.attribute import computed, obj, optional, required
from terrabind.spec.compare import caseless, exact
from terrabind.spec.locate import segment_of
from terrabind.spec.operation import NO_LISTING, Operation
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING, Attribute, MapOf
from terrabind.spec.values import UNKNOWN, Value, Values, look_up, put

_ID: Final = computed(STRING, "The id, by which the object is addressed; the path where the object is alone there.")


@dataclass(frozen=True, slots=True)
class Described:
    """One generic object for the engine: its description, and its values with those that only the engine needs.

    These are `match` (what it is found by), `collection` (the listing it belongs to, as a text) and `search` (what its
    listing's templates are filled from). No schema has them, and no state holds them.
    """

    resource: Resource
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What all objects share that say the same of how they are to be handled.

    `resource` is for objects whose match is known, `by_id` for those of which only the id is, after an import.
    """

    resource: Resource
    by_id: Resource
    meaning: Meaning
    replace_on: tuple[paths.Steps, ...]
    id_value: templates.Parts | None
    singleton: bool
    match: tuple[tuple[str, paths.Steps, templates.Parts], ...]
    search_fields: tuple[tuple[str, str], ...]
    collection: str


@dataclass(frozen=True, slots=True)
class _Steering:
    key: str
    at_path: bool
    values: Values = field(compare=False)


def describe(values: Values) -> Described:
    """Return one generic object as the engine takes it, of its attributes by name and its `id`.

    What is not known yet stays so. Raises `ValueError`, in words for the user, when a template is malformed or leads to
    another place than it says; `terrabind.generic.rules` finds that before.
    """
    compiled = compile_steering(values)
    path, id_ = values.get("path"), values.get("id")
    if id_ is None or id_ is UNKNOWN:
        id_ = known_id(compiled, values)
    filled: dict[str, Value] = {**values, "id": id_}
    told: Mapping[str, str] = {}
    if compiled.id_value is not None and isinstance(id_, str) and filled.get("body") is None:
        # After an import the id alone is known, and with it the values that it is made of.
        told = templates.unfill(compiled.id_value, id_) or {}
    if not compiled.resource.listed:
        return Described(_told(compiled.resource, told), {**filled, "collection": path})
    known: Values = filled
    for name, text in told.items():
        known = put(known, name, text)
    match = {
        name: comparison.key_text(compiled.meaning, templates.fill(parts, known), steps)
        for name, steps, parts in compiled.match
    }
    search = {
        name: found if found is UNKNOWN else templates.text_of(found)
        for name, found in ((name, look_up(known, where)) for where, name in compiled.search_fields)
    }
    by_id = None in match.values() and id_ is not None
    filled |= {"match": match, "search": search, "collection": f"{'id' if by_id else 'match'} {compiled.collection}"}
    return Described(_told(compiled.by_id if by_id else compiled.resource, told), filled)


def _told(resource: Resource, told: Mapping[str, str]) -> Resource:
    """Return a description that reads the object by what its id told."""
    return resource if resource.read is None or not told else replace(resource, read=filled_by(resource.read, told))


def known_id(compiled: Compiled, values: Values) -> Value:
    """Return the id that is known before the create: `UNKNOWN` where a value is not known, null where none is."""
    if compiled.singleton:
        return values.get("path")
    if compiled.id_value is None:
        return values.get("id")
    return templates.fill(compiled.id_value, values)


def replaces(prior: Values, planned: Values) -> bool:
    """Tell whether a change can only be made by making the object anew.

    So it is when `update.strategy` is "none" and something is to be sent, when a value at a path of `replace_on`
    changes or may, and when the id would change that the user decides.
    """
    compiled = compile_steering(planned)
    meaning = compiled.meaning
    if compiled.id_value is not None and prior.get("id") is not None:
        wanted = known_id(compiled, planned)
        if wanted is not None and wanted != prior.get("id"):
            return True
    if not compiled.resource.steps:
        versions = (prior.get("write_only_version"), planned.get("write_only_version"))
        return not comparison.same(meaning, prior.get("body"), planned.get("body")) or versions[0] != versions[1]
    return any(_differs(meaning, steps, prior.get("body"), planned.get("body")) for steps in compiled.replace_on)


def is_covered(values: Values, config_body: Value, prior_body: Value) -> bool:
    """Tell whether `prior_body`, a whole object of the server, has everything that `config_body` sets."""
    return comparison.covers(compile_steering(values).meaning, config_body, prior_body)


def compile_steering(values: Values) -> Compiled:
    """Return what follows from the attributes that steer terrabind. Raises `ValueError` as `describe` does."""
    key = repr([values.get(name) for name in STEERING])
    path = values.get("path")
    return _compiled(_Steering(key, path is not None and path is not UNKNOWN and path == values.get("id"), values))


@functools.lru_cache(maxsize=256)
def _compiled(steering: _Steering) -> Compiled:
    values: Values = {name: steering.values.get(name) for name in STEERING}
    search = look_up(values, "read.search")
    searched = isinstance(search, Mapping)
    matches = _texts(look_up(search, "match"))
    fields = _search_fields(values) if searched else {}
    names = {where: f"search.{name}" for where, name in fields.items()}
    requests = compile_requests(values, names, at_path=steering.at_path)
    id_value = look_up(values, "id_from.value")
    own_match = {steps: text for steps, text in matches.items() if text != "{id}"}
    members = dict(zip(own_match, _names(tuple(own_match)), strict=True))
    id_path = next((where for where, text in matches.items() if text == "{id}"), "")
    attributes = _attributes(values, searched, requests.singleton, id_path)
    meaning = meaning_of(values)
    shown: dict[str, Attribute] = {
        "match": required(
            obj(**{name: _match_member(meaning, paths.parse(where)) for where, name in members.items()}),
            "What it is found by.",
            wire=".",
        ),
        "search": computed(MapOf(STRING), "What its listing is asked with.", local=True),
    }
    by_id = replace(
        PROTOTYPE,
        attributes={**attributes, **({"search": shown["search"]} if searched else {})},
        create=requests.create,
        read=requests.read,
        delete=requests.delete,
        steps=requests.steps,
        listing=requests.listing,
        listed=requests.listed,
        looks_first=requests.findable,
        scope=("collection", "search") if fields else ("collection",),
        gone=gone_of(values.get("read")),
        failed=failed_of(values.get("failed_when")),
        gone_codes=statuses(look_up(values, "read.gone_codes")),
        import_id=write_import_id,
    )
    if not members:
        # Known by the id alone: an object without members would want each row to be an object.
        del shown["match"]
    key = (*(f"match.{name}" for name in members.values()), *(("id",) if id_path else ()))
    resource = replace(by_id, attributes={**attributes, **shown}, key=key) if searched and key else by_id
    return Compiled(
        resource=resource,
        by_id=by_id,
        meaning=meaning,
        replace_on=_steps(values.get("replace_on")),
        id_value=templates.parse(id_value) if isinstance(id_value, str) else None,
        singleton=requests.singleton or (steering.at_path and not searched and values.get("id_from") is None),
        match=tuple((name, paths.parse(where), templates.parse(own_match[where])) for where, name in members.items()),
        search_fields=tuple(fields.items()),
        collection=_collection_of(values),
    )


_OUTPUTS: Final = ("output_fields", "sensitive_output_fields")


def _collection_of(values: Values) -> str:
    """Return a text that names a listing and how its rows are read; a digest, since headers may be secret."""
    names = ("path", "read", "id_from", "headers", "format", "failed_when", *_OUTPUTS)
    said = repr([values.get(name) for name in names])
    return f"{values.get('path')} {hashlib.sha256(said.encode()).hexdigest()[:32]}"


def meaning_of(values: Values) -> Meaning:
    """Return what the user said about comparing bodies."""
    return Meaning(
        ignored=_steps(values.get("ignore_fields")),
        unordered=_steps(values.get("unordered")),
        equal=tuple((paths.parse(where), word) for where, word in _texts(values.get("equal")).items()),
        loose=values.get("format") in ("form", "xml"),
        lines=values.get("format") == "text",
        shown=tuple((paths.parse(at), paths.parse(inner)) for at, inner in _texts(values.get("shown_at")).items()),
    )


def _attributes(values: Values, searched: bool, singleton: bool, id_path: str) -> dict[str, Attribute]:
    """Return the attributes with their meaning for this object."""
    meaning = meaning_of(values)
    shown, hidden = (_steps(values.get(name)) for name in _OUTPUTS)
    return {
        **ATTRIBUTES,
        "body": replace(
            ATTRIBUTES["body"],
            wire=".",
            same=partial(comparison.same, meaning),
            spell=partial(comparison.spell, meaning),
        ),
        "output": _output(ATTRIBUTES["output"], shown, keep_nulls=True),
        "sensitive_output": _output(ATTRIBUTES["sensitive_output"], hidden, keep_nulls=False),
        "id": _id(values, searched, singleton, id_path),
        "collection": computed(STRING, "The collection it belongs to.", local=True),
    }


def _output(attribute: Attribute, chosen: tuple[paths.Steps, ...], *, keep_nulls: bool) -> Attribute:
    def load(value: Value) -> Value:
        return comparison.plain(paths.select(value, chosen)) if chosen else None

    def spell(given: Value, server: Value) -> Value:
        return comparison.merge(load(given), server, keep_nulls=keep_nulls) if chosen else None

    return replace(attribute, wire=".", load=load, spell=spell)


def _id(values: Values, searched: bool, singleton: bool, id_path: str) -> Attribute:
    """Return the id as the object itself tells it, where it does: not when the user or a header decides it."""
    text = look_up(values, "id_from.body")
    told = values.get("id_from") is None or isinstance(text, str)
    if singleton or (not told and not id_path):
        return replace(_ID, spell=_keep)
    steps = paths.parse(id_path or (text if isinstance(text, str) else "id"))
    select = look_up(values, "read.select")
    outer = paths.parse(select) if isinstance(select, str) and select else ()
    text_of = _segment_reader(look_up(values, "id_from.path_segment"))
    relative = steps[len(outer) :] if not id_path and outer and steps[: len(outer)] == outer else steps
    if searched:
        load = _picker(steps, relative, relative[-1:], ("id",), text_of=text_of)
        return replace(_ID, wire=".", load=load, spell=_follow)
    return replace(_ID, wire=joined(relative or steps), load=text_of, spell=_keep)


def _segment_reader(position: Value) -> Callable[[Value], str | None]:
    """Return a reading of single values as texts; with a position, of the segment there, for ids that are addresses."""
    where = whole(position)

    def load(value: Value) -> str | None:
        text = templates.text_of(value)
        return text if text is None or where is None else segment_of(text, where) or None

    return load


def _match_member(meaning: Meaning, steps: paths.Steps) -> Attribute:
    picked = _picker(steps)

    def load(value: Value) -> Value:
        return comparison.key_text(meaning, picked(value), steps)

    # Not required: a row that lacks it is another object, and not one that cannot be told.
    same = caseless if comparison.word_at(meaning, steps) == "case" else exact
    return optional(STRING, "A value that it is found by.", wire=".", load=load, same=same)


def _picker(
    *places: paths.Steps, text_of: Callable[[Value], str | None] = templates.text_of
) -> Callable[[Value], Value]:
    """Return a reading that takes the first single value at one of these places; a single value is itself."""

    def load(value: Value) -> Value:
        if not isinstance(value, Mapping) and not isinstance(value, (list, tuple)):
            return text_of(value)
        found = (text_of(paths.pick(value, steps)) for steps in places)
        return next((text for text in found if text is not None), None)

    return load


def _keep(given: Value, server: Value) -> Value:
    return server if given is None or given is UNKNOWN else given


def _follow(given: Value, server: Value) -> Value:
    """Return the id of the object that was found: one made anew by somebody else has another."""
    return given if server is None else server


def _search_fields(values: Values) -> dict[str, str]:
    """Return the fields of a listing's templates, other than `{path}`, each with a word of its own."""
    found = dict.fromkeys(name for text in search_texts(values) for name in templates.fields(text) if name != "path")
    return dict(zip(found, _names(tuple(found)), strict=True))


def _names(where: tuple[str, ...]) -> list[str]:
    """Return a word for each path, no two the same."""
    names: list[str] = []
    for each in where:
        word = re.sub(r"\W", "_", each, flags=re.ASCII).strip("_") or "value"
        count = 2
        name = word
        while name in names:
            name, count = f"{word}_{count}", count + 1
        names.append(name)
    return names


def _steps(value: Value) -> tuple[paths.Steps, ...]:
    words = value if isinstance(value, (list, tuple)) else ()
    return tuple(paths.parse(word) for word in words if isinstance(word, str))


def _texts(value: Value) -> dict[str, str]:
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, Mapping) else {}


PROTOTYPE: Final = Resource(
    api=API,
    name="resource",
    plural="resources",
    doc="Any object of any API that speaks HTTP.",
    reference="https://www.rfc-editor.org/rfc/rfc9110",
    attributes={**ATTRIBUTES, "id": _ID},
    key=("id",),
    identity=("path", "id"),
    imports=("{path}#{id}",),
    create=Operation(method="POST", path="{path}"),
    listing=NO_LISTING,
    listed=False,
    delete=Operation(method="DELETE", path="{path}/{id}"),
    access=UNKNOWN_ACCESS,
    example={
        "path": "/v1/projects",
        "body": {"name": "atlas", "labels": {"team": "search"}, "quota": 20},
        "update": {"strategy": "merge_patch"},
        "output_fields": ["created_at"],
    },
    rules=rules.RULES,
    scope=("collection",),
    echoes=False,
    lock="lock",
    notes=(
        "Only what `body` sets is compared: what the server adds is no change.",
        "An object whose address is known beforehand is looked for first; where it always exists, set `on_existing`.",
    ),
)
"""The resource as its schema shows it; `describe` makes of it the one that an object is handled by."""


def _differs(meaning: Meaning, steps: paths.Steps, prior: Value, planned: Value) -> bool:
    left, right = ([each for each in paths.find(body, steps) if each is not None] for body in (prior, planned))
    if any(_holds_unknown(each) for each in right):
        return True
    return [comparison.canonical(meaning, each, steps) for each in left] != [
        comparison.canonical(meaning, each, steps) for each in right
    ]


def _holds_unknown(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_unknown(member) for member in value.values())
    return any(_holds_unknown(member) for member in value) if isinstance(value, (list, tuple)) else value is UNKNOWN
