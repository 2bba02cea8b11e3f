"""The verbs that ask about one side of a review: `explain`, `who-can` and `can`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from terrabind.cli import output
from terrabind.cli.review_options import Inputs, input_options
from terrabind.cli.review_outputs import write_json, write_result
from terrabind.cli.review_words import explain_error

if TYPE_CHECKING:
    from datetime import datetime

    from terrabind.review.edge import Edge
    from terrabind.review.queries import Holding

    Ask = Callable[[Sequence[Edge], datetime | None], tuple[Holding, ...]]

__all__ = ["can", "explain", "who_can"]

_before = click.option("--before", is_flag=True, help="Ask about what is so before the apply.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")

_RULE_HINT: Final = "AR"


@click.command(short_help="Tell why somebody has an access, or what a rule means.")
@click.argument("question", metavar="EDGE|RULE")
@input_options
@_before
@_json
def explain(question: str, before: bool, as_json: bool, **given: object) -> int:
    """Tell why somebody has an access, or what a rule means.

    EDGE is "PRINCIPAL", "PRINCIPAL > ROLE" or "PRINCIPAL > ROLE @ SCOPE", such as "user:ana > admin @ project x": each
    way is told hop by hop, with the address that makes it. RULE is an id such as AR402, and needs no plan.
    """
    if question[:2].upper() == _RULE_HINT and question[2:].isdigit():
        from terrabind.cli.review_rules import tell

        return tell(question, as_json)
    from terrabind.review.queries import explain as ask

    return _answer(
        given, before, as_json, f'nothing gives "{question}"', lambda edges, now: ask(edges, question, now=now)
    )


@click.command(short_help="List who has access to a scope once the plan is applied.")
@click.argument("scope")
@input_options
@click.option("--role", default="", help="Only this role.")
@_before
@_json
def who_can(scope: str, role: str, before: bool, as_json: bool, **given: object) -> int:
    """List who has access to a scope once the plan is applied.

    SCOPE is the last step of a scope ("project x"), its bare name, or all steps joined with "/". Grants on wider scopes
    count, and so do groups and roles.
    """
    from terrabind.review.queries import who_can as ask

    nobody = f'nobody has {role or "a role"} on "{scope}"'
    return _answer(given, before, as_json, nobody, lambda edges, now: ask(edges, scope, role, now=now))


@click.command(short_help="List what a principal has access to once the plan is applied.")
@click.argument("principal")
@input_options
@_before
@_json
def can(principal: str, before: bool, as_json: bool, **given: object) -> int:
    """List what a principal has access to once the plan is applied, through groups and roles too.

    PRINCIPAL is "user:ana@example.com" or only the name.
    """
    from terrabind.review.queries import can as ask

    return _answer(
        given, before, as_json, f'"{principal}" has no access', lambda edges, now: ask(edges, principal, now=now)
    )


def _answer(given: Mapping[str, Any], before: bool, as_json: bool, nothing: str, ask: Ask) -> int:
    """Read the plans, ask one side, and print what is found; what limits the answer goes to stderr."""
    from terrabind.cli.review_reading import obtain, read_moment
    from terrabind.review.queries import QueryError
    from terrabind.review.render.plain import one_line

    report = obtain(Inputs.take(given), "warn").report
    try:
        holdings = ask(report.before if before else report.after, read_moment(report.now))
    except QueryError as error:
        raise explain_error(error) from error
    if as_json:
        side = "before" if before else "after"
        write_json({"side": side, "holdings": [_document(each) for each in holdings]})
    elif holdings:
        write_result("\n".join(one_line(line) if line else "" for each in holdings for line in _lines(each)))
    else:
        output.narrate(f"In these plans {nothing}.")
    for note in (*report.coverage.notes, *_not_understood(report.coverage.not_understood)):
        output.narrate(f"Note: {one_line(note)}")
    return 0


def _not_understood(types: Mapping[str, int]) -> list[str]:
    return [f"{count} of type {name} not understood" for name, count in sorted(types.items())]


def _lines(holding: Holding) -> list[str]:
    """One holding: who has what where, then each hop with its address."""
    grant = holding.grant
    where = " > ".join(grant.scope) or ("what the group has" if grant.relation == "member" else "everywhere")
    head = f"{holding.principal}  {grant.relation} {grant.role}  on {where}"
    return [head, *(f"    {hop.text}  [{_place(hop.stack, hop.address, hop.source)}]" for hop in holding.hops)]


def _place(stack: str, address: str, source: str) -> str:
    return f"{stack}: {address}{f', {source}' if source else ''}"


def _document(holding: Holding) -> dict[str, Any]:
    grant = holding.grant
    return {
        "principal": holding.principal.key,
        "relation": grant.relation,
        "role": grant.role,
        "level": grant.level.name.lower(),
        "scope": list(grant.scope),
        "qualifiers": dict(sorted(grant.qualifiers.items())),
        "certainty": grant.certainty.value,
        "direct": holding.is_direct,
        "hops": [
            {"text": hop.text, "stack": hop.stack, "address": hop.address, "source": hop.source} for hop in holding.hops
        ],
    }
