"""What a change is called, which sign it has, and how one reads a grant as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from terrabind.review.edge import Certainty, Edge, Kind, Level, Principal, Realm
from terrabind.review.report import ChangeClass, Delta, QualifierChange, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """How a class of change is shown: `sign` in a cell, `word` beside it, `tone` for its colour.

    `chip` is the filter that it belongs to, `rank` its place among the changes of one cell, the riskiest first; `hint`
    says more where the word alone would not be understood.
    """

    sign: str
    word: str
    tone: str
    chip: str
    rank: int
    hint: str = ""


LOOKS: Final[Mapping[ChangeClass, Look]] = {
    ChangeClass.GAINED: Look("+", "gained", "gain", "gained", 0),
    ChangeClass.WIDENED: Look("^", "widened", "gain", "widened", 1),
    ChangeClass.UNRESOLVED: Look(
        "?", "unresolved", "unsure", "unresolved", 2, "part of it is known only after the apply"
    ),
    ChangeClass.KEPT_UNMANAGED: Look(
        "~", "kept unmanaged", "unsure", "unmanaged", 3, "the access stays, and nothing manages it any more"
    ),
    ChangeClass.DRIFTED: Look("~", "drifted", "unsure", "unmanaged", 4, "changed outside of the plan"),
    ChangeClass.LOST: Look("-", "lost", "loss", "lost", 5),
    ChangeClass.INTERRUPTED: Look("-+", "interrupted", "loss", "lost", 6, "gone from the deletion until the creation"),
    ChangeClass.NARROWED: Look("v", "narrowed", "loss", "narrowed", 7),
    ChangeClass.OVERLAPPING: Look(
        "+-", "overlapping", "same", "same access", 8, "the new one comes before the old one goes"
    ),
    ChangeClass.ADOPTED: Look("=", "adopted", "same", "same access", 9, "the same access, managed from now on"),
    ChangeClass.REDUNDANT_GAIN: Look("=", "granted once more", "same", "same access", 10, "it is already held"),
    ChangeClass.NO_EFFECTIVE_LOSS: Look("=", "no effective loss", "same", "same access", 11, "it is still held"),
    ChangeClass.UNCHANGED: Look("=", "unchanged", "same", "unchanged", 12),
}
"""Every class of change."""

CHIPS: Final = ("gained", "lost", "widened", "narrowed", "unresolved", "unmanaged", "same access")
"""The filters, in their order on the page."""

VERDICTS: Final[Mapping[Verdict, tuple[str, str]]] = {
    Verdict.NO_ACCESS_CHANGE: ("=", "same"),
    Verdict.NARROWS: ("v", "loss"),
    Verdict.WIDENS: ("^", "gain"),
    Verdict.BLOCKED: ("!", "block"),
    Verdict.CANNOT_TELL: ("?", "unsure"),
}
"""The sign and the tone of each verdict."""

SEVERITIES: Final[Mapping[Severity, int]] = {
    Severity.BLOCK: 3,
    Severity.APPROVE: 2,
    Severity.WARN: 1,
    Severity.INFO: 0,
}
"""How much each severity weighs."""

LEVELS: Final[Mapping[Level, str]] = {
    Level.UNKNOWN: "",
    Level.READ: "read",
    Level.WRITE: "write",
    Level.ADMIN: "admin",
    Level.GRANT: "can grant to others",
}
"""What each level is called."""

STEP: Final = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""What stands between a wider scope and a narrower one."""

_RELATIONS: Final[Mapping[str, str]] = {
    "hold": "",
    "assume": "assume ",
    "use": "use ",
    "own": "owner of ",
    "member": "member of ",
}


def name_principal(principal: Principal) -> str:
    """Return a principal's own name: its kind stands beside it."""
    return "everyone" if principal.kind is Kind.EVERYONE else principal.shown or principal.id or "not known yet"


def name_role(edge: Edge) -> str:
    """Return what is held: `admin`, `assume deploy`, `deny: viewer`."""
    relation = _RELATIONS.get(edge.relation, f"{edge.relation} ")
    return f"{'' if edge.allowed else 'deny: '}{relation}{edge.role}".strip() or "not known yet"


def name_scope(edge: Edge) -> str:
    """Return where, from the widest to the narrowest; a membership has no place of its own."""
    return STEP.join(edge.scope) or ("what the group has" if edge.relation == "member" else "everywhere")


def name_realm(principal: Principal) -> str:
    """Return whose a principal is: `external (partner.example)`."""
    word = "" if principal.realm is Realm.UNKNOWN else principal.realm.value
    if principal.realm_name in {"", principal.id}:
        return word
    return f"{word} ({principal.realm_name})" if word else principal.realm_name


def tell_limits(edge: Edge) -> str:
    """Return what narrows a grant, and how sure it is, in words."""
    parts = [f"{name.replace('_', ' ')} {text}" for name, text in edge.qualifiers.items()]
    if edge.certainty is not Certainty.KNOWN:
        feeds = f" (from {', '.join(edge.feeds)})" if edge.feeds else ""
        parts.append(f"{edge.certainty.value}{feeds}")
    if edge.authoritative:
        parts.append("from a list that replaces all others")
    return "; ".join(parts)


def name_kind(principal: Principal) -> str:
    """Return what a principal is, and that it is a stranger where it is one."""
    kind = "" if principal.kind is Kind.EVERYONE else principal.kind.value
    return f"{kind}, external" if principal.realm is Realm.EXTERNAL else kind


def tell_former(delta: Delta) -> str:
    """Return how a grant was, where it goes on in another way."""
    if not (delta.before and delta.after):
        return ""
    was, now = (f"{name_role(each)} on {name_scope(each)}" for each in (delta.before, delta.after))
    return f"was {was}" if was != now else ""


def tell_limit(change: QualifierChange) -> str:
    """Return a limit that changes: `max session: 1h → 12h, weaker`."""
    judged = {True: "weaker", False: "stronger", None: "not comparable"}[change.weaker]
    return f"{change.name.replace('_', ' ')}: {change.before or 'none'} → {change.after or 'none'}, {judged}"


def find_days(text: str, now: str) -> int | None:
    """Return the days from `now` until an end that is written as RFC 3339; null where either is not."""
    try:
        end, start = datetime.fromisoformat(text), datetime.fromisoformat(now)
    except ValueError:
        return None
    end, start = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in (end, start))
    return (end - start).days
