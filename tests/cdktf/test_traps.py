"""What goes wrong silently with plain kit classes, and does not with these (one test for each trap that was found)."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, cast

import cdktf
import jsii
import pytest

from terrabind.cdktf import ArgumentError, TerrabindProvider, TerraformStack, Testing, Token, literal
from terrabind.cdktf.base import DataSource, Provider, Resource
from terrabind.cdktf.ecs import IamRole
from terrabind.cdktf.fireworks import AwsIamRoleBinding
from terrabind.cdktf.k0rdent import IamPolicyBinding
from terrabind.constructs.description import Description
from terrabind.constructs.tokens import is_token
from terrabind.generate.modules import RESERVED, stop_at_reserved
from terrabind.spec.attribute import obj, optional
from terrabind.spec.types import NUMBER, STRING, ListOf, MapOf
from tests.cdktf.conftest import Configuration
from tests.cdktf.samples import ARN, POLICY

Synth = Callable[[], Configuration]


class Colour(StrEnum):
    """An enumeration of a stack's author."""

    RED = "red"


class Wide(Resource):
    """A resource with the types that the catalogue does not have yet."""

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_wide"
    DESCRIPTION: ClassVar[Description] = Description(
        "terrabind_wide",
        {
            "size": optional(NUMBER, "Size."),
            "names": optional(ListOf(STRING), "Names."),
            "tags": optional(MapOf(STRING), "Tags."),
        },
    )

    def __init__(self, scope: TerraformStack, id_: str, **given: object) -> None:
        super().__init__(scope, id_, given, {})


class Mapped(Provider):
    """A provider with a map whose keys the user chooses, as the generic REST part will have."""

    DESCRIPTION: ClassVar[Description] = Description(
        "terrabind", {"rest": optional(obj(headers=optional(MapOf(STRING), "Headers.")), "REST.")}
    )

    def __init__(self, scope: TerraformStack, id_: str, **given: object) -> None:
        super().__init__(scope, id_, given, "mapped")


def test_integers_beyond_two_to_the_53_keep_every_digit(stack: TerraformStack, synth: Synth) -> None:
    """Node reads numbers as doubles and would write 9007199254740992."""
    Wide(stack, "x", size=2**53 + 1)
    assert synth()["resource"]["terrabind_wide"]["x"] == {"size": "9007199254740993"}


def test_python_types_that_the_kit_chokes_on_are_carried(stack: TerraformStack, synth: Synth) -> None:
    """The kit answers a tuple or a Decimal with an AttributeError about jsii."""
    Wide(stack, "x", size=Decimal("1.50"), names=("b", Colour.RED), tags={"a": Colour.RED})
    found = synth()["resource"]["terrabind_wide"]["x"]
    assert found == {"size": "1.50", "names": ["b", "red"], "tags": {"a": "red"}}


@pytest.mark.parametrize("given", [{"size": float("nan")}, {"names": [b"x"]}, {"tags": {"a": object()}}])
def test_what_cannot_be_carried_is_refused_by_the_constructor(given: dict[str, object], stack: TerraformStack) -> None:
    """NaN would break the kit's JSON during synthesis, far from the line that gave it."""
    with pytest.raises(ArgumentError):
        Wide(stack, "x", **given)


def test_an_error_names_class_construct_and_argument_at_the_line_that_gave_it(stack: TerraformStack) -> None:
    """An error inside a callback loses its Python traceback; these are raised before the kit is asked."""
    with pytest.raises(ArgumentError) as refused:
        AwsIamRoleBinding(stack, "ana", principal="ana", role=ARN)
    error = refused.value
    assert (error.construct, error.path, error.argument) == ("AwsIamRoleBinding", "team/ana", "principal")
    assert str(error).startswith('AwsIamRoleBinding "team/ana", argument principal: "ana" is not an e-mail address')
    assert "test_traps.py" in "".join(traceback.format_exception(error))
    assert error.__cause__ is None


def test_a_refused_construct_is_not_in_the_tree(stack: TerraformStack, synth: Synth) -> None:
    """A stack that catches the error goes on without a half-made construct."""
    with pytest.raises(ArgumentError):
        IamRole(stack, "x", name="no spaces", assume_role_policy=POLICY)
    IamRole(stack, "x", name="trainer", assume_role_policy=POLICY)
    assert list(synth()["resource"]["terrabind_ecs_iam_role"]) == ["x"]


@pytest.mark.parametrize("given", [{"names": ["a", None]}, {"tags": {"a": None}}])
def test_null_inside_a_collection_is_refused(given: dict[str, object], stack: TerraformStack) -> None:
    """The kit drops it silently, so that positions shift."""
    with pytest.raises(ArgumentError, match=r"Token\.null_value\(\)"):
        Wide(stack, "x", **given)


def test_an_explicit_null_arrives(stack: TerraformStack, synth: Synth) -> None:
    """What the error message recommends must work."""
    Wide(stack, "x", names=["a", Token.null_value()])
    assert synth()["resource"]["terrabind_wide"]["x"] == {"names": ["a", None]}


