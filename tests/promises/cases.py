"""Every case of the fault matrix: an operation, the stage at which a fault strikes, the fault, the thing.

A case says what must come of it only where that is not the same for all: `passes` means that the user must not notice,
`undecidable` that nobody could tell what happened, `unknowable` that nothing even says how to look, `gone` that the
server itself says in its own words that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from tests.promises.things import THINGS, Thing
from tests.promises.world import calls_of

LOST = ("lost_request", "lost_request=hang")
LOST_REPLY = ("lost_reply", "lost_reply=hang", "lost_reply=half", *(f"lost_reply={n}" for n in (500, 502, 503, 504)))
SPOILED = ("truncated", "garbage")
UNREADABLE = (*SPOILED, "html")
PASSING = ("429", "429=3", "429=date+5", "500", "502", "503", "503=2", "504", "html=502", "html=503")
REDIRECT = "redirect=http://elsewhere.example/x"
REFUSED = ("400", "403", "404", "html=403", "html=404", REDIRECT)
TAMPERS = ("repeated_token", "empty_page", "missing_rows", "repeated_rows", "wrong_total", "no_items")
LATE = ("late=1reads", "late=3reads", "late=8s")
OPEN = (*LOST, *LOST_REPLY, *SPOILED, "500", "502", "503", "503=2", "504", "html=502", "html=503")
"""After these a create may have worked."""
OF_CREATES = ("duplicates=return", "duplicates=conflict")
"""Manners that only a create meets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `faults` are whole lines for the emulator; `name` is the fault as the test's name shows it."""

    operation: str
    stage: str
    name: str
    thing: str
    faults: tuple[str, ...]
    promise: int
    passes: bool = False
    undecidable: bool = False
    unknowable: bool = False
    gone: bool = False
    page_size: int = 0
    manner: str = ""

    def __str__(self) -> str:
        where = self.thing.removeprefix("terrabind_")
        return "-".join(filter(None, (self.operation, self.stage, self.name, where, self.manner.replace("=", "_"))))

    @property
    def manners(self) -> tuple[str, ...]:
        """The server's manners besides its own, as the emulator takes them."""
        return (self.manner,) if self.manner else ()


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes the cases of one operation on one thing."""

    operation: str
    thing: Thing

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
            thing=self.thing.name,
            faults=(line, *more),
            promise=promise,
            page_size=1 if stage == "in_a_page" else 0,
            passes=passes,
            undecidable=undecidable,
            gone=gone,
        )

    @property
    def resource(self) -> Resource:
        """The operations that are made of the thing."""
        return self.thing.resource

    def lost(self, stage: str, fault: str, calls: Operation, promise: int) -> Case:
        """A case of a create that passes where anything says how its object is found, and is unknowable elsewhere."""
        case = self.case(stage, fault, calls, promise, passes=True)
        unknowable = self.thing.finding is None and fault.partition("@")[0] in OPEN
        return replace(case, passes=not unknowable, unknowable=unknowable)

    def says_gone(self, fault: str, calls: Operation) -> bool:
        """Whether an answer says of an object that it is not there.

        Where no listing could tell otherwise, a page of HTML says so to a read as well, if the collection answers.
        """
        word = fault.partition("@")[0]
        if word == "html=404":
            return self.thing.is_alone and calls is self.resource.read
        return word == "404" and calls in (self.resource.read, self.resource.delete)

    def refusals(self, stage: str, calls: Operation, promise: int, suffix: str = "") -> Iterator[Case]:
        """What a server refuses, once and for ever."""
        for fault in REFUSED:
            yield self.case(stage, fault + suffix, calls, promise, gone=self.says_gone(fault, calls))
        if self.thing.is_alone and calls is self.resource.read:
            all_calls = f"{calls.method} {self.thing.server.listing.operation.path}:html=404"
            yield replace(self.case(stage, "html=404@always", calls, promise, all_calls), name="html_404_everywhere")
        yield self.case(stage, f"401{suffix}", calls, 31, passes=self.thing.renewable)
        yield self.case(stage, f"expired{suffix}", calls, 31, passes=self.thing.renewable)
        yield self.case(stage, "401@always", calls, promise)


def creates(thing: Thing) -> Iterator[Case]:
    """A create struck before, while and after it works."""
    build = Builder("create", thing)
    make = thing.resource.create
    for fault in (*LOST, *PASSING):
        yield build.lost("before_work", fault, make, 2 if fault in LOST else 25)
    for fault in ("html", "503@always", "429@always", "lost_request@always"):
        yield replace(build.lost("before_work", fault, make, 2), passes=False)
    yield from build.refusals("before_work", make, 2)
    for fault in (*LOST_REPLY, *SPOILED):
        yield build.lost("after_work", fault, make, 1)
        if thing.finding is not None:
            yield build.lost("after_work", f"{fault}@1-2", make, 1)
            late = f"{calls_of(make)}:late=2reads@1"
            yield build.case("after_work_and_late", fault, make, 5, late, passes=True)
    for fault in LATE:
        yield build.case("late", fault, make, 5, passes=True)
    yield build.case("very_late", "late=400s", make, 5, passes=True)
    if thing.finding is not None:
        yield from creates_followed(build, thing.finding)
    if thing.is_generic:
        yield from creates_read_back(build)


def creates_read_back(build: Builder) -> Iterator[Case]:
    """A create that worked, and trouble in the read that follows it."""
    first = 2 if build.thing.look is build.thing.reading else 1
    for fault in (*PASSING, *UNREADABLE, *LOST, *LOST_REPLY):
        yield build.case("in_the_read_back", f"{fault}@{first}", build.thing.reading, 4, passes=True)
    for fault in (*UNREADABLE, *REFUSED, "401", "503", "lost_request"):
        yield build.case("in_the_read_back", f"{fault}@{first}-", build.thing.reading, 4, passes=True)


def creates_followed(build: Builder, finding: Operation) -> Iterator[Case]:
    """A create whose answer was lost, and trouble in looking for what it made."""
    lost = f"{calls_of(build.resource.create)}:lost_reply@1"
    first = 2 if build.thing.look is finding else 1
    for fault in (*PASSING, *UNREADABLE, "lost_request", "lost_reply", "late=3reads"):
        yield build.case("in_the_follow_up", f"{fault}@{first}", finding, 4, lost, passes=True)
    for fault in ("403", "html=404", "html", "503", "garbage", "401", "lost_request", REDIRECT):
        yield build.case("in_the_follow_up", f"{fault}@{first}-", finding, 4, lost, undecidable=True)
    if build.thing.look is finding:
        for fault in (*PASSING, *LOST, *LOST_REPLY):
            yield build.case("in_the_look", fault, finding, 25, passes=True)
        for fault in (*UNREADABLE, *(f"{each}@always" for each in UNREADABLE)):
            yield build.case("in_the_look", fault, finding, 11)
        yield from build.refusals("in_the_look", finding, 11)


def reads(thing: Thing, operation: str = "read") -> Iterator[Case]:
    """A read struck on its way, in its answer and in its pages."""
    build = Builder(operation, thing)
    listing = thing.resource.listing.operation
    calls = listing if operation == "list" else thing.reading
    for fault in (*LOST, *LOST_REPLY, *PASSING):
        yield build.case("in_the_answer", fault, calls, 25, passes=True)
    for fault in (*UNREADABLE, *(f"{each}@always" for each in ("500", "503", "429", *UNREADABLE))):
        yield build.case("in_the_answer", fault, calls, 11)
    yield from build.refusals("in_the_answer", calls, 11)
    for fault in ("403", "html=404", REDIRECT):
        yield build.case("in_the_answer", f"{fault}@always", calls, 11, gone=build.says_gone(fault, calls))
    if build.resource.api.name != "ecs" and calls is listing:
        yield from pages(build)


def pages(build: Builder) -> Iterator[Case]:
    """Trouble in the first, second or third page, once or for ever."""
    calls = build.resource.listing.operation
    # k0rdent tells no total with its page tokens: what every walk leaves out cannot be missed (apis.md 3.5).
    blind = ("missing_rows@always", "no_items@always") if build.resource.api.name == "k0rdent" else ()
    for fault, occasion in product(TAMPERS, ("1", "2", "3", "1-3", "2-5", "always")):
        if f"{fault}@{occasion}" not in blind:
            promise = 13 if fault in ("empty_page", "no_items", "repeated_rows") else 12
            yield build.case("in_a_page", f"{fault}@{occasion}", calls, promise)
    for fault in ("403", "500", "html", "html=404", "404", "garbage", "lost_reply"):
        yield build.case("in_a_page", f"{fault}@2-", calls, 12)
        yield build.case("in_a_page", f"{fault}@2", calls, 12)


def deletes(thing: Thing) -> Iterator[Case]:
    """A delete struck before and after it works."""
    build = Builder("delete", thing)
    remove = thing.resource.delete
    for fault in (*LOST, *PASSING, *SPOILED, *LOST_REPLY):
        yield build.case("after_work" if fault in (*SPOILED, *LOST_REPLY) else "before_work", fault, remove, 20)
    for fault in ("lost_reply@always", "garbage@always", "503@always", "lost_reply=502@always"):
        yield build.case("after_work", fault, remove, 20)
    for fault in LATE:
        yield build.case("late", fault, remove, 20)
    yield from build.refusals("before_work", remove, 20)
    for fault in ("403", "html=404", "503", "garbage"):
        lost = f"{calls_of(remove)}:lost_reply"
        yield build.case("in_the_follow_up", f"{fault}@always", thing.reading, 20, lost)


def updates(thing: Thing) -> Iterator[Case]:
    """An update struck in each of its steps, and in the read that ends it."""
    build = Builder("update", thing)
    for number, step in enumerate(thing.resource.steps, 1):
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
        # What a POST does twice nobody knows but whoever described the API: of any API it is not sent again.
        again = not thing.is_generic or step.operation.method != "POST"
        for fault in ("503", "lost_reply", "lost_reply=504", "lost_request", "429=2"):
            passes = again or fault == "429=2"
            yield build.case(f"step_{number}", fault, step.operation, 18, passes=passes)
        yield build.case(f"step_{number}", "expired", step.operation, 18, passes=thing.renewable)
    if thing.resource.steps:
        for fault in ("503@always", "403@always", "garbage@always", "html=404@always", "401@always"):
            yield build.case("in_the_follow_up", fault, thing.reading, 18)


def cases(operation: str) -> list[Case]:
    """All cases of an operation: create, read, update, delete, import or list."""
    makers = {"create": creates, "delete": deletes, "update": updates}
    found: list[Case] = []
    for thing in THINGS.values():
        if operation == "list" and thing.is_generic:
            # Nobody knows what there is in any API: the generic resource is not listed.
            continue
        plain = list(makers[operation](thing) if operation in makers else reads(thing, operation))
        for manner in ("", *thing.manners):
            if manner not in OF_CREATES or operation == "create":
                found += [replace(case, manner=manner) for case in plain]
    return found
