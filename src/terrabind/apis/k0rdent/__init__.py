"""k0rdent AI, IAM: policy bindings of users, groups and service accounts to roles.

Facts: apis.md chapter 3 of the design notes, from the "K0rdent AI API 0.2.0-draft" document and the vendor's pages.
The API is a draft: answers may be wrapped in `{success, data}`, and errors come in three shapes. It declares no
conflict on create, so a repeated create may make a second, identical binding.
"""

from __future__ import annotations

from terrabind.spec.api import Api
from terrabind.spec.attribute import optional
from terrabind.spec.check import HTTP_URL, SEGMENT
from terrabind.spec.credential import Minted, Ready
from terrabind.spec.failure import Failures, Meaning
from terrabind.spec.locate import Body
from terrabind.spec.operation import Page
from terrabind.spec.types import STRING, Setting

_TOKEN_PATH = "/v1/regions/global/auth/token"
_MEANINGS = {
    Meaning.INVALID: ("400", "422", "VALIDATION_ERROR", "INVALID_STATE_TRANSITION"),
    Meaning.UNAUTHENTICATED: ("401", "UNAUTHORIZED"),
    Meaning.FORBIDDEN: ("403", "FORBIDDEN"),
    Meaning.QUOTA: ("QUOTA_EXCEEDED",),
    Meaning.GONE: ("404", "410", "NOT_FOUND"),
    Meaning.EXISTS: ("409", "CONFLICT"),
    Meaning.THROTTLED: ("429", "RATE_LIMITED", "TOO_MANY_REQUESTS"),
    Meaning.UNAVAILABLE: ("500", "502", "503", "504", "INTERNAL_ERROR"),
    Meaning.NOT_OFFERED: ("501",),
}

API = Api(
    name="k0rdent",
    title="k0rdent AI",
    doc="IAM of k0rdent AI (API 0.2.0-draft).",
    reference="https://docs.kui.k0labs.com",
    settings={
        "base_url": Setting(
            optional(STRING, "Address of the API.", checks=(HTTP_URL,)),
            "K0RDENT_BASE_URL",
            "https://api.k0rdent.ai",
        ),
        "token": Setting(optional(STRING, "A ready bearer token.", sensitive=True), "K0RDENT_TOKEN"),
        "client_id": Setting(
            optional(STRING, "Service account that mints tokens with `client_secret`."),
            "K0RDENT_CLIENT_ID",
            "sa-pipeline@acme.iam",
        ),
        "client_secret": Setting(
            optional(STRING, "Secret of the service account.", sensitive=True), "K0RDENT_CLIENT_SECRET"
        ),
        "api_key": Setting(optional(STRING, "API key that mints tokens.", sensitive=True), "K0RDENT_API_KEY"),
        "org_id": Setting(
            optional(
                STRING,
                "Organisation of resources that name none; operator administrators only.",
                checks=(SEGMENT,),
            ),
            "K0RDENT_ORG_ID",
            "org-1",
        ),
    },
    url_setting="base_url",
    default_url="https://api.k0rdent.ai",
    credentials=(
        Ready(token_setting="token"),
        Minted(
            path=_TOKEN_PATH,
            grant={"grant_type": "client_credentials"},
            secrets={"client_id": "client_id", "client_secret": "client_secret"},
        ),
        Minted(path=_TOKEN_PATH, grant={"grant_type": "api_key"}, secrets={"api_key": "api_key"}),
    ),
    failures=Failures(
        style="k0rdent",
        codes=("error.code", "code"),
        messages=("error.message", "message", "error"),
        details=("error.details", "details"),
        meanings={code: meaning for meaning, codes in _MEANINGS.items() for code in codes},
        request_ids=("meta.requestId",),
    ),
    headers={"Accept": "application/json"},
    envelope="data",
    envelope_flag="success",
    credential_hint="Tokens live about 15 minutes; with a client or an API key terrabind mints its own.",
)

PAGE = Page(
    token_parameter="pageToken",
    token=Body("nextPageToken"),
    size_parameter="pageSize",
    size=500,
    default_size=50,
    total=Body("total"),
    offset_parameter="offset",
)
"""Listings hold 50 objects a page unless asked for more, and never more than 500 (apis.md 3.5)."""
