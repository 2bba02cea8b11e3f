"""The rules of the house hold: imports point downwards, files stay short, names are documented.

Each rule is a function from a tree to its violations, tried on a bad example before it is believed about the
tree.
"""

from __future__ import annotations

import ast
import graphlib
import io
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("src", "stacks", "tests")
LONGEST = 400
GENERATED = "_pb2"

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[Path], Iterator[str]]

type_ignore = re.compile(r"#\s*type:\s*ignore(\[[^\]]*\])?\s*(#?.*)$")


def list_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Every hand-written Python file below these folders. What protoc generates is as long as it is."""
    found = (file for folder in folders for file in sorted((root / folder).rglob("*.py")))
    return [file for file in found if GENERATED not in file.stem]


def find_long_files(root: Path) -> Iterator[str]:
    """Files that no longer fit in a head."""
    for file in list_files(*SOURCES, root=root):
        length = len(file.read_text(encoding="utf-8").splitlines())
        if length > LONGEST:
            yield f"{file.relative_to(root)}: {length} lines"


def find_silent_ignores(root: Path) -> Iterator[str]:
    """Comments that silence the type checker without saying what and why."""
    for file in list_files(*SOURCES, root=root):
        for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
            match = type_ignore.search(token.string) if token.type == tokenize.COMMENT else None
            if match and not (match[1] and len(match[2].strip("# -")) > 10):
                yield f"{file.relative_to(root)}:{token.start[0]}: {token.string}"


def find_undocumented(root: Path) -> Iterator[str]:
    """Modules, and public classes, functions and methods, whose docstring is missing."""
    for file in list_files("src", root=root):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for name, node in walk_public(file.stem, tree):
            if not ast.get_docstring(node):
                yield f"{file.relative_to(root)}: {name}"


def walk_public(name: str, node: Documented) -> Iterator[tuple[str, Documented]]:
    """A module or class, and what is public in it. A body is private, and so are overload and special methods."""
    yield name, node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in child.decorator_list}
        if not child.name.startswith("_") and not decorators & {"overload", "override", "setter"}:
            yield from walk_public(f"{name}.{child.name}", child)


def find_unfinished(root: Path) -> Iterator[str]:
    """Code that stands for code: tests that are passed over, and methods that are yet to be written."""
    forbidden = {"NotImplementedError", "skip", "skipif", "xfail", "importorskip"}
    for file in list_files(*SOURCES, root=root):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in forbidden:
                yield f"{file.relative_to(root)}:{getattr(node, 'lineno', 0)}: {name}"


def find_cycle(imports: Mapping[str, Collection[str]]) -> list[str]:
    """The modules of one import cycle, or none."""
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def check_contracts(*, path: Path) -> str:
    """What import-linter says of the package `terrabind` found below `path`, under the project's contracts."""
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(path), "NO_COLOR": "1", "COLUMNS": "200"}
    answer = subprocess.run(command, env=environment, cwd=path, capture_output=True, text=True, check=False)
    assert "Contracts: " in answer.stdout, answer.stderr
    return answer.stdout


def write_tree(root: Path, files: Mapping[str, str]) -> Path:
    """A tree of Python files."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_imports_point_downwards_and_heavy_libraries_stay_at_their_edge() -> None:
    """One upward import, and two parts can never again be understood, tested or loaded apart."""
    said = check_contracts(path=ROOT / "src")
    assert "Contracts: 7 kept, 0 broken." in said, said


def test_the_contracts_catch_an_import_of_each_forbidden_kind(tmp_path: Path) -> None:
    """A contract that nothing can break protects nothing: here every one of them is broken once."""
    bad = {
        "terraform.py": "import google.protobuf, httpx, uvicorn, cdktf, rich, defusedxml",
        "node.py": "",
        "cli/__init__.py": "",
        "spec/__init__.py": "from terrabind import rest",
        "rest/__init__.py": "",
    }
    write_tree(tmp_path / "terrabind", {"__init__.py": "", **bad})
    said = check_contracts(path=tmp_path)
    assert "Contracts: 0 kept, 7 broken." in said, said


def test_a_new_part_must_be_given_its_place(tmp_path: Path) -> None:
    """A package that no layer names could import anything."""
    known = {"terraform.py": "", "node.py": "", "cli/__init__.py": "", "spec/__init__.py": ""}
    write_tree(tmp_path / "terrabind", {"__init__.py": "", **known, "helpers/__init__.py": ""})
    assert "imports point downwards only BROKEN" in check_contracts(path=tmp_path)


def test_no_module_imports_itself_by_a_detour() -> None:
    """A cycle makes the order of imports matter, and two modules into one."""
    graph = grimp.build_graph("terrabind", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 5
    assert find_cycle(imports) == []


def test_the_cycle_finder_finds_a_cycle() -> None:
    """Three modules in a ring, the usual shape of the accident."""
    assert set(find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "rule", [find_long_files, find_silent_ignores, find_undocumented, find_unfinished], ids=lambda rule: rule.__name__
)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    """What a reviewer would have to look for each time is looked for here."""
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (find_long_files, "x = 1\n" * 400, "x = 1\n" * 401),
        (
            find_silent_ignores,
            'x: int = f()  # type: ignore[no-any-return]  # grpcio ships no types\ny = "# type: ignore"\n',
            "x: int = f()  # type: ignore[no-any-return]\n",
        ),
        (
            find_undocumented,
            '"""A module."""\ndef _f(): pass\n',
            '"""A module."""\nclass A:\n    """A."""\n    def f(self): pass\n',
        ),
        (find_unfinished, "raise LookupError\n", "raise NotImplementedError\n"),
    ],
    ids=lambda value: getattr(value, "__name__", "text"),
)
def test_the_rule_can_tell_good_from_bad(rule: Rule, good: str, bad: str, tmp_path: Path) -> None:
    """A check that cannot fail is decoration."""
    assert list(rule(write_tree(tmp_path / "good", {"src/module.py": good}))) == []
    assert len(list(rule(write_tree(tmp_path / "bad", {"src/module.py": bad})))) == 1
