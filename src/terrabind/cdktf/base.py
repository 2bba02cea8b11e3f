"""The one module that imports the kit: the classes that every generated construct stands on.

An element is created by a single message to Node that carries its attributes, so synthesis never calls back (see
`terrabind.cdktf.assembly`). Where the node side cannot be loaded, or `TERRABIND_CDKTF_ASSEMBLY` is `off`, the same
classes work as plain Python subclasses of the kit's, at two more round trips per element.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, TypeAlias, TypedDict

import cdktf
import jsii
from cdktf import (
    App,
    Aspects,
    CloudBackend,
    Fn,
    HttpBackend,
    LocalBackend,
    NamedCloudWorkspace,
    PgBackend,
    S3Backend,
    TerraformCount,
    TerraformIterator,
    TerraformLocal,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    Testing,
    Token,
)
from constructs import Construct

from terrabind import __version__
from terrabind.cdktf.assembly import NAME, VERSION, packed
from terrabind.constructs.arguments import FOR_DATA, FOR_RESOURCES, Lifecycle, read_meta
from terrabind.constructs.description import PROVIDER, Description
from terrabind.constructs.error import ArgumentError, MisfitError
from terrabind.constructs.preparation import prepare
from terrabind.constructs.rendering import describe_for_hcl
from terrabind.constructs.tokens import is_token
from terrabind.spec.identity import MalformedImportIdError
from terrabind.spec.types import Attribute, MapOf, ObjectOf

__all__ = [
    "SOURCE",
    "App",
    "Aspects",
    "CloudBackend",
    "Construct",
    "DataMeta",
    "DataSource",
    "Fn",
    "HttpBackend",
    "LocalBackend",
    "Meta",
    "NamedCloudWorkspace",
    "PgBackend",
    "Provider",
    "Resource",
    "S3Backend",
    "TerraformCount",
    "TerraformIterator",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformStack",
    "TerraformVariable",
    "Testing",
    "Token",
]

SOURCE: Final = "terrabind/terrabind"
"""The provider's source address in a configuration."""

_METADATA: Final = {"providerName": PROVIDER}
_SWITCH: Final = "TERRABIND_CDKTF_ASSEMBLY"
_GETTERS: Final = {
    "string": "getStringAttribute",
    "number": "getNumberAttribute",
    "list": "getListAttribute",
    "numbers": "getNumberListAttribute",
    "map": "getStringMapAttribute",
    "any": "interpolationForAttribute",
}

Connection: TypeAlias = cdktf.SSHProvisionerConnection | cdktf.WinrmProvisionerConnection
Provisioner: TypeAlias = cdktf.FileProvisioner | cdktf.LocalExecProvisioner | cdktf.RemoteExecProvisioner


class DataMeta(TypedDict, total=False):
    """The arguments that every data source takes besides its own."""

    count: int | float | cdktf.TerraformCount | None
    depends_on: Sequence[cdktf.ITerraformDependable] | None
    for_each: cdktf.ITerraformIterator | None
    lifecycle: Lifecycle | cdktf.TerraformResourceLifecycle | None
    provider: cdktf.TerraformProvider | None


class Meta(DataMeta, total=False):
    """The arguments that every resource takes besides its own."""

    connection: Connection | None
    provisioners: Sequence[Provisioner] | None


def _load_assembly() -> bool:
    """Load the node side; false when it is switched off or this jsii will not have it."""
    if os.environ.get(_SWITCH, "").lower() == "off":
        return False
    try:
        with packed() as path:
            jsii.kernel.load(NAME, VERSION, path)
    except (jsii.errors.JSIIError, RuntimeError):
        return False
    return True


ASSEMBLED: Final = _load_assembly()
"""Whether the node side is loaded, so that one message makes an element."""


def _type_on_node(name: str) -> str | None:
    return f"{NAME}.{name}" if ASSEMBLED else None


class _Configured:
    """What resources, data sources and the provider share: prepared arguments, and tokens that are asked for once."""

    DESCRIPTION: ClassVar[Description]

    _path: Callable[[], str]
    _given: dict[str, object]
    _prepared: dict[str, object]
    _tokens: dict[tuple[str, str], object]

    def _prepare(self, scope: Construct, id_: str, given: Mapping[str, object]) -> dict[str, object]:
        self._path = lambda: f"{scope.node.path}/{id_}".lstrip("/")
        self._given = {name: value for name, value in given.items() if value is not None}
        self._tokens = {}
        self._prepared = self._render(self._given)
        return self._prepared

    def _render(self, given: Mapping[str, object]) -> dict[str, object]:
        try:
            return prepare(self.DESCRIPTION, given)
        except MisfitError as misfit:
            raise self._error(misfit.argument, misfit.reason) from None

    def _error(self, argument: str, reason: str) -> ArgumentError:
        return ArgumentError(type(self).__name__, self._path(), argument, reason)

    def input_of(self, name: str) -> object:
        """Return what was given as the argument, null if nothing was."""
        return self._given.get(name)

    def assign(self, name: str, value: object) -> None:
        """Give the argument another value; null takes it away. Raises `ArgumentError`; the old value then stays."""
        changed = {**self._given, name: value}
        prepared = self._render(changed)
        self._given = {each: given for each, given in changed.items() if given is not None}
        self._prepared = prepared
        if ASSEMBLED:
            jsii.invoke(self, "replaceAttributes", [prepared])

    def token_at(self, kind: str, path: str) -> Any:
        """Return the token of the attribute at `path` ("principal.id").

        `kind` is string, number, list, numbers, map or any.
        """
        token = self._tokens.get((kind, path))
        if token is None:
            token = self._tokens[kind, path] = jsii.invoke(self, _GETTERS[kind], [path])
        return token

    def _configure(self, type_name: str, meta: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
        """Return what the kit is told about the element besides its attributes, under the names that Node uses."""
        for name in meta:
            if name not in names:
                raise TypeError(f"{type(self).__name__} got an unexpected keyword argument '{name}'")
        try:
            config = read_meta(meta, names)
        except MisfitError as misfit:
            raise self._error(misfit.argument, misfit.reason) from None
        return {**config, "terraformResourceType": type_name, "terraformGeneratorMetadata": _METADATA}

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, Any]:
        """Return the attributes for JSON; asked by Node only without the node side."""
        return self._prepared

    @jsii.member(jsii_name="synthesizeHclAttributes")
    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        """Return the attributes for HCL; asked by Node only without the node side."""
        return describe_for_hcl(self._prepared, sees_through=isinstance(self, cdktf.TerraformProvider))


