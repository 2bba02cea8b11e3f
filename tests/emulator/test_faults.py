"""Every failure that can be asked for: how it is written, when it strikes, and what a caller sees of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import httpx
import pytest

from terrabind.emulator import Emulator
from terrabind.emulator.faults import FAULTS, MalformedFaultError, Occasion, parse_fault
from tests.emulator.in_process import CATALOGUE, connect, emulate

PATH = "/v1/accounts/acme/awsIamRoleBindings"
ANA = {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}


class Hands:
    """A clock that stands still and remembers how long it was asked to wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> float:
        """Return always the same time."""
        return 1_800_000_000.0

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing."""
        self.waits.append(seconds)


@pytest.fixture
def clock() -> Hands:
    """The time of the server."""
    return Hands()


@pytest.fixture
def emulator(clock: Hands) -> Emulator:
    """A server without faults."""
    return emulate("fireworks", clock=clock)


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a key who waits half a second."""
    async with connect(emulator, authorization="Bearer k") as client:
        client.timeout = httpx.Timeout(0.5)
        yield client


def bindings(emulator: Emulator) -> int:
    """Return how many bindings exist in truth."""
    return len(emulator.state["terrabind_fireworks_aws_iam_role_binding"])


@pytest.mark.parametrize(
    ("text", "method", "pattern", "name", "argument", "occasion"),
    [
        (
            "POST */awsIamRoleBindings:lost_reply@2",
            "POST",
            "*/awsIamRoleBindings",
            "lost_reply",
            "",
            Occasion(first=2, last=2),
        ),
        ("post *Bindings:delete:429=5@2-4", "POST", "*Bindings:delete", "429", "5", Occasion(first=2, last=4)),
        ("* /iam?Action=CreateRole:503@every:3", "*", "/iam?Action=CreateRole", "503", "", Occasion(every=3)),
        ("GET *:delay=20ms@p=0.05", "GET", "*", "delay", "20ms", Occasion(chance=0.05)),
        ("GET *:forbidden@3-", "GET", "*", "403", "", Occasion(first=3)),
        ("GET *:redirect=http://127.0.0.1:1/x", "GET", "*", "redirect", "http://127.0.0.1:1/x", Occasion()),
        ("GET */users/a@b.c:html", "GET", "*/users/a@b.c", "html", "", Occasion()),
    ],
)
def test_a_fault_is_read_from_one_line(
    text: str, method: str, pattern: str, name: str, argument: str, occasion: Occasion
) -> None:
    """Colons and at-signs occur in paths, so the line is read from its end."""
    fault = parse_fault(text)
    assert (fault.method, fault.pattern, fault.name, fault.argument) == (method, pattern, name, argument)
    assert fault.occasion == occasion


@pytest.mark.parametrize(
    "text",
    ["", "POST", "POST *", "POST *:", "POST *:explode", "GET *:delay", "GET *:delay=soon", "GET *:302", "GET *:error",
     "GET *:lost_reply=maybe", "GET *:huge=much", "GET *:missing_rows=few", "GET *:late=x", "GET *:500@0x"],
)  # fmt: skip
def test_a_line_that_is_no_fault_is_refused(text: str) -> None:
    """A misspelt fault that never strikes would make a test pass for nothing."""
    with pytest.raises(MalformedFaultError):
        parse_fault(text)


@pytest.mark.parametrize(
    ("occasion", "struck"),
    [("", [1, 2, 3, 4, 5, 6]), ("@2", [2]), ("@2-4", [2, 3, 4]), ("@5-", [5, 6]), ("@every:3", [3, 6])],
)
async def test_an_occasion_counts_the_calls_that_match(emulator: Emulator, occasion: str, struck: list[int]) -> None:
    """Other calls do not count, so that "the second create" means that."""
    emulator.faults.add(f"GET */awsIamRoleBindings:404{occasion}")
    statuses = []
    async with connect(emulator, authorization="Bearer k") as http:
        for _ in range(6):
            await http.get("/v1/accounts/acme/nodePoolBindings")
            statuses.append((await http.get(PATH)).status_code)
    assert [number for number, status in enumerate(statuses, 1) if status == 404] == struck


async def test_chance_is_repeatable_with_a_seed() -> None:
    """A failure that chance found must be found again."""
    runs = []
    for _ in range(2):
        emulator = emulate("fireworks", seed=7, faults=("GET *:503@p=0.3",))
        async with connect(emulator, authorization="Bearer k") as http:
            runs.append([(await http.get(PATH)).status_code for _ in range(40)])
    assert runs[0] == runs[1]
    assert 5 < runs[0].count(503) < 20


