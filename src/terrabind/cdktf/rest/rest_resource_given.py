"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from terrabind.cdktf.rest.rest_resource_references import (
    RestResourceReadSearchPageReference,
    RestResourceReadSearchReference,
    RestResourceWaitCreateReference,
    RestResourceWaitCreateStatusFromReference,
    RestResourceWaitUpdateReference,
    RestResourceWaitUpdateStatusFromReference,
)
from terrabind.cdktf.rest.rest_resource_references_2 import (
    RestResourceWaitDeleteReference,
    RestResourceWaitDeleteStatusFromReference,
)
from terrabind.constructs.anything import Json
from terrabind.constructs.tokens import Resolvable

__all__ = [
    "RestResourceAskFirst",
    "RestResourceCreate",
    "RestResourceDelete",
    "RestResourceFailedWhen",
    "RestResourceIdFrom",
    "RestResourceRead",
    "RestResourceReadSearch",
    "RestResourceReadSearchPage",
    "RestResourceUpdate",
    "RestResourceWait",
    "RestResourceWaitCreate",
    "RestResourceWaitCreateStatusFrom",
    "RestResourceWaitDelete",
    "RestResourceWaitDeleteStatusFrom",
    "RestResourceWaitUpdate",
    "RestResourceWaitUpdateStatusFrom",
]


class RestResourceIdFrom(TypedDict, total=False):
    """Where the id comes from.

    body: The path of the id in the answer; `id` when left out. Accepted: a path such as "data.id".
    header: The header that holds the id or the object's address.
    path_segment: Which segment of the address there is the id, from 1, or from -1 at the end. When left out,
        the last one of a header, and the whole text in a body. Accepted: a whole number other than 0.
    value: The id itself, where the user decides it. `{body.x}` is filled in.
    """

    body: str | None
    header: str | None
    path_segment: float | None
    value: str | None


class RestResourceCreate(TypedDict, total=False):
    """How to create the object.

    method: The HTTP method; `POST`, or `PUT` where the path holds the id, when left out. Accepted: an HTTP
        method in capitals, such as "PUT".
    path: The address to create; `{path}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    query: Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    headers: Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in. Accepted:
        names of HTTP headers.
    body: A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled
        in, and `{write_only_body.x}`, and `{body}` alone as the whole.
    success_codes: The statuses that count as success; any from 200 to 299 when left out. Accepted: HTTP
        statuses.
    """

    method: str | None
    path: str | None
    query: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    body: Json | None
    success_codes: Sequence[float] | None


class RestResourceReadSearchPage(TypedDict, total=False):
    """How the collection is cut into pages.

    token_param: The query parameter that carries the token of the next page.
    token_from: Where a page's answer holds the next token. Accepted: a path such as "data.id".
    offset_param: The query parameter that carries the number of objects to skip.
    page_param: The query parameter that carries the page's number.
    first: The number of the first page; 1 when left out.
    limit_param: The query parameter that carries the size of a page.
    limit: The size of a page to ask for. Accepted: a whole number of objects from 1 to 100000.
    in_body: Whether the parameters stand in the body that asks for the page, at paths of these names, and not
        in the query.
    link_header: Whether the Link header names the next page (RFC 8288).
    total_from: Where a page's answer holds the number of all objects. Accepted: a path such as "data.id".
    """

    token_param: str | None
    token_from: str | None
    offset_param: str | None
    page_param: str | None
    first: float | None
    limit_param: str | None
    limit: float | None
    in_body: bool | Resolvable | None
    link_header: bool | Resolvable | None
    total_from: str | None


class RestResourceReadSearch(TypedDict):
    """Find the object in a collection instead of by its own address.

    It is also what tells that an object exists already, and what became of a create whose answer was lost.
    `method`, `headers` and `body` of `read` say how the collection is asked for, unless `read.path` says where
    the object itself is read.

    path: The collection; `{path}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
        Accepted: an address such as "{path}/{id}".
    query: Query parameters of the search. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    items: Where in the answer the list of objects stands; the answer itself when left out. Accepted: a path
        such as "data.id".
    sparse: Whether an answer without `items` is an empty list, from an API that leaves empty lists out.
    match: What the object is known by: paths in a listed object and the value each must have. `{body.x}` is
        filled in.
    page: How the collection is cut into pages.
    """

    path: NotRequired[str | None]
    query: NotRequired[Mapping[str, str] | None]
    items: NotRequired[str | None]
    sparse: NotRequired[bool | Resolvable | None]
    match: Mapping[str, str]
    page: NotRequired[RestResourceReadSearchPage | RestResourceReadSearchPageReference | None]


