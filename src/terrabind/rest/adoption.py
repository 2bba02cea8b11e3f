"""An object that exists although Terraform does not know it: refused with an import block, or taken over."""

from __future__ import annotations

from collections.abc import Sequence

from terrabind.codec import json
from terrabind.rest.changes import uncovered
from terrabind.rest.effort import Effort
from terrabind.rest.errors import ExistsError, RestError
from terrabind.rest.outcome import Notice, Outcome
from terrabind.rest.remote import Remote
from terrabind.rest.steps import take_steps
from terrabind.rest.subject import Subject
from terrabind.spec.identity import write_import_id
from terrabind.spec.standard import ADOPT, ADOPT_IDENTICAL, REFUSE
from terrabind.spec.values import Value, Values


async def take_over(
    remote: Remote, subject: Subject, existing: dict[str, Value], on_existing: str, effort: Effort
) -> Outcome:
    """Take `existing` over as the subject where `on_existing` allows it. Raises `ExistsError` where it does not."""
    differences = subject.differences(existing)
    if on_existing == REFUSE or (differences and on_existing == ADOPT_IDENTICAL):
        raise refusal(subject, existing, differences)
    fixed = uncovered(subject.resource, differences)
    if fixed:
        raise refusal(subject, existing, fixed)
    values = subject.spelled(existing)
    changed = ""
    if differences:
        spelled = {name for name, attribute in subject.resource.attributes.items() if attribute.spell is not None}
        known = {name: values[name] if name in spelled else value for name, value in existing.items()}
        before = Subject(subject.resource, values, {**subject.wanted, **known})
        values = await take_steps(remote, before, subject, effort)
        changed = f" Updated: {', '.join(differences)}."
    return Outcome(values, (_notice(subject, on_existing, changed),), adopted=True)


def refusal(
    subject: Subject, existing: Values, differences: Sequence[str], cause: RestError | None = None
) -> ExistsError:
    """Return the error that an object exists, with an import block that is ready to paste."""
    import_id = write_import_id(subject.resource, {**subject.wanted, **existing})
    block = ""
    if import_id is not None:
        quoted = json.dumps(import_id).replace("${", "$${").replace("%{", "%%{")
        block = f"\n\nimport {{\n  to = {subject.resource.type_name}.this\n  id = {quoted}\n}}\n"
    differing = f" It differs in {', '.join(differences)}." if differences else ""
    return ExistsError(
        f"The {subject.noun} exists already",
        f"{subject.resource.api.title} has it ({subject.described()}), and Terraform does not know it.{differing} "
        f'Import it:{block}\nor let Terraform take it over with `on_existing = "{ADOPT_IDENTICAL}"` (only if nothing '
        f'differs) or "{ADOPT}" (updates what differs).',
        status=cause.status if cause else None,
        code=cause.code if cause else "",
        request_id=cause.request_id if cause else "",
    )


def _notice(subject: Subject, on_existing: str, changed: str) -> Notice:
    return Notice(
        f"Took over an existing {subject.noun}",
        f"It existed before ({subject.described()}), and on_existing is {on_existing}.{changed} "
        'Destroying this resource will delete it unless on_destroy is "keep".',
    )
