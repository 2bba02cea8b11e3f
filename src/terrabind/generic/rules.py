"""What the attributes of a generic object must be like together. Each fault names the attribute and the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from terrabind.generic import templates
from terrabind.generic.comparison import EQUALS
from terrabind.spec import paths
from terrabind.spec.check import Fault, Rule
from terrabind.spec.values import UNKNOWN, Value, Values, look_up

_VERBS: Final = ("create", "read", "update", "delete")
_WRITERS: Final = ("create", "update")
_SINGLE: Final = ("path", "id", "asked")
_FAILURES: Final = ("present", "equals", "differs")
_PAGINGS: Final = ("token_param", "offset_param", "page_param", "link_header")


def _judge_body(values: Values) -> Iterator[Fault]:
    body, over = values.get("body"), values.get("write_only_body")
    if body is None:
        yield Fault("body", "body is null", "Give body a value: it is the object to be made.")
    if body is not UNKNOWN and isinstance(over, Mapping) and body is not None and not isinstance(body, Mapping):
        yield Fault("write_only_body", "Nothing to lay it over", "Make body an object, of names and values.")
    if values.get("write_only_version") is not None and over is None:
        yield Fault(
            "write_only_version",
            "write_only_version without write_only_body",
            "Set write_only_body, whose changes it announces, or leave write_only_version out.",
        )
    for name in ("body", *(f"{verb}.body" for verb in _WRITERS)):
        yield from _judge_form(name, look_up(values, name), values.get("format"))
    for verb in _WRITERS if over is not None else ():
        written = look_up(values, f"{verb}.body")
        due = verb == "create" or values.get("write_only_version") is not None
        if due and written is not None and written is not UNKNOWN and not _names_secrets(written):
            yield Fault(
                f"{verb}.body",
                "write_only_body is not sent",
                f"{verb}.body is sent in the place of body; name what it shall take from write_only_body, such as "
                "{write_only_body.password}.",
            )


def _names_secrets(document: Value) -> bool:
    """Tell whether a written-out body takes anything from `write_only_body`."""
    return any("{write_only_body." in text for text in templates.texts_in(document))


def _judge_form(name: str, body: Value, format_: Value) -> Iterator[Fault]:
    if body is None or body is UNKNOWN:
        return
    if format_ == "form" and not isinstance(body, Mapping):
        yield Fault(name, "A form has names and values", f"Make {name} an object, or choose another format.")
    if format_ == "text" and not isinstance(body, str):
        yield Fault(name, "A text is wanted", f"Make {name} a text, such as by file() or yamlencode().")
    if format_ == "xml" and not (isinstance(body, Mapping) and len(body) == 1):
        yield Fault(
            name, "XML has one root element", f"Make {name} an object with exactly one name: that of the root element."
        )


def _judge_id(values: Values) -> Iterator[Fault]:
    said = values.get("id_from")
    if not isinstance(said, Mapping):
        return
    given = [name for name in ("body", "header", "value") if said.get(name) is not None]
    if len(given) != 1:
        told = " and ".join(given) or "nothing"
        yield Fault("id_from", f"{told} is given", "Give exactly one of id_from.body, id_from.header, id_from.value.")
    if said.get("path_segment") is not None and said.get("header") is None and said.get("body") is None:
        yield Fault(
            "id_from.path_segment",
            "No address to take it from",
            "Set id_from.header or id_from.body, or leave path_segment out.",
        )


def _judge_question(values: Values) -> Iterator[Fault]:
    said = values.get("ask_first")
    if not isinstance(said, Mapping):
        return
    if said.get("header") is not None and said.get("body") is not None:
        yield Fault("ask_first", "Two places are given", "Give either ask_first.body or ask_first.header.")
    found = isinstance(look_up(values, "read.search"), Mapping) and look_up(values, "read.path") is None
    if said.get("path") is None and found:
        yield Fault("ask_first.path", "Nobody to ask", "Give a path: an object that is searched for has no address.")
    written = templates.texts_in([values.get(verb) for verb in ("create", "update", "delete")])
    if not any("{asked}" in text for text in written):
        yield Fault("ask_first", "Nothing is done with the answer", "Name it as {asked} in a header, query or body.")


def _judge_search(values: Values) -> Iterator[Fault]:
    search = look_up(values, "read.search")
    if not isinstance(search, Mapping):
        return
    if search.get("match") == {}:
        yield Fault(
            "read.search.match", "match is empty", 'Say what the object is known by, such as { name = "{body.name}" }.'
        )
    if search.get("sparse") is True and search.get("items") is None:
        yield Fault("read.search.sparse", "sparse needs items", "Set read.search.items, or leave sparse out.")
    yield from _judge_page("read.search.page", search.get("page"))


def _judge_page(where: str, page: Value) -> Iterator[Fault]:
    if not isinstance(page, Mapping):
        return
    given = [name for name in _PAGINGS if page.get(name) not in (None, False)]
    if len(given) != 1:
        told = " and ".join(given) or "No way of paging"
        yield Fault(where, f"{told} is given", f"Give exactly one of {', '.join(_PAGINGS)}.")
    for one, other in (
        ("token_param", "token_from"),
        ("token_from", "token_param"),
        ("offset_param", "limit"),
        ("limit_param", "limit"),
        ("first", "page_param"),
    ):
        if page.get(one) is not None and page.get(other) is None:
            yield Fault(f"{where}.{one}", f"{one} needs {other}", f"Set {where}.{other}, or leave {one} out.")


def _judge_failure(values: Values) -> Iterator[Fault]:
    said = values.get("failed_when")
    if isinstance(said, Mapping) and all(said.get(name) in (None, [], {}) for name in _FAILURES):
        yield Fault("failed_when", "failed_when says nothing", f"Give at least one of {', '.join(_FAILURES)}.")


def _judge_update(values: Values) -> Iterator[Fault]:
    said = values.get("update")
    if not isinstance(said, Mapping):
        return
    if said.get("strategy") in ("merge_patch", "json_patch") and values.get("format") in ("xml", "form", "text"):
        yield Fault("update.strategy", "Patches are JSON", 'Set format to "json", or strategy to "replace".')
    if said.get("strategy") == "none":
        given = [f"update.{name}" for name, value in said.items() if name != "strategy" and value is not None]
        given += ["wait.update"] if look_up(values, "wait.update") is not None else []
        for name in given:
            yield Fault(name, "Nothing is updated", f'Leave {name} out: with strategy "none" the object is made anew.')


def _judge_wait(values: Values) -> Iterator[Fault]:
    for verb in ("create", "update", "delete"):
        where = f"wait.{verb}"
        said = look_up(values, where)
        if not isinstance(said, Mapping):
            continue
        if said.get("success") == []:
            yield Fault(f"{where}.success", "success is empty", "Name at least one status that ends the wait.")
        source = said.get("status_from")
        sources = source if isinstance(source, Mapping) else {}
        given = [name for name, each in sources.items() if each not in (None, False)]
        if len(given) > 1:
            yield Fault(f"{where}.status_from", f"{' and '.join(given)} are given", "Give one of body, header, code.")
        if said.get("path") is not None and said.get("header") is not None:
            yield Fault(f"{where}.header", "Two addresses to ask", f"Give either {where}.path or {where}.header.")


def _judge_equal(values: Values) -> Iterator[Fault]:
    equal = values.get("equal")
    for where, word in equal.items() if isinstance(equal, Mapping) else ():
        try:
            paths.parse(where)
        except ValueError as error:
            yield Fault("equal", "Not a path", f"{error}.")
        if isinstance(word, str) and word not in EQUALS:
            yield Fault("equal", f'"{word}" is no way to compare', f"Give {where} one of {', '.join(EQUALS)}.")


def _judge_templates(values: Values) -> Iterator[Fault]:
    shown = _steps(values.get("output_fields")), _steps(values.get("sensitive_output_fields"))
    for where, text, roots in _templates(values):
        try:
            names = templates.fields(text)
            if where.endswith(".path"):
                path = values.get("path")
                templates.as_path(templates.parse(text), path if isinstance(path, str) else None)
        except ValueError as error:
            yield Fault(where, "Not a template", f"{error}.")
            continue
        # Alone in a written-out body, it is the whole object in an envelope.
        for name in () if text == "{body}" and where.endswith(".body") else names:
            yield from _judge_field(where, name, roots, values, shown)


def _judge_field(
    where: str, name: str, roots: Sequence[str], values: Values, shown: Sequence[Sequence[paths.Steps] | None]
) -> Iterator[Fault]:
    head, _, rest = name.partition(".")
    if head not in roots or (head in _SINGLE) != (not rest):
        accepted = ", ".join(f"{{{root}}}" if root in _SINGLE else f"{{{root}.x}}" for root in roots)
        yield Fault(where, f"{{{name}}} is not filled in here", f"Use {accepted}; {{{{ and }}}} write braces.")
        return
    if head == "output" and None not in shown:
        place = tuple(rest.split("."))
        if not any(paths.covers(steps, place) for listed in shown for steps in listed or ()):
            yield Fault(where, f"{{{name}}} is not in the output", f'Add "{rest}" to output_fields.')
    if head == "body" and (where.endswith(".path") or where == "id_from.value" or ".match." in where):
        found = look_up(values, name)
        if values.get("body") is not None and found is not UNKNOWN and templates.text_of(found) in (None, ""):
            yield Fault(where, f"{{{name}}} is no single value", f"Set {rest} in body to a text or a number.")


def _templates(values: Values) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield every template with its place and what it may be filled from."""
    late, early, user = ("path", "id", "body", "output"), ("path", "id", "body"), ("path", "body")
    valued = look_up(values, "id_from.value") is not None
    yield from _of("id_from.value", look_up(values, "id_from.value"), user)
    yield from _of("headers", values.get("headers"), early)
    for verb in _VERBS:
        roots = late if verb != "create" else early if valued else user
        asked = ("asked",) if verb != "read" and isinstance(values.get("ask_first"), Mapping) else ()
        for name in ("path", "query", "headers"):
            fields = roots if name == "path" else (*roots, *asked)
            yield from _of(f"{verb}.{name}", look_up(values, f"{verb}.{name}"), fields)
        sent = (*roots, *asked, "write_only_body") if verb in _WRITERS else (*roots, *asked)
        yield from _of(f"{verb}.body", look_up(values, f"{verb}.body"), sent)
        yield from _of(f"wait.{verb}.path", look_up(values, f"wait.{verb}.path"), late)
    yield from _of("ask_first.path", look_up(values, "ask_first.path"), early)
    for name in ("path", "query"):
        yield from _of(f"read.search.{name}", look_up(values, f"read.search.{name}"), early)
    match = look_up(values, "read.search.match")
    for where, text in match.items() if isinstance(match, Mapping) else ():
        yield from _of(f"read.search.match.{where}", text, early if text == "{id}" else user)


