"""States and schemas as earlier versions wrote them; `python -m tests.upgrades.record` writes this version's."""
