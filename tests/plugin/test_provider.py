"""The provider block: settings from block, environment and defaults; what is missing is named with both."""

from __future__ import annotations

from typing import cast

import pytest

from terrabind.plugin.diagnostics import RefusedError
from terrabind.plugin.provider import NotKnownYetError, Provider, Transport
from terrabind.rest import Client
from terrabind.spec.api import Api
from terrabind.spec.values import UNKNOWN, Values
from tests.plugin.rig import CATALOGUE

PEM = "-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n"
FIREWORKS, ECS, K0RDENT = (CATALOGUE.apis[name] for name in ("fireworks", "ecs", "k0rdent"))


def provider(config: Values, **environment: str) -> Provider:
    """A provider with this block in this environment."""
    made = Provider(CATALOGUE.apis, environment)
    made.configure(config)
    return made


def test_the_block_wins_over_the_environment_and_that_over_the_default() -> None:
    """Whoever writes it into the configuration means it."""
    made = provider({"fireworks": {"api_key": "k"}}, FIREWORKS_API_KEY="e", FIREWORKS_ACCOUNT_ID="acme")
    assert made.settings(FIREWORKS) == {
        "base_url": "https://api.fireworks.ai",
        "api_key": "k",
        "account_id": "acme",
    }


def test_an_empty_variable_is_none() -> None:
    """A pipeline that exports an empty secret has not configured it."""
    assert provider({}, FIREWORKS_API_KEY="").settings(FIREWORKS)["api_key"] is None


def test_a_credential_in_the_block_is_not_displaced_by_another_in_the_environment() -> None:
    """A token left in the shell must not act in the place of the service account in the configuration."""
    block = {"k0rdent": {"client_id": "sa", "client_secret": "s"}}
    assert provider(block, K0RDENT_TOKEN="t").settings(K0RDENT)["token"] is None
    mixed = provider({"k0rdent": {"client_id": "sa"}}, K0RDENT_CLIENT_SECRET="s", K0RDENT_API_KEY="k")
    settings = mixed.settings(K0RDENT)
    assert (settings["client_secret"], settings["api_key"]) == ("s", None)


@pytest.mark.parametrize(
    ("api", "config", "names"),
    [
        (FIREWORKS, {}, ["fireworks.api_key", "FIREWORKS_API_KEY"]),
        (ECS, {}, ["ecs.endpoint", "ECS_ENDPOINT"]),
        (ECS, {"ecs": {"endpoint": "https://e", "username": "root"}}, ["ecs.password", "ECS_PASSWORD"]),
        (K0RDENT, {}, ["k0rdent.token", "K0RDENT_CLIENT_ID", "k0rdent.api_key"]),
    ],
)
def test_what_is_missing_is_named_as_attribute_and_variable(api: Api, config: Values, names: list[str]) -> None:
    """One diagnostic, and the next step in it."""
    with pytest.raises(RefusedError) as refusal:
        provider(config).require(api)
    (found,) = refusal.value.diagnostics
    assert all(name in found.detail for name in names)
    assert "ECS_USERNAME" not in found.detail or api is not ECS


def test_a_wrong_value_from_the_environment_names_the_variable() -> None:
    """The block was judged when it was validated; the environment is judged when it is used."""
    with pytest.raises(RefusedError) as refusal:
        provider({}, FIREWORKS_API_KEY="k", FIREWORKS_BASE_URL="api.example.com").require(FIREWORKS)
    assert "FIREWORKS_BASE_URL" in refusal.value.diagnostics[0].detail


@pytest.mark.promise(42)
@pytest.mark.parametrize("config", [{"fireworks": UNKNOWN}, {"fireworks": {"api_key": UNKNOWN}}])
def test_unknown_settings_are_tolerated_until_a_request_is_wanted(config: Values) -> None:
    """A key that another resource makes is only known during apply."""
    made = provider(config)
    assert made.require(FIREWORKS)["api_key"] is UNKNOWN
    with pytest.raises(NotKnownYetError, match="Fireworks AI"):
        made.client(FIREWORKS)


def test_an_apis_object_overrides_how_all_talk() -> None:
    """One slow array must not slow the others down."""
    seen: dict[str, Transport] = {}

    def connect(api: Api, _settings: Values, transport: Transport) -> Client:
        seen[api.name] = transport
        return cast(Client, object())

    made = Provider(CATALOGUE.apis, {"FIREWORKS_API_KEY": "k", "ECS_TOKEN": "t"}, connect)
    ecs: Values = {"endpoint": "https://e", "timeout": "2m", "tls": {"ca_file": "ca.pem", "key_pem": "key"}}
    made.configure({"ecs": ecs, "timeout": "5s", "max_retries": 2, "rate_limit": 9})
    assert made.client(ECS) is made.client(ECS)
    made.client(FIREWORKS)
    assert seen["ecs"] == Transport(120.0, 2, 9.0, ca_file="ca.pem", key_pem="key")
    assert seen["fireworks"] == Transport(5.0, 2, 9.0)


@pytest.mark.promise(33)
@pytest.mark.parametrize("config", [{"tls": {"insecure": True}}, {"ecs": {"tls": {"insecure": True}}}])
def test_turning_verification_off_warns_on_each_run(config: Values) -> None:
    """Whoever can answer for the server gets the credentials."""
    (warning,) = Provider(CATALOGUE.apis, {}).configure(config)
    assert warning.warning
    assert warning.path[-2:] == ("tls", "insecure")


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ({"timeout": "soon"}, ("timeout",)),
        ({"ecs": {"endpoint": "ecs.example"}}, ("ecs", "endpoint")),
        ({"k0rdent": {"max_retries": -1}}, ("k0rdent", "max_retries")),
        ({"tls": {"key_pem": "canary"}}, ("tls", "key_pem")),
        ({"ecs": {"tls": {"ca_file": "ca.pem", "ca_pem": PEM}}}, ("ecs", "tls")),
    ],
)
def test_a_wrong_block_is_told_with_its_path(block: Values, path: tuple[str, ...]) -> None:
    """Before anything is configured with it."""
    (found,) = Provider(CATALOGUE.apis, {}).validate(block)
    assert found.path == path
    assert "canary" not in f"{found}"


def test_settings_belong_to_one_provider() -> None:
    """With aliases, one process serves several providers at once."""
    first, second = provider({"ecs": {"token": "a"}}), provider({"ecs": {"token": "b"}})
    assert (first.settings(ECS)["token"], second.settings(ECS)["token"]) == ("a", "b")