def _of(where: str, value: Value, roots: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    for text in templates.texts_in(value) if value is not None else ():
        yield where, text, roots


def _steps(value: Value) -> Sequence[paths.Steps] | None:
    """Return paths; null while one of them is not known yet."""
    words = value if isinstance(value, (list, tuple)) else ()
    found: list[paths.Steps] = []
    for word in words:
        if not isinstance(word, str):
            return None
        try:
            found.append(paths.parse(word))
        except ValueError:
            continue
    return None if value is UNKNOWN else found


def _rule(accepts: str, judge: Callable[[Values], Iterator[Fault]]) -> Rule:
    return Rule(accepts, lambda values: list(judge(values)))


RULES: Final = (
    _rule("body is not null, and fits its format", _judge_body),
    _rule("id_from names one place", _judge_id),
    _rule("what is asked first is used", _judge_question),
    _rule("a search says what it looks for and one way of paging", _judge_search),
    _rule("update says what its strategy needs", _judge_update),
    _rule("failed_when says what a failure is", _judge_failure),
    _rule("a wait has an end", _judge_wait),
    _rule("equal names known ways to compare", _judge_equal),
    _rule("templates name what is known when they are filled", _judge_templates),
)
"""The rules of `terrabind_rest_resource`."""

REQUEST_RULES: Final = (
    _rule("page names one way of paging", lambda values: _judge_page("page", values.get("page"))),
    _rule("failed_when says what a failure is", _judge_failure),
    _rule("the body fits its format", lambda values: _judge_form("body", values.get("body"), values.get("format"))),
)
"""The rules of `terrabind_rest_request`."""
