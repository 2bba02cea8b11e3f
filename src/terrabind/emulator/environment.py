"""What to export so that terrabind talks to an emulator: addresses, credentials that it accepts, and example scopes."""

from __future__ import annotations

from terrabind.emulator.options import EmulatorOptions
from terrabind.spec.api import Api
from terrabind.spec.credential import Credential, Login, Minted, Ready, settings_of

_WORD = "emulator"


def environment_of(api: Api, address: str, options: EmulatorOptions) -> dict[str, str]:
    """Return the environment variables that point the API's settings at `address`.

    The credential is one that goes through the whole life cycle (login or minting) where the API has one.
    """
    values = {
        api.url_setting: address,
        **_credential(_preferred(api), options),
    }
    secret = {name for credential in api.credentials for name in settings_of(credential)}
    for name, setting in api.settings.items():
        if name not in values and name not in secret and setting.example:
            values[name] = setting.example
    return {api.settings[name].environment: value for name, value in values.items()}


def _preferred(api: Api) -> Credential:
    living = (credential for credential in api.credentials if not isinstance(credential, Ready))
    return next(living, api.credentials[0])


def _credential(credential: Credential, options: EmulatorOptions) -> dict[str, str]:
    user, password = next(iter(options.users.items()), (_WORD, _WORD))
    key = min(options.keys, default=_WORD)
    match credential:
        case Ready():
            return {credential.token_setting: key}
        case Login():
            return {credential.username_setting: user, credential.password_setting: password}
        case Minted():
            settings = list(credential.secrets.values())
            return dict(zip(settings, (user, password) if len(settings) > 1 else (key,), strict=True))
    return {}  # An emulator plays typed APIs only, which know no other way.
