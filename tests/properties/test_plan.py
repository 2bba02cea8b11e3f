"""Plans are pure: the same twice, and empty for what was just made, whatever a user may validly write."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.plugin import plan as planning
from terrabind.plugin.diagnostics import Diagnostic
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.values import UNKNOWN, Values
from tests.properties.values import CATALOGUE, RESOURCES, STEADY, object_made, valid_config

SETTINGS = {"account_id": "acme", "namespace": "ns1", "org_id": None}


def plan(resource: Resource, prior: Values | None, config: Values) -> planning.Plan:
    """Plan with a provider that names account and namespace."""
    settings = {**dict.fromkeys(resource.api.settings), **SETTINGS}
    return planning.plan_change(
        resource, all_attributes(resource), prior, config, settings, lambda name, _: Diagnostic(name, "missing")
    )


def make(data: st.DataObject, resource: Resource, config: Values) -> dict[str, Any]:
    """The state after a create by a server that fills in what it likes."""
    planned = plan(resource, None, config).values
    answered = data.draw(st.composite(object_made)(planned))
    state = planning.settle(all_attributes(resource), planned, answered)
    return {**state, "id": planning.plan_id(resource, state)}


@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(data=st.data())
def test_an_unchanged_object_plans_empty(type_name: str, data: st.DataObject) -> None:
    """A plan that is never empty hides the one change that matters."""
    resource = CATALOGUE.resources[type_name]
    config = data.draw(valid_config(resource))
    state = make(data, resource, config)
    assert UNKNOWN not in state.values()
    assert plan(resource, state, config) == planning.Plan(state, ())
    assert not planning.changes_remotely(resource, state, state, {})


@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(data=st.data())
def test_planning_twice_gives_the_same_and_touches_nothing(type_name: str, data: st.DataObject) -> None:
    """Terraform plans again during apply and compares."""
    resource = CATALOGUE.resources[type_name]
    before, after = data.draw(valid_config(resource)), data.draw(valid_config(resource))
    state = make(data, resource, before)
    given_in = copy.deepcopy((state, after))
    assert plan(resource, state, after) == plan(resource, state, after)
    assert (state, after) == given_in


@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(data=st.data())
def test_what_is_configured_is_planned_as_configured_or_as_it_was(type_name: str, data: st.DataObject) -> None:
    """Terraform refuses a provider that plans anything else."""
    resource = CATALOGUE.resources[type_name]
    state = make(data, resource, data.draw(valid_config(resource)))
    config = data.draw(valid_config(resource))
    planned = plan(resource, state, config).values
    for name, wanted in config.items():
        if wanted is not None and not isinstance(wanted, dict):
            assert planned[name] in (wanted, state[name])
    assert plan(resource, planned, config).replaces == ()


@STEADY
@given(data=st.data())
@pytest.mark.promise(15)
def test_a_policy_in_another_spelling_plans_empty(data: st.DataObject) -> None:
    """Servers and formatters rewrite documents; nobody's access changes by that."""
    role = CATALOGUE.resources["terrabind_ecs_iam_role"]
    config = data.draw(valid_config(role))
    state = make(data, role, config)
    rewritten = json.dumps(
        json.loads(config["assume_role_policy"]), indent=data.draw(st.integers(0, 4)), sort_keys=True
    )
    assert plan(role, state, {**config, "assume_role_policy": rewritten}) == planning.Plan(state, ())
