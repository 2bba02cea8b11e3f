"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from terrabind.constructs.anything import AnythingToken
from terrabind.constructs.members import (
    FlagToken,
    MapToken,
    NumbersToken,
    NumberToken,
    ObjectReference,
    ObjectToken,
    TextsToken,
    TextToken,
    WholeToken,
)

__all__ = [
    "RestResourceAskFirstReference",
    "RestResourceCreateReference",
    "RestResourceDeleteReference",
    "RestResourceFailedWhenReference",
    "RestResourceIdFromReference",
    "RestResourceReadReference",
    "RestResourceReadSearchPageReference",
    "RestResourceReadSearchReference",
    "RestResourceUpdateReference",
    "RestResourceWaitCreateReference",
    "RestResourceWaitCreateStatusFromReference",
    "RestResourceWaitUpdateReference",
    "RestResourceWaitUpdateStatusFromReference",
]


class RestResourceIdFromReference(ObjectReference):
    """Tokens of `id_from`: where the id comes from."""

    body = TextToken()
    """The path of the id in the answer; `id` when left out."""

    header = TextToken()
    """The header that holds the id or the object's address."""

    path_segment = NumberToken()
    """Which segment of the address there is the id, from 1, or from -1 at the end.

    When left out, the last one of a header, and the whole text in a body.
    """

    value = TextToken()
    """The id itself, where the user decides it. `{body.x}` is filled in."""


class RestResourceCreateReference(ObjectReference):
    """Tokens of `create`: how to create the object."""

    method = TextToken()
    """The HTTP method; `POST`, or `PUT` where the path holds the id, when left out."""

    path = TextToken()
    """The address to create; `{path}` when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    query = MapToken()
    """Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    headers = MapToken()
    """Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    body = AnythingToken()
    """A whole body to send instead.

    In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in, and `{write_only_body.x}`, and
    `{body}` alone as the whole.
    """

    success_codes = NumbersToken()
    """The statuses that count as success; any from 200 to 299 when left out."""


class RestResourceReadSearchPageReference(ObjectReference):
    """Tokens of `page`: how the collection is cut into pages."""

    token_param = TextToken()
    """The query parameter that carries the token of the next page."""

    token_from = TextToken()
    """Where a page's answer holds the next token."""

    offset_param = TextToken()
    """The query parameter that carries the number of objects to skip."""

    page_param = TextToken()
    """The query parameter that carries the page's number."""

    first = NumberToken()
    """The number of the first page; 1 when left out."""

    limit_param = TextToken()
    """The query parameter that carries the size of a page."""

    limit = NumberToken()
    """The size of a page to ask for."""

    in_body = FlagToken()
    """Whether the parameters stand in the body that asks for the page, at paths of these names, and not in the
    query.
    """

    link_header = FlagToken()
    """Whether the Link header names the next page (RFC 8288)."""

    total_from = TextToken()
    """Where a page's answer holds the number of all objects."""


class RestResourceReadSearchReference(ObjectReference):
    """Tokens of `search`: find the object in a collection instead of by its own address.

    It is also what tells that an object exists already, and what became of a create whose answer was lost.
    `method`, `headers` and `body` of `read` say how the collection is asked for, unless `read.path` says where
    the object itself is read.
    """

    path = TextToken()
    """The collection; `{path}` when left out. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    query = MapToken()
    """Query parameters of the search. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    items = TextToken()
    """Where in the answer the list of objects stands; the answer itself when left out."""

    sparse = FlagToken()
    """Whether an answer without `items` is an empty list, from an API that leaves empty lists out."""

    match = MapToken()
    """What the object is known by: paths in a listed object and the value each must have.

    `{body.x}` is filled in.
    """

    page = ObjectToken(RestResourceReadSearchPageReference)
    """How the collection is cut into pages."""


class RestResourceReadReference(ObjectReference):
    """Tokens of `read`: how to read the object."""

    method = TextToken()
    """The HTTP method; `GET` when left out."""

    path = TextToken()
    """The address to read; `{path}/{id}` when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    query = MapToken()
    """Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    headers = MapToken()
    """Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    body = AnythingToken()
    """A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    success_codes = NumbersToken()
    """The statuses that count as success; any from 200 to 299 when left out."""

    select = TextToken()
    """Where in the answer the object stands."""

    gone_codes = NumbersToken()
    """Statuses by which this API says that the object is gone, or with a search that its whole collection is;
    404 and 410 say so of the object anyway.
    """

    gone = WholeToken()
    """What an object says that is deleted although the server still shows it, or a failure that says that the
    object is not there: paths, and the values that mean so, such as `{ "status.state" = ["expired"] }`.
    """

    gone_when_empty = FlagToken()
    """Whether an answer without an object (null, nothing where `select` looks, an empty one) says that it is gone."""

    search = ObjectToken(RestResourceReadSearchReference)
    """Find the object in a collection instead of by its own address.

    It is also what tells that an object exists already, and what became of a create whose answer was lost.
    `method`, `headers` and `body` of `read` say how the collection is asked for, unless `read.path` says where
    the object itself is read.
    """


