"""Limits on requests: mails to one address, customers in a day."""

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

DAY_SECONDS = 24 * 60 * 60


@dataclass
class RequestLimit:
    """At most so many requests for one subject within so many seconds: an address, whether or not anybody has it.

    A mailbox can't be flooded, and the account is never locked for it.
    """

    requests: float = 10
    seconds: float = 600
    _times: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def allows(self, subject: str) -> bool:
        """Count one more request, unless it is one too many."""
        now = time.monotonic()
        times = self._times[subject]
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(times) >= self.requests:
            return False
        times.append(now)
        return True
