"""Removes what tests left behind in a real account: `python -m tests.sweeper fireworks --marker tb-acc- --dry-run`.

May import: `terrabind.apis`, `terrabind.rest`, `terrabind.spec`, as a user of the HTTP helper would. What makes an
object a test's is in `marks`; what is done with it in `sweeping`.
"""