@pytest.mark.parametrize("fault", ["lost_request", "lost_request=hang"])
async def test_a_lost_request_does_nothing(http: httpx.AsyncClient, emulator: Emulator, fault: str) -> None:
    """The connection is cut, or nothing comes until the caller gives up; nothing was done (promise 2)."""
    emulator.faults.add(f"POST *:{fault}")
    http.timeout = httpx.Timeout(0.05)
    with pytest.raises(httpx.ReadTimeout if "hang" in fault else httpx.RemoteProtocolError):
        await http.post(PATH, json=ANA)
    assert bindings(emulator) == 0


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply=half", "lost_reply=hang"])
async def test_a_lost_reply_has_done_the_work(http: httpx.AsyncClient, emulator: Emulator, fault: str) -> None:
    """The caller sees an error although the object exists (promise 1)."""
    emulator.faults.add(f"POST *:{fault}")
    http.timeout = httpx.Timeout(0.05)
    with pytest.raises(httpx.TransportError):
        await http.post(PATH, json=ANA)
    assert bindings(emulator) == 1


async def test_a_gateway_can_lose_the_reply(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A 502 or 504 after the work is as ambiguous as silence (promise 1)."""
    emulator.faults.add("POST *:lost_reply=504")
    answer = await http.post(PATH, json=ANA)
    assert (answer.status_code, answer.json()["code"], bindings(emulator)) == (504, 4, 1)


@pytest.mark.parametrize("fault", ["truncated", "garbage"])
async def test_a_spoiled_reply_is_not_json(http: httpx.AsyncClient, emulator: Emulator, fault: str) -> None:
    """Status 200, work done, and no way to tell from the answer."""
    emulator.faults.add(f"POST *:{fault}")
    answer = await http.post(PATH, json=ANA)
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert (answer.status_code, bindings(emulator)) == (200, 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 3), (401, 16), (403, 7), (404, 5), (409, 6), (429, 8), (500, 13), (501, 12), (502, 14), (503, 14), (504, 4)],
)
async def test_a_status_has_the_code_that_belongs_to_it(
    http: httpx.AsyncClient, emulator: Emulator, status: int, code: int
) -> None:
    """Refused before any work, in the API's own document (apis.md 1.6)."""
    emulator.faults.add(f"POST *:{status}")
    answer = await http.post(PATH, json=ANA)
    assert (answer.status_code, answer.json()["code"], bindings(emulator)) == (status, code, 0)


@pytest.mark.parametrize(("argument", "header"), [("5", "5"), ("-1", "-1"), ("never", "never")])
async def test_a_429_can_say_when_to_come_back(
    http: httpx.AsyncClient, emulator: Emulator, argument: str, header: str
) -> None:
    """Seconds, and whatever hostile servers write (promise 26)."""
    emulator.faults.add(f"GET *:429={argument}")
    assert (await http.get(PATH)).headers["retry-after"] == header


async def test_a_429_can_say_it_as_a_date(http: httpx.AsyncClient, emulator: Emulator, clock: Hands) -> None:
    """The second form of Retry-After (promise 26)."""
    emulator.faults.add("GET *:429=date+90")
    header = (await http.get(PATH)).headers["retry-after"]
    assert parsedate_to_datetime(header).timestamp() == clock.now() + 90


@pytest.mark.parametrize(("name", "status", "code"), [("ABORTED", 409, 10), ("6", 409, 6), ("NOT_FOUND", 404, 5)])
async def test_an_error_code_brings_its_status(
    http: httpx.AsyncClient, emulator: Emulator, name: str, status: int, code: int
) -> None:
    """409 with code 10 is to be tried again, with code 6 it is not (promise 3)."""
    emulator.faults.add(f"POST *:error={name}")
    answer = await http.post(PATH, json=ANA)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_ecs_faults_are_told_by_their_action() -> None:
    """All its actions share one path (apis.md 2.3)."""
    emulator = emulate("ecs", keys=frozenset({"t"}), faults=("POST /iam?Action=TagRole:error=ConcurrentModification",))
    async with connect(emulator, X_SDS_AUTH_TOKEN="t", x_emc_namespace="ns1", accept="application/json") as http:
        listed = await http.post("/iam?Action=ListRoles")
        tagged = await http.post("/iam", data={"Action": "TagRole", "RoleName": "trainer"})
    assert (listed.status_code, tagged.status_code) == (200, 409)
    assert tagged.json()["Error"]["Code"] == "ConcurrentModification"


async def test_a_login_page_comes_with_200(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A proxy in between answers for the API (promise 11)."""
    emulator.faults.add("POST *:html")
    answer = await http.post(PATH, json=ANA)
    assert (answer.status_code, answer.headers["content-type"][:9], bindings(emulator)) == (200, "text/html", 0)


async def test_a_redirect_can_lead_elsewhere(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Whoever follows it with credentials gives them away (promise 34)."""
    emulator.faults.add("GET *:redirect=http://127.0.0.1:9/steal")
    answer = await http.get(PATH)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://127.0.0.1:9/steal")


async def test_bodies_can_be_hostile(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Too long and too deep (promise 36)."""
    emulator.faults.add("GET *:huge=100000@1", "GET *:deep=5000@2")
    assert len((await http.get(PATH)).content) == 100_000
    assert (await http.get(PATH)).text.startswith('{"a":{"a":{"a":')


async def test_a_delay_waits_on_the_clock(http: httpx.AsyncClient, emulator: Emulator, clock: Hands) -> None:
    """Delays of several faults add up."""
    emulator.faults.add("GET *:delay=20ms", "GET *:delay=1.5@2")
    await http.get(PATH)
    await http.get(PATH)
    assert clock.waits == [0.02, 1.52]


async def test_every_call_can_be_slow(clock: Hands) -> None:
    """A benchmark sets one latency for all."""
    async with connect(emulate("fireworks", clock=clock, delay=0.02), authorization="Bearer k") as http:
        await http.get(PATH)
    assert clock.waits == [0.02]


async def test_an_expired_token_is_refused_once_and_for_all() -> None:
    """The session ends in the middle of a run; the next login is good (promise 31)."""
    emulator = emulate("ecs", faults=("POST /iam*:expired@2",))
    async with connect(emulator, x_emc_namespace="ns1") as http:
        token = (await http.get("/login", auth=("a", "b"))).headers["X-SDS-AUTH-TOKEN"]
        http.headers["X-SDS-AUTH-TOKEN"] = token
        assert [(await http.post("/iam?Action=ListRoles")).status_code for _ in range(3)] == [200, 401, 401]


@pytest.mark.parametrize(("fault", "seen"), [("late=2reads", [0, 0, 1]), ("late=60s", [0, 0, 0])])
async def test_a_new_object_can_be_late(
    http: httpx.AsyncClient, emulator: Emulator, fault: str, seen: list[int]
) -> None:
    """It exists, a second create collides with it, and listings do not show it yet (promise 5)."""
    emulator.faults.add(f"POST */awsIamRoleBindings:{fault}")
    assert (await http.post(PATH, json=ANA)).status_code == 200
    assert (await http.post(PATH, json=ANA)).status_code == 409
    assert [len((await http.get(PATH)).json()["awsIamRoleBindings"]) for _ in range(3)] == seen
    emulator.clock.advance(60)
    assert len((await http.get(PATH)).json()["awsIamRoleBindings"]) == 1


async def test_a_deleted_object_can_stay_visible(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A delete that is not shown yet must be waited for, not repeated for ever (promise 20)."""
    emulator.faults.add("POST *:delete:late=1reads")
    await http.post(PATH, json=ANA)
    await http.post(f"{PATH}:delete", json=ANA)
    assert [len((await http.get(PATH)).json()["awsIamRoleBindings"]) for _ in range(2)] == [1, 0]
    assert bindings(emulator) == 0


async def test_an_update_can_be_late() -> None:
    """A read after the write still has the old value (promise 16)."""
    emulator = emulate("ecs", keys=frozenset({"t"}), faults=("POST /iam?Action=UpdateRole:late=1reads",))
    role = CATALOGUE.resources["terrabind_ecs_iam_role"]
    emulator.put(role, {**role.example, "namespace": "ns1", "description": "old"})
    async with connect(emulator, X_SDS_AUTH_TOKEN="t", x_emc_namespace="ns1", accept="application/json") as http:
        await http.post("/iam?Action=UpdateRole&RoleName=trainer&Description=new&MaxSessionDuration=3600")
        reads = [(await http.post("/iam?Action=GetRole&RoleName=trainer")).json() for _ in range(2)]
    assert [read["GetRoleResult"]["Role"]["Description"] for read in reads] == ["old", "new"]


def test_every_fault_is_described() -> None:
    """What the help text lists is what the parser takes."""
    arguments = {"delay": "=1s", "late": "=1s", "error": "=X", "redirect": "=http://127.0.0.1/"}
    for name in FAULTS:
        text = f"GET *:{'500' if ' ' in name else name}{arguments.get(name, '')}"
        assert parse_fault(text).text == text
