"""How a stack's author writes, checked by mypy strict and never run: what is accepted here must stay accepted.

Where a line is marked, the type checker must refuse it; an unneeded mark is an error too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

import cdktf

from terrabind.cdktf import (
    App,
    ArgumentError,
    Construct,
    Lifecycle,
    TerrabindProvider,
    TerraformIterator,
    TerraformLocal,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    Token,
    ecs,
    literal,
)
from terrabind.cdktf.ecs import DataIamRole, DataIamRoles, IamRole, IamRoleTimeouts
from terrabind.cdktf.fireworks import AwsIamRoleBinding, DataAwsIamRoleBindings, NodePoolBinding
from terrabind.cdktf.k0rdent import (
    DataIamPolicyBindings,
    IamPolicyBinding,
    IamPolicyBindingPrincipal,
    IamPolicyBindingPrincipalReference,
)
from terrabind.cdktf.provider import TerrabindFireworks

POLICY = "{}"


class Access(TerraformStack):
    """A stack as people write them."""

    def __init__(self, app: App) -> None:
        super().__init__(app, "access")
        key = TerraformVariable(self, "key", type="string", sensitive=True)
        fireworks: TerrabindFireworks = {"api_key": key.string_value, "account_id": "acme"}
        provider = TerrabindProvider(self, fireworks=fireworks, timeout="30s", rate_limit=10)
        other = TerrabindProvider(self, "other", alias="other", ecs={"tls": {"insecure": False}})
        assert_type(provider.alias, str | None)
        role = use_resources(self, other)
        use_data_sources(self, role)


def use_resources(scope: Construct, other: TerrabindProvider) -> IamRole:
    """Make resources with everything that Terraform offers."""
    keep: Lifecycle = {"prevent_destroy": True, "ignore_changes": ["tags"]}
    timeouts: IamRoleTimeouts = {"create": "5m"}
    role = IamRole(
        scope,
        "role",
        name="trainer",
        assume_role_policy=literal(POLICY),
        max_session_duration=7200,
        tags={"team": "research"},
        force_detach_policies=True,
        timeouts=timeouts,
        lifecycle=keep,
        provider=other,
        count=2,
    )
    assert_type(role.arn, str)
    assert_type(role.max_session_duration, float)
    assert_type(role.tags, Mapping[str, str])
    assert_type(role.name_input, str | None)
    role.max_session_duration = 3600
    role.description = None
    role.force_detach_policies = role.force_detach_policies
    role.arn = "x"  # type: ignore[assignment]  # only the server sets it
    role.name = 5  # type: ignore[assignment]  # a name is a text
    NodePoolBinding(scope, "pool", principal="ada@example.com", depends_on=[role])
    lifecycle = cdktf.TerraformResourceLifecycle(create_before_destroy=True)
    AwsIamRoleBinding(scope, "ada", principal="ada@example.com", role=role.arn, lifecycle=lifecycle)
    IamRole.generate_config_for_import(scope, "old", "ns1/old")
    return role


def use_nested_objects(scope: Construct, role: IamRole) -> None:
    """Give nested objects as dictionaries, and refer to them."""
    principal: IamPolicyBindingPrincipal = {"type": "user", "id": "ada"}
    first = IamPolicyBinding(scope, "first", role="viewer", principal=principal, scope={"type": "org"})
    assert_type(first.principal, IamPolicyBindingPrincipalReference)
    assert_type(first.principal.id, str)
    IamPolicyBinding(scope, "second", role=role.name, principal=first.principal, scope=first.scope)
    IamPolicyBinding(
        scope,
        "third",
        role="viewer",
        principal={"type": "user"},  # type: ignore[arg-type]  # the id is missing
        scope={"type": "org", "resorce": "x"},  # type: ignore[arg-type]  # a misspelt key
    )
    first.scope = {"type": "project", "resource": "vision"}


def use_data_sources(scope: Construct, role: IamRole) -> None:
    """Look up what exists."""
    found = DataIamRole(scope, "found", name=role.name)
    TerraformOutput(scope, "arn", value=found.arn)
    everybody = DataAwsIamRoleBindings(scope, "everybody")
    assert_type(everybody.bindings.get(0).principal, str)
    each = TerraformIterator.from_list(Token.as_list(everybody.bindings.token))
    AwsIamRoleBinding(scope, "copies", for_each=each, principal=each.get_string("principal"), role=role.arn)
    people = TerraformLocal(scope, "people", {"ada": "ada@example.com"})
    DataIamPolicyBindings(scope, "some", principal={"type": "group"}, count=people.as_number)
    DataIamRoles(scope, "roles", tags={"team": "research"}, connection=None)  # type: ignore[call-arg]  # resources only


def handle_mistakes(scope: Construct) -> str:
    """Catch what the constructor refuses."""
    try:
        ecs.IamRole(scope, "x", name="no spaces", assume_role_policy=POLICY)
        ecs.IamRole(scope, "y", assume_role_policy=POLICY)  # type: ignore[call-arg]  # the name is missing
    except ArgumentError as error:
        return f"{error.construct} {error.path} {error.argument} {error.reason}"
    return ""