class RestResourceRead(TypedDict, total=False):
    """How to read the object.

    method: The HTTP method; `GET` when left out. Accepted: an HTTP method in capitals, such as "PUT".
    path: The address to read; `{path}/{id}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    query: Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    headers: Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in. Accepted:
        names of HTTP headers.
    body: A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled
        in.
    success_codes: The statuses that count as success; any from 200 to 299 when left out. Accepted: HTTP
        statuses.
    select: Where in the answer the object stands. Accepted: a path such as "data.id".
    gone_codes: Statuses by which this API says that the object is gone, or with a search that its whole
        collection is; 404 and 410 say so of the object anyway. Accepted: HTTP statuses.
    gone: What an object says that is deleted although the server still shows it, or a failure that says that
        the object is not there: paths, and the values that mean so, such as `{ "status.state" = ["expired"] }`.
        Accepted: names that are paths, such as "status.state".
    gone_when_empty: Whether an answer without an object (null, nothing where `select` looks, an empty one) says
        that it is gone.
    search: Find the object in a collection instead of by its own address. It is also what tells that an object
        exists already, and what became of a create whose answer was lost. `method`, `headers` and `body` of
        `read` say how the collection is asked for, unless `read.path` says where the object itself is read.
    """

    method: str | None
    path: str | None
    query: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    body: Json | None
    success_codes: Sequence[float] | None
    select: str | None
    gone_codes: Sequence[float] | None
    gone: Mapping[str, Sequence[str]] | None
    gone_when_empty: bool | Resolvable | None
    search: RestResourceReadSearch | RestResourceReadSearchReference | None


class RestResourceUpdate(TypedDict, total=False):
    """How to update the object.

    method: The HTTP method; `PUT`, or `PATCH` with a patch, when left out. Accepted: an HTTP method in
        capitals, such as "PUT".
    path: The address to update; `{path}/{id}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    query: Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    headers: Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in. Accepted:
        names of HTTP headers.
    body: A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled
        in, and `{write_only_body.x}`, and `{body}` alone as the whole.
    success_codes: The statuses that count as success; any from 200 to 299 when left out. Accepted: HTTP
        statuses.
    strategy: `replace` sends the whole body, `merge_patch` only the difference (RFC 7386), `json_patch` the
        same as a list of operations (RFC 6902), `none` makes the object anew; `replace` when left out.
        Accepted: one of "replace", "merge_patch", "json_patch", "none".
    """

    method: str | None
    path: str | None
    query: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    body: Json | None
    success_codes: Sequence[float] | None
    strategy: str | None


class RestResourceDelete(TypedDict, total=False):
    """How to delete the object.

    method: The HTTP method; `DELETE` when left out. Accepted: an HTTP method in capitals, such as "PUT".
    path: The address to delete; `{path}/{id}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    query: Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    headers: Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in. Accepted:
        names of HTTP headers.
    body: A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled
        in.
    success_codes: The statuses that count as success; any from 200 to 299 when left out. Accepted: HTTP
        statuses.
    """

    method: str | None
    path: str | None
    query: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    body: Json | None
    success_codes: Sequence[float] | None


class RestResourceFailedWhen(TypedDict, total=False):
    """What an answer says that is a failure in spite of its status.

    present: Paths where something stands only in the answer to what failed: anything but null, false, 0 and
        what is empty. A text there is the message. Accepted: paths such as "metadata.labels" or "items.*.name".
    equals: Paths, and the values there that mean a failure, such as `{ status = ["error"] }`. Accepted: names
        that are paths, such as "status.state".
    differs: Paths, and the values there that mean none, such as `{ code = ["0"] }`: any other does. Accepted:
        names that are paths, such as "status.state".
    """

    present: Sequence[str] | None
    equals: Mapping[str, Sequence[str]] | None
    differs: Mapping[str, Sequence[str]] | None


class RestResourceAskFirst(TypedDict, total=False):
    """What is asked right before a write that names it.

    `{asked}` stands for it in the query, headers and body of `create`, `update` and `delete`: a version, a tag
    or a token of the moment.

    path: The address to ask by GET; the object's own when left out. `{path}`, `{id}`, `{body.x}` and
        `{output.x}` are filled in. Accepted: an address such as "{path}/{id}".
    body: Where it stands in the answer; the answer itself when left out. Accepted: a path such as "data.id".
    header: The header of the answer that holds it, such as `ETag`.
    """

    path: str | None
    body: str | None
    header: str | None


