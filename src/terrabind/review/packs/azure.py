"""Microsoft Azure: role assignments and group members.

Sources: Azure's list of built-in roles, and its resource id format.
"""

from __future__ import annotations

import re
from dataclasses import replace

from terrabind.review.edge import Level
from terrabind.review.mapping import PLAIN, Dialect, Grant, Levels, Mapping, Pack

_PRINCIPALS = Dialect(kinds=PLAIN.kinds, whole=frozenset())
_ROLES = Levels(
    names={
        "Owner": Level.GRANT,
        "Contributor": Level.WRITE,
        "Reader": Level.READ,
        "User Access Administrator": Level.GRANT,
        "Role Based Access Control Administrator": Level.GRANT,
        "Azure Kubernetes Service RBAC Cluster Admin": Level.GRANT,
        "Managed Identity Operator": Level.GRANT,
        "Managed Identity Contributor": Level.GRANT,
        "Key Vault Administrator": Level.ADMIN,
        # The same, by the ids of their definitions.
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": Level.GRANT,
        "b24988ac-6180-42a0-ab88-20f7382dd24c": Level.WRITE,
        "acdd72a7-3385-48ef-bd42-f606fba81ae7": Level.READ,
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": Level.GRANT,
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168": Level.GRANT,
    }
)
_NAME_OF_ID = re.compile(
    r"(?:/subscriptions/[^/]+)?/providers/Microsoft\.Authorization/roleDefinitions/([^/]+)", re.IGNORECASE
)
_PATHS = (
    re.compile(
        r"/subscriptions/(?P<subscription>[^/]+)"
        r"(?:/resourceGroups/(?P<resource_group>[^/]+)(?:/providers/(?P<resource>.+))?)?/?",
        re.IGNORECASE,
    ),
    re.compile(r"/providers/Microsoft\.Management/managementGroups/(?P<management_group>[^/]+)/?", re.IGNORECASE),
    re.compile(r"(?P<tenant>)/"),
)
_END = "{schedule.0.expiration.0.end_date_time}"

_ASSIGNMENT = Grant(
    principal="{principal_id}",
    kind="{principal_type?|=}",
    dialect=_PRINCIPALS,
    role="{role_definition_name?|role_definition_id?|role_definition_name|role_definition_id}",
    role_pattern=_NAME_OF_ID,
    scope=("{scope}",),
    scope_patterns=_PATHS,
    levels=_ROLES,
    qualifiers={"condition": "{condition}", "delegated": "{delegated_managed_identity_resource_id?}"},
)
_MEMBER = Grant(
    relation="member",
    principal="{member_object_id|principal_object_id}",
    kind="",
    dialect=_PRINCIPALS,
    role="{group_object_id}",
)
_ELIGIBLE = Grant(
    principal="{principal_id}",
    kind="{principal_type?|=}",
    dialect=_PRINCIPALS,
    role="{role_definition_id}",
    role_pattern=_NAME_OF_ID,
    scope=("{scope}",),
    scope_patterns=_PATHS,
    levels=_ROLES,
    qualifiers={"expires": _END, "condition": "{=must be activated}"},
)
_DIRECTORY_ROLE = Grant(
    principal="{principal_object_id}",
    kind="",
    dialect=_PRINCIPALS,
    role="{role_id}",
    scope=("tenant", "{directory_scope_id?}"),
    levels=Levels(words=False),
)

PACK = Pack(
    types={
        "azurerm_role_assignment": (Mapping(sources=(_ASSIGNMENT,)),),
        "azurerm_pim_active_role_assignment": (Mapping(sources=(replace(_ELIGIBLE, qualifiers={"expires": _END}),)),),
        "azurerm_pim_eligible_role_assignment": (Mapping(sources=(_ELIGIBLE,)),),
        "azuread_group_member": (Mapping(sources=(_MEMBER,)),),
        "azuread_directory_role_assignment": (Mapping(sources=(_DIRECTORY_ROLE,)),),
        "azuread_service_principal": (Mapping(),),
    }
)
