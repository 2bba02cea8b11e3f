"""Who is let in: ready tokens, ECS logins, k0rdent tokens (apis.md 1.1, 2.2, 3.2)."""

from __future__ import annotations

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import connect, emulate

TOKEN = "/v1/regions/global/auth/token"
POLICIES = "/v1/regions/global/iam/policies"
CLIENT = {"grant_type": "client_credentials", "client_id": "sa-ci@acme.iam", "client_secret": "plt_cs_1"}


async def login(http: httpx.AsyncClient, user: str = "root", word: str = "secret") -> httpx.Response:
    """Log in as ECS users do."""
    return await http.get("/login", auth=(user, word), headers={"accept": "application/json"})


async def list_roles(http: httpx.AsyncClient, token: str) -> httpx.Response:
    """Make a call with a token."""
    headers = {"X-SDS-AUTH-TOKEN": token, "x-emc-namespace": "ns1", "accept": "application/json"}
    return await http.post("/iam", params={"Action": "ListRoles"}, headers=headers)


async def list_policies(emulator: Emulator, token: str) -> int:
    """Make a call with a token and return the status."""
    async with connect(emulator, authorization=f"Bearer {token}") as http:
        return (await http.get(POLICIES)).status_code


async def mint(emulator: Emulator, **fields: str) -> httpx.Response:
    """Ask for a token without any credential but the body's."""
    async with connect(emulator) as http:
        return await http.post(TOKEN, json=fields)


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer any", 200), ("Bearer ", 401), ("Basic YTpi", 401), ("any", 401), ("", 401)]
)
async def test_any_key_opens_unless_keys_are_named(header: str, status: int) -> None:
    """A first try needs no set-up, but it does need the header (apis.md 1.1)."""
    async with connect(emulate("fireworks"), authorization=header) as http:
        assert (await http.get("/v1/accounts/acme/nodePoolBindings")).status_code == status


async def test_only_the_named_keys_open() -> None:
    """With `keys`, a wrong key is UNAUTHENTICATED (apis.md 1.6)."""
    emulator = emulate("fireworks", keys=frozenset({"right"}))
    for key, status in (("right", 200), ("wrong", 401)):
        async with connect(emulator, authorization=f"Bearer {key}") as http:
            assert (await http.get("/v1/accounts/acme/nodePoolBindings")).status_code == status


async def test_a_login_gives_a_token_in_a_header_and_a_logout_ends_it() -> None:
    """The body names the user only (apis.md 2.2)."""
    async with connect(emulate("ecs")) as http:
        answer = await login(http)
        token = answer.headers["X-SDS-AUTH-TOKEN"]
        assert (answer.json(), token in answer.headers["set-cookie"]) == ({"user": "root"}, True)
        assert (await list_roles(http, token)).status_code == 200
        assert (await http.get("/user/whoami", headers={"X-SDS-AUTH-TOKEN": token})).status_code == 200
        assert (await http.get("/logout", headers={"X-SDS-AUTH-TOKEN": token})).status_code == 200
        assert (await list_roles(http, token)).status_code == 401


async def test_a_dead_token_gets_the_management_error() -> None:
    """Numeric code, four keys, another shape than IAM's errors (apis.md 2.8)."""
    async with connect(emulate("ecs")) as http:
        answer = await list_roles(http, "unknown")
        as_xml = await http.post("/iam", params={"Action": "ListRoles"})
    assert answer.json() == {
        "code": 4000,
        "description": "The request failed",
        "details": "the credential is not valid or has expired",
        "retryable": False,
    }
    assert "<error><code>4000</code><description>" in as_xml.text


async def test_a_dead_token_may_be_sent_to_the_login_page() -> None:
    """Redirect handling decides between 401 and 302 (apis.md 2.2)."""
    async with connect(emulate("ecs", "redirect")) as http:
        answer = await list_roles(http, "unknown")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (302, "/login")


async def test_a_hundred_live_tokens_are_the_most() -> None:
    """Whoever never logs out is locked out; one logout lets the next in (apis.md 2.2)."""
    async with connect(emulate("ecs")) as http:
        answers = [await login(http) for _ in range(101)]
        assert [answer.status_code for answer in answers].count(200) == 100
        assert (answers[100].status_code, answers[100].json()["code"]) == (403, 1031)
        assert (await login(http, "other")).status_code == 200
        await http.get("/logout", headers={"X-SDS-AUTH-TOKEN": answers[0].headers["X-SDS-AUTH-TOKEN"]})
        assert (await login(http)).status_code == 200


