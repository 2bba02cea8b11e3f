"""One request of an API as a value: what is sent where, and where in the answer the object stands.

Texts are templates over the object's values: `{account_id}`, `{principal.id}`, and `{item}` or `{item.PolicyArn}`
for the entry of a listing. In a path each value is percent-encoded on its own, so that no value can leave its
place. A query parameter or header whose template names a null value is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from terrabind.spec.failure import Wording
from terrabind.spec.locate import Body


class Format(Enum):
    """How the sent attributes travel."""

    NONE = "none"  # nothing is sent
    JSON = "json"  # a JSON body
    QUERY = "query"  # form-encoded in the query string; as a form body when longer than the API's limit


class Part(Enum):
    """Which part of an attribute is sent."""

    WHOLE = "whole"
    CHANGED_ENTRIES = "changed_entries"  # the entries of a map that are new or differ
    REMOVED_KEYS = "removed_keys"  # the keys of a map that vanish


@dataclass(frozen=True, slots=True)
class Send:
    """One attribute to send; `wire` overrides the attribute's own wire name."""

    attribute: str
    wire: str = ""
    part: Part = Part.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request. `parameters` are fixed words or templates that travel with the sent attributes.

    Null attributes are not sent. `answer` places the object in the answer, null when the answer does not hold it.
    `success` is the documented status; any other 2xx is accepted too. `unknown_principal` is how the server says that
    a principal in the request does not exist, which is worth waiting for when it was made just now.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a listing is cut into pages.

    `size` is asked for through `size_parameter`. The next page is asked for by sending the token found at `token` as
    `token_parameter`; the listing ends when the token is absent or empty, or when `more` is given and is not true.
    `total` places the number of all objects, where the API says it. When a listing ends short of `total` and
    `offset_parameter` is given, it goes on by offset.
    """

    token_parameter: str
    token: Body
    size_parameter: str
    size: int
    default_size: int
    more: Body | None = None
    total: Body | None = None
    offset_parameter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A collection: the request, where its objects stand in an answer, and how it is cut into pages."""

    operation: Operation
    items: Body
    page: Page


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
