"""One plan document becomes a `Plan` here: its changes, what nobody knows yet, and what limits it.

The reader follows the format's own promise: keys that it does not know are ignored, another major version is refused.
Facts about the format were read off plans of Terraform 1.11 and 1.15 (see `tests/review/plans`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from terrabind.review.collector import pause_collector
from terrabind.review.plan import Action, Change, Plan, PlanError
from terrabind.review.redaction import Secrets, collect_secrets, cover, find_hidden, list_resources, redact_sides
from terrabind.review.references import References, collect_references, strip_keys
from terrabind.spec.values import UNKNOWN, Value, Values

__all__ = ["PlanError", "check_document", "read_document"]

FORMAT: Final = "1"
"""The major version of the plan format that is read; Terraform 1.1 and OpenTofu brought it."""

_SHOW: Final = "Write the plan with `terraform plan -out=plan`, then `terraform show -json plan > plan.json`."
_SECTIONS: Final = ("resource_changes", "planned_values", "resource_drift", "output_changes", "configuration")
_OTHERS: Final = (
    ("provider_schemas", "this is a provider schema, the output of `terraform providers schema`"),
    ("encrypted_data", "this is an encrypted plan of OpenTofu; show it where its key is configured"),
    ("lineage", "this is a state file, which holds what is there and not what will change"),
    ("diagnostics", "this is the output of `terraform validate`"),
    ("@level", "this is the log of `terraform plan -json`, which holds no values"),
    ("@message", "this is the log of `terraform plan -json`, which holds no values"),
    ("fingerprint", "this is a saved review; `terrabind review compare` reads those"),
    ("stacks", "this is the manifest of a synthesized app; name its folder instead"),
    ("resource", "this is a configuration, not the plan that Terraform makes of it"),
    ("terraform", "this is a configuration, not the plan that Terraform makes of it"),
    ("module", "this is a configuration, not the plan that Terraform makes of it"),
    ("provider", "this is a configuration, not the plan that Terraform makes of it"),
    ("values", "this is a state, which holds what is there and not what will change"),
)


def check_document(document: Value, path: str) -> Values:
    """Return the document if it is a whole plan of a known format, else raise PlanError with what it is instead."""
    if not isinstance(document, dict):
        raise PlanError(f"{path} is not a plan", f"It holds JSON, but not an object. {_SHOW}")
    if not any(section in document for section in _SECTIONS):
        for key, what in _OTHERS:
            if key in document:
                raise PlanError(f"{path} is not a plan", f"{what[0].upper()}{what[1:]}. {_SHOW}")
        raise PlanError(f"{path} is not a plan", f"It holds none of a plan's sections. {_SHOW}")
    version = document.get("format_version")
    if not isinstance(version, str) or not re.match(rf"{FORMAT}\.\d+", version):
        raise PlanError(
            f"{path} has an unknown format",
            f"Its format_version is {version!r}, and terrabind reads {FORMAT}.x: a plan in another format might mean"
            " something else. Use Terraform 1.1 or later, or a newer terrabind.",
        )
    if document.get("errored") is True:
        told = "; ".join(_list_checks(collect_secrets(document).hide(document.get("checks"))))
        raise PlanError(
            f"{path}: this plan failed, its changes are incomplete",
            f"Terraform stopped while planning{f' ({told})' if told else ''}, so grants may be missing from it. Mend"
            " the error that `terraform plan` shows and plan again.",
        )
    return document


@pause_collector()
def read_document(document: Mapping[str, Value], label: str, path: str, secrets: Secrets | None = None) -> Plan:
    """Return the plan that `terraform show -json` wrote; `label` names its stack, `path` is for messages.

    `secrets` are the texts to hide besides what is marked: those of all plans that are read together, else its own.
    PlanError where it is no plan, a failed one, one of an unknown format, or one that is not shaped like a plan.
    """
    try:
        return _read(_Reader(check_document(document, path), label, path, secrets))
    except RecursionError:
        raise PlanError(f"{path} is not a plan", f"Its values are nested too deeply to be read. {_SHOW}") from None


def _read(reader: _Reader) -> Plan:
    document = reader.document
    changes = list(reader.read_rows("resource_changes"))
    deferred = list(reader.read_rows("deferred_changes"))
    unplanned = list(reader.read_prior_state({change.address for change in changes}))
    complete = document.get("complete")
    return Plan(
        label=reader.label,
        terraform=_text(document, "terraform_version"),
        time=_text(document, "timestamp"),
        changes=(*changes, *deferred, *unplanned),
        drift=tuple(reader.read_rows("resource_drift")),
        notes=tuple(_list_notes(document, len(deferred), len(unplanned))),
        checks=tuple(_list_checks(reader.secrets.hide(document.get("checks")))),
        complete=complete if isinstance(complete, bool) else None,
        path=reader.path,
    )


class _Reader:
    """The rows of one document, read with its secrets and its configuration at hand."""

    __slots__ = ("_references", "document", "label", "path", "secrets")

    def __init__(self, document: Values, label: str, path: str, secrets: Secrets | None) -> None:
        self.document = document
        self.label = label
        self.path = path
        self.secrets = collect_secrets(document) if secrets is None else secrets
        self._references: Mapping[str, References] = collect_references(document.get("configuration"))

    def read_rows(self, section: str) -> Iterator[Change]:
        """Read a section of changes; one that is missing is empty."""
        rows = self.document.get(section)
        if not isinstance(rows, list | None):
            raise self._refuse(section, "a list")
        for index, row in enumerate(rows or []):
            place = f"{section}[{index}]"
            if not isinstance(row, dict):
                raise self._refuse(place, "an object")
            if section == "deferred_changes":
                reason = _text(row, "reason") or "deferred"
                yield self._read_row(row.get("resource_change"), place, reason)
            else:
                yield self._read_row(row, place, "")

    def read_prior_state(self, planned: set[str]) -> Iterator[Change]:
        """Read what is in the state and not in the plan (refresh only, targeted): it stays as it is."""
        prior = self.document.get("prior_state")
        values = prior.get("values") if isinstance(prior, dict) else None
        for resource in list_resources(values.get("root_module") if isinstance(values, dict) else None):
            if resource.get("mode") == "managed" and _text(resource, "address") not in planned:
                shown, marks = resource.get("values"), resource.get("sensitive_values")
                sides = {"before": shown, "after": shown, "before_sensitive": marks, "after_sensitive": marks}
                row = {**resource, "change": {**sides, "actions": ["no-op"]}}
                yield self._read_row(row, "prior_state", "")

    def _read_row(self, row: Value, place: str, deferred: str) -> Change:
        change = row.get("change") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(change, dict):
            raise self._refuse(place, "a change of a resource")
        address, module = _text(row, "address"), _text(row, "module_address")
        kind, name = _text(row, "type"), _text(row, "name")
        if not (address and kind):
            raise self._refuse(place, "a change with an address and a type")
        if not module and address.startswith("module."):
            module = _cut_module(address, f"{kind}.{name}")
        key = f"{strip_keys(module)}.{kind}.{name}" if module else f"{kind}.{name}"
        mode = _text(row, "mode") or "managed"
        references = self._references.get(key if mode == "managed" else f"data.{key}", {})
        before, after, hidden = self._read_sides(change, place, references)
        index = row.get("index")
        return Change(
            stack=self.label,
            address=address,
            type=kind,
            name=name,
            provider=_text(row, "provider_name"),
            actions=self._read_actions(change, place),
            before=before,
            after=after,
            module=module,
            index=index if isinstance(index, (str, int)) else None,
            reason=_text(row, "action_reason"),
            previous_address=_text(row, "previous_address"),
            is_import=bool(change.get("importing")),
            deferred=deferred,
            references=references,
            mode=mode,
            deposed=_text(row, "deposed"),
            hidden=hidden,
        )

    def _read_sides(
        self, change: Values, place: str, references: References
    ) -> tuple[Values | None, Values | None, tuple[str, ...]]:
        raw = (change.get("before"), change.get("after"))
        shown = redact_sides(change, self.secrets)
        is_same = shown[0] is raw[0] and shown[1] is raw[1]
        hidden = () if is_same else tuple(sorted(".".join(steps) for steps in find_hidden(shown, raw)))
        before, after = shown
        unknown = change.get("after_unknown")
        if unknown is True:  # nothing is known, so whatever the configuration sets is not
            known = before if isinstance(before, dict) else {}
            unknown = dict.fromkeys([*known, *(path.partition(".")[0] for path in references)], True)
        if unknown:
            after = cover(after, unknown, UNKNOWN, keep_null=False)
        if not isinstance(before, dict | None) or not isinstance(after, dict | None):
            raise self._refuse(place, "a change from values to values")
        return before, after, hidden

    def _read_actions(self, change: Values, place: str) -> tuple[Action, ...]:
        actions = change.get("actions")
        try:
            return _ACTIONS[tuple(actions) if isinstance(actions, list) else ()]
        except (KeyError, TypeError):
            raise PlanError(
                f"{self.path}: {place} does what terrabind does not know",
                f"Its actions are {actions!r}. They might give or take access, so nothing is guessed; use a newer"
                " terrabind.",
            ) from None

    def _refuse(self, place: str, wanted: str) -> PlanError:
        return PlanError(f"{self.path}: {place} is not {wanted}", f"The file is damaged or was edited. {_SHOW}")


_ACTIONS: Final[Mapping[tuple[str, ...], tuple[Action, ...]]] = {
    **{(action.value,): (action,) for action in Action},
    ("delete", "create"): (Action.DELETE, Action.CREATE),
    ("create", "delete"): (Action.CREATE, Action.DELETE),
    ("create", "forget"): (Action.CREATE, Action.FORGET),
    ("forget", "create"): (Action.FORGET, Action.CREATE),
}


def _list_notes(document: Values, deferred: int, unplanned: int) -> Iterator[str]:
    """List what limits this plan, each beginning with a word for it."""
    if "resource_changes" not in document and unplanned:
        yield f"refresh only: nothing is changed, {_count(unplanned, 'resource')} of the state stay as they are"
    elif document.get("complete") is False and not deferred:
        yield f"targeted: only a part was planned{_tell_unplanned(unplanned)}"
    elif unplanned:
        yield f"targeted: a part of the state was not planned{_tell_unplanned(unplanned)}"
    if deferred:
        yield f"deferred: {_count(deferred, 'change')} could not be planned yet"
    for section, words in (("action_invocations", "action"), ("deferred_action_invocations", "deferred action")):
        invocations = document.get(section)
        if isinstance(invocations, list) and invocations:
            yield f"actions: {_count(len(invocations), words)} of providers will run, which no review can see into"


def _tell_unplanned(unplanned: int) -> str:
    return f"; {_count(unplanned, 'resource')} of the state are taken as they are" if unplanned else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _list_checks(checks: Value) -> Iterator[str]:
    """List the failed checks in words."""
    for check in checks if isinstance(checks, list) else []:
        if not isinstance(check, dict) or _text(check, "status") not in {"fail", "error"}:
            continue
        address = check.get("address")
        name = _text(address, "to_display") if isinstance(address, dict) else ""
        messages = list(_list_messages(check.get("instances")))
        yield f"{name or 'a check'}: {' '.join(messages) or 'does not hold'}"


def _list_messages(instances: Value) -> Iterator[str]:
    for instance in instances if isinstance(instances, list) else []:
        problems = instance.get("problems") if isinstance(instance, dict) else None
        for problem in problems if isinstance(problems, list) else []:
            if isinstance(problem, dict) and (message := _text(problem, "message")):
                yield message


def _cut_module(address: str, end: str) -> str:
    """Return the module of an address that ends with a resource's type and name, and maybe with a key."""
    return address[: address.rindex(f".{end}")] if f".{end}" in address else ""


def _text(values: Values, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""
