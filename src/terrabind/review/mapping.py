"""How one resource type says its grants, as data: where who, what and where stand, and how they are spelled.

A `Mapping` is the ways in which a resource of one type says grants; a pack (`terrabind.review.packs`) is a table of
them. Nothing here runs: `terrabind.review.extraction` reads plans through these values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from terrabind.review.edge import Kind, Level
from terrabind.review.policies import level_of

_READ_TEXT = "audit auditor browser get guest list monitor observer pull read reader readonly see triage view viewer"
_WRITE_TEXT = """
collaborator contributor create developer edit editor maintain maintainer member operator publisher push run runner
submitter update use user write writer
"""
_ADMIN_TEXT = "admin administer administrator all full fullaccess manage manager poweruser root superuser sysadmin"
_GRANT_TEXT = "grant granter granting owner owners ownership impersonate impersonator"
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Levels:
    """What role names tell: whole names, then patterns (matched whole, without case), then the words in them.

    The last telling word decides: an admin viewer views, a viewer admin administers. With `actions`, roles are actions
    of a policy ("lambda:InvokeFunction").
    """

    names: Table[str, Level] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], Level], ...] = ()
    words: bool = True
    actions: bool = False

    def tell(self, role: str) -> Level:
        """Return the level of a role, `Level.UNKNOWN` where its name says nothing."""
        known = self.names.get(role)
        if known is not None:
            return known
        for pattern, level in self.patterns:
            if pattern.fullmatch(role):
                return level
        if self.actions:
            return level_of(role)
        return tell_by_words(role) if self.words else Level.UNKNOWN


def tell_by_words(role: str) -> Level:
    """Return what the last telling word of a name says: `project-admin` administers, `ReadOnlyAccess` reads."""
    for word in reversed(_WORD.findall(role.rsplit("/", 1)[-1])):
        level = _LEVELS.get(word.lower())
        if level is not None:
            return level
    return Level.UNKNOWN


_LEVELS: Final[Table[str, Level]] = {
    **dict.fromkeys(_READ_TEXT.split(), Level.READ),
    **dict.fromkeys(_WRITE_TEXT.split(), Level.WRITE),
    **dict.fromkeys(_ADMIN_TEXT.split(), Level.ADMIN),
    **dict.fromkeys(_GRANT_TEXT.split(), Level.GRANT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How principals are spelled.

    `prefixes` tell the kind and are cut off ("user:"); `keep` are those that stay, because they tell one id from
    another. `whole` are full spellings of everyone. `kinds` are the words of a separate attribute that tells the kind.
    `caseless` says that ids differ by more than their case, `arns` that they are what an AWS policy may name.
    """

    kinds: Table[str, Kind] = field(default_factory=dict)
    prefixes: Table[str, Kind] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    caseless: bool = False
    arns: bool = False
    otherwise: Kind = Kind.UNKNOWN


