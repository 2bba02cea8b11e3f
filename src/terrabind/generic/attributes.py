"""The attributes of `terrabind_rest_resource` and `terrabind_rest_request`, as users write them.

Everything but `body` steers terrabind and is never sent by itself. Paths into a document are those of
`terrabind.spec.paths`; templates are filled from `path`, `id`, `body` and `output`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from terrabind.generic.checks import (
    HEADERS,
    METHOD,
    NAMES_OF_PATHS,
    NOT_ZERO,
    PATH,
    PATHS,
    PATHS_OF_NAMES,
    READABLE_PATH,
    STATUSES,
    TEMPLATE_PATH,
)
from terrabind.spec.attribute import computed, obj, optional, required
from terrabind.spec.check import DURATION, between, one_of
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, Attribute, ListOf, MapOf, ObjectOf

TEMPLATE: Final = "`{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in"

FORMATS: Final = ("json", "form", "xml", "text")
"""How bodies may be written."""

_TEXTS: Final = MapOf(STRING)


def _operation(verb: str, method: str, path: str, **more: Attribute) -> Attribute:
    """Return the attribute of one operation. `method` and `path` tell the documentation what holds without it."""
    more_fields = ", and `{write_only_body.x}`, and `{body}` alone as the whole" if verb in ("create", "update") else ""
    return optional(
        obj(
            method=optional(STRING, f"The HTTP method; {method} when left out.", local=True, checks=(METHOD,)),
            path=optional(
                STRING,
                f"The address to {verb}; `{path}` when left out. {TEMPLATE}.",
                local=True,
                checks=(TEMPLATE_PATH,),
            ),
            query=optional(_TEXTS, f"Query parameters of this operation. {TEMPLATE}.", local=True),
            headers=optional(_TEXTS, f"Headers of this operation. {TEMPLATE}.", local=True, checks=(HEADERS,)),
            body=optional(DYNAMIC, f"A whole body to send instead. In its texts {TEMPLATE}{more_fields}.", local=True),
            success_codes=optional(
                ListOf(NUMBER),
                "The statuses that count as success; any from 200 to 299 when left out.",
                local=True,
                checks=(STATUSES,),
            ),
            **more,
        ),
        f"How to {verb} the object.",
        local=True,
    )


def page_type() -> ObjectOf:
    """Return the type of `page`: exactly one way of paging."""
    return obj(
        token_param=optional(STRING, "The query parameter that carries the token of the next page.", local=True),
        token_from=optional(STRING, "Where a page's answer holds the next token.", local=True, checks=(READABLE_PATH,)),
        offset_param=optional(STRING, "The query parameter that carries the number of objects to skip.", local=True),
        page_param=optional(STRING, "The query parameter that carries the page's number.", local=True),
        first=optional(NUMBER, "The number of the first page; 1 when left out.", local=True),
        limit_param=optional(STRING, "The query parameter that carries the size of a page.", local=True),
        limit=optional(NUMBER, "The size of a page to ask for.", local=True, checks=(between(1, 100_000, "objects"),)),
        in_body=optional(
            BOOL,
            "Whether the parameters stand in the body that asks for the page, at paths of these names, and not in the "
            "query.",
            local=True,
        ),
        link_header=optional(BOOL, "Whether the Link header names the next page (RFC 8288).", local=True),
        total_from=optional(
            STRING, "Where a page's answer holds the number of all objects.", local=True, checks=(READABLE_PATH,)
        ),
    )


def _failed_when() -> Attribute:
    return optional(
        obj(
            present=optional(
                ListOf(STRING),
                "Paths where something stands only in the answer to what failed: anything but null, false, 0 and what "
                "is empty. A text there is the message.",
                local=True,
                checks=(PATHS,),
            ),
            equals=optional(
                MapOf(ListOf(STRING)),
                'Paths, and the values there that mean a failure, such as `{ status = ["error"] }`.',
                local=True,
                checks=(NAMES_OF_PATHS,),
            ),
            differs=optional(
                MapOf(ListOf(STRING)),
                'Paths, and the values there that mean none, such as `{ code = ["0"] }`: any other does.',
                local=True,
                checks=(NAMES_OF_PATHS,),
            ),
        ),
        "What an answer says that is a failure in spite of its status.",
        local=True,
    )


def _wait(verb: str) -> Attribute:
    return optional(
        obj(
            status_from=optional(
                obj(
                    body=optional(STRING, "The path of the status in the answer.", local=True, checks=(READABLE_PATH,)),
                    header=optional(STRING, "The header that holds the status.", local=True),
                    code=optional(BOOL, "Whether the HTTP status itself is the status.", local=True),
                ),
                "Where the status stands; the HTTP status when left out.",
                local=True,
            ),
            success=required(ListOf(STRING), "The statuses that end the wait well.", local=True),
            pending=optional(
                ListOf(STRING),
                "The statuses that are waited out; any other fails. When left out, whatever is not success is waited "
                "out.",
                local=True,
            ),
            path=optional(
                STRING,
                f"The address to ask; the object's own when left out. {TEMPLATE}.",
                local=True,
                checks=(TEMPLATE_PATH,),
            ),
            header=optional(
                STRING,
                "The header of the answer that names the address to ask, such as `Operation-Location`.",
                local=True,
            ),
            interval=optional(
                STRING,
                "Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out.",
                local=True,
                checks=(DURATION,),
            ),
            timeout=optional(
                STRING,
                f"How long to wait in all; without it as long as the {verb} may take.",
                local=True,
                checks=(DURATION,),
            ),
        ),
        f"What the {verb} is waited for, when the server goes on after its answer.",
        local=True,
    )


ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "path": required(
        STRING,
        "The collection that the object is made in, or the address of an object that is the only one of its kind; "
        "relative to `base_url`.",
        replace=True,
        checks=(PATH,),
    ),
    "body": required(
        DYNAMIC, "The object as it shall be, as a value of its own and not as JSON text. Only what it sets is compared."
    ),
    "write_only_body": optional(
        DYNAMIC,
        "Members that are laid over `body` when it is sent and stored nowhere: passwords and keys. Needs Terraform "
        "1.11.",
        write_only=True,
    ),
    "write_only_version": optional(
        NUMBER, "Change it to send `write_only_body` again: Terraform cannot see that it changed.", local=True
    ),
    "id_from": optional(
        obj(
            body=optional(
                STRING, "The path of the id in the answer; `id` when left out.", local=True, checks=(READABLE_PATH,)
            ),
            header=optional(STRING, "The header that holds the id or the object's address.", local=True),
            path_segment=optional(
                NUMBER,
                "Which segment of the address there is the id, from 1, or from -1 at the end. When left out, the last "
                "one of a header, and the whole text in a body.",
                local=True,
                checks=(NOT_ZERO,),
            ),
            value=optional(STRING, "The id itself, where the user decides it. `{body.x}` is filled in.", local=True),
        ),
        "Where the id comes from.",
        local=True,
    ),
    "create": _operation("create", "`POST`, or `PUT` where the path holds the id,", "{path}"),
    "read": _operation(
        "read",
        "`GET`",
        "{path}/{id}",
        select=optional(STRING, "Where in the answer the object stands.", local=True, checks=(READABLE_PATH,)),
        gone_codes=optional(
            ListOf(NUMBER),
            "Statuses by which this API says that the object is gone, or with a search that its whole collection is; "
            "404 and 410 say so of the object anyway.",
            local=True,
            checks=(STATUSES,),
        ),
        gone=optional(
            MapOf(ListOf(STRING)),
            "What an object says that is deleted although the server still shows it, or a failure that says that the "
            'object is not there: paths, and the values that mean so, such as `{ "status.state" = ["expired"] }`.',
            local=True,
            checks=(NAMES_OF_PATHS,),
        ),
        gone_when_empty=optional(
            BOOL,
            "Whether an answer without an object (null, nothing where `select` looks, an empty one) says that it is "
            "gone.",
            local=True,
        ),
        search=optional(
            obj(
                path=optional(
                    STRING,
                    f"The collection; `{{path}}` when left out. {TEMPLATE}.",
                    local=True,
                    checks=(TEMPLATE_PATH,),
                ),
                query=optional(_TEXTS, f"Query parameters of the search. {TEMPLATE}.", local=True),
                items=optional(
                    STRING,
                    "Where in the answer the list of objects stands; the answer itself when left out.",
                    local=True,
                    checks=(READABLE_PATH,),
                ),
                sparse=optional(
                    BOOL,
                    "Whether an answer without `items` is an empty list, from an API that leaves empty lists out.",
                    local=True,
                ),
                match=required(
                    _TEXTS,
                    "What the object is known by: paths in a listed object and the value each must have. `{body.x}` "
                    "is filled in.",
                    local=True,
                ),
                page=optional(page_type(), "How the collection is cut into pages.", local=True),
            ),
            "Find the object in a collection instead of by its own address. It is also what tells that an object "
            "exists already, and what became of a create whose answer was lost. `method`, `headers` and `body` of "
            "`read` say how the collection is asked for, unless `read.path` says where the object itself is read.",
            local=True,
        ),
    ),
    "update": _operation(
        "update",
        "`PUT`, or `PATCH` with a patch,",
        "{path}/{id}",
        strategy=optional(
            STRING,
            "`replace` sends the whole body, `merge_patch` only the difference (RFC 7386), `json_patch` the same as a "
            "list of operations (RFC 6902), `none` makes the object "
            "anew; `replace` when left out.",
            local=True,
            checks=(one_of("replace", "merge_patch", "json_patch", "none"),),
        ),
    ),
    "delete": _operation("delete", "`DELETE`", "{path}/{id}"),
    "failed_when": _failed_when(),
    "ask_first": optional(
        obj(
            path=optional(
                STRING,
                f"The address to ask by GET; the object's own when left out. {TEMPLATE}.",
                local=True,
                checks=(TEMPLATE_PATH,),
            ),
            body=optional(
                STRING,
                "Where it stands in the answer; the answer itself when left out.",
                local=True,
                checks=(READABLE_PATH,),
            ),
            header=optional(STRING, "The header of the answer that holds it, such as `ETag`.", local=True),
        ),
        "What is asked right before a write that names it. `{asked}` stands for it in the query, headers and body of "
        "`create`, `update` and `delete`: a version, a tag or a token of the moment.",
        local=True,
    ),
    "wait": optional(
        obj(create=_wait("create"), update=_wait("update"), delete=_wait("delete")),
        "What is waited for after an operation.",
        local=True,
    ),
    "ignore_fields": optional(
        ListOf(STRING), "Paths in `body` whose values the server may change.", local=True, checks=(PATHS,)
    ),
    "unordered": optional(
        ListOf(STRING), "Paths of lists in `body` whose order does not count.", local=True, checks=(PATHS,)
    ),
    "equal": optional(
        MapOf(STRING),
        "Paths in `body` whose values are compared otherwise than letter by letter: `case` ignores case, `slash` a "
        "slash at the end, `number` how a number is written, `json` how a JSON text is written, `time` how a moment "
        "is written.",
        local=True,
    ),
    "shown_at": optional(
        MapOf(STRING),
        "Paths in `body` whose values the server shows inside an object, and where in it: "
        '`{ site = "id", "tags.*" = "name" }` where it answers `{"site": {"id": 1, ...}}` to `{"site": 1}`.',
        local=True,
        checks=(NAMES_OF_PATHS, PATHS_OF_NAMES),
    ),
    "replace_on": optional(
        ListOf(STRING), "Paths in `body` whose change makes the object anew.", local=True, checks=(PATHS,)
    ),
    "output_fields": optional(
        ListOf(STRING), "Paths in the last answer that `output` shall hold.", local=True, checks=(PATHS,)
    ),
    "sensitive_output_fields": optional(
        ListOf(STRING), "Paths in the last answer that `sensitive_output` shall hold.", local=True, checks=(PATHS,)
    ),
    "format": optional(
        STRING,
        "How bodies are written. `text` sends a text as it is, and takes what is read as one, too, unless "
        "`read.select` is given.",
        default="json",
        local=True,
        checks=(one_of(*FORMATS),),
    ),
    "headers": optional(_TEXTS, f"Headers of every operation. {TEMPLATE}.", local=True, checks=(HEADERS,)),
    "credential": optional(STRING, "The name of one of the provider's `credentials` to use.", local=True),
    "lock": optional(STRING, "Resources with the same lock are written one at a time.", local=True),
    "output": computed(DYNAMIC, "What `output_fields` select of the last answer."),
    "sensitive_output": computed(DYNAMIC, "What `sensitive_output_fields` select of the last answer.", sensitive=True),
}
"""The resource's own attributes, besides those that all managed resources share."""

