"""Files that follow from the catalogue: the construct modules of `terrabind.cdktf` and the Terraform Registry's pages.

`python -m terrabind.generate` writes them, `--check` says which are stale; the tests check too, so that nobody edits a
derived file or forgets one.
May import: `terrabind.spec`, `terrabind.apis`, `terrabind.constructs`, `terrabind.generic`,
and the plugin's tables of functions and of ephemeral resources.
Does not belong here: the construct kit, which is not needed to write text.
"""

from __future__ import annotations

from terrabind.generate.tree import Stale, find_stale, generate, write

__all__ = ["Stale", "find_stale", "generate", "write"]
