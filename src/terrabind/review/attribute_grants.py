"""One resource's attributes become edges: who, what and where are filled in, spelled and placed.

The reader works on one change after another and keeps what is the same for many: templates, principals, documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from terrabind.review.edge import Certainty, Edge, Kind, Level, Origin, Principal, Scope, Unclear
from terrabind.review.identities import Identities, Known, references_of
from terrabind.review.mapping import Dialect, Grant, Thing
from terrabind.review.plan import REDACTED, Action, Change
from terrabind.review.policies import Statement, principal_of
from terrabind.review.qualifiers import conjuncts
from terrabind.review.realms import Realms
from terrabind.review.templates import LATER, Filled, Place, Template, find
from terrabind.spec.values import UNKNOWN, Value, Values

_SURE = Filled("", True)
_STAR = frozenset({"*", "allUsers", "everyone"})


class Reader:
    """Collects `edges` and `unclear` while one change after another is read."""

    def __init__(self, label: str, realms: Realms, identities: Identities) -> None:
        self.label = label
        self.identities = identities
        self.edges: list[Edge] = []
        self.unclear: list[Unclear] = []
        self.statements: dict[str, tuple[Statement, ...]] = {}
        self.attached: set[str] = set()
        self.rests_on: list[str] = []
        self.change: Change
        self.place: Place
        self._realms = realms
        self._templates: dict[str, Template] = {}
        self._placed: dict[tuple[str, str], Principal] = {}
        self._levels: dict[tuple[int, str], Level] = {}
        self._action = ""
        self._actions: dict[tuple[Action, ...], str] = {}
        self._deferred: tuple[str, ...] = ()

    def begin(self, change: Change, values: Values, *, deferred: bool = False) -> None:
        """Turn to the next change."""
        self.change = change
        around = {"@account": self.identities.account_of(change), "@address": change.address, "@type": change.type}
        earlier = change.before if values is change.after and change.before is not None else {}
        self.place = Place(values, None, "", around, change.references, earlier)
        self._action = self._actions.get(change.actions, "")
        if not self._action:
            self._action = self._actions[change.actions] = ", ".join(action.value for action in change.actions)
        self._deferred = (f"not planned yet: {change.deferred}",) if deferred else ()

    def fill(self, text: str, place: Place) -> Filled:
        """Fill a template."""
        template = self._templates.get(text)
        if template is None:
            template = self._templates[text] = Template.of(text)
        return template.fill(place)

    def origin(self, attribute: str) -> Origin:
        """Return where the change at hand says something."""
        change = self.change
        return Origin(
            stack=change.stack,
            address=change.address,
            attribute=attribute,
            type=change.type,
            action=self._action,
            source=change.source,
        )

    def report(self, reason: str, attribute: str = "") -> None:
        """List the change at hand as not understood."""
        self.unclear.append(Unclear(origin=self.origin(attribute), reason=reason))

    def elements(self, each: str) -> Iterator[Place]:
        """Yield a place for each element of the list at `each`, the resource itself where there is no list."""
        place = self.place
        if not each:
            yield place
            return
        value, path = find(place, each.removesuffix("?"))
        if value is None or (value is UNKNOWN and each.endswith("?") and path not in place.fed):
            return
        if isinstance(value, Sequence) and not isinstance(value, str):
            for index, element in enumerate(value):
                yield place._replace(each=element, path=f"{path}.{index}")
        else:
            yield place._replace(each=value, path=path)

    def principal(self, principal: Principal) -> Principal:
        """Return a principal with its realm."""
        key = (principal.kind._value_, principal.id)
        placed = self._placed.get(key)
        if placed is None:
            placed = self._placed[key] = self._realms.place(principal, self.identities.own)
        return placed

    def certainty(self, *filled: Filled) -> tuple[Certainty, tuple[str, ...]]:
        """Return how sure a grant made of these texts is, and what feeds those that nobody knows yet."""
        feeds = self._deferred
        redacted = False
        for _, _, unknown, hidden in filled:
            if unknown:
                found = (feed for path in unknown for feed in self.feeds(path))
                feeds = tuple(dict.fromkeys((*feeds, *found)))
            redacted = redacted or hidden
        return Certainty.REDACTED if redacted else Certainty.UNRESOLVED if feeds else Certainty.KNOWN, feeds

    def feeds(self, path: str) -> tuple[str, ...]:
        """Return the expressions that feed an attribute, else the attribute itself."""
        return references_of(self.change.references, path) or (path or self.change.address,)

    def stranger(self, kind: Kind, paths: Iterable[str], *, redacted: bool = False) -> Principal:
        """Return a principal that nobody can name yet, told apart by what will name it."""
        if redacted:
            where = f"{self.change.address} of {self.label}"
            return Principal(kind=kind, id=f"{REDACTED} {where}", shown=REDACTED)
        named = ", ".join(dict.fromkeys(feed for path in paths for feed in self.feeds(path)))
        words = f"known after apply: {named or self.change.address}"
        return Principal(kind=kind, id=words, shown=words)

    def named(self, family: str, filled: Filled) -> Known | None:
        """Return the object of a family that a filled template names, null where nobody can tell yet."""
        if filled.unknown:
            references = [feed for path in filled.unknown for feed in references_of(self.change.references, path)]
            known = self.identities.follow(family, self.change, references)
        elif not filled.given or filled.redacted:
            return None
        else:
            known = self.identities.look_up(family, filled.text, str(self.place.around["@account"]))
        if known is not None and known.address:
            self.rests_on.append(known.address)
        return known

    def scope(self, texts: tuple[str | Thing, ...], grant: Grant | None, place: Place) -> tuple[Scope, Filled]:
        """Fill the elements of a scope; the second value carries what is unknown or secret in any of them."""
        scope: list[str] = []
        unknown: tuple[str, ...] = ()
        redacted = False
        for text in texts:
            filled = self.fill(text, place) if isinstance(text, str) else self._thing(text, place)
            said, given, later, hidden = filled
            said = said.strip()
            if given:
                known = said.replace(LATER, "").strip() if later else said
                if known and (grant is None or not grant.scope_patterns):
                    scope.append(said)
                else:
                    scope.extend(_split(said, grant) if known else (LATER,))
            unknown += later
            redacted = redacted or hidden
        return tuple(scope), Filled("", True, unknown, redacted) if unknown or redacted else _SURE

    def _thing(self, thing: Thing, place: Place) -> Filled:
        """An element of a scope that may be a resource of this plan whose name comes with the apply."""
        filled = self.fill(thing.name, place) if thing.name else Filled("", False)
        known = None
        if not thing.name:
            known = self.identities.at(self.change)
        elif filled.unknown:
            known = self.named(thing.family, filled)
        if known is not None:
            return Filled(f"{thing.word} {known.id}", True, () if known.certain else filled.unknown or ("",))
        return filled._replace(text=f"{thing.word} {filled.text}") if filled.given else filled

    def _follow(self, family: tuple[str, ...], filled: Filled) -> Known | None:
        """The one object of a family that feeds what is not known yet, by one of the attributes that may name it."""
        if not family or not filled.unknown:
            return None
        references = [feed for path in filled.unknown for feed in references_of(self.change.references, path)]
        if len(family) > 1 and not all(each.rpartition(".")[2] in family[1:] for each in references):
            return None
        return self.named(family[0], filled)

    def qualifiers(self, templates: Mapping[str, str], place: Place) -> dict[str, str]:
        """Fill what narrows or bounds a grant; what is not there is left out."""
        found = {}
        for name, text in templates.items():
            filled = self.fill(text, place)
            if filled.given:
                found[name] = filled.text
        return found

    def read_grant(self, grant: Grant) -> None:
        """Add the edges of one way of granting by attributes."""
        for place in self.elements(grant.each):
            self.read_element(grant, place)

    def read_element(self, grant: Grant, place: Place) -> None:
        """Add the edge of one element."""
        self.rests_on.clear()
        role, role_text = self._role(grant, place)
        if not self._wanted(grant, place, role.text):
            return
        who = self._who(grant, place)
        if who is None:
            if grant.required:
                self.report("it names no principal", grant.principal.strip("{}"))
            return
        principal, filled = who
        scope, at = self.scope(grant.scope, grant, place)
        qualifiers = self.qualifiers(grant.qualifiers, place) if grant.qualifiers else {}
        if grant.expiry is not None and "condition" in qualifiers:
            _find_end(grant, qualifiers)
        level, said = self._level(grant, place, role)
        certainty, feeds = self.certainty(filled, role, at, said)
        self.edges.append(
            Edge(
                principal=principal,
                relation=grant.relation,
                role=role_text,
                scope=scope,
                level=level,
                allowed=grant.allowed,
                qualifiers=qualifiers,
                certainty=certainty,
                feeds=feeds,
                authoritative=grant.authoritative,
                doubtful=list_doubtful(filled, role, at) if certainty is not Certainty.KNOWN else (),
                extent=_extent(grant) if grant.authoritative else "",
                rests_on=tuple(self.rests_on),
                origin=self.origin(place.path or _attribute(grant.principal)),
            )
        )

    def _wanted(self, grant: Grant, place: Place, role: str) -> bool:
        if grant.only is None and grant.but is None:
            return True
        text = self.fill(grant.when_role, place).text if grant.when_role else role
        if grant.only is not None and not grant.only.fullmatch(text):
            return False
        return grant.but is None or not grant.but.fullmatch(text)

    def _role(self, grant: Grant, place: Place) -> tuple[Filled, str]:
        filled = self.fill(grant.role, place)
        if grant.role_family:
            known = self.named(grant.role_family, filled)
            if known is not None:
                return filled._replace(unknown=() if known.certain else filled.unknown or ("",)), known.id
        known = self._follow(grant.role_follows, filled)
        if known is not None:
            return filled._replace(unknown=() if known.certain else filled.unknown), known.id
        if grant.role_pattern is not None and filled.given:
            match = grant.role_pattern.fullmatch(filled.text)
            if match is not None:
                return filled, match[match.lastindex or 0]
        if filled.redacted:
            return filled, f"{REDACTED} of {self.change.address}"
        return filled, filled.text.strip() or "(no role)"

    def _level(self, grant: Grant, place: Place, role: Filled) -> tuple[Level, Filled]:
        """The level, and the text that tells it: a level that nobody may see makes a grant uncertain as well."""
        said = self.fill(grant.level, place) if grant.level else role
        key = (id(grant.levels), said.text)
        level = self._levels.get(key)
        if level is None:
            hidden = said.text in (LATER, REDACTED)
            level = self._levels[key] = Level.UNKNOWN if hidden else grant.levels.tell(said.text)
        return level, said

    def _who(self, grant: Grant, place: Place) -> tuple[Principal, Filled] | None:
        word = self._kind(grant, place) if "{" in grant.kind else grant.kind
        kind = grant.dialect.kinds.get(word, grant.dialect.otherwise)
        filled = self.fill(grant.principals.get(word, grant.principal), place)
        if grant.family:
            known = self.named(grant.family, filled)
            if known is not None:
                later = () if known.certain else filled.unknown or ("",)
                return self.principal(known.principal()), filled._replace(unknown=later)
        known = self._follow(grant.follows, filled)
        if known is not None:
            return self.principal(known.principal()), filled._replace(unknown=() if known.certain else filled.unknown)
        if filled.unknown or filled.redacted:
            return self.stranger(kind, filled.unknown, redacted=filled.redacted), filled
        if not filled.given or not filled.text:
            return None
        return self._spelled(grant.dialect, kind, filled.text), filled

    def _kind(self, grant: Grant, place: Place) -> str:
        """The word for a principal's kind, which only of the same principal may be taken to be what it was."""
        earlier = Place(place.earlier)
        is_same = not place.earlier or self.fill(grant.principal, place) == self.fill(grant.principal, earlier)
        return self.fill(grant.kind, place if is_same else place._replace(earlier={})).text

    def _spelled(self, dialect: Dialect, kind: Kind, text: str) -> Principal:
        if text in dialect.whole:
            id_, shown = "*" if text in _STAR else text, "" if text == "*" else text
            return self.principal(Principal(kind=Kind.EVERYONE, id=id_, shown=shown))
        if dialect.arns:
            service = text.endswith((".amazonaws.com", ".amazonaws.com.cn"))
            return self.principal(principal_of("Service" if service else "AWS", text))
        name = text
        for prefix, meant in dialect.prefixes.items():
            if text.startswith(prefix):
                kind = meant
                name = text if prefix in dialect.keep else text[len(prefix) :]
                break
        return self.principal(Principal(kind=kind, id=name, shown=name, caseless=dialect.caseless or "@" in name))


