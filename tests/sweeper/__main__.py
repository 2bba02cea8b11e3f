"""`python -m tests.sweeper API --marker tb-acc-`: the account and the credential come from the environment."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from terrabind.apis import load_catalogue
from terrabind.rest import Client, RestError, resolve
from tests.sweeper.marks import MarkerError, require_marker
from tests.sweeper.sweeping import Swept, sweep

if TYPE_CHECKING:
    import httpx


def main(
    arguments: Sequence[str], environ: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None
) -> int:
    """Sweep as the arguments say. 0: nothing marked remains (or it was a dry run); 1: something does, or may."""
    catalogue = load_catalogue()
    parser = argparse.ArgumentParser(prog="python -m tests.sweeper", description="Remove what tests left behind.")
    parser.add_argument("api", choices=sorted(catalogue.apis))
    parser.add_argument("--marker", required=True, help="with what the names of all test objects begin")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be removed")
    chosen = parser.parse_args(arguments)
    try:
        require_marker(chosen.marker)
    except MarkerError as error:
        parser.error(str(error))
    api = catalogue.apis[chosen.api]
    resources = [each for each in catalogue.resources.values() if each.api.name == api.name]

    async def work() -> Swept:
        async with Client(api, resolve(api, {}, environ), transport=transport) as client:
            return await sweep(client, resources, chosen.marker, dry_run=chosen.dry_run, tell=_tell)

    try:
        swept = asyncio.run(work())
    except RestError as error:
        _tell(f"nothing was removed: {error}")
        return 1
    verb = "would be removed" if chosen.dry_run else "removed"
    _tell(f"{len(swept.removed)} {verb}, {len(swept.remaining)} remaining{':' if swept.remaining else ''}")
    for name in swept.remaining:
        _tell(f"  {name}")
    return 1 if swept.remaining else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
