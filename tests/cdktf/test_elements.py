"""Elements after they are made: setters, nested references, HCL, import ids, the provider."""

from __future__ import annotations

import json
from collections.abc import Callable

import cdktf
import pytest

from terrabind.cdktf import (
    ArgumentError,
    TerrabindProvider,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    Testing,
)
from terrabind.cdktf.ecs import IamRole
from terrabind.cdktf.fireworks import DataAwsIamRoleBindings
from terrabind.cdktf.k0rdent import DataIamPolicyBindings, IamPolicyBinding, IamPolicyBindingPrincipal
from tests.cdktf.conftest import Configuration
from tests.cdktf.samples import POLICY

Synth = Callable[[], Configuration]


def make_role(stack: TerraformStack, id_: str = "x") -> IamRole:
    """A role with one optional argument."""
    return IamRole(stack, id_, name="trainer", assume_role_policy=POLICY, description="Trains.")


def test_an_argument_can_be_given_another_value(stack: TerraformStack, synth: Synth) -> None:
    """Aspects and helper functions complete what others have made."""
    role = make_role(stack)
    role.max_session_duration = 7200
    role.tags = {"Team": "research"}
    role.description = None
    assert synth()["resource"]["terrabind_ecs_iam_role"]["x"] == {
        "name": "trainer",
        "assume_role_policy": POLICY,
        "max_session_duration": 7200,
        "tags": {"Team": "research"},
    }
    assert (role.max_session_duration_input, role.description_input) == (7200, None)


def test_a_refused_change_leaves_the_old_value(stack: TerraformStack, synth: Synth) -> None:
    """A setter checks like the constructor."""
    role = make_role(stack)
    with pytest.raises(ArgumentError, match='IamRole "team/x", argument max_session_duration: 60 is not'):
        role.max_session_duration = 60
    with pytest.raises(ArgumentError, match="argument name: it is required"):
        role.name = None
    assert role.name_input == "trainer"
    assert "max_session_duration" not in synth()["resource"]["terrabind_ecs_iam_role"]["x"]


@pytest.mark.parametrize("name", ["arn", "name_input"])
def test_what_only_the_server_sets_cannot_be_set(name: str, stack: TerraformStack) -> None:
    """A silently accepted value would hide the token."""
    with pytest.raises(AttributeError, match=f"{name} of IamRole cannot be set"):
        setattr(make_role(stack), name, "x")


def test_members_of_a_nested_object_are_tokens(stack: TerraformStack, synth: Synth) -> None:
    """`binding.principal.id` refers to the member, `binding.principal` passes the whole object on."""
    principal: IamPolicyBindingPrincipal = {"type": "user", "id": "ana"}
    first = IamPolicyBinding(stack, "x", role="viewer", principal=principal, scope={"type": "org"})
    IamPolicyBinding(stack, "y", role="editor", principal=first.principal, scope={"type": "org"})
    third = {"type": "user", "id": first.principal.id}
    IamPolicyBinding(stack, "z", role="owner", principal={"type": "user", "id": first.principal.id}, scope=first.scope)
    found = synth()["resource"]["terrabind_k0rdent_iam_policy_binding"]
    address = "terrabind_k0rdent_iam_policy_binding.x"
    assert found["y"]["principal"] == f"${{{address}.principal}}"
    assert found["z"]["principal"] == {**third, "id": f"${{{address}.principal.id}}"}
    assert found["z"]["scope"] == f"${{{address}.scope}}"


def test_listed_objects_are_reached_by_index_and_as_a_whole(stack: TerraformStack, synth: Synth) -> None:
    """The plural data sources answer with a list of objects."""
    bindings = DataIamPolicyBindings(stack, "all", role="viewer")
    TerraformOutput(stack, "first", value=bindings.bindings.get(0).principal.id)
    TerraformOutput(stack, "number", value=cdktf.Fn.length_of(bindings.bindings.token))
    address = "data.terrabind_k0rdent_iam_policy_bindings.all.bindings"
    outputs = synth()["output"]
    assert outputs["first"]["value"] == f"${{{address}[0].principal.id}}"
    assert outputs["number"]["value"] == f"${{length({address})}}"


def test_an_iterator_walks_over_listed_objects(stack: TerraformStack, synth: Synth) -> None:
    """One construct for each object that a data source finds."""
    found = DataAwsIamRoleBindings(stack, "all")
    each = cdktf.TerraformIterator.from_complex_list(found.bindings.token, "id")
    DataAwsIamRoleBindings(stack, "again", for_each=each, principal=each.get_string("principal"))
    block = synth()["data"]["terrabind_fireworks_aws_iam_role_bindings"]["again"]
    address = "data.terrabind_fireworks_aws_iam_role_bindings.all.bindings"
    assert block["for_each"] == f"${{{{ for key, val in {address}: val.id => val }}}}"
    assert block["principal"] == "${each.value.principal}"