PLAIN: Final = Dialect(
    kinds={
        "user": Kind.USER,
        "User": Kind.USER,
        "group": Kind.GROUP,
        "Group": Kind.GROUP,
        "team": Kind.GROUP,
        "role": Kind.ROLE,
        "serviceAccount": Kind.SERVICE_ACCOUNT,
        "service_account": Kind.SERVICE_ACCOUNT,
        "ServiceAccount": Kind.SERVICE_ACCOUNT,
        "ServicePrincipal": Kind.SERVICE_ACCOUNT,
    },
    whole=frozenset({"*", "allUsers", "allAuthenticatedUsers", "everyone"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How resources of a type are known to others, so that a grant to one made in the same plan is a grant to it.

    `family` is what it is ("aws role"); `names` are the attributes by which others speak of it; `id` is its canonical
    id, `known` the same where the server has said it already, and `bare` the same made from nothing but a name,
    `{@name}`. All three are templates.
    """

    family: str
    kind: Kind
    names: tuple[str, ...]
    id: str
    bare: str
    known: str = ""
    shown: str = "{name}"


@dataclass(frozen=True, slots=True)
class Thing:
    """An element of a scope that another resource of the plan may be.

    It reads `word` and what the template `name` says. Where that is not known yet but is fed by one object of `family`,
    that object's id stands for it; without a `name` it is the resource at hand.
    """

    word: str
    family: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One way of granting by attributes. Texts are templates (`terrabind.review.templates`).

    `each` is the list whose elements are grants, with a question mark one that the server fills where nobody sets it.
    `allowed` is false for what takes access away. `kind` names the principal's kind by a word of `dialect.kinds`;
    `principals` replace `principal` for some of these words. `family` says that the principal is an object of that
    family, `role_family` the same of the role; a member's role is the id of its group. `follows` and `role_follows` are
    families too, for principals and roles that are not known yet and are fed by one object: the family, then the
    attributes by which it may be named (none: any). `role_pattern` picks the role's
    name as its last group. Scopes are split by `scope_patterns`, whose named groups are levels, widest first; an
    element that holds nothing is left out.
    `levels` reads `level` (the role when empty). `qualifiers` are templates by name; `expiry` finds the end in a
    condition. `only` and `but` choose by the text of `when_role` (the role when empty). `required` says that a resource
    without principal is strange.
    """

    relation: str = "hold"
    each: str = ""
    principal: str
    principals: Table[str, str] = field(default_factory=dict)
    kind: str = "user"
    dialect: Dialect = PLAIN
    family: str = ""
    follows: tuple[str, ...] = ()
    role: str
    role_family: str = ""
    role_follows: tuple[str, ...] = ()
    role_pattern: re.Pattern[str] | None = None
    scope: tuple[str | Thing, ...] = ()
    scope_patterns: tuple[re.Pattern[str], ...] = ()
    levels: Levels = field(default_factory=Levels)
    level: str = ""
    qualifiers: Table[str, str] = field(default_factory=dict)
    expiry: re.Pattern[str] | None = None
    authoritative: bool = False
    when_role: str = ""
    only: re.Pattern[str] | None = None
    but: re.Pattern[str] | None = None
    required: bool = True
    allowed: bool = True

    @property
    def is_alone(self) -> bool:
        """Whether neither its principal nor its role or scope may be another resource of the plan."""
        named = self.family or self.follows or self.role_family or self.role_follows
        return not named and all(isinstance(each, str) for each in self.scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A grant by an AWS-style policy document at `attribute`.

    With `trust`, its principals may assume the resource's own identity. With a `family`, the principal named by
    `principal` holds what it says; with neither, its statements name who holds what. `each` is the list whose elements
    hold documents. `default` is the document that counts where nobody writes one; `@account` in it is the account. With
    one, a resource whose mapping `governs` this one is heard instead of it.
    """

    attribute: str
    each: str = ""
    trust: bool = False
    family: str = ""
    principal: str = ""
    scope: tuple[str | Thing, ...] = ()
    qualifiers: Table[str, str] = field(default_factory=dict)
    authoritative: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A policy by reference: the principal holds what the policy of that ARN says.

    Where the same plan has its document, the document is read; else the policy's name is the role.
    """

    each: str = ""
    policy: str
    family: str
    principal: str
    scope: tuple[str, ...] = ()
    levels: Levels = field(default_factory=Levels)
    authoritative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """A whole policy as JSON text: a list `bindings` of `role`, `members` and `condition`, read by `grant`."""

    attribute: str
    grant: Grant


Source: TypeAlias = Grant | Document | Attachment | Bindings


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What one resource type says: `sources` of grants, none for a type that says nothing about access by itself.

    `when` limits it to resources where the attribute has one of these values. `policy` is the attribute that holds
    its document for attachments of the same plan. `governs` is a family and the attribute that names which of its
    objects this resource speaks for. `is_name_only` says that only the identity is described here: whether the resource
    says something about access is looked at as if nobody had described it.
    """

    sources: tuple[Source, ...] = ()
    when: tuple[str, tuple[str | None, ...]] | None = None
    identity: Identity | None = None
    policy: str = ""
    governs: tuple[str, str] | None = None
    is_name_only: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether all it says stands in the resource itself: no grant names another resource of the plan."""
        return not self.is_name_only and all(isinstance(each, Grant) and each.is_alone for each in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The types of one system by name, and by patterns for families of types."""

    types: Table[str, tuple[Mapping, ...]] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], tuple[Mapping, ...]], ...] = ()
