"""Plans are found here, whatever a command line names: files, standard input, patterns, stacks and whole apps.

Nothing is judged here beyond "is this a plan"; what a plan says is read by `terrabind.review.reading`.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO, TypeAlias

from terrabind.review.collector import pause_collector
from terrabind.review.places import attach, place, read_constructs
from terrabind.review.plan import Plan, PlanError
from terrabind.review.reading import check_document, read_document
from terrabind.review.redaction import collect_secrets
from terrabind.spec.values import Value, Values

__all__ = ["PlanError", "Show", "load", "load_document"]

Show: TypeAlias = Callable[[Path], str]
"""Shows a binary plan as JSON, as `terraform show -json` does; raises PlanError where it cannot."""

_STANDARD_INPUT: Final = "-"
_MANIFEST: Final = "manifest.json"
_SYNTHESIZED: Final = "cdk.tf.json"
_ZIP: Final = b"PK\x03\x04"
_NAMES: Final = ("plan.json", "tfplan.json", "plan", "tfplan", "plan.out", "plan.tfplan")
_GENERIC: Final = frozenset({"plan", "tfplan", "plan.out", "show", "out"})
_ENDINGS: Final = (".json", ".tfplan", ".plan", ".out")
_LABEL: Final = re.compile(r"([^=/\\*?\[]+)=(.+)", re.DOTALL)
_START: Final = re.compile(r'\{\s*"format_version"')
_OBJECT: Final = re.compile(r"^\s*\{", re.MULTILINE)
_PIPED: Final = "standard input"
_APP: Final = "cdktf.out"
_SHOW: Final = "terraform show -json plan > plan.json"


@dataclass(frozen=True, slots=True)
class _Source:
    """One plan to read. `path` is as the user wrote it; `constructs` are known places, `notes` what limits it."""

    label: str
    path: str
    constructs: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stack:
    """One stack of a synthesized app; `plan` is null where nobody planned it."""

    name: str
    folder: Path
    dependencies: tuple[str, ...]
    plan: Path | None


def load(
    arguments: Sequence[str], *, standard_input: TextIO, show: Show | None, source_root: Path | None = None
) -> tuple[Plan, ...]:
    """Return the plans that these arguments name, in their order.

    An argument is a file (JSON, or binary through `show`), `-`, a pattern, a folder (`cdktf.out`, a stack, or one with
    a plan in it), each also as `label=argument`. Below `source_root` the lines of resources are looked for. PlanError
    where one of them is no plan, matches nothing, or where two plans have the same label.
    """
    if not arguments:
        raise PlanError("no plan is named", f"Name at least one: a file, `-` or a folder. For instance: {_SHOW}")
    sources = [source for argument in arguments for source in _find(argument)]
    _refuse_twins(sources)
    with pause_collector():
        documents = [_read_source(source.path, standard_input, show) for source in sources]
        secrets = collect_secrets(*(document for document, _ in documents))  # what one stack marks, another may hold
        plans: list[Plan] = []
        for source, (document, notes) in zip(sources, documents, strict=True):
            plan = attach(read_document(document, source.label, source.path, secrets), source.constructs)
            plans.append(replace(plan, notes=(*plan.notes, *notes, *source.notes)))
        return place(plans, source_root) if source_root else tuple(plans)


def load_document(argument: str, *, standard_input: TextIO, show: Show | None) -> Values:
    """Return the one plan that an argument names as the document it is: for `redact`, with all its secrets.

    PlanError as for `load`, and where the argument names several.
    """
    sources = list(_find(argument))
    if len(sources) != 1:
        listed = ", ".join(source.path for source in sources)
        raise PlanError(f"{argument} names {len(sources)} plans", f"Name one of them: {listed}.")
    document, _ = _read_source(sources[0].path, standard_input, show)
    return document


def parse(text: str, path: str) -> tuple[Value, tuple[str, ...]]:
    """Return the JSON in a text, and a note where other lines stand around it. PlanError says what it is instead."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise PlanError(f"{path} is empty", f"Whatever was to write the plan wrote nothing. Try: {_SHOW}")
    try:
        return json.loads(text), ()
    except RecursionError:
        raise PlanError(f"{path} is not a plan", "Its values are nested too deeply to be read.") from None
    except json.JSONDecodeError as error:
        return _unwrap(text, path, error)


