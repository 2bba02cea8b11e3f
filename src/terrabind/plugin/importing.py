"""Objects that come from elsewhere: imported by id or identity, moved from another type, written by an older version.

No request is made here: Terraform reads the object right after, which tells whether it exists.
"""

from __future__ import annotations

from terrabind.plugin.cty.state import parse_state
from terrabind.plugin.diagnostics import Diagnostic, Path, RefusedError
from terrabind.plugin.identity import may_be_left_out
from terrabind.plugin.lifecycle import state_of
from terrabind.plugin.managed import ManagedType
from terrabind.plugin.provider import Provider
from terrabind.plugin.validation import validate
from terrabind.spec.identity import MalformedImportIdError, read_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import UNKNOWN, Value, Values

OWN_ADDRESS = "/terrabind/terrabind"
"""How the address of this provider ends, whatever registry it came from."""


def import_by_id(kind: ManagedType, provider: Provider, text: str) -> dict[str, Value]:
    """Return the state to read the object from. Raises `RefusedError` that shows the accepted forms."""
    try:
        named = kind.read_id(text)
    except MalformedImportIdError as error:
        raise RefusedError(malformed(error)) from error
    return _named(kind, provider, named)


def read_id(resource: Resource, text: str, path: Path = ()) -> dict[str, Value]:
    """Return what an import id says. Raises `RefusedError` pointing at `path` that shows the accepted forms."""
    try:
        return read_import_id(resource, text)
    except MalformedImportIdError as error:
        raise RefusedError(malformed(error, path)) from error


def malformed(error: MalformedImportIdError, path: Path = ()) -> Diagnostic:
    """Say what is wrong with an import id."""
    return Diagnostic("Malformed import id", str(error), path)


def import_by_identity(kind: ManagedType, provider: Provider, identity: Values) -> dict[str, Value]:
    """Return the state to read the object from. Raises `RefusedError` naming what the identity lacks."""
    for name, attribute in kind.identity_attributes.items():
        if identity.get(name) is None and not may_be_left_out(attribute):
            raise RefusedError(
                Diagnostic(
                    f"The identity lacks {name}", f"{kind.resource.type_name} is found by {name}: {attribute.doc}"
                )
            )
    wrong = validate(kind.identity_attributes, identity)
    if wrong:
        raise RefusedError(*wrong)
    return _named(kind, provider, dict(identity))


def _named(kind: ManagedType, provider: Provider, named: dict[str, Value]) -> dict[str, Value]:
    return state_of(kind, {**named, **from_settings(kind.resource, provider, named)})


def from_settings(resource: Resource, provider: Provider, named: Values) -> dict[str, Value]:
    """Return what the provider's settings add to the name of an object. Raises `RefusedError` when they lack it."""
    settings = provider.settings(resource.api)
    found: dict[str, Value] = {}
    for name, attribute in resource.attributes.items():
        if attribute.presence is not Presence.SERVER_DEFAULT or not attribute.setting:
            continue
        if named.get(name) is not None:
            continue
        found[name] = settings[attribute.setting]
        if found[name] is None:
            raise RefusedError(provider.missing(resource.api, name, attribute))
        if found[name] is UNKNOWN:
            raise RefusedError(
                Diagnostic(
                    f"{name} is not known yet",
                    f"{resource.api.name}.{attribute.setting} in the provider block will only be known during apply. "
                    f"Write {name} here, or give the provider a known value.",
                    (name,),
                )
            )
    return found


def move(kind: ManagedType, provider_address: str, type_name: str, state: bytes, version: int = 0) -> dict[str, Value]:
    """Return the state of an object that another type held, under its schema `version`.

    Raises `RefusedError` when it cannot be taken over.
    """
    resource = kind.resource
    if type_name == resource.type_name and provider_address.endswith(OWN_ADDRESS):
        return upgrade(kind, state, version)
    found = parse_state(state) if type_name in kind.sources else None
    values = kind.takes_over(type_name, found) if isinstance(found, dict) else None
    if values is not None:
        return state_of(kind, values)
    accepted = ", ".join((f"{resource.type_name} of terrabind", *kind.sources))
    raise RefusedError(
        Diagnostic(
            f"{type_name} cannot become {resource.type_name}",
            f"A moved block can lead here from {accepted}. From other types, use a removed block with destroy = false "
            "and an import block.",
        )
    )


def upgrade(kind: ManagedType, state: bytes, version: int) -> dict[str, Value]:
    """Return a state that was stored under schema `version` in the present one.

    Raises `RefusedError` when it cannot be read.
    """
    try:
        found = parse_state(state)
        for step in range(version, kind.resource.schema_version):
            found = kind.resource.upgrades[step](found)
        values = kind.codec.decode_parsed(found)
    except ValueError as error:
        raise RefusedError(
            Diagnostic(
                "The stored state cannot be read",
                f"{kind.resource.type_name}: {error}. Remove it with `terraform state rm` and import the object again.",
            )
        ) from error
    return state_of(kind, values or {})


def upgrade_identity(kind: ManagedType, identity: bytes) -> dict[str, Value]:
    """Return a stored identity in the present schema. Raises `RefusedError` when it cannot be read."""
    try:
        values = kind.identity_codec.decode_state(identity)
    except ValueError as error:
        raise RefusedError(
            Diagnostic("The stored identity cannot be read", f"{kind.resource.type_name}: {error}.")
        ) from error
    return values or {}