class RestResourceUpdateReference(ObjectReference):
    """Tokens of `update`: how to update the object."""

    method = TextToken()
    """The HTTP method; `PUT`, or `PATCH` with a patch, when left out."""

    path = TextToken()
    """The address to update; `{path}/{id}` when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    query = MapToken()
    """Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    headers = MapToken()
    """Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    body = AnythingToken()
    """A whole body to send instead.

    In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in, and `{write_only_body.x}`, and
    `{body}` alone as the whole.
    """

    success_codes = NumbersToken()
    """The statuses that count as success; any from 200 to 299 when left out."""

    strategy = TextToken()
    """`replace` sends the whole body, `merge_patch` only the difference (RFC 7386), `json_patch` the same as a
    list of operations (RFC 6902), `none` makes the object anew; `replace` when left out.
    """


class RestResourceDeleteReference(ObjectReference):
    """Tokens of `delete`: how to delete the object."""

    method = TextToken()
    """The HTTP method; `DELETE` when left out."""

    path = TextToken()
    """The address to delete; `{path}/{id}` when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    query = MapToken()
    """Query parameters of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    headers = MapToken()
    """Headers of this operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    body = AnythingToken()
    """A whole body to send instead. In its texts `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""

    success_codes = NumbersToken()
    """The statuses that count as success; any from 200 to 299 when left out."""


class RestResourceFailedWhenReference(ObjectReference):
    """Tokens of `failed_when`: what an answer says that is a failure in spite of its status."""

    present = TextsToken()
    """Paths where something stands only in the answer to what failed: anything but null, false, 0 and what is
    empty.

    A text there is the message.
    """

    equals = WholeToken()
    """Paths, and the values there that mean a failure, such as `{ status = ["error"] }`."""

    differs = WholeToken()
    """Paths, and the values there that mean none, such as `{ code = ["0"] }`: any other does."""


class RestResourceAskFirstReference(ObjectReference):
    """Tokens of `ask_first`: what is asked right before a write that names it.

    `{asked}` stands for it in the query, headers and body of `create`, `update` and `delete`: a version, a tag
    or a token of the moment.
    """

    path = TextToken()
    """The address to ask by GET; the object's own when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    body = TextToken()
    """Where it stands in the answer; the answer itself when left out."""

    header = TextToken()
    """The header of the answer that holds it, such as `ETag`."""


class RestResourceWaitCreateStatusFromReference(ObjectReference):
    """Tokens of `status_from`: where the status stands; the HTTP status when left out."""

    body = TextToken()
    """The path of the status in the answer."""

    header = TextToken()
    """The header that holds the status."""

    code = FlagToken()
    """Whether the HTTP status itself is the status."""


class RestResourceWaitCreateReference(ObjectReference):
    """Tokens of `create`: what the create is waited for, when the server goes on after its answer."""

    status_from = ObjectToken(RestResourceWaitCreateStatusFromReference)
    """Where the status stands; the HTTP status when left out."""

    success = TextsToken()
    """The statuses that end the wait well."""

    pending = TextsToken()
    """The statuses that are waited out; any other fails. When left out, whatever is not success is waited out."""

    path = TextToken()
    """The address to ask; the object's own when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    header = TextToken()
    """The header of the answer that names the address to ask, such as `Operation-Location`."""

    interval = TextToken()
    """Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out."""

    timeout = TextToken()
    """How long to wait in all; without it as long as the create may take."""


class RestResourceWaitUpdateStatusFromReference(ObjectReference):
    """Tokens of `status_from`: where the status stands; the HTTP status when left out."""

    body = TextToken()
    """The path of the status in the answer."""

    header = TextToken()
    """The header that holds the status."""

    code = FlagToken()
    """Whether the HTTP status itself is the status."""


class RestResourceWaitUpdateReference(ObjectReference):
    """Tokens of `update`: what the update is waited for, when the server goes on after its answer."""

    status_from = ObjectToken(RestResourceWaitUpdateStatusFromReference)
    """Where the status stands; the HTTP status when left out."""

    success = TextsToken()
    """The statuses that end the wait well."""

    pending = TextsToken()
    """The statuses that are waited out; any other fails. When left out, whatever is not success is waited out."""

    path = TextToken()
    """The address to ask; the object's own when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    header = TextToken()
    """The header of the answer that names the address to ask, such as `Operation-Location`."""

    interval = TextToken()
    """Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out."""

    timeout = TextToken()
    """How long to wait in all; without it as long as the update may take."""
