"""Which calls were made, so that a test can count them. Queries, headers and bodies are not kept: they hold secrets."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote

from terrabind.emulator.exchange import Request


@dataclass(slots=True)
class CallRecord:
    """One call; `status` is 0 until it is answered, for ever when it never is; `at` is seconds since 1970."""

    method: str
    path: str
    action: str
    at: float
    status: int = 0
    faults: tuple[str, ...] = ()


class CallLog:
    """The last calls, the counts of all, and how many were under way at once at most."""

    def __init__(self, kept: int) -> None:
        self._calls: deque[CallRecord] = deque(maxlen=kept)
        self._counts: Counter[str] = Counter()
        self._statuses: Counter[int] = Counter()
        self._under_way = 0
        self.most_at_once = 0

    def begin(self, request: Request, at: float, faults: Iterable[str]) -> CallRecord:
        """Note a call that came in."""
        record = CallRecord(request.method, unquote(request.path), request.action, at, 0, tuple(faults))
        self._calls.append(record)
        self._counts[_label(record)] += 1
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        return record

    def end(self, record: CallRecord, status: int) -> None:
        """Note how a call was answered; 0 when it was not."""
        record.status = status
        self._statuses[status] += 1
        self._under_way -= 1

    def count(self, method: str = "", path: str = "", action: str = "") -> int:
        """Return how many calls there were of a method, to a path, with an action; empty matches all."""
        return sum(
            number
            for label, number in self._counts.items()
            for words in [label.split(" ")]
            if method in ("", words[0])
            and path in ("", words[1])
            and action in ("", words[2] if len(words) > 2 else "")
        )

    def clear(self) -> None:
        """Forget every call; what is under way stays under way."""
        self._calls.clear()
        self._counts.clear()
        self._statuses.clear()
        self.most_at_once = self._under_way

    def report(self) -> dict[str, Any]:
        """Return counts by call and by status, and the calls that are remembered."""
        return {
            "count": self._counts.total(),
            "by_call": dict(sorted(self._counts.items())),
            "by_status": {str(status): number for status, number in sorted(self._statuses.items())},
            "most_at_once": self.most_at_once,
            "calls": [asdict(record) for record in self._calls],
        }


def _label(record: CallRecord) -> str:
    path = record.path.replace(" ", "%20")
    return f"{record.method} {path} {record.action}".rstrip()
