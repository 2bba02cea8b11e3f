"""A person may assume an AWS IAM role through Fireworks AI.

Reference: docs.fireworks.ai, "List Aws Iam Role Bindings" and "Delete Aws Iam Role Binding" (apis.md 1.2). There is
no id: account, principal and role are the key, reading is searching the listing, and a repeated create may be
refused or answered with the existing binding.
"""

from __future__ import annotations

from terrabind.apis.fireworks import ACCOUNT_ID, API, PAGE, UNKNOWN_PRINCIPAL
from terrabind.spec.access import Access
from terrabind.spec.attribute import computed, required
from terrabind.spec.check import EMAIL, ROLE_ARN
from terrabind.spec.compare import caseless
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Listing, Operation, Send
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING

_COLLECTION = "/v1/accounts/{account_id}/awsIamRoleBindings"

RESOURCE = Resource(
    api=API,
    name="aws_iam_role_binding",
    plural="aws_iam_role_bindings",
    doc="Lets a person assume an AWS IAM role through Fireworks AI.",
    reference="https://docs.fireworks.ai/api-reference-dlde/list-aws-iam-role-bindings",
    attributes={
        "principal": required(
            STRING,
            "E-mail address of the person; upper and lower case are not told apart.",
            wire="principal",
            replace=True,
            checks=(EMAIL,),
            same=caseless,
        ),
        "role": required(STRING, "ARN of the AWS IAM role.", wire="role", replace=True, checks=(ROLE_ARN,)),
        "account_id": ACCOUNT_ID,
        "create_time": computed(STRING, "When the binding was made, RFC 3339.", wire="createTime", generated="{now}"),
    },
    key=("account_id", "principal", "role"),
    identity=("account_id", "principal", "role"),
    imports=("{account_id}/{principal}/{role}", "{principal}/{role}"),
    scope=("account_id",),
    create=Operation(
        method="POST",
        path=_COLLECTION,
        format=Format.JSON,
        sends=(Send("principal"), Send("role")),
        answer=Body(""),
        unknown_principal=UNKNOWN_PRINCIPAL,
    ),
    listing=Listing(operation=Operation(method="GET", path=_COLLECTION), items=Body("awsIamRoleBindings"), page=PAGE),
    delete=Operation(
        method="POST",
        path=_COLLECTION + ":delete",
        format=Format.JSON,
        sends=(Send("principal"), Send("role")),
    ),
    looks_first=True,
    access=Access(relation="may assume", principal="{principal}", role="{role}", scope="{account_id}"),
    example={"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"},
)
