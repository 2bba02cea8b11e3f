"""Runs our constructs as `tests/cdktf/peer_program.py` runs the peer's: elements in, seconds and configuration out."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from terrabind.apis import load_catalogue
from terrabind.cdktf import App, TerrabindProvider, TerraformStack, ecs, fireworks, k0rdent
from terrabind.generate.words import class_name


def find_classes() -> dict[tuple[str, str], Any]:
    """Our classes by block and Terraform type."""
    packages = {"ecs": ecs, "fireworks": fireworks, "k0rdent": k0rdent}
    return {
        ("resource", resource.type_name): getattr(packages[resource.api.name], class_name(resource.name))
        for resource in load_catalogue().resources.values()
    }


def main() -> None:
    """Build, synthesize, report."""
    classes = find_classes()
    elements = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = TerraformStack(app, "team")
        TerrabindProvider(stack)
        began = time.perf_counter()
        for block, type_name, id_, arguments in elements:
            classes[block, type_name](stack, id_, **arguments)
        app.synth()
        seconds = time.perf_counter() - began
        configuration = json.loads((Path(folder) / "stacks/team/cdk.tf.json").read_text())
    json.dump({"seconds": seconds, "configuration": configuration}, sys.stdout)


if __name__ == "__main__":
    main()
