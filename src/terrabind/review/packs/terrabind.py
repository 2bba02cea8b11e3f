"""Our own resources, from their access meaning in the catalogue; only the words for places are added here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terrabind.apis import load_catalogue
from terrabind.review.edge import Kind
from terrabind.review.mapping import Document, Grant, Identity, Mapping, Pack
from terrabind.spec.resource import Resource

_RELATIONS = {"may assume": "assume", "may use": "use", "holds": "hold", "owns": "own", "administers": "administer"}
_QUALIFIERS = {"max_session_duration": "max_session", "permissions_boundary": "boundary", "expires_at": "expires"}
_HOLE = re.compile(r"\{([^{}]+)\}")
_KIND_HOLE = re.compile(r"\{([a-z_]+)\.type\}/\{\1\.([a-z_]+)\}")

# The scope of a k0rdent binding is a word and a name; an organisation has no name there and holds all the others.
_ORGANIZATION = "org {org_id?|=}"


def _mappings(resource: Resource) -> Iterator[Mapping]:
    access = resource.access
    typed = _KIND_HOLE.fullmatch(access.scope)
    if typed is None:
        yield _mapping(resource, tuple(f"{_word(hole)} {{{hole}}}" for hole in _HOLE.findall(access.scope)))
        return
    kind, name = f"{typed[1]}.type", f"{typed[1]}.{typed[2]}"
    yield _mapping(resource, (_ORGANIZATION,), (kind, ("org",)))
    yield _mapping(resource, (_ORGANIZATION, f"{{{kind}}} {{{name}}}"))


def _mapping(resource: Resource, scope: tuple[str, ...], when: tuple[str, tuple[str, ...]] | None = None) -> Mapping:
    access = resource.access
    qualifiers = {_QUALIFIERS.get(name, name): f"{{{name}}}" for name in access.qualifiers}
    if access.trust_policy:
        document = Document(attribute=access.trust_policy, trust=True, scope=scope, qualifiers=qualifiers)
        return Mapping(sources=(document,), when=when, identity=_identity(resource))
    relation = _RELATIONS.get(access.relation, access.relation)
    grant = Grant(
        relation=relation,
        principal=access.principal,
        kind=access.principal_kind,
        role=access.role,
        scope=scope,
        level="use" if relation == "use" else "",
        qualifiers=qualifiers,
    )
    return Mapping(sources=(grant,), when=when)


def _identity(resource: Resource) -> Identity:
    """A role is known by its ARN, which is made of attributes, so that it is known before the role is."""
    made = resource.attributes["arn"].generated or "{name}"
    return Identity(
        family=f"{resource.api.name} role",
        kind=Kind.ROLE,
        names=("arn",),
        id=made,
        bare="{@name}",
    )


def _word(hole: str) -> str:
    return hole.removesuffix("_id").replace("_", " ")


PACK = Pack(
    types={
        name: tuple(_mappings(resource))
        for name, resource in load_catalogue().resources.items()
        if resource.access.relation
    }
)
