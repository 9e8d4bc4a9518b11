"""How often one address can be asked for: a mailbox can't be flooded, and the account is never locked for it."""

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class RequestLimit:
    """At most so many requests for one address within so many seconds, whether or not anybody has that address."""

    requests: int = 10
    seconds: float = 600
    _times: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def allows(self, address: str) -> bool:
        """Count one more request, unless it is one too many."""
        now = time.monotonic()
        times = self._times[address]
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(times) >= self.requests:
            return False
        times.append(now)
        return True
