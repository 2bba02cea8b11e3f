"""The command line: one module per verb, found by name and imported when it is called.

May import everything in this package, late where it is heavy: ``terrabind --help`` starts in a blink because
only click is loaded for it. Results go to stdout, narration to stderr, and every failure is one message and
exit code 1. Does not belong here: anything that a program could want too. A verb reads options, calls a part,
prints its answer.
"""

from __future__ import annotations

from terrabind.cli.group import main

__all__ = ["main"]