class Resource(_Configured, cdktf.TerraformResource, jsii_type=_type_on_node("Resource")):
    """A managed resource. Generated classes derive from it and name their arguments.

    Raises `ArgumentError` when an argument is not acceptable.
    """

    TF_RESOURCE_TYPE: ClassVar[str]

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, object], meta: Mapping[str, object]) -> None:
        attributes = self._prepare(scope, id_, given)
        config = self._configure(self.TF_RESOURCE_TYPE, meta, FOR_RESOURCES)
        extra = [attributes] if ASSEMBLED else []
        jsii.create(Resource, self, [scope, id_, config, *extra])

    def import_from(self, id: str, provider: cdktf.TerraformProvider | None = None) -> None:
        """Import an existing object into this resource (Terraform >= 1.5).

        Raises `ArgumentError` when `id` is not one of the resource's import ids.
        """
        self._judge_import(id)
        jsii.invoke(self, "importFrom", [id, provider])

    @classmethod
    def generate_config_for_import(
        cls,
        scope: Construct,
        import_to_id: str,
        import_from_id: str,
        provider: cdktf.TerraformProvider | None = None,
    ) -> cdktf.ImportableResource:
        """Import an existing object and let `terraform plan -generate-config-out` write its configuration.

        Raises `ArgumentError` when `import_from_id` is not one of the resource's import ids.
        """
        reason = _complain_about_import(cls.DESCRIPTION, import_from_id)
        if reason is not None:
            raise ArgumentError(cls.__name__, f"{scope.node.path}/{import_to_id}", "import_from_id", reason)
        wanted = _Importable(cls.TF_RESOURCE_TYPE, import_from_id, provider)
        return cdktf.ImportableResource(scope, import_to_id, wanted)

    def _judge_import(self, import_id: str) -> None:
        reason = _complain_about_import(self.DESCRIPTION, import_id)
        if reason is not None:
            raise self._error("import_from", reason)


class DataSource(_Configured, cdktf.TerraformDataSource, jsii_type=_type_on_node("DataSource")):
    """A data source. Generated classes derive from it and name their arguments.

    Raises `ArgumentError` when an argument is not acceptable.
    """

    TF_RESOURCE_TYPE: ClassVar[str]

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, object], meta: Mapping[str, object]) -> None:
        attributes = self._prepare(scope, id_, given)
        config = self._configure(self.TF_RESOURCE_TYPE, meta, FOR_DATA)
        extra = [attributes] if ASSEMBLED else []
        jsii.create(DataSource, self, [scope, id_, config, *extra])


class Provider(_Configured, cdktf.TerraformProvider, jsii_type=_type_on_node("Provider")):
    """The provider block. Raises `ArgumentError` when an argument is not acceptable."""

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, object], alias: str | None = None) -> None:
        attributes = self._prepare(scope, id_, given)
        self._alias = alias
        config = {
            "terraformResourceType": PROVIDER,
            "terraformProviderSource": SOURCE,
            # The cdktf CLI refuses a provider without a version, even where nothing is to be generated.
            "terraformGeneratorMetadata": {**_METADATA, "providerVersion": f">= {__version__}"},
        }
        extra = [attributes, alias] if ASSEMBLED else []
        jsii.create(Provider, self, [scope, id_, config, *extra])

    def _render(self, given: Mapping[str, object]) -> dict[str, object]:
        return _shield(super()._render(given), self.DESCRIPTION.arguments)

    @property
    @jsii.member(jsii_name="alias")
    def alias(self) -> str | None:
        """The name that tells this provider block from another; resources choose it with `provider=`."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value
        if ASSEMBLED:
            jsii.set(self, "alias", value)


class _Import:
    """Slots make the fields descriptors of the class, which is where jsii looks for what it may read."""

    __slots__ = ("import_id", "provider", "terraform_resource_type")

    def __init__(self, type_name: str, import_id: str, provider: cdktf.TerraformProvider | None) -> None:
        self.terraform_resource_type = type_name
        self.import_id = import_id
        self.provider = provider


@jsii.implements(cdktf.IImportableConfig)
class _Importable(_Import):
    """What the kit asks about an import whose configuration is to be generated."""


def _complain_about_import(description: Description, import_id: str) -> str | None:
    if description.read_import is None or is_token(import_id):
        return None
    try:
        description.read_import(import_id)
    except MalformedImportIdError as error:
        return str(error)
    return None


def _shield(prepared: dict[str, object], attributes: Mapping[str, Attribute]) -> dict[str, object]:
    """Wrap maps whose keys the user chose: the kit rewrites a provider's keys ("Content-Type") in snake case."""
    shielded = dict(prepared)
    for name, value in prepared.items():
        type_ = attributes[name].type
        if isinstance(value, dict) and isinstance(type_, MapOf):
            shielded[name] = cdktf.Token.as_any(value)
        elif isinstance(value, dict) and isinstance(type_, ObjectOf):
            shielded[name] = _shield(value, type_.attributes)
    return shielded
