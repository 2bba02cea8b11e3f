"""A role of Dell ECS IAM: who may assume it stands in its trust policy.

Reference: Dell ECS 3.8 REST API, IAM actions (apis.md 2.4 to 2.12). An update takes up to six actions in a fixed
order; UpdateRole always carries both of its values, because an omitted duration means the default to the server.
"""

from __future__ import annotations

from terrabind.apis.ecs import API, PAGE, UNKNOWN_PRINCIPAL, act
from terrabind.spec.access import Access
from terrabind.spec.attribute import computed, optional, required, server_default
from terrabind.spec.check import (
    POLICY_DOCUMENT,
    SEGMENT,
    at_most,
    between,
    length,
    one_of,
    pattern,
    tag_pairs,
)
from terrabind.spec.compare import caseless, same_policy
from terrabind.spec.locate import Body
from terrabind.spec.operation import Listing, Part, Send, Step, Sweep, When
from terrabind.spec.resource import Resource
from terrabind.spec.types import BOOL, NUMBER, STRING, MapOf, Shape
from terrabind.spec.wire import no_tags, null_as_empty, policy_text, whole_number

_NAME = pattern(r"[A-Za-z0-9+=,.@_-]{1,64}", "a name of 1 to 64 letters, digits and + = , . @ _ -")
_ROLE = Send("name")

