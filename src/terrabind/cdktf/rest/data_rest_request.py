"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypedDict, Unpack

from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.anything import AnythingArgument, AnythingToken, Json
from terrabind.constructs.description import Description
from terrabind.constructs.members import (
    FlagToken,
    Given,
    MapArgument,
    MapToken,
    NumbersArgument,
    NumberToken,
    ObjectArgument,
    ObjectReference,
    TextArgument,
    TextsToken,
    TextToken,
    WholeToken,
)
from terrabind.constructs.rest import describe_rest_request
from terrabind.constructs.tokens import Resolvable

__all__ = [
    "DataRestRequest",
    "DataRestRequestFailedWhen",
    "DataRestRequestFailedWhenReference",
    "DataRestRequestPage",
    "DataRestRequestPageReference",
]


class DataRestRequestPage(TypedDict, total=False):
    """How the answer is cut into pages: `output` is then the list of all objects.

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


class DataRestRequestPageReference(ObjectReference):
    """Tokens of `page`: how the answer is cut into pages: `output` is then the list of all objects."""

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


class DataRestRequestFailedWhen(TypedDict, total=False):
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


class DataRestRequestFailedWhenReference(ObjectReference):
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


class DataRestRequest(DataSource):
    """Asks any HTTP API once per plan, page by page if need be.

    The data source `terrabind_rest_request` of Terraform.
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_rest_request"
    DESCRIPTION: ClassVar[Description] = describe_rest_request()

    path = TextArgument()
    """The address to ask, relative to `base_url`."""
    path_input = Given[str]()
    """What was given as `path`."""

    method = TextArgument()
    """The HTTP method; `GET` when left out."""
    method_input = Given[str]()
    """What was given as `method`."""

    query = MapArgument()
    """Query parameters."""
    query_input = Given[Mapping[str, str]]()
    """What was given as `query`."""

    headers = MapArgument()
    """Headers."""
    headers_input = Given[Mapping[str, str]]()
    """What was given as `headers`."""

    body = AnythingArgument()
    """The body to send, as a value of its own."""
    body_input = Given[Json]()
    """What was given as `body`."""

    format = TextArgument()
    """How the body is written; `json` when left out."""
    format_input = Given[str]()
    """What was given as `format`."""

    select = TextArgument()
    """The path of what `output` shall hold; the whole answer when left out.

    With a `*`, which stands for all members, it is the list of what is found, of all pages where there are
    some.
    """
    select_input = Given[str]()
    """What was given as `select`."""

    page = ObjectArgument(
        DataRestRequestPageReference,
        DataRestRequestPage,
    )
    """How the answer is cut into pages: `output` is then the list of all objects."""
    page_input = Given[DataRestRequestPage | DataRestRequestPageReference]()
    """What was given as `page`."""

    success_codes = NumbersArgument()
    """The statuses that count as success; any from 200 to 299 when left out."""
    success_codes_input = Given[Sequence[float]]()
    """What was given as `success_codes`."""

    failed_when = ObjectArgument(
        DataRestRequestFailedWhenReference,
        DataRestRequestFailedWhen,
    )
    """What an answer says that is a failure in spite of its status."""
    failed_when_input = Given[DataRestRequestFailedWhen | DataRestRequestFailedWhenReference]()
    """What was given as `failed_when`."""

    credential = TextArgument()
    """The name of one of the provider's `credentials` to use."""
    credential_input = Given[str]()
    """What was given as `credential`."""

    output = AnythingToken()
    """What the server answered."""

    status = NumberToken()
    """The HTTP status of the answer."""

    response_headers = MapToken()
    """The headers of the answer, names in lower case."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        path: str,
        method: str | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Json | None = None,
        format: str | None = None,
        select: str | None = None,
        page: DataRestRequestPage | DataRestRequestPageReference | None = None,
        success_codes: Sequence[float] | None = None,
        failed_when: DataRestRequestFailedWhen | DataRestRequestFailedWhenReference | None = None,
        credential: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        path: The address to ask, relative to `base_url`. Accepted: an address relative to `base_url`, such as
            "/v1/things", without query, fragment or field.
        method: Optional. The HTTP method; `GET` when left out. Accepted: an HTTP method in capitals, such as "PUT".
        query: Optional. Query parameters.
        headers: Optional. Headers. Accepted: names of HTTP headers.
        body: Optional. The body to send, as a value of its own.
        format: Optional. How the body is written; `json` when left out. Accepted: one of "json", "form", "xml",
            "text".
        select: Optional. The path of what `output` shall hold; the whole answer when left out. With a `*`, which
            stands for all members, it is the list of what is found, of all pages where there are some. Accepted:
            paths such as "metadata.labels" or "items.*.name".
        page: Optional. How the answer is cut into pages: `output` is then the list of all objects.
        success_codes: Optional. The statuses that count as success; any from 200 to 299 when left out. Accepted:
            HTTP statuses.
        failed_when: Optional. What an answer says that is a failure in spite of its status.
        credential: Optional. The name of one of the provider's `credentials` to use.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope,
            id_,
            {
                "path": path,
                "method": method,
                "query": query,
                "headers": headers,
                "body": body,
                "format": format,
                "select": select,
                "page": page,
                "success_codes": success_codes,
                "failed_when": failed_when,
                "credential": credential,
            },
            meta,
        )
