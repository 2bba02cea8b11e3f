"""An API's settings: what the user gave, else what the environment holds, checked.

The environment comes as a mapping, so that who reads the process's own decides it.
"""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.rest.errors import SettingsError
from terrabind.spec.api import Api
from terrabind.spec.types import Setting
from terrabind.spec.values import UNKNOWN, Value, Values, look_up


def resolve(api: Api, given: Values, environ: Mapping[str, str]) -> dict[str, Value]:
    """Return the value of every setting of `api`; null where neither `given` nor `environ` holds one.

    A setting with a dotted name is found under it, or by its steps. An empty variable counts as none, `UNKNOWN` stays,
    and so does what lies within it. Raises `SettingsError` naming the attribute, or the
    variable, whose value is not accepted.
    """
    resolved: dict[str, Value] = {}
    for name, setting in api.settings.items():
        value = given[name] if name in given else look_up(given, name)
        source = ""
        if value is None and setting.environment:
            value = environ.get(setting.environment) or None
            source = setting.environment
        _check(api, name, setting, value, source)
        resolved[name] = value
    return resolved


def places(api: Api, name: str) -> str:
    """Return in words where a setting can be given: "`fireworks.api_key` or FIREWORKS_API_KEY"."""
    environment = api.settings[name].environment
    return f"`{api.name}.{name}` or {environment}" if environment else f"`{api.name}.{name}`"


def _check(api: Api, name: str, setting: Setting, value: Value, source: str) -> None:
    if value is None or value is UNKNOWN:
        return
    for check in setting.attribute.checks:
        complaint = check.complain(value)
        if complaint is not None:
            if setting.attribute.sensitive:
                complaint = f"The value is not {check.accepts}."
            raise SettingsError(
                f"{source or f'{api.name}.{name}'} is not accepted",
                f"{complaint} Set {places(api, name)} to {check.accepts}.",
                attribute=f"{api.name}.{name}",
            )
