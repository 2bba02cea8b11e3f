"""Dell ECS and ObjectScale 4, IAM: an AWS-shaped query API behind a session token.

Facts: apis.md chapter 2 of the design notes, from Dell's REST reference and its published clients. Parameters
travel form-encoded in the query (in the body when long), answers are XML or JSON, and the namespace travels in a
header.
"""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.spec.api import Api
from terrabind.spec.attribute import optional
from terrabind.spec.check import HTTP_URL, SEGMENT
from terrabind.spec.credential import Login, Ready
from terrabind.spec.failure import Failures, Meaning, Wording
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Operation, Page, Send
from terrabind.spec.types import STRING, Setting

_MEANINGS = {
    Meaning.GONE: ("NoSuchEntity", "1004", "1019"),
    Meaning.EXISTS: ("EntityAlreadyExists", "1015"),
    Meaning.INVALID: (
        "MalformedPolicyDocument",
        "InvalidInput",
        "ValidationError",
        "UnmodifiableEntity",
        "PolicyNotAttachable",
        "1005",
    ),
    Meaning.QUOTA: ("LimitExceeded", "1031"),
    Meaning.IN_USE: ("DeleteConflict",),
    Meaning.RETRY: ("ConcurrentModification",),
    Meaning.THROTTLED: ("Throttling", "SlowDown"),
    Meaning.UNAVAILABLE: ("ServiceFailure", "6000"),
    Meaning.UNAUTHENTICATED: ("InvalidClientTokenId", "4000"),
    Meaning.FORBIDDEN: ("AccessDenied", "3000"),
}

API = Api(
    name="ecs",
    title="Dell ECS",
    doc="IAM of Dell ECS 3.5 to 3.8 and ObjectScale 4.",
    reference="https://www.dell.com/support/manuals/en-us/ecs-appliance-/ecs_p_adminguide_3_8",
    settings={
        "endpoint": Setting(
            optional(STRING, "Management address of the array, with its port.", checks=(HTTP_URL,)),
            "ECS_ENDPOINT",
            "https://ecs.example:4443",
        ),
        "username": Setting(optional(STRING, "Management user; logs in and out again."), "ECS_USERNAME", "root"),
        "password": Setting(optional(STRING, "Password of the management user.", sensitive=True), "ECS_PASSWORD"),
        "token": Setting(
            optional(STRING, "A ready X-SDS-AUTH-TOKEN: no login, no logout.", sensitive=True), "ECS_TOKEN"
        ),
        "namespace": Setting(
            optional(STRING, "Namespace of resources that name none.", checks=(SEGMENT,)),
            "ECS_NAMESPACE",
            "ns1",
        ),
    },
    url_setting="endpoint",
    default_url="",
    credentials=(
        Ready(token_setting="token", header="X-SDS-AUTH-TOKEN", prefix=""),
        Login(
            username_setting="username",
            password_setting="password",
            login_path="/login",
            logout_path="/logout",
            header="X-SDS-AUTH-TOKEN",
        ),
    ),
    failures=Failures(
        style="aws",
        codes=("Error.Code", "ErrorResponse.Error.Code", "Code", "error.code", "code"),
        messages=(
            "Error.Message",
            "ErrorResponse.Error.Message",
            "Message",
            "error.details",
            "details",
            "description",
        ),
        meanings={code: meaning for meaning, codes in _MEANINGS.items() for code in codes},
        request_ids=("RequestId", "ResponseMetadata.RequestId", "ErrorResponse.RequestId"),
    ),
    headers={"Accept": "application/json"},
    request_id_headers=("x-amzn-RequestId", "x-emc-request-id", "X-Request-Id"),
    login_redirects=True,
    credential_hint="ECS keeps at most 100 live tokens per user; GET /logout with a token ends its session.",
)

PAGE = Page(
    token_parameter="Marker",
    token=Body("Marker"),
    size_parameter="MaxItems",
    size=1000,
    default_size=100,
    more=Body("IsTruncated"),
)
"""A listing ends unless `IsTruncated` is true and `Marker` is given (apis.md 2.6); both stand beside the items."""


UNKNOWN_PRINCIPAL = Wording(
    codes=("MalformedPolicyDocument",),
    words=r"invalid principal|principal\b.*(not found|does not exist|not valid|not known|unknown)",
)
"""How IAM says that a trust policy names somebody who does not exist; other faults of a policy have the same code."""


def act(
    action: str,
    *sends: Send,
    answer: str | None = None,
    unknown_principal: Wording | None = None,
    **parameters: str,
) -> Operation:
    """Describe one IAM action: `POST /iam?Action=...` with the namespace in its header (apis.md 2.3)."""
    fixed: Mapping[str, str] = {"Action": action, **parameters}
    return Operation(
        method="POST",
        path="/iam",
        headers={"x-emc-namespace": "{namespace}"},
        format=Format.QUERY,
        parameters=fixed,
        sends=sends,
        answer=None if answer is None else Body(answer),
        unknown_principal=unknown_principal,
    )
