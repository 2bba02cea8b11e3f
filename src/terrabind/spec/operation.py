"""One request of an API as a value: what is sent where, and where in the answer the object stands.

Texts are templates over the object's values: `{account_id}`, `{principal.id}`, and `{item}` or `{item.PolicyArn}`
for the entry of a listing. In a path each value is percent-encoded on its own, so that no value can leave its
place. A query parameter or header whose template names a null value is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from terrabind.spec.failure import Wording
from terrabind.spec.locate import Body, Header, Place
from terrabind.spec.values import Value


class Format(Enum):
    """How the sent attributes travel."""

    NONE = "none"  # nothing is sent
    JSON = "json"  # a JSON body
    QUERY = "query"  # form-encoded in the query string; as a form body when longer than the API's limit
    FORM = "form"  # a form body: lists as repeated names, nested names in brackets
    XML = "xml"  # an XML body whose one outermost name is the root element
    TEXT = "text"  # a text as it is


class Part(Enum):
    """Which part of an attribute is sent."""

    WHOLE = "whole"
    CHANGED_ENTRIES = "changed_entries"  # the entries of a map that are new or differ
    REMOVED_KEYS = "removed_keys"  # the keys of a map that vanish
    DIFFERENCE = "difference"  # the JSON merge patch (RFC 7386) that leads from the prior value to this one
    OPERATIONS = "operations"  # the same as a JSON patch (RFC 6902)


@dataclass(frozen=True, slots=True)
class Send:
    """One attribute to send; `wire` overrides the attribute's own wire name, and "." makes it the whole body.

    `overlay` names a mapping whose members are laid over this one's, level by level, before it is sent: what must not
    be stored, such as a password.
    """

    attribute: str
    wire: str = ""
    part: Part = Part.WHOLE
    overlay: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What an operation that goes on after its answer is waited for.

    The address asked is the one in the answer's header `address`, else the template `path`, else the object's own. The
    `status` found there is compared as text: one of `success` ends the wait well, one of `pending` goes on; any other
    ends it badly, unless `pending` is empty, which means whatever is not success. `interval` are the seconds between
    two looks where no `Retry-After` says more; `seconds` bound the whole wait, null for the operation's own time.
    An object that is not there any more counts as the success of a delete.
    """

    status: Place
    success: tuple[str, ...]
    pending: tuple[str, ...] = ()
    path: str = ""
    address: Header | None = None
    interval: float = 2.0
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the server is asked right before a write, whose answer is `{asked}` in it: a version, a tag, a token.

    `place` says where in the answer it stands. Where the `object` itself is asked, which may not be there yet, its
    absence leaves `{asked}` null, as it does that nothing says its address.
    """

    operation: Operation
    place: Body | Header
    object: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request. `parameters` are fixed words or templates that travel with the sent attributes.

    Null attributes are not sent. `answer` places the object in the answer, null when the answer does not hold it.
    `success` is the documented status; any other 2xx is accepted too, unless `codes` list every status that counts as
    success. `unknown_principal` is how the server says that a principal in the request does not exist, which is worth
    waiting for when it was made just now. `document` is a whole body written out, its texts templates; it is sent
    instead of any attribute. `taken` are attributes that the answer tells outside of the object. A path that begins
    with a field, such as `{output.self}`, is an address that the server gave, relative to the API's own. `text` says
    that the answer is a text, to be taken as it came, whatever it looks like. `question` is asked before it is sent.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    format: Format = Format.NONE
    parameters: Mapping[str, str] = field(default_factory=dict)
    sends: tuple[Send, ...] = ()
    answer: Body | None = None
    success: int = 200
    unknown_principal: Wording | None = None
    codes: tuple[int, ...] = ()
    document: Value = None
    text: bool = False
    taken: Mapping[str, Place] = field(default_factory=dict)
    wait: Wait | None = None
    question: Question | None = None


class Paging(Enum):
    """How the next page is asked for."""

    TOKEN = "token"  # noqa: S105 - a word: by the token that the last page gave
    OFFSET = "offset"  # by the number of objects so far, until a page is not full
    NUMBER = "number"  # by its number, until a page is empty
    LINK = "link"  # by the address in the last page's Link header (RFC 8288, relation "next")
    NONE = "none"  # there is one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a listing is cut into pages.

    `size` is asked for through `size_parameter`. The next page is asked for by sending the token found at `token` as
    `token_parameter`; the listing ends when the token is absent or empty, or when `more` is given and is not true.
    `total` places the number of all objects, where the API says it. When a listing ends short of `total` and
    `offset_parameter` is given, it goes on by offset. `paging` says which of these fields count: with `OFFSET` and
    `NUMBER` the position travels as `offset_parameter`, page numbers from `first`. An empty `size_parameter` asks for
    no size. With `in_body` all of that travels in the body, at paths of these names.
    """

    token_parameter: str
    token: Body
    size_parameter: str
    size: int
    default_size: int
    more: Body | None = None
    total: Body | None = None
    offset_parameter: str = ""
    paging: Paging = Paging.TOKEN
    first: int = 1
    in_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A collection: the request, where its objects stand in an answer, and how it is cut into pages.

    `sparse` says that the API leaves empty lists out, so that any document without `items` is a page without objects.
    """

    operation: Operation
    items: Body
    page: Page
    sparse: bool = False


UNPAGED: Final = Page(token_parameter="", token=Body(""), size_parameter="", size=0, default_size=0, paging=Paging.NONE)
NO_LISTING: Final = Listing(operation=Operation(method="GET", path=""), items=Body(""), page=UNPAGED)
"""The listing of a resource that has none (`Resource.listed` is false)."""


class When(Enum):
    """When an update step is due, judged on the one or more attributes that it watches."""

    CHANGED = "changed"  # any watched attribute differs in meaning
    SET = "set"  # the watched attribute differs and is not null
    CLEARED = "cleared"  # the watched attribute was set and is now null
    ENTRIES_CHANGED = "entries_changed"  # the watched map has new or different entries
    ENTRIES_REMOVED = "entries_removed"  # the watched map lost keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of an update; steps run in the order in which the description lists them."""

    operation: Operation
    watches: tuple[str, ...]
    when: When = When.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One clean-up before a delete, done only when the boolean attribute `flag` is true.

    With a `listing`, `operation` runs for each listed entry as `{item}`; without one, it runs once if the attribute
    `needs` is not null.
    """

    flag: str
    operation: Operation
    listing: Listing | None = None
    needs: str = ""