REQUEST_ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "path": required(STRING, "The address to ask, relative to `base_url`.", checks=(PATH,)),
    "method": optional(STRING, "The HTTP method; `GET` when left out.", checks=(METHOD,)),
    "query": optional(_TEXTS, "Query parameters."),
    "headers": optional(_TEXTS, "Headers.", checks=(HEADERS,)),
    "body": optional(DYNAMIC, "The body to send, as a value of its own."),
    "format": optional(STRING, "How the body is written; `json` when left out.", checks=(one_of(*FORMATS),)),
    "select": optional(
        STRING,
        "The path of what `output` shall hold; the whole answer when left out. With a `*`, which stands for all "
        "members, it is the list of what is found, of all pages where there are some.",
        checks=(PATHS,),
    ),
    "page": optional(page_type(), "How the answer is cut into pages: `output` is then the list of all objects."),
    "success_codes": optional(
        ListOf(NUMBER), "The statuses that count as success; any from 200 to 299 when left out.", checks=(STATUSES,)
    ),
    "failed_when": _failed_when(),
    "credential": optional(STRING, "The name of one of the provider's `credentials` to use."),
    "output": computed(DYNAMIC, "What the server answered."),
    "status": computed(NUMBER, "The HTTP status of the answer."),
    "response_headers": computed(_TEXTS, "The headers of the answer, names in lower case."),
}
"""The attributes of the data source and the ephemeral resource `terrabind_rest_request`."""

STEERING: Final = (
    "path",
    "id_from",
    "create",
    "read",
    "update",
    "delete",
    "failed_when",
    "ask_first",
    "wait",
    "ignore_fields",
    "unordered",
    "equal",
    "shown_at",
    "replace_on",
    "output_fields",
    "sensitive_output_fields",
    "format",
    "headers",
)
"""The attributes that decide the description."""
