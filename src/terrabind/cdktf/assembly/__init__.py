"""The node side of the constructs, packed for jsii: three small JavaScript classes and their manifest.

With it one message creates a construct, attributes included, and synthesis needs no other. The files beside this one
are the source; they are packed in memory when the kit is imported, so there is no built archive that could be stale.
May import: the standard library.
Does not belong here: anything that knows the kit's Python side (`terrabind.cdktf.base`).
"""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Final

__all__ = ["NAME", "VERSION", "packed"]

NAME: Final = "terrabind-cdktf"
"""The assembly's name; its classes are `terrabind-cdktf.Resource` and so on."""

VERSION: Final = "1.0.0"
"""The assembly's version, as in its package.json and manifest.json."""

_FILES: Final = {"package.json": "package.json", "manifest.json": ".jsii", "index.js": "index.js"}


@contextmanager
def packed() -> Iterator[str]:
    """Give the path of the packed assembly, as jsii's kernel loads it; the file is gone afterwards."""
    source = resources.files(__name__)
    with tempfile.NamedTemporaryFile(suffix=".tgz") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name, packed_name in _FILES.items():
                content = source.joinpath(name).read_bytes()
                entry = tarfile.TarInfo(f"package/{packed_name}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        file.flush()
        yield file.name
