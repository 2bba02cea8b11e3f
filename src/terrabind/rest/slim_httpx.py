"""httpx without its command line, which it imports by itself when click and rich are installed, as they are here.

That costs 40 ms of a plugin that Terraform starts several times per command, and nobody here calls it. Import this
module before httpx; nothing else about httpx changes, and the import system is left as it was.
"""

from __future__ import annotations

import importlib
import sys

_COMMAND_LINE = "httpx._main"

if "httpx" not in sys.modules:
    # A null entry makes the import system raise ImportError, for which httpx has a fallback.
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # documented, and unknown to the stubs
    try:
        importlib.import_module("httpx")
    finally:
        del sys.modules[_COMMAND_LINE]
