"""Speed, as ratios within one run against a named floor or peer; never a test, because machines are noisy.

`make bench` runs all of it and prints the tables; `python -m tests.bench startup plan` runs some of it.
"""
