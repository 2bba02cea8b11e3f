"""Runs the peer in a process of its own: `peer_program.py IMPORTS`, with elements as JSON on standard input.

Each element is `[block, type, id, arguments]`. What comes out is `{"seconds": ..., "configuration": ...}`: the time to
construct and synthesize them all, and what Terraform would read.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def find_classes(package: Path) -> dict[tuple[str, str], Any]:
    """The peer's classes by block and Terraform type; its package also reaches ours, by its widened path."""
    found = {}
    for each in pkgutil.iter_modules([str(package)]):
        if each.name.startswith(("_", "provider")):
            continue
        module = importlib.import_module(f"terrabind.{each.name}")
        block = "data" if each.name.startswith("data_") else "resource"
        for value in vars(module).values():
            if isinstance(value, type) and hasattr(value, "TF_RESOURCE_TYPE"):
                found[block, value.TF_RESOURCE_TYPE] = value
    return found


def main() -> None:
    """Build, synthesize, report."""
    sys.path.insert(0, sys.argv[1])
    import cdktf

    provider = importlib.import_module("terrabind.provider").TerrabindProvider
    classes = find_classes(Path(sys.argv[1]) / "terrabind")
    elements = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        app = cdktf.App(outdir=folder)
        stack = cdktf.TerraformStack(app, "team")
        provider(stack, "terrabind")
        began = time.perf_counter()
        for block, type_name, id_, arguments in elements:
            classes[block, type_name](stack, id_, **arguments)
        app.synth()
        seconds = time.perf_counter() - began
        configuration = json.loads((Path(folder) / "stacks/team/cdk.tf.json").read_text())
    json.dump({"seconds": seconds, "configuration": configuration}, sys.stdout)


if __name__ == "__main__":
    main()