def _extent(grant: Grant) -> str:
    """Return whose grants a list replaces: each of its elements names a principal, and maybe a role of its own."""
    if "{each" not in grant.principal:
        return ""
    return "scope" if "{each" in grant.role else "role"


def _attribute(template: str) -> str:
    """Return the attribute that a template reads first."""
    return template.strip("{}").partition("|")[0]


def _split(text: str, grant: Grant | None) -> Iterable[str]:
    for pattern in grant.scope_patterns if grant is not None else ():
        match = pattern.fullmatch(text)
        if match is not None:
            levels = match.groupdict().items()
            return [f"{name.replace('_', ' ')} {value}".strip() for name, value in levels if value is not None]
    return (text,) if text else ()


def _find_end(grant: Grant, qualifiers: dict[str, str]) -> None:
    """An end in a condition bounds the grant only where nothing else can make the condition true."""
    parts = conjuncts(qualifiers["condition"])
    matches = [match for part in parts if grant.expiry is not None and (match := grant.expiry.fullmatch(part))]
    if matches:
        qualifiers["expires"] = matches[0][1]
        if len(parts) == 1:
            del qualifiers["condition"]


def list_doubtful(principal: Filled, role: Filled, scope: Filled) -> tuple[str, ...]:
    """Return which words of a grant nobody knows yet or may know."""
    words = (("principal", principal), ("role", role), ("scope", scope))
    return tuple(word for word, filled in words if filled.unknown or filled.redacted)


def listed(value: Value) -> Sequence[Value]:
    """Return a value as a list: null is none, anything but a list is one."""
    if value is None:
        return ()
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
