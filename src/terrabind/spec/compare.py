"""When two values mean the same grant although they are written differently.

A comparison takes two known values and never raises: a value that it does not understand equals only itself.
"""

from __future__ import annotations

from decimal import Decimal

from terrabind.spec import policy
from terrabind.spec.values import Value


def exact(left: Value, right: Value) -> bool:
    """Equal in every digit and letter; true is not 1, as it is not in JSON."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) or isinstance(right, float):
        return _decimal(left) == _decimal(right) if _decimal(left) is not None else left == right
    return left == right


def caseless(left: Value, right: Value) -> bool:
    """Equal but for upper and lower case: e-mail addresses and ECS names (apis.md 1.9 and 2.4)."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return left == right


def same_policy(left: Value, right: Value) -> bool:
    """Equal in meaning as AWS-style policy documents; texts that are not such documents equal only themselves."""
    if left == right:
        return True
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    try:
        return policy.equivalent(left, right)
    except policy.MalformedPolicyError:
        return False


def _decimal(value: Value) -> Decimal | None:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Decimal(str(value))
    return None
