"""An object that is made by POST, has the name that the user gives it, and is replaced by PUT: the plainest REST.

None of the emulated vendors has one. It is served by the emulator like every description, and no typed resource.
"""

from __future__ import annotations

from terrabind.apis.k0rdent import API, PAGE
from terrabind.spec.access import UNKNOWN_ACCESS
from terrabind.spec.attribute import computed, required
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Listing, Operation, Send, Step
from terrabind.spec.resource import Resource
from terrabind.spec.types import NUMBER, STRING

_COLLECTION = "/v1/projects"
_OWN = f"{_COLLECTION}/{{name}}"
_SENDS = (Send("name"), Send("title"), Send("quota"))

PROJECT = Resource(
    api=API,
    name="project",
    plural="projects",
    doc="A project with a title and a quota.",
    reference="https://www.rfc-editor.org/rfc/rfc9110",
    attributes={
        "name": required(STRING, "Its name.", wire="name", replace=True),
        "title": required(STRING, "Its title.", wire="title"),
        "quota": required(NUMBER, "How much it may use.", wire="quota"),
        "uid": computed(STRING, "UUID of this very project.", wire="uid", generated="{uuid}"),
    },
    key=("name",),
    identity=("name",),
    imports=("{name}",),
    create=Operation(method="POST", path=_COLLECTION, format=Format.JSON, sends=_SENDS, answer=Body(""), success=201),
    read=Operation(method="GET", path=_OWN, answer=Body("")),
    listing=Listing(operation=Operation(method="GET", path=_COLLECTION, answer=Body("")), items=Body("p"), page=PAGE),
    steps=(
        Step(
            operation=Operation(method="PUT", path=_OWN, format=Format.JSON, sends=_SENDS, answer=Body("")),
            watches=("title", "quota"),
        ),
    ),
    delete=Operation(method="DELETE", path=_OWN, success=204),
    access=UNKNOWN_ACCESS,
    example={"name": "atlas", "title": "Atlas", "quota": 20},
)
