"""Where a resource is written: the line of its block in a `.tf` file, or its construct's path in a synthesized stack.

A plan holds no source lines, so block headers are looked for; this is a scanner for headers, not a parser of HCL. A
place is only told when exactly one fits.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from terrabind.review.plan import Change, Plan, PlanError
from terrabind.review.references import strip_keys
from terrabind.spec.values import Value

_BLOCK: Final = re.compile(r'\s*(resource|data|module)\s+"?([\w-]+)"?(?:\s+"?([\w-]+)"?)?\s*\{')
_REMOVED: Final = re.compile(r"\s*removed\s*\{(?:\s*from\s*=\s*(?P<from>\S+))?")
_FROM: Final = re.compile(r"\s*from\s*=\s*(\S+)")
_SECTIONS: Final = frozenset({"resource", "data", "module"})
_SOURCE: Final = re.compile(r'(?:^|[{\s])source\s*=\s*"([^"]*)"')
_HEREDOC: Final = re.compile(r"<<[-~]?([A-Za-z_][\w-]*)\s*$")
_NOISE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(#|//).*|/\*.*?\*/')
_HIDDEN: Final = frozenset({".terraform", ".git", "node_modules", "cdktf.out", ".venv"})


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of `.tf` files: the place of each block by address ("data.a.b", "module.m"), and module sources."""

    blocks: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)


def place(plans: Sequence[Plan], source_root: Path) -> tuple[Plan, ...]:
    """Return the plans with the source of each change, as far as it is found below `source_root`.

    Each plan belongs to the folder that writes most of what its root module holds; where two fit equally well, to the
    one named like the plan, and else to none. PlanError if `source_root` is not a folder.
    """
    if not source_root.is_dir():
        raise PlanError(f"{source_root} is not a folder", "Source lines are looked for below it; name the repository.")
    folders = scan(source_root)
    return tuple(attach(plan, _locate(plan, folders)) for plan in plans)


def attach(plan: Plan, places: Mapping[str, str]) -> Plan:
    """Return the plan with these places, given by addresses without keys; a place that is known already stays."""
    if not places:
        return plan
    return replace(
        plan,
        changes=tuple(_attach(change, places) for change in plan.changes),
        drift=tuple(_attach(change, places) for change in plan.drift),
    )


def read_constructs(document: Value) -> dict[str, str]:
    """Return the construct path of each resource in a synthesized stack's JSON, by address."""
    places: dict[str, str] = {}
    for section, prefix in (("resource", ""), ("data", "data.")):
        types = document.get(section) if isinstance(document, dict) else None
        for kind, named in types.items() if isinstance(types, dict) else ():
            for name, body in named.items() if isinstance(named, dict) else ():
                path: Value = body
                for step in ("//", "metadata", "path"):
                    path = path.get(step) if isinstance(path, dict) else None
                if isinstance(path, str):
                    places[f"{prefix}{kind}.{name}"] = path
    return places


def scan(source_root: Path) -> dict[str, Folder]:
    """Return what each folder below `source_root` writes, by the folder's path from there."""
    folders: dict[str, Folder] = {}
    for current, names, files in os.walk(source_root):
        names[:] = sorted(name for name in names if name not in _HIDDEN)
        blocks: dict[str, str] = {}
        modules: dict[str, str] = {}
        folder = Path(current).relative_to(source_root)
        for name in sorted(files):
            shown = (folder / name).as_posix()
            if name.endswith(".tf"):
                text = _read(Path(current, name))
                blocks.update((address, f"{shown}:{line}") for address, line in scan_text(text, modules))
            elif name.endswith(".tf.json"):
                text = _read(Path(current, name))
                blocks.update((address, f"{shown}:{line}") for address, line in scan_json(text, modules))
        if blocks:
            folders[folder.as_posix()] = Folder(blocks, modules)
    return folders


def scan_text(text: str, modules: dict[str, str]) -> Iterator[tuple[str, int]]:
    """List the blocks of a `.tf` file: address and line; sources of modules are put into `modules`."""
    module = ""
    removed = 0
    for number, line in _list_code(text):
        block = _BLOCK.match(line)
        removal = _REMOVED.match(line)
        origin = _FROM.match(line)
        if block:
            module = block[2] if block[1] == "module" else ""
            removed = 0
            yield f"module.{module}" if module else _write_address(block[1], block[2], block[3] or ""), number
        elif removal:
            module, removed = "", number
        if removal and removal["from"]:
            yield f"removed.{removal['from']}", number
        elif removed and origin:
            yield f"removed.{origin[1]}", removed
        source = _SOURCE.search(line) if module else None
        if source:
            modules.setdefault(module, source[1])


