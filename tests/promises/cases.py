"""Every case of the fault matrix: an operation, the stage at which a fault strikes, the fault, the resource.

A case says what must come of it only where that is not the same for all: `passes` means that the user must not notice,
`undecidable` that nobody could tell what happened, `gone` that the server itself says in its own words that there is
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from tests.plugin.rig import CATALOGUE
from tests.promises.world import TYPE_NAMES, calls_of

LOST = ("lost_request", "lost_request=hang")
LOST_REPLY = ("lost_reply", "lost_reply=hang", "lost_reply=half", *(f"lost_reply={n}" for n in (500, 502, 503, 504)))
SPOILED = ("truncated", "garbage")
UNREADABLE = (*SPOILED, "html")
PASSING = ("429", "429=3", "429=date+5", "500", "502", "503", "503=2", "504", "html=502", "html=503")
REFUSED = ("400", "403", "404", "html=403", "html=404", "redirect=http://elsewhere.example/x")
TAMPERS = ("repeated_token", "empty_page", "missing_rows", "repeated_rows", "wrong_total", "no_items")
LATE = ("late=1reads", "late=3reads", "late=8s")


MANNERS = {"fireworks": ("duplicates=return",), "ecs": ("xml",), "k0rdent": ("wrapped", "duplicates=conflict")}
"""What the documentation leaves open and a fault may meet: how bodies are written, what a repeated create answers."""
OF_CREATES = ("duplicates=return", "duplicates=conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `faults` are whole lines for the emulator; `name` is the fault as the test's name shows it."""

    operation: str
    stage: str
    name: str
    type_name: str
    faults: tuple[str, ...]
    promise: int
    passes: bool = False
    undecidable: bool = False
    gone: bool = False
    page_size: int = 0
    manner: str = ""

    def __str__(self) -> str:
        where = self.type_name.removeprefix("terrabind_")
        return "-".join(filter(None, (self.operation, self.stage, self.name, where, self.manner.replace("=", "_"))))

    @property
    def manners(self) -> tuple[str, ...]:
        """The server's manners besides its own, as the emulator takes them."""
        return (self.manner,) if self.manner else ()


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes the cases of one operation on one resource."""

    operation: str
    resource: Resource

    def case(
        self,
        stage: str,
        fault: str,
        calls: Operation,
        promise: int,
        *more: str,
        passes: bool = False,
        undecidable: bool = False,
        gone: bool = False,
    ) -> Case:
        """A case whose fault strikes `calls`; without an occasion it strikes once."""
        fault = fault if "@" in fault else f"{fault}@1"
        name = fault.removesuffix("@1").replace("http://elsewhere.example/x", "elsewhere").replace("=", "_")
        line = f"{calls_of(calls)}:{fault.removesuffix('@always')}"
        return Case(
            operation=self.operation,
            stage=stage,
            name=name.replace("@", "_at_"),
            type_name=self.resource.type_name,
            faults=(line, *more),
            promise=promise,
            page_size=1 if stage == "in_a_page" else 0,
            passes=passes,
            undecidable=undecidable,
            gone=gone,
        )

    @property
    def renewable(self) -> bool:
        """Whether a refused token can be replaced: a key that somebody gave cannot."""
        return self.resource.api.name != "fireworks"

    @property
    def reading(self) -> Operation:
        """The request that a read makes."""
        return self.resource.read or self.resource.listing.operation

    def refusals(self, stage: str, calls: Operation, promise: int, suffix: str = "") -> Iterator[Case]:
        """What a server refuses, once and for ever."""
        for fault in REFUSED:
            own_words = fault == "404" and calls in (self.resource.read, self.resource.delete)
            yield self.case(stage, fault + suffix, calls, promise, gone=own_words)
        yield self.case(stage, f"401{suffix}", calls, 31, passes=self.renewable)
        yield self.case(stage, f"expired{suffix}", calls, 31, passes=self.renewable)
        yield self.case(stage, "401@always", calls, promise)


def creates(resource: Resource) -> Iterator[Case]:
    """A create struck before, while and after it works."""
    build = Builder("create", resource)
    make = resource.create
    for fault in (*LOST, *PASSING):
        yield build.case("before_work", fault, make, 2 if fault in LOST else 25, passes=True)
    for fault in ("html", "503@always", "429@always", "lost_request@always"):
        yield build.case("before_work", fault, make, 2)
    yield from build.refusals("before_work", make, 2)
    for fault in (*LOST_REPLY, *SPOILED):
        yield build.case("after_work", fault, make, 1, passes=True)
        yield build.case("after_work", f"{fault}@1-2", make, 1, passes=True)
        late = f"{calls_of(make)}:late=2reads@1"
        yield build.case("after_work_and_late", fault, make, 5, late, passes=True)
    for fault in LATE:
        yield build.case("late", fault, make, 5, passes=True)
    yield build.case("very_late", "late=400s", make, 5, passes=True)
    yield from creates_followed(build)


def creates_followed(build: Builder) -> Iterator[Case]:
    """A create whose answer was lost, and trouble in looking for what it made."""
    lost = f"{calls_of(build.resource.create)}:lost_reply@1"
    first = 2 if build.resource.looks_first else 1
    finding = build.resource.listing.operation if build.resource.looks_first else build.reading
    for fault in (*PASSING, *UNREADABLE, "lost_request", "lost_reply", "late=3reads"):
        yield build.case("in_the_follow_up", f"{fault}@{first}", finding, 4, lost, passes=True)
    for fault in (
        "403",
        "html=404",
        "html",
        "503",
        "garbage",
        "401",
        "lost_request",
        "redirect=http://elsewhere.example/x",
    ):
        yield build.case("in_the_follow_up", f"{fault}@{first}-", finding, 4, lost, undecidable=True)
    if build.resource.looks_first:
        for fault in (*PASSING, *LOST, *LOST_REPLY):
            yield build.case("in_the_look", fault, finding, 25, passes=True)
        for fault in (*UNREADABLE, *(f"{each}@always" for each in UNREADABLE)):
            yield build.case("in_the_look", fault, finding, 11)
        yield from build.refusals("in_the_look", finding, 11)


def reads(resource: Resource, operation: str = "read") -> Iterator[Case]:
    """A read struck on its way, in its answer and in its pages."""
    build = Builder(operation, resource)
    calls = resource.listing.operation if operation == "list" else build.reading
    for fault in (*LOST, *LOST_REPLY, *PASSING):
        yield build.case("in_the_answer", fault, calls, 25, passes=True)
    for fault in (*UNREADABLE, *(f"{each}@always" for each in ("500", "503", "429", *UNREADABLE))):
        yield build.case("in_the_answer", fault, calls, 11)
    yield from build.refusals("in_the_answer", calls, 11)
    for fault in ("403", "html=404", "redirect=http://elsewhere.example/x"):
        yield build.case("in_the_answer", f"{fault}@always", calls, 11)
    if build.resource.api.name != "ecs" and calls is resource.listing.operation:
        yield from pages(build)


def pages(build: Builder) -> Iterator[Case]:
    """Trouble in the first, second or third page, once or for ever."""
    calls = build.resource.listing.operation
    # k0rdent tells no total with its page tokens: rows that a page leaves out cannot be missed (apis.md 3.5).
    blind = ("missing_rows", "no_items") if build.resource.api.name == "k0rdent" else ()
    for fault in TAMPERS:
        if fault in blind:
            continue
        promise = 13 if fault in ("empty_page", "no_items", "repeated_rows") else 12
        for occasion in ("1", "2", "3", "always"):
            yield build.case("in_a_page", f"{fault}@{occasion}", calls, promise)
    for fault in ("403", "500", "html", "html=404", "404", "garbage", "lost_reply"):
        yield build.case("in_a_page", f"{fault}@2-", calls, 12)
        yield build.case("in_a_page", f"{fault}@2", calls, 12)


def deletes(resource: Resource) -> Iterator[Case]:
    """A delete struck before and after it works."""
    build = Builder("delete", resource)
    for fault in (*LOST, *PASSING, *SPOILED, *LOST_REPLY):
        yield build.case(
            "after_work" if fault in (*SPOILED, *LOST_REPLY) else "before_work", fault, resource.delete, 20
        )
    for fault in ("lost_reply@always", "garbage@always", "503@always", "lost_reply=502@always"):
        yield build.case("after_work", fault, resource.delete, 20)
    for fault in LATE:
        yield build.case("late", fault, resource.delete, 20)
    yield from build.refusals("before_work", resource.delete, 20)
    for fault in ("403", "html=404", "503", "garbage"):
        lost = f"{calls_of(resource.delete)}:lost_reply"
        yield build.case("in_the_follow_up", f"{fault}@always", build.reading, 20, lost)


def updates(resource: Resource) -> Iterator[Case]:
    """An update struck in each of its steps, and in the read that ends it."""
    build = Builder("update", resource)
    for number, step in enumerate(resource.steps, 1):
        for fault in (
            "503@always",
            "lost_reply@always",
            "403",
            "404",
            "html=404",
            "400",
            "garbage",
            "garbage@always",
            "401@always",
        ):
            yield build.case(f"step_{number}", fault, step.operation, 18)
        for fault in ("503", "lost_reply", "lost_reply=504", "lost_request", "429=2", "expired"):
            yield build.case(f"step_{number}", fault, step.operation, 18, passes=True)
    if resource.steps:
        for fault in ("503@always", "403@always", "garbage@always", "html=404@always", "401@always"):
            yield build.case("in_the_follow_up", fault, build.reading, 18)


def cases(operation: str) -> list[Case]:
    """All cases of an operation: create, read, update, delete, import or list."""
    makers = {"create": creates, "delete": deletes, "update": updates}
    found: list[Case] = []
    for type_name in TYPE_NAMES:
        resource = CATALOGUE.resources[type_name]
        plain = list(makers[operation](resource) if operation in makers else reads(resource, operation))
        for manner in ("", *MANNERS[resource.api.name]):
            if manner not in OF_CREATES or operation == "create":
                found += [replace(case, manner=manner) for case in plain]
    return found
