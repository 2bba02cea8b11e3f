"""What the emulators of one process remember between runs: one JSON file with a section per API."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class BrokenStateError(ValueError):
    """The file is not an emulator's state; the message names it."""


class StateFile:
    """A file with a JSON object per API, replaced as a whole on every save so that a reader never sees half of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sections: dict[str, Any] = {}
        if path.exists():
            try:
                read = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise BrokenStateError(f"{path} is not JSON: {error}") from error
            if not isinstance(read, dict):
                raise BrokenStateError(f"{path} does not hold a JSON object")
            self._sections = read

    def section(self, name: str) -> Any:
        """Return what was saved under `name`, null when nothing was."""
        return self._sections.get(name)

    def save(self, name: str, section: object) -> None:
        """Put `section` under `name` and write the file. Raises `OSError`."""
        self._sections[name] = section
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        draft.write_text(json.dumps(self._sections), encoding="utf-8")
        draft.replace(self._path)
