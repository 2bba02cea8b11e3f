"""The kit-free half stays free of the kit."""

from __future__ import annotations

import subprocess
import sys


def test_no_part_of_the_half_loads_the_kit_or_starts_node() -> None:
    """Checks of arguments must be usable, and quick to test, where there is no Node."""
    program = (
        "import sys, pkgutil, importlib, terrabind.constructs as package\n"
        "names = [each.name for each in pkgutil.walk_packages(package.__path__, 'terrabind.constructs.')]\n"
        "[importlib.import_module(name) for name in names]\n"
        "print(len(names), sorted({'cdktf', 'constructs', 'jsii', 'httpx', 'google.protobuf'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    count, _, loaded = answer.stdout.strip().partition(" ")
    assert int(count) >= 7
    assert loaded == "[]"