class RestResourceWaitCreateStatusFrom(TypedDict, total=False):
    """Where the status stands; the HTTP status when left out.

    body: The path of the status in the answer. Accepted: a path such as "data.id".
    header: The header that holds the status.
    code: Whether the HTTP status itself is the status.
    """

    body: str | None
    header: str | None
    code: bool | Resolvable | None


class RestResourceWaitCreate(TypedDict):
    """What the create is waited for, when the server goes on after its answer.

    status_from: Where the status stands; the HTTP status when left out.
    success: The statuses that end the wait well.
    pending: The statuses that are waited out; any other fails. When left out, whatever is not success is waited
        out.
    path: The address to ask; the object's own when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    header: The header of the answer that names the address to ask, such as `Operation-Location`.
    interval: Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out.
        Accepted: a duration such as "30s", "5m" or "1h30m".
    timeout: How long to wait in all; without it as long as the create may take. Accepted: a duration such as
        "30s", "5m" or "1h30m".
    """

    status_from: NotRequired[RestResourceWaitCreateStatusFrom | RestResourceWaitCreateStatusFromReference | None]
    success: Sequence[str]
    pending: NotRequired[Sequence[str] | None]
    path: NotRequired[str | None]
    header: NotRequired[str | None]
    interval: NotRequired[str | None]
    timeout: NotRequired[str | None]


class RestResourceWaitUpdateStatusFrom(TypedDict, total=False):
    """Where the status stands; the HTTP status when left out.

    body: The path of the status in the answer. Accepted: a path such as "data.id".
    header: The header that holds the status.
    code: Whether the HTTP status itself is the status.
    """

    body: str | None
    header: str | None
    code: bool | Resolvable | None


class RestResourceWaitUpdate(TypedDict):
    """What the update is waited for, when the server goes on after its answer.

    status_from: Where the status stands; the HTTP status when left out.
    success: The statuses that end the wait well.
    pending: The statuses that are waited out; any other fails. When left out, whatever is not success is waited
        out.
    path: The address to ask; the object's own when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    header: The header of the answer that names the address to ask, such as `Operation-Location`.
    interval: Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out.
        Accepted: a duration such as "30s", "5m" or "1h30m".
    timeout: How long to wait in all; without it as long as the update may take. Accepted: a duration such as
        "30s", "5m" or "1h30m".
    """

    status_from: NotRequired[RestResourceWaitUpdateStatusFrom | RestResourceWaitUpdateStatusFromReference | None]
    success: Sequence[str]
    pending: NotRequired[Sequence[str] | None]
    path: NotRequired[str | None]
    header: NotRequired[str | None]
    interval: NotRequired[str | None]
    timeout: NotRequired[str | None]


class RestResourceWaitDeleteStatusFrom(TypedDict, total=False):
    """Where the status stands; the HTTP status when left out.

    body: The path of the status in the answer. Accepted: a path such as "data.id".
    header: The header that holds the status.
    code: Whether the HTTP status itself is the status.
    """

    body: str | None
    header: str | None
    code: bool | Resolvable | None


class RestResourceWaitDelete(TypedDict):
    """What the delete is waited for, when the server goes on after its answer.

    status_from: Where the status stands; the HTTP status when left out.
    success: The statuses that end the wait well.
    pending: The statuses that are waited out; any other fails. When left out, whatever is not success is waited
        out.
    path: The address to ask; the object's own when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are
        filled in. Accepted: an address such as "{path}/{id}".
    header: The header of the answer that names the address to ask, such as `Operation-Location`.
    interval: Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out.
        Accepted: a duration such as "30s", "5m" or "1h30m".
    timeout: How long to wait in all; without it as long as the delete may take. Accepted: a duration such as
        "30s", "5m" or "1h30m".
    """

    status_from: NotRequired[RestResourceWaitDeleteStatusFrom | RestResourceWaitDeleteStatusFromReference | None]
    success: Sequence[str]
    pending: NotRequired[Sequence[str] | None]
    path: NotRequired[str | None]
    header: NotRequired[str | None]
    interval: NotRequired[str | None]
    timeout: NotRequired[str | None]


class RestResourceWait(TypedDict, total=False):
    """What is waited for after an operation.

    create: What the create is waited for, when the server goes on after its answer.
    update: What the update is waited for, when the server goes on after its answer.
    delete: What the delete is waited for, when the server goes on after its answer.
    """

    create: RestResourceWaitCreate | RestResourceWaitCreateReference | None
    update: RestResourceWaitUpdate | RestResourceWaitUpdateReference | None
    delete: RestResourceWaitDelete | RestResourceWaitDeleteReference | None
