"""The Node that the kit starts is chosen here, before the kit is imported.

The kit's runtime takes whatever `node` is on PATH, which may be a version that it warns about at length, or none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, MutableMapping

from terrabind.node import SETTING, Node, NodeNotFoundError, find_node

__all__ = ["choose_node"]


def choose_node(
    environment: MutableMapping[str, str] = os.environ, find: Callable[[Mapping[str, str]], Node] = find_node
) -> None:
    """Name a supported Node in `JSII_NODE` of the `environment`, unless the user has named one.

    Any other Node on PATH is left to the kit, which says what it thinks of it. Raises `NodeNotFoundError` when there is
    none. `find` is what looks for a supported one.
    """
    if environment.get(SETTING):
        return
    try:
        environment[SETTING] = str(find(environment).program)
    except NodeNotFoundError:
        if shutil.which("node", path=environment.get("PATH", os.defpath)) is None:
            raise
