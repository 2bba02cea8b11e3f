"""The promises under faults: operation x stage x fault for every resource, judged by one oracle, and the record of it.

May use the rig of tests/plugin. Not here: how a part keeps a promise, which that part's own tests show.
"""