async def test_a_forced_logout_ends_every_session_of_the_user() -> None:
    """Which is why nobody may send it (apis.md 2.2)."""
    async with connect(emulate("ecs")) as http:
        mine, others = [(await login(http, user)).headers["X-SDS-AUTH-TOKEN"] for user in ("root", "ops")]
        second = (await login(http)).headers["X-SDS-AUTH-TOKEN"]
        await http.get("/logout?force=true", headers={"X-SDS-AUTH-TOKEN": mine})
        assert (await list_roles(http, second)).status_code == 401
        assert (await list_roles(http, others)).status_code == 200


@pytest.mark.parametrize(("idle", "length"), [(2 * 3600 - 1, 8 * 3600), (0, 2 * 3600)])
async def test_a_session_ends_by_age_and_by_idleness(idle: int, length: int) -> None:
    """Eight hours, or two without a call (apis.md 2.2)."""
    emulator = emulate("ecs")
    async with connect(emulator) as http:
        token = (await login(http)).headers["X-SDS-AUTH-TOKEN"]
        left = length
        while idle and left > idle:
            emulator.clock.advance(idle)
            left -= idle
            assert (await list_roles(http, token)).status_code == 200
        emulator.clock.advance(left)
        assert (await list_roles(http, token)).status_code == 401


async def test_a_wrong_password_is_refused() -> None:
    """4000 is also the code of bad credentials (apis.md 2.8)."""
    async with connect(emulate("ecs", users={"root": "secret"})) as http:
        assert (await login(http)).status_code == 200
        answer = await login(http, word="wrong")
        assert (answer.status_code, answer.json()["code"]) == (401, 4000)
        assert (await http.get("/login")).status_code == 401


@pytest.mark.parametrize("grant", [CLIENT, {"grant_type": "api_key", "api_key": "plt_sk_1"}])
async def test_a_minted_token_opens_until_it_expires(grant: dict[str, str]) -> None:
    """JSON in, bearer token and lifetime out; a machine mints again (apis.md 3.2)."""
    emulator = emulate("k0rdent")
    answer = await mint(emulator, **grant)
    token = answer.json()["access_token"]
    assert answer.json() == {"access_token": token, "token_type": "Bearer", "expires_in": 900}
    assert await list_policies(emulator, token) == 200
    emulator.clock.advance(900)
    assert await list_policies(emulator, token) == 401


async def test_a_token_may_live_shorter() -> None:
    """A test of renewal does not wait fifteen minutes."""
    assert (await mint(emulate("k0rdent", token_lifetime=90.0), **CLIENT)).json()["expires_in"] == 90


async def test_a_revoked_token_opens_nothing() -> None:
    """Revoking always answers 200 (apis.md 3.2)."""
    emulator = emulate("k0rdent")
    token = (await mint(emulator, **CLIENT)).json()["access_token"]
    async with connect(emulator, authorization="Bearer another") as http:
        for one in (token, "unknown"):
            assert (await http.post("/v1/regions/global/auth/revoke", json={"token": one})).status_code == 200
    assert await list_policies(emulator, token) == 401


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({**CLIENT, "client_secret": ""}, 400),
        ({**CLIENT, "client_secret": "wrong"}, 401),
        ({"grant_type": "password"}, 400),
        ({"grant_type": "api_key", "api_key": "wrong"}, 401),
    ],
)
async def test_a_wrong_grant_is_refused(fields: dict[str, str], status: int) -> None:
    """400 for what is malformed, 401 for what is wrong (apis.md 3.2)."""
    emulator = emulate("k0rdent", users={"sa-ci@acme.iam": "plt_cs_1"}, keys=frozenset({"plt_sk_1"}))
    assert (await mint(emulator, **fields)).status_code == status


async def test_a_token_of_another_run_is_dead() -> None:
    """A restarted server knows its own tokens by their mark and takes none that it does not remember."""
    token = (await mint(emulate("k0rdent"), **CLIENT)).json()["access_token"]
    assert await list_policies(emulate("k0rdent"), token) == 401
