"""Requests as values: an operation and an object's values in, method, path, query, headers and body out.

Nothing is sent here. Each value that stands in a path is percent-encoded on its own and may not be a dot
segment, and header values are plain ASCII without line breaks, so no value can leave its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from terrabind.codec import attributes, form
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest.addresses import is_address
from terrabind.rest.bodies import KINDS, encode, whole_body
from terrabind.rest.errors import RequestError, ValueMissingError
from terrabind.rest.redaction import Secret
from terrabind.rest.settings import places
from terrabind.rest.templates import fields, fill, fill_path, texts_in
from terrabind.spec.api import Api
from terrabind.spec.operation import Format, Operation
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up, put

_ID: Final = "id"
_UNFIT: Final = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to send but for the credential.

    `path` is percent-encoded and starts with a slash; `query` is encoded, without its question mark.
    `purpose` says in words what it is for ("create the iam role"). `repeatable` requests do no harm when the
    server carries them out twice; `changing` ones change something there. `codes` are the statuses that count as
    success, any 2xx when there are none. `address` is where it goes when that is not the API's own address: to a token
    endpoint, or to where the server itself pointed on its own host. A `reference` is such a place before it is
    resolved. `server` describes who is asked when that is not the API itself, and `secret_query` is the end of the
    query, encoded, that lets the request in. The answer is taken as `text` as it came.
    `failed` and `gone` tell of it what they tell in `terrabind.spec.resource.Resource`.
    """

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    purpose: str = ""
    repeatable: bool = False
    changing: bool = False
    codes: tuple[int, ...] = ()
    address: str = ""
    reference: str = ""
    server: Api | None = field(default=None, repr=False)
    secret_query: Secret | None = None
    text: bool = False
    failed: Callable[[Value], str | None] | None = field(default=None, repr=False)
    gone: Callable[[Value], bool] | None = field(default=None, repr=False)

    def meant(self, purpose: str, *, repeatable: bool = False, changing: bool = False) -> Request:
        """Return the request with what it is for."""
        return replace(self, purpose=purpose, repeatable=repeatable, changing=changing)

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{self.query}" if self.query else self.path


def build(
    resource: Resource,
    operation: Operation,
    values: Values,
    *,
    prior: Values | None = None,
    item: Value = None,
    extra: Mapping[str, str] | None = None,
    members: Values | None = None,
) -> Request:
    """Return the request of `operation` on `resource` for `values`.

    `prior` are the values before an update, `item` the listed entry that `{item}` names, `extra` more query
    parameters (a page's), `members` more of the body by path. Raises `ValueMissingError` when the path needs a value
    that is null, `RequestError` when a value cannot be sent.
    """
    api = resource.api
    named: Values = {**values, "item": item}
    try:
        sent = attributes.dump(resource, operation, values, prior)
        more = {} if operation.format is Format.QUERY else dict(extra or {})
        request = Request(
            method=operation.method,
            path=_path(resource, operation.path, named),
            query=form.dumps({**_filled(operation.query, named), **more}),
            headers={**api.headers, **_headers(api, operation, named)},
            codes=operation.codes,
            reference=_reference(operation.path, named),
            text=operation.text,
            failed=resource.failed,
            gone=resource.gone,
        )
        whole = _extended(whole_body(operation, named, prior), members)
        if whole is not None:
            format_ = Format.JSON if operation.format is Format.NONE else operation.format
            return _with_body(request, encode(format_, whole), KINDS[format_])
        if operation.format is Format.QUERY:
            parameters = {**_filled(operation.parameters, named), **sent, **(extra or {})}
            return _with_form(request, form.dumps(parameters), api.query_limit)
        if operation.format is Format.JSON and not any(send.wire == attributes.WHOLE for send in operation.sends):
            document = {**_filled(operation.parameters, named), **sent}
            return _with_body(request, encode(Format.JSON, document), KINDS[Format.JSON])
    except MalformedBodyError as error:
        raise RequestError(f"{api.title}: a value cannot be sent", f"{error}.") from None
    except UnicodeEncodeError:
        raise RequestError(f"{api.title}: a value cannot be sent", "It holds half a character. Remove it.") from None
    return request


def missing_in(operation: Operation, values: Values) -> tuple[str, ...]:
    """Return the attributes that `operation` needs and that are null in `values`: in its path, its sends, and the id.

    Without the id, wherever it stands, another object or none would be asked for.
    """
    texts = (*operation.query.values(), *operation.headers.values(), *texts_in(operation.document))
    named = [_ID for text in texts if _ID in fields(text)]
    names = [*fields(operation.path), *(send.attribute for send in operation.sends), *named]
    return tuple(name for name in names if look_up(values, name) in (None, ""))


def _extended(document: Value, members: Values | None) -> Value:
    """Return a document with more members, each at its dotted path; a document that is no mapping stays as it is."""
    if not members or not (document is None or isinstance(document, Mapping)):
        return document
    found: Values = document or {}
    for path, value in members.items():
        found = put(found, path, value)
    return found


def _reference(template: str, values: Values) -> str:
    """Return the address that a template which begins with a field is filled with; empty when it is a plain path."""
    names = fields(template)
    if not names or not template.startswith(f"{{{names[0]}}}"):
        return ""
    text = fill(template, values) or ""
    return text if is_address(text) else ""


def _filled(templates: Mapping[str, str], values: Values) -> dict[str, Value]:
    return {name: fill(template, values) for name, template in templates.items()}


def _path(resource: Resource, template: str, values: Values) -> str:
    path = fill_path(template, values, lambda name: _missing(resource, name), resource.api.title)
    return path if path.startswith("/") or not path else f"/{path}"


def _missing(resource: Resource, name: str) -> ValueMissingError:
    attribute = resource.attributes.get(name.partition(".")[0])
    where = ""
    if attribute is not None and attribute.setting:
        where = f" or configure a default as {places(resource.api, attribute.setting)}"
    return ValueMissingError(
        f"{resource.api.title}: {name} is not given",
        f"The request needs {name} in its path. Set `{name}` on {resource.type_name}{where}.",
        attribute=name,
    )


def _headers(api: Api, operation: Operation, values: Values) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, template in operation.headers.items():
        text = fill(template, values)
        if text is None or text == "":
            continue
        if _UNFIT.search(text):
            raise RequestError(
                f"{api.title}: a value cannot be sent in the header {name}",
                "It holds a line break, a control character or a letter beyond ASCII. Remove it.",
            )
        headers[name] = text
    return headers


def _with_form(request: Request, text: str, limit: int) -> Request:
    if len(text) > limit:
        return _with_body(request, text, KINDS[Format.FORM])
    query = f"{request.query}&{text}" if request.query and text else request.query or text
    return replace(request, query=query)


def _with_body(request: Request, text: str, kind: str) -> Request:
    own = {"Content-Type": kind}
    if any(name.lower() == "content-type" for name in request.headers):
        own = {}  # The user knows the API's own word for it.
    return replace(request, body=text.encode(), headers={**own, **request.headers})
