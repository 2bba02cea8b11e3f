"""Fireworks AI, control plane: bindings of people to AWS IAM roles and to node pools.

Facts: apis.md chapter 1 of the design notes, taken from docs.fireworks.ai and the vendor's own client packages. The
service is a gRPC gateway, so its errors are gRPC statuses as JSON. It offers create, list and delete for bindings;
nothing can be read by id and nothing can be updated.
"""

from __future__ import annotations

from terrabind.spec.api import Api
from terrabind.spec.attribute import optional, server_default
from terrabind.spec.check import HTTP_URL, SEGMENT
from terrabind.spec.credential import Ready
from terrabind.spec.failure import Failures, Meaning, Wording
from terrabind.spec.locate import Body
from terrabind.spec.operation import Page
from terrabind.spec.types import STRING, Attribute, Setting
from terrabind.spec.wire import without_prefix

_MEANINGS = {
    Meaning.INVALID: ("3", "9", "11", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE"),
    Meaning.UNAUTHENTICATED: ("16", "UNAUTHENTICATED"),
    Meaning.FORBIDDEN: ("7", "PERMISSION_DENIED"),
    Meaning.GONE: ("5", "NOT_FOUND"),
    Meaning.EXISTS: ("6", "ALREADY_EXISTS"),
    Meaning.RETRY: ("10", "ABORTED"),
    Meaning.THROTTLED: ("8", "RESOURCE_EXHAUSTED"),
    Meaning.UNAVAILABLE: (
        "1",
        "2",
        "4",
        "13",
        "14",
        "15",
        "CANCELLED",
        "UNKNOWN",
        "DEADLINE_EXCEEDED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
    ),
    Meaning.NOT_OFFERED: ("12", "UNIMPLEMENTED"),
}

API = Api(
    name="fireworks",
    title="Fireworks AI",
    doc="The Fireworks AI control plane.",
    reference="https://docs.fireworks.ai/api-reference/introduction",
    settings={
        "base_url": Setting(
            optional(STRING, "Address of the API.", checks=(HTTP_URL,)),
            "FIREWORKS_BASE_URL",
            "https://api.fireworks.ai",
        ),
        "api_key": Setting(
            optional(STRING, "API key with account management rights.", sensitive=True), "FIREWORKS_API_KEY"
        ),
        "account_id": Setting(
            optional(STRING, "Account of resources that name none.", checks=(SEGMENT,)),
            "FIREWORKS_ACCOUNT_ID",
            "acme",
        ),
    },
    url_setting="base_url",
    default_url="https://api.fireworks.ai",
    credentials=(Ready(token_setting="api_key"),),
    failures=Failures(
        style="grpc",
        codes=("error.code", "code"),
        messages=("error.message", "error", "message"),
        details=("error.details", "details"),
        meanings={code: meaning for meaning, codes in _MEANINGS.items() for code in codes},
    ),
    headers={"Accept": "application/json"},
    credential_hint="The key needs account management rights; keys that only run inference are refused here.",
    unavailable_hint="The binding endpoints may not be enabled for this account: ask Fireworks AI support.",
)

ACCOUNT_ID: Attribute = server_default(
    STRING,
    "Account that the binding belongs to; the provider's `account_id` when left out.",
    wire="accountId",
    replace=True,
    checks=(SEGMENT,),
    load=without_prefix("accounts/"),
    setting="account_id",
)
"""The account, which the API sometimes writes as `accounts/acme` (apis.md 1.9, quirk 3)."""

PAGE = Page(
    token_parameter="pageToken",
    token=Body("nextPageToken"),
    size_parameter="pageSize",
    size=200,
    default_size=50,
    total=Body("totalSize"),
)
"""Listings hold 50 objects a page unless asked for more, and never more than 200 (apis.md 1.2)."""

UNKNOWN_PRINCIPAL = Wording(
    codes=("3", "5", "9", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"),
    words=r"\b(principal|user|member)\b.*(not found|does not exist|not exist|not known|unknown|no such)"
    r"|(unknown|no such) (principal|user|member)\b",
)
"""How a create says that the person is not known. The wording is not documented, so it is recognised narrowly: a gRPC
status for a wrong or missing thing, and a message that calls a principal, user or member missing (apis.md 1.6)."""