RESOURCE = Resource(
    api=API,
    name="iam_role",
    plural="iam_roles",
    doc="A role of Dell ECS IAM; its trust policy says who may assume it.",
    reference="https://www.dell.com/support/manuals/en-us/ecs-appliance-/ecs_p_adminguide_3_8",
    attributes={
        "name": required(
            STRING,
            "Name of the role, unique in the namespace; upper and lower case are not told apart.",
            wire="RoleName",
            replace=True,
            checks=(_NAME,),
            same=caseless,
        ),
        "assume_role_policy": required(
            STRING,
            "Trust policy as JSON text; compared by meaning, not by spelling.",
            wire="AssumeRolePolicyDocument",
            checks=(POLICY_DOCUMENT, length(1, 131072)),
            same=same_policy,
            load=policy_text,
        ),
        "description": optional(
            STRING,
            "What the role is for.",
            wire="Description",
            default="",
            checks=(length(0, 1000),),
            load=null_as_empty,
        ),
        "max_session_duration": optional(
            NUMBER,
            "Longest session of whoever assumes the role, in seconds.",
            wire="MaxSessionDuration",
            default=3600,
            checks=(between(3600, 43200, "seconds"),),
            load=whole_number,
        ),
        "path": optional(
            STRING,
            "Path of the role; ECS knows only `/`.",
            wire="Path",
            default="/",
            replace=True,
            checks=(one_of("/"),),
        ),
        "permissions_boundary": optional(
            STRING,
            "ARN or URN of the policy that bounds what the role may do.",
            wire="PermissionsBoundary",
            wire_read="PermissionsBoundary.PermissionsBoundaryArn",
            checks=(pattern(r"(urn|arn):[\x21-\x7e]{8,2040}", 'a policy URN such as "urn:ecs:iam::ns1:policy/Bound"'),),
        ),
        "tags": optional(
            MapOf(STRING),
            "Tags of the role.",
            wire="Tags",
            shape=Shape.PAIRS,
            load=no_tags,
            checks=(at_most(50, "tags"), tag_pairs(128, 256)),
        ),
        "namespace": server_default(
            STRING,
            "Namespace of the role; the provider's `namespace` when left out.",
            replace=True,
            checks=(SEGMENT,),
            setting="namespace",
        ),
        "force_detach_policies": optional(
            BOOL,
            "Whether destroying first detaches managed policies, deletes inline ones and drops the boundary.",
            default=False,
            local=True,
        ),
        "arn": computed(STRING, "URN of the role.", wire="Arn", generated="urn:ecs:iam::{namespace}:role/{name}"),
        "role_id": computed(
            STRING,
            "Id of this very role; a role made anew has another.",
            wire="RoleId",
            generated="{role_id}",
        ),
        "create_date": computed(STRING, "When the role was made, ISO 8601.", wire="CreateDate", generated="{now}"),
    },
    key=("namespace", "name"),
    identity=("namespace", "name"),
    imports=("{namespace}/{name}", "{name}"),
    scope=("namespace",),
    create=act(
        "CreateRole",
        _ROLE,
        Send("assume_role_policy"),
        Send("max_session_duration"),
        Send("description"),
        Send("path"),
        Send("permissions_boundary"),
        Send("tags"),
        answer="CreateRoleResult.Role",
        unknown_principal=UNKNOWN_PRINCIPAL,
    ),
    read=act("GetRole", _ROLE, answer="GetRoleResult.Role"),
    listing=Listing(operation=act("ListRoles", answer="ListRolesResult"), items=Body("Roles"), page=PAGE),
    steps=(
        Step(
            operation=act(
                "UpdateAssumeRolePolicy",
                _ROLE,
                Send("assume_role_policy", "PolicyDocument"),
                unknown_principal=UNKNOWN_PRINCIPAL,
            ),
            watches=("assume_role_policy",),
        ),
        Step(
            operation=act("UpdateRole", _ROLE, Send("max_session_duration"), Send("description")),
            watches=("max_session_duration", "description"),
        ),
        Step(
            operation=act("PutRolePermissionsBoundary", _ROLE, Send("permissions_boundary")),
            watches=("permissions_boundary",),
            when=When.SET,
        ),
        Step(
            operation=act("DeleteRolePermissionsBoundary", _ROLE),
            watches=("permissions_boundary",),
            when=When.CLEARED,
        ),
        Step(
            operation=act("UntagRole", _ROLE, Send("tags", "TagKeys", Part.REMOVED_KEYS)),
            watches=("tags",),
            when=When.ENTRIES_REMOVED,
        ),
        Step(
            operation=act("TagRole", _ROLE, Send("tags", part=Part.CHANGED_ENTRIES)),
            watches=("tags",),
            when=When.ENTRIES_CHANGED,
        ),
    ),
    sweeps=(
        Sweep(
            flag="force_detach_policies",
            listing=Listing(
                operation=act("ListAttachedRolePolicies", _ROLE, answer="ListAttachedRolePoliciesResult"),
                items=Body("AttachedPolicies"),
                page=PAGE,
            ),
            operation=act("DetachRolePolicy", _ROLE, PolicyArn="{item.PolicyArn}"),
        ),
        Sweep(
            flag="force_detach_policies",
            listing=Listing(
                operation=act("ListRolePolicies", _ROLE, answer="ListRolePoliciesResult"),
                items=Body("PolicyNames"),
                page=PAGE,
            ),
            operation=act("DeleteRolePolicy", _ROLE, PolicyName="{item}"),
        ),
        Sweep(
            flag="force_detach_policies",
            operation=act("DeleteRolePermissionsBoundary", _ROLE),
            needs="permissions_boundary",
        ),
    ),
    delete=act("DeleteRole", _ROLE),
    access=Access(
        relation="may assume",
        principal_kind="trust policy",
        trust_policy="assume_role_policy",
        role="{name}",
        scope="{namespace}",
        qualifiers=("max_session_duration", "permissions_boundary"),
    ),
    example={
        "name": "trainer",
        "assume_role_policy": (
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
            '{"AWS":"urn:ecs:iam::ns1:user/ana"},"Action":"sts:AssumeRole"}]}'
        ),
        "max_session_duration": 7200,
        "tags": {"team": "research"},
    },
    moves={
        # Dell's own provider, dell/objectscale.
        "objectscale_iam_role": {
            "name": "name",
            "namespace": "namespace",
            "assume_role_policy": "assume_role_policy_document",
            "description": "description",
            "max_session_duration": "max_session_duration",
            "path": "path",
            "permissions_boundary": "permissions_boundary_arn",
            "tags": "tags",
        }
    },
    notes=(
        "The name stays part of the key without its case: changing only the case changes nothing on the array.",
        "Policies attached outside of Terraform make destroying fail unless `force_detach_policies` is true.",
    ),
)
