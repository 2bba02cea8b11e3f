"""Functions that configurations call as `provider::terrabind::name`: pure, without any configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from terrabind.plugin.cty.codec import decode_value, encode_value
from terrabind.plugin.cty.kinds import kind_of_type, write_kind
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec import policy
from terrabind.spec.attribute import computed, obj
from terrabind.spec.identity import fields_of, write_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.types import BOOL, DYNAMIC, STRING, ListOf, Type
from terrabind.spec.values import Value


class ArgumentError(ValueError):
    """An argument, counted from 0, is not what the function accepts."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.index = index


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: str
    type: Type
    doc: str


@dataclass(frozen=True, slots=True)
class Function:
    """One function: `call` gets the arguments and the catalogue's resources. It raises `ArgumentError`."""

    doc: str
    parameters: tuple[Parameter, ...]
    returns: Type
    call: Callable[[Sequence[Value], Mapping[str, Resource]], Value]

    def schema(self) -> pb.Function:
        """Return the function as Terraform describes it."""
        described = pb.Function(
            summary=self.doc.partition(":")[0].rstrip("."),
            description=self.doc,
            description_kind=pb.MARKDOWN,
            parameters=[
                pb.Function.Parameter(
                    name=each.name,
                    type=write_kind(kind_of_type(each.type)),
                    description=each.doc,
                    description_kind=pb.MARKDOWN,
                )
                for each in self.parameters
            ],
        )
        returns: pb.Function.Return = getattr(described, "return")  # a word that Python keeps for itself
        returns.type = write_kind(kind_of_type(self.returns))
        return described

    def answer(self, arguments: Sequence[bytes], resources: Mapping[str, Resource]) -> bytes:
        """Decode the arguments, call, encode the result. Raises `ArgumentError`."""
        values = [
            decode_value(parameter.type, data) for parameter, data in zip(self.parameters, arguments, strict=True)
        ]
        return encode_value(self.returns, self.call(values, resources))


def _policy(index: int, text: Value) -> str:
    """Return a policy argument that is one. Raises `ArgumentError` with line and column."""
    try:
        policy.parse(str(text))
    except policy.MalformedPolicyError as error:
        raise ArgumentError(
            index, f"malformed policy document at line {error.line}, column {error.column}: {error.reason}"
        ) from error
    return str(text)


def _policy_equal(arguments: Sequence[Value], _resources: Mapping[str, Resource]) -> Value:
    left, right = (_policy(index, text) for index, text in enumerate(arguments))
    return policy.equivalent(left, right)


def _policy_principals(arguments: Sequence[Value], _resources: Mapping[str, Resource]) -> Value:
    return [
        {"kind": each.kind, "name": each.name, "effect": each.effect}
        for each in policy.principals(_policy(0, arguments[0]))
    ]


def _import_id(arguments: Sequence[Value], resources: Mapping[str, Resource]) -> Value:
    name, values = arguments
    resource = resources.get(str(name))
    if resource is None:
        raise ArgumentError(0, f'"{name}" is not a resource type of terrabind; there are {", ".join(resources)}')
    if not isinstance(values, Mapping):
        raise ArgumentError(1, "an object with the resource's attributes is wanted")
    found = write_import_id(resource, values)
    if found is None:
        wanted = " or ".join(" and ".join(fields_of(form)) for form in resource.imports)
        raise ArgumentError(1, f"the object needs {wanted} as text")
    return found


FUNCTIONS: Mapping[str, Function] = {
    "policy_equal": Function(
        "Whether two AWS-style policy documents mean the same: key order, white space, one-element lists, the order of "
        "statements and percent-encoding do not count.",
        (Parameter("a", STRING, "A policy document in JSON."), Parameter("b", STRING, "Another one.")),
        BOOL,
        _policy_equal,
    ),
    "policy_principals": Function(
        "Whom a trust policy names: a list of objects with `kind` (AWS, Service, Federated, *), `name` and `effect`.",
        (Parameter("document", STRING, "A policy document in JSON."),),
        ListOf(
            obj(
                kind=computed(STRING, "Kind of principal."),
                name=computed(STRING, "Name of the principal."),
                effect=computed(STRING, "Allow or Deny."),
            )
        ),
        _policy_principals,
    ),
    "import_id": Function(
        "The id by which an object is imported: made from a resource type and an object with its attributes.",
        (
            Parameter("type", STRING, "A resource type, such as `terrabind_ecs_iam_role`."),
            Parameter("object", DYNAMIC, "The object: a resource, or its attributes."),
        ),
        STRING,
        _import_id,
    ),
}
"""The provider's functions by name."""
