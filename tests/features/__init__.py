"""The rows of docs/guides/comparison.md, one test each: what a user of a generic REST resource asks for first.

May use the fakes of tests/rest and the rig of tests/plugin. Not here: the corners of a feature, which its own tests
show.
"""