def _refuse_twins(sources: Sequence[_Source]) -> None:
    taken: dict[str, str] = {}
    for source in sources:
        if source.label in taken:
            raise PlanError(
                f"two plans are labelled {source.label!r}",
                f"{taken[source.label]} and {source.path}: every stack needs a name of its own. Give one, such as"
                f" {source.label}-2={source.path}.",
            )
        taken[source.label] = source.path


def _find(argument: str) -> Iterator[_Source]:
    path, label = argument, ""
    match = _LABEL.fullmatch(argument)
    if match and not Path(argument).exists():
        label, path = match[1], match[2]
    if path == _STANDARD_INPUT:
        yield _Source(label or "plan", _PIPED, {})
        return
    names = [path]
    if glob.has_magic(path) and not Path(path).exists():
        names = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
        if not names:
            raise PlanError(f"{path} matches no file", f"Nothing was planned there, or elsewhere. Try: ls {path}")
    found = [source for name in names for source in _find_in(Path(name))]
    if label and len(found) > 1:
        listed = ", ".join(source.path for source in found)
        raise PlanError(f"{label!r} would label {len(found)} plans", f"Label each by itself: {listed}.")
    yield from (replace(source, label=label or source.label) for source in found)


def _find_in(path: Path) -> Iterator[_Source]:
    if not path.exists():
        raise PlanError(f"{path} does not exist", f"There is no such file or folder here. Make one with: {_SHOW}")
    if not path.is_dir():
        yield _Source(_make_label(path), str(path), {})
    elif app := next((folder for folder in (path, path / _APP) if (folder / _MANIFEST).is_file()), None):
        yield from _find_stacks(app)
    else:
        plan = _find_plan(path)
        if plan is None:
            held = ", ".join(sorted(inner.name for inner in path.iterdir())[:8]) or "nothing"
            raise PlanError(
                f"{path} holds no plan",
                f"Looked for {', '.join(_NAMES)}; it holds {held}. Plan it: (cd {path} && terraform plan -out=plan &&"
                f" {_SHOW}).",
            )
        yield _Source(path.resolve().name, str(plan), _read_constructs(path))


def _find_stacks(folder: Path) -> Iterator[_Source]:
    """List the planned stacks of a synthesized app, those that others depend on first."""
    stacks = _sort(_read_manifest(folder))
    missing = [stack.name for stack in stacks.values() if stack.plan is None]
    if len(missing) == len(stacks):
        command = f"cdktf diff {missing[0]}" if missing else "cdktf synth"
        raise PlanError(
            f"{folder} holds no plan",
            f"Stacks without one: {', '.join(missing) or 'none, for there are no stacks'}. Plan each: {command} leaves"
            f" a file called plan in its folder; or name a plan file yourself.",
        )
    is_first = True
    for stack in stacks.values():
        if stack.plan is None:
            continue
        notes = [f"stack {name}, which this one depends on, has no plan here" for name in stack.dependencies
                 if name in missing or name not in stacks]  # fmt: skip
        if missing and is_first:
            notes.append(f"stacks without a plan: {', '.join(missing)}")
        is_first = False
        yield _Source(stack.name, str(stack.plan), _read_constructs(stack.folder), tuple(notes))


