"""What a review objects to: one small file for each rule, found by its file name, with a page each in `docs/rules`.

A rule judges the change, never the end state: tightening raises nothing, and what was there before stays silent.
`catalogue` knows all rules without importing any, `judging` runs them. May import: `terrabind.review`'s values
(`edge`, `plan`, `report`), and `judging` the configuration. Does not belong here: reading files, the clock, rendering.
"""

from __future__ import annotations

from terrabind.review.rules.catalogue import UnknownRuleError, find, list_ids, load_rules
from terrabind.review.rules.context import Context, Held
from terrabind.review.rules.rule import Match, Rule

__all__ = ["Context", "Held", "Match", "Rule", "UnknownRuleError", "find", "list_ids", "load_rules"]
