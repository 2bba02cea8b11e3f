"""Diagnostics are made here and nowhere else: what went wrong, where, and what to do next.

A `Diagnostic` is a plain value; `write` turns it into the protocol's message. `RefusedError` carries diagnostics up to
the servicer, which answers with them. Texts hold no secrets: a sensitive value is never quoted, and of an unexpected
exception only the type is named, because its message may quote anything.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from terrabind.plugin.protocol import tfplugin6_pb2 as pb

if TYPE_CHECKING:
    from terrabind.rest import Notice
    from terrabind.rest.errors import RestError
    from terrabind.spec.check import Fault


@dataclass(frozen=True, slots=True)
class Key:
    """A step of a path into a map."""

    name: str


Path: TypeAlias = tuple[str | int | Key, ...]
"""The way to a value in a configuration: attribute names, list indexes and map keys."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message to the user; an error unless `warning`. An empty `path` means the whole object."""

    summary: str
    detail: str
    path: Path = ()
    warning: bool = False


class RefusedError(Exception):
    """A call cannot be answered as asked; `diagnostics` say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(each.summary for each in diagnostics))
        self.diagnostics = diagnostics


def path_of(dotted: str) -> Path:
    """Read a dotted attribute path such as "principal.id"."""
    return tuple(dotted.split(".")) if dotted else ()


def of_fault(fault: Fault) -> Diagnostic:
    """Say what a description's rule found wrong."""
    return Diagnostic(fault.summary, fault.detail, path_of(fault.path))


def of_notice(notice: Notice) -> Diagnostic:
    """Say what the HTTP helper wants known although it succeeded."""
    return Diagnostic(notice.summary, notice.detail, warning=True)


def of_rest_error(
    error: RestError, subject: str, attributes: Container[str] = (), *, warning: bool = False
) -> Diagnostic:
    """Say how an API failed; `subject` names the object that it was about, `attributes` those that a path may point at.

    The request id is what a vendor's support asks for first, so it is always there when the API sent one.
    """
    lines = [error.detail, f"Object: {subject}."]
    if error.request_id and error.request_id not in error.detail:
        lines.append(f"Request id: {error.request_id}.")
    path = path_of(error.attribute)
    return Diagnostic(
        error.summary,
        "\n".join(line for line in lines if line),
        path if path and path[0] in attributes else (),
        warning=warning,
    )


def of_exception(error: BaseException, subject: str) -> Diagnostic:
    """Say that terrabind itself failed. Only the exception's type is told; the trace is in the log."""
    return Diagnostic(
        f"terrabind failed: {type(error).__name__}",
        f"Working on {subject}, terrabind ran into an error of its own. Nothing was saved beyond what is reported. "
        "Run again with TF_LOG_PROVIDER=DEBUG to see the trace, and please report it.",
    )


def unreadable(what: str, error: ValueError) -> Diagnostic:
    """Say that a value in Terraform's hands does not fit the schema."""
    return Diagnostic(f"{what} cannot be read", f"{error}.")


def write(diagnostics: Iterable[Diagnostic]) -> Sequence[pb.Diagnostic]:
    """Return the protocol's messages."""
    return [
        pb.Diagnostic(
            severity=pb.Diagnostic.WARNING if each.warning else pb.Diagnostic.ERROR,
            summary=each.summary,
            detail=each.detail,
            attribute=write_path(each.path) if each.path else None,
        )
        for each in diagnostics
    ]


def write_path(path: Path) -> pb.AttributePath:
    """Return the protocol's message of a path."""
    return pb.AttributePath(steps=[_step(step) for step in path])


def _step(step: str | int | Key) -> pb.AttributePath.Step:
    match step:
        case Key(name):
            return pb.AttributePath.Step(element_key_string=name)
        case int():
            return pb.AttributePath.Step(element_key_int=step)
        case str():
            return pb.AttributePath.Step(attribute_name=step)