def _read_manifest(folder: Path) -> dict[str, _Stack]:
    path = folder / _MANIFEST
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        stacks = [
            (str(name), str(entry.get("workingDirectory") or Path(entry["synthesizedStackPath"]).parent), entry)
            for name, entry in document["stacks"].items()
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PlanError(
            f"{path} is not the manifest of an app", "It names no stacks. Synthesize the app again: cdktf synth"
        ) from None
    return {
        name: _Stack(name, folder / below, tuple(map(str, entry.get("dependencies") or ())), _find_plan(folder / below))
        for name, below, entry in stacks
    }


def _sort(stacks: Mapping[str, _Stack]) -> dict[str, _Stack]:
    """Order stacks as they are deployed; a ring of dependencies keeps its order."""
    ordered: dict[str, _Stack] = {}
    entered: set[str] = set()

    def enter(name: str) -> None:
        if name in entered or name not in stacks:
            return
        entered.add(name)
        for dependency in stacks[name].dependencies:
            enter(dependency)
        ordered[name] = stacks[name]

    for name in stacks:
        enter(name)
    return ordered


def _find_plan(folder: Path) -> Path | None:
    """Return the newest plan of a folder: a JSON file beside a newer binary plan shows an older one."""
    found = [folder / name for name in _NAMES if (folder / name).is_file()]
    return max(found, key=lambda path: path.stat().st_mtime) if found else None


def _read_constructs(folder: Path) -> dict[str, str]:
    try:
        return read_constructs(json.loads((folder / _SYNTHESIZED).read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):  # a stack folder need not be a synthesized one
        return {}


def _make_label(path: Path) -> str:
    name = path.name
    for ending in _ENDINGS:
        name = name.removesuffix(ending) or name
    if name in _GENERIC or path.name in _GENERIC:
        return path.parent.name or name
    return name


def _read_source(path: str, standard_input: TextIO, show: Show | None) -> tuple[Values, tuple[str, ...]]:
    document, notes = parse(_read_text(path, standard_input, show), path)
    return check_document(document, path), notes


def _read_text(path: str, standard_input: TextIO, show: Show | None) -> str:
    try:
        content = b"" if path == _PIPED else Path(path).read_bytes()
        if content.startswith(_ZIP):
            return _show(path, show)
        return standard_input.read() if path == _PIPED else content.decode(json.detect_encoding(content))
    except OSError as error:
        raise PlanError(f"{path} cannot be read", f"{error.strerror or error}. Check its name and rights.") from error
    except UnicodeDecodeError:
        raise PlanError(
            f"{path} is not a plan", f"It is not text, and a binary plan only as a file. Make one with: {_SHOW}"
        ) from None


def _show(path: str, show: Show | None) -> str:
    if show is None:
        raise PlanError(
            f"{path} is a binary plan",
            "Only Terraform can read those, and none is at hand. Show it where it was made:"
            f" terraform show -json {path} > plan.json",
        )
    return show(Path(path))


def _unwrap(text: str, path: str, error: json.JSONDecodeError) -> tuple[Value, tuple[str, ...]]:
    """Find the plan between the lines of a wrapper; else say what is wrong with the text."""
    if text.lstrip().startswith('{"@level"') or '"@message"' in text[:2000]:
        raise PlanError(f"{path} is not a plan", f"It is the log of `terraform plan -json`. Make one with: {_SHOW}")
    start = _OBJECT.match(text) or _START.search(text) or _OBJECT.search(text)
    if start is None:
        first = text.strip().splitlines()[0][:60]
        raise PlanError(f"{path} is not JSON", f"It begins with {first!r}. Terraform writes JSON with: {_SHOW}")
    begin = text.index("{", start.start())
    try:
        document, end = json.JSONDecoder().raw_decode(text, begin)
    except json.JSONDecodeError as inner:
        raise _tell_damage(text, path, inner) from error
    except RecursionError:
        raise PlanError(f"{path} is not a plan", "Its values are nested too deeply to be read.") from None
    before, after = text[:begin].strip(), text[end:].strip()
    if after.startswith("{"):
        raise PlanError(f"{path} holds several documents", "Give each plan a file of its own, and name them all.")
    lines = len(before.splitlines()) + len(after.splitlines())
    cause = _name_wrapper(before + after)
    return document, (f"wrapped: {lines} line{'' if lines == 1 else 's'} around the plan were left out ({cause})",)


def _tell_damage(text: str, path: str, error: json.JSONDecodeError) -> PlanError:
    around = _name_wrapper(text[:200] + text[-200:])
    whole = text.rstrip()
    ends = len(whole)
    is_cut_word = error.pos >= ends - len("false") and not whole.endswith(("}", "]"))
    if error.pos >= ends or is_cut_word or error.msg.startswith("Unterminated string"):
        return PlanError(
            f"{path} is truncated",
            f"The JSON ends in the middle, after {ends} characters: the disk was full, the job was stopped, or a log"
            f" was cut. Write it again: {_SHOW}",
        )
    wrapped = f" Something wrote between its lines ({around})." if around != _UNNAMED else ""
    return PlanError(
        f"{path} is not JSON",
        f"{error.msg} in line {error.lineno}, column {error.colno}.{wrapped} Terraform writes JSON with: {_SHOW}",
    )


_UNNAMED: Final = "a log, or a wrapper around Terraform"


def _name_wrapper(text: str) -> str:
    if any(sign in text for sign in ("[command]", "::debug::", "::set-output", "##[")):
        return "setup-terraform's wrapper on GitHub; `terraform_wrapper: false` turns it off"
    if "section_start:" in text or "\x1b[0K" in text:
        return "a job log of GitLab"
    return _UNNAMED
