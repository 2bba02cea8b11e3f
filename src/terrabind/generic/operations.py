"""The requests of one generic object, compiled from what its resource says about them.

What an operation leaves out follows from the others: an object is made by POST in its collection and stands below it,
unless it is made by PUT, which names its address at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from terrabind.generic import templates
from terrabind.generic.asking import ask_first
from terrabind.spec import duration, paths
from terrabind.spec.locate import Body, Header, Place, Status
from terrabind.spec.operation import (
    NO_LISTING,
    UNPAGED,
    Format,
    Listing,
    Operation,
    Page,
    Paging,
    Part,
    Question,
    Send,
    Step,
    Wait,
)
from terrabind.spec.values import Value, Values, look_up

OWN: Final = "{path}/{id}"
"""The address of an object in its collection."""

FORMATS: Final[Mapping[str, Format]] = {
    "json": Format.JSON,
    "form": Format.FORM,
    "xml": Format.XML,
    "text": Format.TEXT,
}

_BODY: Final = Send("body", wire=".", overlay="write_only_body")
_DIFFERENCE: Final = Send("body", wire=".", part=Part.DIFFERENCE, overlay="write_only_body")
_OPERATIONS: Final = Send("body", wire=".", part=Part.OPERATIONS, overlay="write_only_body")
_PATCHES: Final = {
    "merge_patch": (_DIFFERENCE, "application/merge-patch+json"),
    "json_patch": (_OPERATIONS, "application/json-patch+json"),
}
"""What the strategies that send a difference send, and of which type."""
_NAMING: Final = ("PUT", "PATCH")
"""Methods of a create whose path is the object's own address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What is asked of the server for one object, as `terrabind.spec.resource.Resource` wants it.

    `singleton` says that the object is the only one at its address; `known_before` that its id does not come from the
    server; `findable` that it can be read before it is made.
    """

    create: Operation
    read: Operation | None
    update: Operation | None
    delete: Operation
    steps: tuple[Step, ...]
    listing: Listing
    listed: bool
    singleton: bool
    known_before: bool
    findable: bool


def compile_requests(steering: Values, search_fields: Mapping[str, str], *, at_path: bool) -> Requests:
    """Return the requests of an object whose resource says `steering`.

    `search_fields` are the names that fields have in a listing. `at_path` says that the object is known to stand at
    the resource's own path. Raises `ValueError` when a template is malformed or leads to another place.
    """
    given = steering.get("id_from")
    valued = bool(_text(steering, "id_from.value"))
    searched = isinstance(look_up(steering, "read.search"), Mapping)
    method = _text(steering, "create.method") or "POST"
    create_path = _text(steering, "create.path") or (OWN if valued and method in _NAMING else "{path}")
    # With an id of its own, an object that is put to the collection stands below it like any other.
    own = create_path if method in _NAMING and (given is None or create_path != "{path}") else OWN
    if at_path and given is None and not searched:
        own = "{path}"
    read_path = _text(steering, "read.path") or own
    singleton = not searched and given is None and set(templates.fields(read_path)) <= {"path"}
    if singleton:
        own = "{path}"
    explicit = bool(_text(steering, "read.path"))
    read = _operation(steering, "read", "GET", read_path) if explicit or not searched else None
    asking = partial(ask_first, question=_question(steering, read))
    create = asking(_operation(steering, "create", method, create_path, sends=(_BODY,)))
    update = _update(steering, method, own)
    update = None if update is None else asking(update)
    return Requests(
        create=create,
        read=read,
        update=update,
        delete=asking(_operation(steering, "delete", "DELETE", own)),
        steps=() if update is None else (Step(operation=update, watches=("body", "write_only_version")),),
        listing=_listing(steering, search_fields, explicit) if searched else NO_LISTING,
        listed=searched,
        singleton=singleton,
        known_before=valued or singleton,
        findable=searched
        or ((valued or singleton) and not any(name.startswith("output") for name in templates.fields(read_path))),
    )


def compile_page(page: Value) -> Page:
    """Return how a collection is cut into pages, as `page` says it; null is one page."""
    if not isinstance(page, Mapping):
        return UNPAGED
    size = whole(page.get("limit")) or 0
    kind, position = Paging.TOKEN, ""
    if page.get("offset_param") is not None:
        kind, position = Paging.OFFSET, _text(page, "offset_param")
    elif page.get("page_param") is not None:
        kind, position = Paging.NUMBER, _text(page, "page_param")
    elif page.get("link_header") is True:
        kind = Paging.LINK
    elif page.get("token_param") is None:
        kind = Paging.NONE
    total = _text(page, "total_from")
    first = whole(page.get("first"))
    return Page(
        token_parameter=_text(page, "token_param"),
        token=Body(dotted(_text(page, "token_from"))),
        size_parameter=_text(page, "limit_param"),
        size=size,
        default_size=size,
        total=Body(dotted(total)) if total else None,
        offset_parameter=position,
        paging=kind,
        first=1 if first is None else first,
        in_body=page.get("in_body") is True,
    )


def compile_id(steering: Values) -> Mapping[str, Place]:
    """Return where the answer to a create tells the id, outside of the object."""
    header = _text(steering, "id_from.header")
    segment = whole(look_up(steering, "id_from.path_segment"))
    if header:
        return {"id": Header(header, -1 if segment is None else segment)}
    if _text(steering, "id_from.value"):
        return {}
    return {"id": Body(dotted(_text(steering, "id_from.body") or "id"), segment)}


def statuses(codes: Value) -> tuple[int, ...]:
    """Return a list of HTTP statuses; what is not known yet is left out."""
    listed = codes if isinstance(codes, Sequence) and not isinstance(codes, str) else ()
    return tuple(code for code in map(whole, listed) if code is not None)


def dotted(path: str) -> str:
    """Return a path as the engine reads it."""
    return joined(paths.parse(path)) if path else ""


def joined(steps: paths.Steps) -> str:
    """Return steps as a path for the engine: names joined by dots, a JSON pointer where one of them holds a dot."""
    if not any("." in step or "/" in step for step in steps):
        return ".".join(steps)
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def whole(value: Value) -> int | None:
    """Return a whole number, null for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return int(value) if value == int(value) else None


