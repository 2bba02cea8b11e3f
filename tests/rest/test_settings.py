"""Settings come from the user, else from the environment, and are checked before anything is sent."""

from __future__ import annotations

import pytest

from terrabind.generic.api import API
from terrabind.rest import resolve
from terrabind.rest.addresses import base_address
from terrabind.rest.errors import AddressMissingError, CredentialMissingError, SettingsError
from terrabind.rest.settings import places
from terrabind.rest.ways import choose
from terrabind.spec.api import Api
from terrabind.spec.credential import Open
from terrabind.spec.values import UNKNOWN, Value
from tests.rest.fakes import CATALOGUE, ECS, FIREWORKS, K0RDENT

APIS = list(CATALOGUE.apis.values())


def test_the_user_comes_before_the_environment() -> None:
    """A provider block is explicit; a shell is not."""
    environ = {"FIREWORKS_API_KEY": "from-env", "FIREWORKS_ACCOUNT_ID": "env-acct"}
    found = resolve(FIREWORKS, {"account_id": "acme"}, environ)
    assert found == {"base_url": None, "api_key": "from-env", "account_id": "acme"}


def test_an_empty_variable_counts_as_none_and_the_unknown_stays() -> None:
    """CI systems define variables without a value; plans hold values that are not known."""
    found = resolve(FIREWORKS, {"account_id": UNKNOWN}, {"FIREWORKS_API_KEY": ""})
    assert found == {"base_url": None, "api_key": None, "account_id": UNKNOWN}


def test_a_malformed_variable_is_named() -> None:
    """Whoever set it must find it."""
    with pytest.raises(SettingsError, match="FIREWORKS_BASE_URL is not accepted") as caught:
        resolve(FIREWORKS, {}, {"FIREWORKS_BASE_URL": "api.fireworks.ai"})
    assert caught.value.attribute == "fireworks.base_url"


@pytest.mark.parametrize("api", APIS, ids=lambda api: str(api.name))
def test_a_missing_credential_names_every_way_in(api: Api) -> None:
    """The user chooses the way; the error must list them with attribute and variable."""
    with pytest.raises(CredentialMissingError) as caught:
        choose(api, {})
    for way in api.credentials:
        for name in [n for n in api.settings if api.settings[n].attribute.sensitive or n in str(way)][:1]:
            assert f"`{api.name}.{name}`" in caught.value.detail
            assert api.settings[name].environment in caught.value.detail
    assert caught.value.attribute.startswith(f"{api.name}.")


@pytest.mark.parametrize(
    ("api", "settings", "attribute"),
    [
        (FIREWORKS, {}, "fireworks.api_key"),
        (ECS, {"username": "root"}, "ecs.password"),
        (K0RDENT, {"client_id": "sa"}, "k0rdent.client_secret"),
        (K0RDENT, {"api_key": UNKNOWN}, "k0rdent.api_key"),
    ],
)
def test_a_way_that_was_begun_names_what_completes_it(api: Api, settings: dict[str, Value], attribute: str) -> None:
    """A user with a name and no password needs to hear about the password."""
    with pytest.raises(CredentialMissingError) as caught:
        choose(api, settings)
    assert caught.value.attribute == attribute


def test_a_secret_with_a_line_break_is_explained() -> None:
    """Keys are read from files that end in one, and a header cannot hold it."""
    with pytest.raises(SettingsError, match="line break") as caught:
        choose(FIREWORKS, {"api_key": "canary\n"})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://host",
        "https://",
        "https://user:canary@host",
        "https://host?x=1",
        "https://host#x",
        "https://host:port",
        "https://ho st",
        "host:443",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    """User names in addresses are secrets, and queries would change every request."""
    with pytest.raises(SettingsError) as caught:
        base_address(FIREWORKS, {"base_url": address})
    assert caught.value.attribute == "fireworks.base_url"
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("address", [None, "", UNKNOWN])
def test_a_missing_address_names_attribute_and_variable(address: Value) -> None:
    """ECS has no public address to fall back on."""
    with pytest.raises(AddressMissingError) as caught:
        base_address(ECS, {"endpoint": address})
    assert caught.value.attribute == "ecs.endpoint"


def test_a_default_address_is_used_and_a_slash_at_the_end_is_not() -> None:
    """Paths begin with their own slash."""
    assert base_address(FIREWORKS, {}) == "https://api.fireworks.ai"
    assert base_address(FIREWORKS, {"base_url": "http://[::1]:8080/v2/"}) == "http://[::1]:8080/v2"


def test_a_setting_without_a_variable_is_named_by_its_path_alone() -> None:
    """A variable that does not exist would be searched for in vain."""
    assert places(API, "auth.basic.password") == "`rest.auth.basic.password`"
    assert places(API, "base_url") == "`rest.base_url` or REST_BASE_URL"


def test_a_block_is_resolved_into_its_leaves() -> None:
    """The engine knows settings by name, users write blocks within blocks."""
    found = resolve(
        API, {"auth": {"oauth2": {"scopes": ["a", UNKNOWN]}}}, {"REST_BASE_URL": "https://api.example", "": "x"}
    )
    assert found["base_url"] == "https://api.example"
    assert found["auth.oauth2.scopes"] == ["a", UNKNOWN]
    assert found["auth.bearer"] is None
    assert resolve(API, {"auth.bearer": "named"}, {})["auth.bearer"] == "named"


@pytest.mark.parametrize(
    ("settings", "attribute", "problem"),
    [
        ({"auth.bearer": UNKNOWN}, "rest.auth.bearer", "is not known yet"),
        ({"auth.command": UNKNOWN}, "rest.auth.command", "is not known yet"),
        ({"auth.command": ["vault", UNKNOWN]}, "rest.auth.command", "is not known yet"),
        ({"auth.basic.username": "ana"}, "rest.auth.basic.password", "is not set"),
        ({"auth.oauth2.audience": "x"}, "rest.auth.oauth2.token_url", "is not set"),
        ({"auth.command": []}, "rest.auth.command", "is empty"),
    ],
)
def test_a_way_that_was_begun_never_turns_into_none(settings: dict[str, Value], attribute: str, problem: str) -> None:
    """An API may also be open; a request without the password that was meant would read or write as somebody else."""
    with pytest.raises(CredentialMissingError) as caught:
        choose(API, settings)
    assert caught.value.attribute == attribute
    assert f"{attribute} {problem}. Set `" in caught.value.detail
    assert not caught.value.detail.endswith("or .")


def test_an_api_that_is_open_needs_nothing() -> None:
    """No way in was begun."""
    assert choose(API, {"headers": {"X-Team": "blue"}, "auth.bearer": None}) == Open()
