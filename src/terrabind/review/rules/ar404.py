"""AR404: A role trusts an identity provider without saying which of its subjects: any of them may assume it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_POOL_PARTS = ("/subject/", "/attribute.", "/group/")
_WIDE = re.compile(r"[*?]*|[A-Za-z_]+:[*?].*|[*?].*")


def match(context: Context) -> Iterator[Match]:
    """Trust in a token issuer that is new, or that loses its subject."""
    for delta in context.trusts():
        edge = delta.edge
        if delta.path or edge.principal.kind is not Kind.FEDERATED:
            continue
        problem = _judge(edge)
        if problem and (context.everything or delta.before is None or not _judge(delta.before)):
            yield Match(message=f"{sentence(edge)}, {problem}.", deltas=(delta,))


def _judge(edge: Edge) -> str:
    """What is wrong with the subject, empty when it names somebody.

    The subject stands behind the issuer, or in a limit of its own; a cloud's identity pool names it in its path.
    """
    issuer, _, subject = edge.principal.id.partition(" ")
    subject = subject or edge.qualifiers.get("subject", "")
    if subject:
        return f"with any subject that matches {visible(subject)}" if _WIDE.fullmatch(subject) else ""
    if issuer.endswith("/*"):
        return "with any subject of the pool"
    named = any(part in issuer for part in _POOL_PARTS) or "saml-provider/" in issuer
    return "" if named else "with any subject"


RULE = Rule(
    id="AR404",
    family="trust",
    severity=Severity.BLOCK,
    title="a federated trust names no subject",
    fix="Compare the token's subject (such as repo:acme/deploy:ref:refs/heads/main) in the trust condition.",
    match=match,
)