def texts(value: Value) -> dict[str, str]:
    """Return a map's texts; what is null or not known yet is left out."""
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, Mapping) else {}


def merged(common: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return headers of which `own` replaces the common ones, whatever the case of their names."""
    taken = {name.lower() for name in own}
    return {**{name: text for name, text in common.items() if name.lower() not in taken}, **own}


def _text(values: Value, path: str) -> str:
    found = look_up(values, path)
    return found if isinstance(found, str) else ""


def _operation(
    steering: Values, verb: str, method: str, path: str, sends: tuple[Send, ...] = (), *, kind: str = ""
) -> Operation:
    """Return the operation of `verb`; what its attribute says goes before `method` and `path`."""
    own = steering.get(verb)
    said: Values = own if isinstance(own, Mapping) else {}
    headers = merged(texts(steering.get("headers")), texts(said.get("headers")))
    if kind:
        headers = merged({"Content-Type": kind}, headers)
    named = _namer(steering)
    document = said.get("body")
    return Operation(
        method=_text(said, "method") or method,
        path=templates.as_path(templates.parse(_text(said, "path") or path), _text(steering, "path") or None, named),
        query=_renamed(texts(said.get("query")), steering),
        headers=_renamed(headers, steering),
        format=FORMATS.get(str(steering.get("format")), Format.JSON) if sends or document is not None else Format.NONE,
        sends=() if document is not None else sends,
        answer=Body(dotted(_text(steering, "read.select"))),
        text=verb == "read" and steering.get("format") == "text" and not _text(steering, "read.select"),
        codes=statuses(said.get("success_codes")),
        document=_renamed_document(document, named),
        taken=compile_id(steering) if verb == "create" and not _is_fixed(steering) else {},
        wait=None if verb == "read" else _wait(steering, verb),
    )


def _question(steering: Values, read: Operation | None) -> Question | None:
    """Return what is asked before a write whose texts name `{asked}`."""
    said = steering.get("ask_first")
    if not isinstance(said, Mapping):
        return None
    path, header = _text(said, "path"), _text(said, "header")
    place = Header(header) if header else Body(dotted(_text(said, "body")))
    if not path:
        return None if read is None else Question(operation=read, place=place, object=True)
    asked = Operation(
        method="GET",
        path=templates.as_path(templates.parse(path), _text(steering, "path") or None),
        headers=_renamed(texts(steering.get("headers")), steering),
    )
    return Question(operation=asked, place=place, object=False)


def _is_fixed(steering: Values) -> bool:
    """Tell whether the object stands at its path alone, so that no answer names its id."""
    return (
        steering.get("id_from") is None
        and not isinstance(look_up(steering, "read.search"), Mapping)
        and set(templates.fields(_text(steering, "read.path") or _own_path(steering))) <= {"path"}
    )


def _own_path(steering: Values) -> str:
    if _text(steering, "create.method") in _NAMING:
        return _text(steering, "create.path") or "{path}"
    return OWN


def _update(steering: Values, create_method: str, own: str) -> Operation | None:
    strategy = _text(steering, "update.strategy") or "replace"
    if strategy == "none":
        return None
    send, kind = _PATCHES.get(strategy, (_BODY, ""))
    method = "PATCH" if kind or create_method == "PATCH" else "PUT"
    return _operation(steering, "update", method, own, (send,), kind=kind)


def _wait(steering: Values, verb: str) -> Wait | None:
    said = look_up(steering, f"wait.{verb}")
    if not isinstance(said, Mapping):
        return None
    status: Place = Status()
    if _text(said, "status_from.body"):
        status = Body(dotted(_text(said, "status_from.body")))
    elif _text(said, "status_from.header"):
        status = Header(_text(said, "status_from.header"))
    path, header = _text(said, "path"), _text(said, "header")
    named = _namer(steering)
    interval, limit = _text(said, "interval"), _text(said, "timeout")
    return Wait(
        status=status,
        success=_words(said.get("success")),
        pending=_words(said.get("pending")),
        path=templates.as_path(templates.parse(path), _text(steering, "path") or None, named) if path else "",
        address=Header(header) if header else None,
        interval=duration.seconds(interval) if interval else 2.0,
        seconds=duration.seconds(limit) if limit else None,
    )


def _words(value: Value) -> tuple[str, ...]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return tuple(word for word in listed if isinstance(word, str))


def _listing(steering: Values, search_fields: Mapping[str, str], explicit: bool) -> Listing:
    """Return the listing of a search. Where the object has no address to read, `read` says how it is asked for."""
    search = look_up(steering, "read.search")
    read: Values = {} if explicit else {name: look_up(steering, f"read.{name}") for name in ("method", "query", "body")}
    path = _text(steering, "path")

    def named(name: str) -> str:
        return search_fields.get(name, name)

    def as_listed(text: str) -> str:
        plain = [templates.as_literal(path) if part == templates.Field("path") else part for part in _parts(text)]
        return "".join(part if isinstance(part, str) else f"{{{search_fields[part.name]}}}" for part in plain)

    query = {**texts(read.get("query")), **texts(look_up(search, "query"))}
    headers = merged(texts(steering.get("headers")), texts(look_up(steering, "read.headers")))
    operation = Operation(
        method=_text(read, "method") or "GET",
        path=templates.as_path(templates.parse(_text(search, "path") or "{path}"), path or None, named),
        query={name: as_listed(text) for name, text in query.items()},
        headers={name: as_listed(text) for name, text in headers.items()},
        format=FORMATS.get(str(steering.get("format")), Format.JSON) if read.get("body") is not None else Format.NONE,
        codes=statuses(look_up(steering, "read.success_codes")),
        document=_renamed_document(read.get("body"), lambda name: search_fields.get(name, name)),
    )
    return Listing(
        operation=operation,
        items=Body(dotted(_text(search, "items"))),
        page=compile_page(look_up(search, "page")),
        sparse=look_up(search, "sparse") is True,
    )


def _parts(text: str) -> templates.Parts:
    """Return a template's parts, braces still doubled."""
    return tuple(templates.as_literal(part) if isinstance(part, str) else part for part in templates.parse(text))


def search_texts(steering: Values) -> tuple[str, ...]:
    """Return every template of a listing but its match."""
    search = look_up(steering, "read.search")
    read = {} if _text(steering, "read.path") else texts(look_up(steering, "read.query"))
    common = merged(texts(steering.get("headers")), texts(look_up(steering, "read.headers")))
    own = {**read, **texts(look_up(search, "query"))}
    written = None if _text(steering, "read.path") else look_up(steering, "read.body")
    sent = () if written is None else templates.texts_in(written)
    return (_text(search, "path") or "{path}", *own.values(), *common.values(), *sent)


def _namer(steering: Values) -> _Namer:
    return _Namer(_steps(steering.get("output_fields")), _steps(steering.get("sensitive_output_fields")))


def _steps(value: Value) -> tuple[paths.Steps, ...]:
    return tuple(paths.parse(word) for word in _words(value))


@dataclass(frozen=True, slots=True)
class _Namer:
    """Names fields as the engine's values have them: an output that is kept secret stands in `sensitive_output`."""

    shown: tuple[paths.Steps, ...]
    hidden: tuple[paths.Steps, ...]

    def __call__(self, name: str) -> str:
        head, _, rest = name.partition(".")
        if head != "output" or not rest:
            return name
        place = tuple(rest.split("."))
        if any(paths.covers(steps, place) for steps in self.shown):
            return name
        return f"sensitive_{name}" if any(paths.covers(steps, place) for steps in self.hidden) else name


def _renamed(given: Mapping[str, str], steering: Values) -> dict[str, str]:
    named = _namer(steering)
    return {name: templates.rename(templates.parse(text), named) for name, text in given.items()}


def _renamed_document(document: Value, named: Callable[[str], str]) -> Value:
    if isinstance(document, str):
        return templates.rename(templates.parse(document), named)
    if isinstance(document, Mapping):
        return {name: _renamed_document(member, named) for name, member in document.items()}
    if isinstance(document, Sequence):
        return [_renamed_document(member, named) for member in document]
    return document