@pytest.mark.parametrize("import_id", ["", "trainer!", "ns1/a b"])
def test_a_malformed_import_id_is_refused_with_the_accepted_forms(import_id: str, stack: TerraformStack) -> None:
    """Otherwise Terraform says so only after synthesis, init and refresh."""
    with pytest.raises(ArgumentError, match="<namespace>/<name>"):
        make_role(stack).import_from(import_id)
    with pytest.raises(ArgumentError, match="argument import_from_id"):
        IamRole.generate_config_for_import(stack, "y", import_id)


def test_hcl_holds_every_attribute(stack: TerraformStack) -> None:
    """Without types the kit writes empty blocks into HCL, and says nothing."""
    role = make_role(stack)
    role.tags = {"Team": "research"}
    role.force_detach_policies = True
    role.max_session_duration = 7200
    IamPolicyBinding(stack, "y", role=role.name, principal={"type": "user", "id": "ana"}, scope={"type": "org"})
    TerrabindProvider(stack, "second", alias="second", fireworks={"account_id": "acme"}, max_retries=2)
    text = " ".join(Testing.synth_hcl(stack).split())
    for expected in (
        'resource "terrabind_ecs_iam_role" "x" {',
        'name = "trainer"',
        'assume_role_policy = "{\\"Version\\":\\"2012-10-17\\"',
        'tags = { Team = "research" }',
        "force_detach_policies = true",
        "max_session_duration = 7200",
        'role = "${terrabind_ecs_iam_role.x.name}"',
        'principal = { type = "user" id = "ana" }',
        'fireworks = { account_id = "acme" }',
        "max_retries = 2",
        'alias = "second"',
    ):
        assert expected in text


def test_the_provider_takes_nested_settings_and_secrets_from_variables(stack: TerraformStack, synth: Synth) -> None:
    """A secret in code would end up in the synthesized file; a sensitive variable does not."""
    password = TerraformVariable(stack, "password", type="string", sensitive=True)
    provider = TerrabindProvider(
        stack,
        "second",
        ecs={"endpoint": "https://ecs.example:4443", "username": "root", "password": password.string_value},
        k0rdent={"tls": {"ca_file": "/etc/ca.pem", "insecure": False}},
        timeout="90s",
        max_retries=0,
        rate_limit=2.5,
        alias="second",
    )
    assert synth()["provider"]["terrabind"][1] == {
        "alias": "second",
        "ecs": {"endpoint": "https://ecs.example:4443", "username": "root", "password": "${var.password}"},
        "k0rdent": {"tls": {"ca_file": "/etc/ca.pem", "insecure": False}},
        "timeout": "90s",
        "max_retries": 0,
        "rate_limit": 2.5,
    }
    assert provider.timeout_input == "90s"


def test_an_alias_can_be_changed(stack: TerraformStack, synth: Synth) -> None:
    """The kit declares the property as settable."""
    provider = TerrabindProvider(stack, "second", alias="second")
    provider.alias = "third"
    IamRole(stack, "x", name="trainer", assume_role_policy=POLICY, provider=provider)
    configuration = synth()
    assert configuration["provider"]["terrabind"][1] == {"alias": "third"}
    assert configuration["resource"]["terrabind_ecs_iam_role"]["x"]["provider"] == "terrabind.third"


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"timeout": "soon"}, "timeout"),
        ({"rate_limit": 0}, "rate_limit"),
        ({"ecs": {"endpoint": "ecs.example"}}, "ecs.endpoint"),
        ({"fireworks": {"key": "x"}}, "fireworks.key"),
        ({"k0rdent": {"tls": {"insecure": "yes"}}}, "k0rdent.tls.insecure"),
    ],
)
def test_settings_of_the_provider_are_checked(given: dict[str, object], argument: str, stack: TerraformStack) -> None:
    """The same checks as in the plugin, before Terraform runs."""
    with pytest.raises(ArgumentError) as refused:
        TerrabindProvider(stack, "second", alias="second", **given)  # type: ignore[arg-type] # mistakes on purpose
    assert refused.value.argument == argument


def test_a_subclass_may_add_attributes_of_its_own(stack: TerraformStack) -> None:
    """The kit's extension point still works: what a subclass returns is what is written."""

    class Tagged(IamRole):
        def _synthesize_attributes(self) -> dict[str, object]:
            return {**super()._synthesize_attributes(), "tags": {"by": "subclass"}}

    Tagged(stack, "x", name="trainer", assume_role_policy=POLICY)
    found = json.loads(Testing.synth(stack))["resource"]["terrabind_ecs_iam_role"]["x"]
    assert found["tags"] == {"by": "subclass"}
