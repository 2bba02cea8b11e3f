"""A user, group or service account holds a role in an organisation, a project or on one thing, on k0rdent AI.

Reference: "K0rdent AI API 0.2.0-draft", `/v1/regions/global/iam/policies` (apis.md 3.3 and 3.4). Nothing can be
updated; the server makes the id; `orgId` is sent but never returned.
"""

from __future__ import annotations

from terrabind.apis.k0rdent import API, PAGE
from terrabind.spec.access import Access
from terrabind.spec.attribute import computed, obj, optional, required
from terrabind.spec.check import SEGMENT, forbidden_when, length, one_of, pattern, required_when
from terrabind.spec.compare import exact
from terrabind.spec.failure import Wording
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Listing, Operation, Send
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING
from terrabind.spec.wire import empty_as_null

_COLLECTION = "/v1/regions/global/iam/policies"
_ID = pattern(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", "an id of 1 to 63 lower-case letters, digits and dashes")
_WORD = pattern(r"[^\x00-\x1f\x7f]+", "a text without control characters")

RESOURCE = Resource(
    api=API,
    name="iam_policy_binding",
    plural="iam_policy_bindings",
    doc="Gives a user, group or service account a role in an organisation, in a project or on one resource.",
    reference="https://docs.kui.k0labs.com",
    attributes={
        "role": required(STRING, "Role to give.", wire="role", replace=True, checks=(_WORD, length(1, 255))),
        "principal": required(
            obj(
                type=required(
                    STRING,
                    "Kind of principal.",
                    wire="type",
                    replace=True,
                    checks=(one_of("user", "group", "serviceAccount"),),
                ),
                id=required(
                    STRING,
                    "User, group or service account.",
                    wire="id",
                    replace=True,
                    checks=(_WORD, length(1, 255)),
                ),
            ),
            "Who gets the role.",
            wire="principal",
            replace=True,
        ),
        "scope": required(
            obj(
                type=required(
                    STRING,
                    "Kind of scope.",
                    wire="type",
                    replace=True,
                    checks=(one_of("org", "project", "resource"),),
                ),
                resource=optional(
                    STRING,
                    "Project or resource; required for both, left out for `org`.",
                    wire="resource",
                    replace=True,
                    checks=(_WORD, length(1, 255)),
                    load=empty_as_null,
                    same=exact,
                ),
            ),
            "Where the role holds.",
            wire="scope",
            replace=True,
        ),
        "org_id": optional(
            STRING,
            "Organisation, for operator administrators; the provider's `org_id` or the caller's own when left out.",
            wire="orgId",
            replace=True,
            checks=(SEGMENT,),
            setting="org_id",
        ),
        "policy_id": computed(STRING, "Id of the binding.", wire="id", checks=(_ID,), generated="{slug}"),
        "uid": computed(
            STRING,
            "UUID of this very binding; a binding made anew has another.",
            wire="uid",
            generated="{uuid}",
        ),
        "display_name": computed(STRING, "Name for people.", wire="displayName"),
        "description": computed(STRING, "Description for people.", wire="description"),
        "created_at": computed(STRING, "When the binding was made, RFC 3339.", wire="createdAt", generated="{now}"),
        "updated_at": computed(
            STRING, "When the binding was last changed, RFC 3339.", wire="updatedAt", generated="{now}"
        ),
        "self_link": computed(
            STRING,
            "Path of the binding as the server writes it.",
            wire="selfLink",
            generated=_COLLECTION + "/{policy_id}",
        ),
    },
    key=("role", "principal.type", "principal.id", "scope.type", "scope.resource"),
    identity=("policy_id", "org_id"),
    imports=("{org_id}/{policy_id}", "{policy_id}"),
    create=Operation(
        method="POST",
        path=_COLLECTION,
        format=Format.JSON,
        sends=(Send("role"), Send("principal"), Send("scope"), Send("org_id")),
        answer=Body(""),
        success=201,
        unknown_principal=Wording(
            codes=("400", "404", "422", "VALIDATION_ERROR", "NOT_FOUND"),
            words=r"\b(principal|user|group|service ?account)\b.*(not found|does not exist|not exist|not known|unknown)"
            r"|(unknown|no such) (principal|user|group|service ?account)\b",
        ),
    ),
    read=Operation(method="GET", path=_COLLECTION + "/{policy_id}", answer=Body("")),
    listing=Listing(
        operation=Operation(method="GET", path=_COLLECTION, query={"orgId": "{org_id}"}, answer=Body("")),
        items=Body("policies"),
        page=PAGE,
    ),
    delete=Operation(method="DELETE", path=_COLLECTION + "/{policy_id}", success=204),
    scope=("org_id",),
    looks_first=True,
    rules=(
        required_when("scope.resource", "scope.type", ("project", "resource"), "it names the project or resource"),
        forbidden_when("scope.resource", "scope.type", ("org",), "the organisation is the whole scope"),
    ),
    access=Access(
        relation="holds",
        principal="{principal.id}",
        principal_kind="{principal.type}",
        role="{role}",
        scope="{scope.type}/{scope.resource}",
    ),
    example={
        "role": "viewer",
        "principal": {"type": "group", "id": "research"},
        "scope": {"type": "project", "resource": "vision"},
    },
    notes=(
        "`org_id` cannot be read back: on import it comes only from the import id.",
        "Tokens that were minted before may keep old rights until they expire, about 15 minutes.",
    ),
)
