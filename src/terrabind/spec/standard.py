"""What every typed resource has besides its own attributes: `id`, `on_existing`, `on_destroy` and `timeouts`."""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.spec.attribute import computed, obj, optional
from terrabind.spec.check import DURATION, one_of
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING, Attribute

REFUSE = "refuse"
ADOPT_IDENTICAL = "adopt_identical"
ADOPT = "adopt"
DELETE = "delete"
KEEP = "keep"


def standard_attributes(resource: Resource) -> dict[str, Attribute]:
    """Return the attributes that all typed resources share."""
    return {
        "id": computed(STRING, f"The import id: `{resource.imports[0]}`.", local=True),
        "on_existing": optional(
            STRING,
            "What to do when the same object exists already that Terraform does not know: `refuse` fails with an "
            "import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and updates it."
            "",
            default=REFUSE,
            local=True,
            checks=(one_of(REFUSE, ADOPT_IDENTICAL, ADOPT),),
        ),
        "on_destroy": optional(
            STRING,
            "What destroying does: `delete` removes the object, `keep` leaves it where it is and only forgets it.",
            default=DELETE,
            local=True,
            checks=(one_of(DELETE, KEEP),),
        ),
        "timeouts": optional(
            obj(
                **{
                    verb: optional(
                        STRING,
                        f'How long the {verb} may take in all, for example "30s" or "5m"; without it {length}.',
                        local=True,
                        checks=(DURATION,),
                    )
                    for verb, length in resource.timeouts.items()
                }
            ),
            "How long each operation may take, retries and waiting included.",
            local=True,
        ),
    }


def all_attributes(resource: Resource) -> Mapping[str, Attribute]:
    """Return the resource's own attributes, then the shared ones."""
    return {**resource.attributes, **standard_attributes(resource)}
