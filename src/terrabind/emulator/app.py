"""The emulator of one API as an ASGI application: a call comes in, is counted, struck by faults, done and answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from terrabind.emulator.behaviour import Call, Lateness, perform
from terrabind.emulator.calls import CallLog
from terrabind.emulator.clock import SYSTEM_CLOCK, Clock, ShiftedClock
from terrabind.emulator.control import PREFIX, control, put, state
from terrabind.emulator.damage import Ending, Outcome, forced, spoiled
from terrabind.emulator.dialects.choice import dialect_of
from terrabind.emulator.exchange import Answer, Request
from terrabind.emulator.faults import TAMPERS, Fault, FaultPlan
from terrabind.emulator.options import EmulatorOptions
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.route import routes_of
from terrabind.emulator.sessions import Sessions
from terrabind.emulator.state_file import StateFile
from terrabind.emulator.store import Store
from terrabind.emulator.variants import parse_variants
from terrabind.emulator.wire import Receive, Scope, Send, Wire, run_lifespan
from terrabind.emulator.world import World
from terrabind.spec.api import Api
from terrabind.spec.failure import Meaning
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values


class Emulator:
    """One API, served from memory.

    `asgi` is the application. `resources` of other APIs are left out. `state_file` makes the objects last between
    runs; tokens, faults and calls do not. `faults`, `calls`, `store` and `clock` are for tests that run it in
    process. Raises `MalformedFaultError` for a fault in the options that is none.
    """

    def __init__(
        self,
        api: Api,
        resources: Sequence[Resource],
        options: EmulatorOptions | None = None,
        clock: Clock = SYSTEM_CLOCK,
        state_file: StateFile | None = None,
    ) -> None:
        options = options or EmulatorOptions()
        own = tuple(resource for resource in resources if resource.api.name == api.name)

        def saved(dump: Callable[[], dict[str, Any]]) -> None:
            if state_file is not None:
                state_file.save(api.name, dump())

        self.api = api
        self.clock = ShiftedClock(clock)
        self.store = Store(own, self.clock.now, saved)
        if state_file is not None and state_file.section(api.name) is not None:
            self.store.load(state_file.section(api.name))
        self.faults = FaultPlan(options.faults, options.seed)
        self.calls = CallLog(options.calls_kept)
        self.world = World(
            api=api,
            resources=own,
            options=options,
            clock=self.clock,
            store=self.store,
            variants=options.variants,
            faults=self.faults,
            calls=self.calls,
        )
        self._sessions = Sessions(self.world)
        self._dialect = dialect_of(self.world)
        self._routes = routes_of(own)

    @property
    def state(self) -> dict[str, list[dict[str, Value]]]:
        """Every object by Terraform type, under its attribute names."""
        return state(self.world)

    def put(self, resource: Resource, values: Values) -> dict[str, Value]:
        """Make an object, or change the one with the same key, behind the caller's back. Raises `RefusedError`."""
        return put(self.world, self._dialect, resource, values)

    def vary(self, *texts: str) -> None:
        """Change the server's manners: `name` or `name=value`. Raises `UnknownVariantError`."""
        self.world.variants = parse_variants(texts, self.world.variants)

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises `ConnectionCutError` in process when a fault cuts the connection."""
        if scope["type"] == "lifespan":
            await run_lifespan(receive, send)
            return
        wire = Wire(scope, receive, send)
        request = await wire.request()
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            await wire.send(control(self.world, self._dialect, self._routes, request))
            return
        struck = self.faults.strike(request)
        record = self.calls.begin(request, self.clock.now(), [fault.text for fault in struck])
        status = 0
        try:
            delay = self.world.options.delay
            delay += sum(fault.duration for fault in struck if fault.name == "delay")
            if delay:
                await self.clock.sleep(delay)
            outcome = self._decide(request, struck)
            status = outcome.answer.status if outcome.ending is Ending.WHOLE else 0
        finally:
            self.calls.end(record, status)
        await _send(wire, outcome)

    def _decide(self, request: Request, struck: Sequence[Fault]) -> Outcome:
        for fault in struck:
            outcome = forced(fault, request, self._dialect)
            if outcome is not None:
                return outcome
        outcome = Outcome(self._answer(request, struck))
        for fault in struck:
            outcome = spoiled(fault, outcome, request, self._dialect)
        return outcome

    def _answer(self, request: Request, struck: Sequence[Fault]) -> Answer:
        try:
            return self._serve(request, struck)
        except RefusedError as refused:
            return self._dialect.refuse(request, refused)

    def _serve(self, request: Request, struck: Sequence[Fault]) -> Answer:
        if any(fault.name == "expired" for fault in struck):
            self._sessions.expire(request)
        answer = self._sessions.serve(request)
        if answer is not None:
            return answer
        self._sessions.admit(request)
        for route in self._routes:
            if route.answers(request):
                tampers = {fault.name: fault.argument for fault in struck if fault.name in TAMPERS}
                late = [fault for fault in struck if fault.name == "late"]
                lateness = Lateness(seconds=late[0].duration, reads=late[0].reads) if late else None
                call = Call(request=request, route=route, tampers=tampers, late=lateness)
                return perform(self.world, self._dialect, call)
        answer = self._dialect.serve(request)
        if answer is None:
            raise RefusedError(Meaning.GONE, f"there is nothing at {request.method} {request.path}", status=404)
        return answer


async def _send(wire: Wire, outcome: Outcome) -> None:
    match outcome.ending:
        case Ending.CUT:
            await wire.cut()
        case Ending.HANG:
            await wire.hang()
        case Ending.HALF:
            await wire.send(outcome.answer, half=True)
        case Ending.WHOLE:
            await wire.send(outcome.answer)
