"""`terrabind review rules`: what a review objects to, in a list or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from terrabind.cli import output
from terrabind.cli.review_outputs import write_json

if TYPE_CHECKING:
    from terrabind.review.rules.rule import Rule

__all__ = ["rules", "tell"]


@click.command(short_help="List the rules, or tell about one.")
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def rules(rule: str | None, as_json: bool) -> int:
    """List the rules, or tell about one: what it finds, why that matters and what to do."""
    if rule is not None:
        return tell(rule, as_json)
    from terrabind.review.rules import load_rules

    found = load_rules()
    if as_json:
        write_json({"rules": [_document(each) for each in found]})
        return 0
    family = ""
    for each in found:
        if each.family != family:
            family = each.family
            output.write(click.style(family, bold=True))
        output.write(f"  {each.id}  {each.severity.value:8} {each.title}")
    return 0


def tell(rule: str, as_json: bool) -> int:
    """Print one rule. click.ClickException, with the one that may have been meant, when there is none of that id."""
    from terrabind.review.rules import UnknownRuleError, find

    try:
        found = find(rule)
    except UnknownRuleError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        write_json(_document(found))
        return 0
    output.write(f"{click.style(found.id, bold=True)} {found.title}")
    output.write(f"Family: {found.family}. Severity: {found.severity.value}, unless access-review.toml says otherwise.")
    output.write(f"\n{_why(found)}\n\nWhat to do: {found.fix}")
    output.write(
        f'\nTo accept one such finding, write into access-review.toml:\n\n  [[waive]]\n  rule = "{found.id}"\n'
        '  principal = "user:ana@example.com"\n  until = 2027-01-31\n  reason = "why, and who decided it"'
    )
    return 0


def _why(rule: Rule) -> str:
    """What the rule's own module says of it."""
    import inspect

    module = inspect.getmodule(rule.match)
    return inspect.cleandoc((module and module.__doc__) or rule.title)


def _document(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "severity": rule.severity.value,
        "title": rule.title,
        "why": _why(rule),
        "fix": rule.fix,
        "page": rule.page,
    }
