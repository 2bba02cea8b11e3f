"""The one error that constructs raise: it names class, construct and argument, and says what is accepted."""

from __future__ import annotations

__all__ = ["ArgumentError", "MisfitError"]


class ArgumentError(ValueError):
    """An argument of a construct is not acceptable. Constructors and setters raise it, before any synthesis.

    `construct` is the class ("AwsIamRoleBinding"), `path` the construct's place in the tree ("team/ana"), `argument`
    the dotted path of the argument ("scope.resource"), `reason` what is wrong and what is accepted.
    """

    def __init__(self, construct: str, path: str, argument: str, reason: str) -> None:
        super().__init__(f'{construct} "{path}", argument {argument}: {reason}')
        self.construct = construct
        self.path = path
        self.argument = argument
        self.reason = reason


class MisfitError(Exception):
    """An argument does not fit, said without the construct, which pure functions do not know.

    It never leaves this package and its kits: an element turns it into an `ArgumentError`.
    """

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(f"{argument}: {reason}")
        self.argument = argument
        self.reason = reason