def test_keys_of_a_providers_maps_stay_as_the_user_wrote_them(stack: TerraformStack, synth: Synth) -> None:
    """The kit would write content_type."""
    provider = Mapped(stack, "mapped", rest={"headers": {"Content-Type": "text/plain", "X-ID": "${var.id}"}})
    block = synth()["provider"]["terrabind"][1]
    assert block == {"alias": "mapped", "rest": {"headers": {"Content-Type": "text/plain", "X-ID": "${var.id}"}}}
    provider.assign("rest", {"headers": {"Accept-Language": "de"}})
    assert synth()["provider"]["terrabind"][1]["rest"] == {"headers": {"Accept-Language": "de"}}


def test_no_attribute_hides_a_member_of_the_kit() -> None:
    """A Python attribute with such a name would silently replace the kit's own."""
    for element, base in ((IamRole, cdktf.TerraformResource), (TerrabindProvider, cdktf.TerraformProvider)):
        own = {name for name in vars(element) if not name.startswith("_")} - {"TF_RESOURCE_TYPE", "DESCRIPTION"}
        assert len(own) > 5
        assert not own & set(dir(base))


def test_every_member_of_the_kit_is_reserved() -> None:
    """The generator refuses an attribute of such a name, instead of replacing the kit's member with it."""
    members = {name for base in (Resource, DataSource) for name in dir(base) if not name.startswith("_")}
    unreserved = {name for name in members - RESERVED if not re.fullmatch(r"get_\w*attribute|[A-Z_]+", name)}
    assert unreserved == set()
    with pytest.raises(ValueError, match=r"terrabind_x\.lifecycle: the construct kit needs this name"):
        stop_at_reserved("terrabind_x", {"lifecycle": optional(STRING, "Taken.")})


def test_escaped_policy_variables_reach_terraform_unchanged(stack: TerraformStack, synth: Synth) -> None:
    """Terraform would evaluate `${aws:username}` as a reference of its own."""
    policy = POLICY.replace('"*"', '"arn:aws:iam::1:user/${aws:username}"')
    IamRole(stack, "x", name="trainer", assume_role_policy=literal(policy))
    found = synth()["resource"]["terrabind_ecs_iam_role"]["x"]["assume_role_policy"]
    assert json.loads(found.replace("$${", "${")) == json.loads(policy)


def test_a_missing_provider_is_noticed_during_synthesis(app: cdktf.App) -> None:
    """Without generator metadata the kit does not know that one is needed."""
    bare = TerraformStack(app, "bare")
    IamRole(bare, "x", name="trainer", assume_role_policy=POLICY)
    with pytest.raises(RuntimeError, match="matching provider construct"):
        Testing.synth(bare, True)


def test_tokens_of_the_kit_are_recognised_without_asking_it(stack: TerraformStack) -> None:
    """Their spelling is repeated in terrabind.constructs.tokens, and could change with the kit."""
    role = IamRole(stack, "x", name="trainer", assume_role_policy=POLICY)
    binding = IamPolicyBinding(stack, "y", role="r", principal={"type": "user", "id": "a"}, scope={"type": "org"})
    value = binding.principal.token
    tokens = [role.arn, role.max_session_duration, role.tags, role.force_detach_policies, value]
    tokens += [Token.as_list(value), Token.as_number_list(value), Token.as_string_map(value), Token.null_value()]
    assert all(is_token(each) for each in tokens)


def test_an_unknown_argument_is_refused_as_python_does(stack: TerraformStack) -> None:
    """A misspelt argument must not vanish."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'cuont'"):
        IamRole(stack, "x", name="trainer", assume_role_policy=POLICY, cuont=1)  # type: ignore[call-arg] # the mistake


def messages_of(action: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the round trips to Node that an action takes."""
    provider: Any = jsii.kernel.provider
    process = provider._process
    sent: list[object] = []
    send = process.send

    def counting(*arguments: object) -> object:
        sent.append(arguments[0])
        return send(*arguments)

    monkeypatch.setattr(process, "send", counting)
    action()
    return len(sent)


def test_one_message_makes_a_construct_and_synthesis_needs_no_other(
    stack: TerraformStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each message is a round trip of about 0.2 ms; a plain subclass takes three, and four more with `provider=`."""
    second = TerrabindProvider(stack, "second", alias="second")

    def build() -> None:
        for number in range(10):
            AwsIamRoleBinding(stack, f"x{number}", principal="ana@example.com", role=ARN, provider=second)

    assert messages_of(build, monkeypatch) == 10
    assert messages_of(lambda: Testing.synth(stack), monkeypatch) == 1


def test_a_token_is_asked_for_once(stack: TerraformStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """References are read in loops."""
    role = IamRole(stack, "x", name="trainer", assume_role_policy=POLICY)
    assert messages_of(lambda: [role.arn, role.arn, role.arn], monkeypatch) == 1


def test_a_stack_of_many_constructs_keeps_python_objects_apart(stack: TerraformStack) -> None:
    """The kit hands back the very object that was made, not another of the base class."""
    made = IamRole(stack, "x", name="trainer", assume_role_policy=POLICY)
    assert cast("object", stack.node.find_child("x")) is made
