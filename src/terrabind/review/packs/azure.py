"""Microsoft Azure: role assignments, group members, app roles, key vaults and federated identities.

Sources: Azure's list of built-in roles, its resource id format, and the documentation of the providers' resources.
"""

from __future__ import annotations

import re
from dataclasses import replace

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import PLAIN, Dialect, Grant, Identity, Levels, Mapping, Pack, Thing

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

_PRINCIPAL = "azure principal"
_FOLLOWS = (_PRINCIPAL, "object_id", "principal_id")


def _known(kind: Kind, name: str) -> tuple[Mapping, ...]:
    """Somebody whom others name by an object id, or a resource id, that comes with the apply."""
    names = ("object_id", "principal_id", "id")
    known = "{object_id?|principal_id?}"
    identity = Identity(family=_PRINCIPAL, kind=kind, names=names, known=known, id=name, bare="{@name}", shown=name)
    return (Mapping(identity=identity, is_name_only=True),)


_ASSIGNMENT = Grant(
    principal="{principal_id}",
    follows=_FOLLOWS,
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
    follows=_FOLLOWS,
    kind="",
    dialect=_PRINCIPALS,
    role="{group_object_id}",
    role_follows=(_PRINCIPAL, "object_id", "id"),
)
_ELIGIBLE = replace(
    _ASSIGNMENT,
    role="{role_definition_id}",
    qualifiers={"expires": _END, "condition": "{=must be activated}"},
)
_DIRECTORY_ROLE = Grant(
    principal="{principal_object_id}",
    follows=_FOLLOWS,
    kind="",
    dialect=_PRINCIPALS,
    role="{role_id}",
    scope=("tenant", "{directory_scope_id?}"),
    levels=Levels(words=False),
)
_ROLE_MEMBER = replace(
    _DIRECTORY_ROLE, principal="{member_object_id}", role="{role_object_id|directory_role_object_id}", scope=("tenant",)
)
_ELIGIBLE_ROLE = replace(
    _DIRECTORY_ROLE,
    principal="{principal_id}",
    role="{role_definition_id}",
    qualifiers={"condition": "{=must be activated}"},
)
_APP_ROLE = Grant(
    principal="{principal_object_id}",
    follows=_FOLLOWS,
    kind="{principal_type?|=}",
    dialect=_PRINCIPALS,
    role="{app_role_id}",
    scope=("tenant", Thing("application", _PRINCIPAL, "{resource_object_id}")),
    levels=Levels(words=False),
)
_DELEGATED = Grant(
    each="claim_values",
    principal="{service_principal_object_id}",
    follows=_FOLLOWS,
    kind="ServicePrincipal",
    dialect=_PRINCIPALS,
    role="{each}",
    scope=("tenant", Thing("application", _PRINCIPAL, "{resource_service_principal_object_id}")),
    qualifiers={"on_behalf_of": "{user_object_id}"},
    authoritative=True,
)
_VAULT_LEVELS = Levels(
    patterns=(
        (re.compile(r"\w+ (get|list|getissuers|listissuers|getsas|listsas)", re.IGNORECASE), Level.READ),
        (re.compile(r"\w+ (all|manageissuers)", re.IGNORECASE), Level.ADMIN),
        (re.compile(r"\w+ \w+"), Level.WRITE),
    )
)
_FEDERATED = Grant(
    relation="assume",
    principal="{issuer} {subject}",
    kind="federated",
    dialect=Dialect(kinds={"federated": Kind.FEDERATED}),
    role="{parent_id|user_assigned_identity_id}",
    role_family=_PRINCIPAL,
    scope=("tenant",),
    levels=Levels(words=False),
    qualifiers={"subject": "{subject}", "audience": "{audience|audiences}"},
)


def _vault(what: str) -> Grant:
    """What somebody may do with the keys, secrets or certificates of a vault."""
    return Grant(
        each=f"{what}_permissions",
        principal="{object_id}",
        follows=_FOLLOWS,
        kind="",
        dialect=_PRINCIPALS,
        role=f"{what} {{each}}",
        scope=(Thing("", "azure key vault", "{key_vault_id}"),),
        scope_patterns=_PATHS,
        levels=_VAULT_LEVELS,
        qualifiers={"application": "{application_id}"},
    )


_VAULT = Identity(
    family="azure key vault", kind=Kind.UNKNOWN, names=("id",), known="{id?}", id="key vault {name}", bare="{@name}"
)

PACK = Pack(
    types={
        "azurerm_role_assignment": (Mapping(sources=(_ASSIGNMENT,)),),
        "azurerm_pim_active_role_assignment": (Mapping(sources=(replace(_ELIGIBLE, qualifiers={"expires": _END}),)),),
        "azurerm_pim_eligible_role_assignment": (Mapping(sources=(_ELIGIBLE,)),),
        "azuread_group_member": (Mapping(sources=(_MEMBER,)),),
        "azuread_directory_role_assignment": (Mapping(sources=(_DIRECTORY_ROLE,)),),
        "azuread_directory_role_member": (Mapping(sources=(_ROLE_MEMBER,)),),
        "azuread_directory_role_eligibility_schedule_request": (Mapping(sources=(_ELIGIBLE_ROLE,)),),
        "azuread_app_role_assignment": (Mapping(sources=(_APP_ROLE,)),),
        "azuread_service_principal_delegated_permission_grant": (Mapping(sources=(_DELEGATED,)),),
        "azurerm_key_vault_access_policy": (
            Mapping(sources=tuple(map(_vault, ("key", "secret", "certificate", "storage")))),
        ),
        "azurerm_key_vault": (Mapping(identity=_VAULT, is_name_only=True),),
        "azurerm_federated_identity_credential": (Mapping(sources=(_FEDERATED,)),),
        "azuread_application_federated_identity_credential": (
            Mapping(sources=(replace(_FEDERATED, role="application {application_id}", role_family=""),)),
        ),
        "azuread_group": _known(Kind.GROUP, "group {display_name}"),
        "azuread_user": _known(Kind.USER, "{user_principal_name}"),
        "azuread_service_principal": _known(Kind.SERVICE_ACCOUNT, "{@address}"),
        "azurerm_user_assigned_identity": _known(Kind.SERVICE_ACCOUNT, "identity {name}"),
    }
)
