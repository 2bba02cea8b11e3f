"""The scenarios that the review must get right, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tests.review.scenarios import others, own
from tests.review.scenarios.scenario import Scenario

SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {scenario.name: scenario for scenario in sorted((*own.SCENARIOS, *others.SCENARIOS), key=lambda each: each.name)}
)