def scan_json(text: str, modules: dict[str, str]) -> Iterator[tuple[str, int]]:
    """List the blocks of a `.tf.json` file: address and the line where its name stands."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    lines = [match.start() for match in re.finditer("\n", text)]
    for section, _, types in _list_members(text, text.index("{")):
        for kind, line, named in _list_members(text, types) if section in _SECTIONS else ():
            if section == "module":
                call = json.JSONDecoder().raw_decode(text, named)[0]
                source = call.get("source") if isinstance(call, dict) else None
                modules.update({kind: source} if isinstance(source, str) else {})
                yield f"module.{kind}", bisect_left(lines, line) + 1
                continue
            for name, position, _ in _list_members(text, named):
                yield _write_address(section, kind, name), bisect_left(lines, position) + 1


def _list_members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """List the keys of the object that starts here in a sound JSON text, where they stand and where their values do."""
    decode = json.JSONDecoder().raw_decode
    position = _skip_space(text, start + 1)
    while text[start] == "{" and text[position] != "}":
        key, end = decode(text, position)
        value = _skip_space(text, text.index(":", end) + 1)
        yield key, position, value
        position = _skip_space(text, decode(text, value)[1])
        position = _skip_space(text, position + 1) if text[position] == "," else position


def _skip_space(text: str, position: int) -> int:
    while text[position] in " \t\r\n":
        position += 1
    return position


def _attach(change: Change, places: Mapping[str, str]) -> Change:
    kind = f"{'data.' if change.mode == 'data' else ''}{change.type}.{change.name}"
    module = strip_keys(change.module)
    found = places.get(f"{module}.{kind}" if module else kind) or places.get(f"removed.{strip_keys(change.address)}")
    while not found and module:  # a module from elsewhere: its call is what somebody wrote here
        found = places.get(module)
        module = module.rpartition(".module.")[0]
    return replace(change, source=found) if found and not change.source else change


def _locate(plan: Plan, folders: Mapping[str, Folder]) -> dict[str, str]:
    wanted = {_name_root_block(change) for change in plan.changes}
    scores = {name: len(wanted & folder.blocks.keys()) for name, folder in folders.items()}
    best = max(scores.values(), default=0)
    names = [name for name, score in scores.items() if score == best and best]
    if len(names) > 1:
        names = [name for name in names if Path(name).name == plan.label] or names
    return dict(_list_places(names[0], folders, "", frozenset())) if len(names) == 1 else {}


def _name_root_block(change: Change) -> str:
    """Return the block of the root module that a change comes from, which is a call for what is in a module."""
    module = strip_keys(change.module)
    if module:
        return ".".join(module.split(".")[:2])
    return f"{'data.' if change.mode == 'data' else ''}{change.type}.{change.name}"


def _list_places(
    name: str, folders: Mapping[str, Folder], prefix: str, entered: frozenset[str]
) -> Iterator[tuple[str, str]]:
    folder = folders.get(name)
    if folder is None or name in entered:
        return
    for address, found in folder.blocks.items():
        yield prefix + address, found
    for call, source in folder.modules.items():
        if source.startswith(("./", "../")):
            inner = os.path.normpath(Path(name, source)).replace(os.sep, "/")
            yield from _list_places(inner, folders, f"{prefix}module.{call}.", entered | {name})


def _list_code(text: str) -> Iterator[tuple[int, str]]:
    """List the lines that are code: no comments, and nothing of multi-line texts."""
    end = ""
    is_comment = False
    for number, whole in enumerate(text.splitlines(), 1):
        if end:
            end = "" if whole.strip() == end else end
            continue
        line = whole
        if is_comment:
            _, closed, line = whole.partition("*/")
            is_comment = not closed
        line = _NOISE.sub(lambda found: "" if found[0].startswith(("#", "/")) else found[0], line)
        code = _NOISE.sub("", line)
        if "/*" in code:
            line, is_comment = line[: line.index("/*")], True
        heredoc = _HEREDOC.search(code)
        end = heredoc[1] if heredoc else ""
        yield number, line


def _write_address(word: str, kind: str, name: str) -> str:
    return f"data.{kind}.{name}" if word == "data" else f"{kind}.{name}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # a dangling link, or somebody else's file: nothing is found in it
        return ""
