"""The provider's `rest` block accepts exactly one way in, here and under each name, and whole token addresses."""

from __future__ import annotations

import pytest

from terrabind.generic.api import API, BLOCK, ONE_WAY, ONE_WAY_EACH, TOKEN_URL, block_for
from terrabind.spec.credential import settings_of
from terrabind.spec.types import Presence
from terrabind.spec.values import UNKNOWN, Value

BASIC: Value = {"username": "ana", "password": "pw"}


@pytest.mark.parametrize(
    ("auth", "complaint"),
    [
        ({"bearer": "x"}, None),
        ({"bearer": None, "basic": BASIC}, None),
        ({"bearer": UNKNOWN}, None),
        ({"bearer": "x", "basic": UNKNOWN}, None),
        ({"bearer": "x", "basic": BASIC}, "bearer and basic is given"),
        ({}, "Nothing is given"),
        ({"bearer": None}, "Nothing is given"),
    ],
)
def test_exactly_one_way_in_is_accepted(auth: dict[str, Value], complaint: str | None) -> None:
    """Two would leave open which is meant; what is not known yet may still be null."""
    said = [ONE_WAY.complain(auth), ONE_WAY_EACH.complain({"admin": auth, "reader": {"command": ["x"]}})]
    if complaint is None:
        assert said == [None, None]
    else:
        assert said[0] is not None
        assert said[1] == f"admin: {said[0]}"
        assert said[0].startswith(complaint)


@pytest.mark.parametrize("url", ["https://login.example/token", "http://127.0.0.1:8080/t?tenant=a", "https://[::1]/t"])
def test_a_whole_address_gives_tokens(url: str) -> None:
    """Some tenants are told apart by a query."""
    assert TOKEN_URL.complain(url) is None


@pytest.mark.parametrize(
    "url",
    ["", "login.example/token", "ftp://x/", "https://", "https://a:b@x/", "https://x/#y", "https://x/ y", "https://["],
)
def test_what_is_no_whole_address_is_refused(url: str) -> None:
    """It would be found out at the first request otherwise."""
    assert TOKEN_URL.complain(url) is not None


def test_the_leaves_are_the_settings_and_none_is_required_by_itself() -> None:
    """A password is needed only where basic is chosen; every way in is made of leaves."""
    assert {setting.attribute.presence for setting in API.settings.values()} == {Presence.OPTIONAL}
    assert {name for way in API.credentials for name in settings_of(way)} <= set(API.settings)
    assert {name.partition(".")[0] for name in API.settings} == set(BLOCK) - {"credentials"}
    secrets = {name for name, setting in API.settings.items() if setting.attribute.sensitive}
    assert {name.rpartition(".")[2] for name in secrets} == {
        "headers",
        "query",
        "bearer",
        "password",
        "value",
        "client_secret",
    }


def test_a_named_credential_takes_the_place_of_the_common_one() -> None:
    """A resource chooses by name; one that chooses none gets the common one."""
    block: dict[str, Value] = {"auth": {"bearer": "x"}, "credentials": {"admin": {"basic": BASIC}}}
    assert block_for(block, "") == block
    assert block_for(block, "admin")["auth"] == {"basic": BASIC}
    assert block_for({**block, "credentials": UNKNOWN}, "admin")["auth"] is UNKNOWN
    with pytest.raises(KeyError):
        block_for(block, "reader")
