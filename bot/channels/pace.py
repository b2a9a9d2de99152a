"""How fast we may write: messages a second of an account, and into one chat."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED = 10_000  # chats; older ones have long been quiet


class Pace:
    """Gives every message of this process its moment; the messenger's 429 rules over all."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock  # seconds, growing
        self._free: OrderedDict[Hashable, float] = OrderedDict()

    def reserve(self, *rates: tuple[Hashable, float]) -> float:
        """Seconds to wait so that every (key, messages a second) is kept; the moment is taken."""
        now = self.clock()
        moment = max([now, *(self._free.get(key, now) for key, _ in rates)])
        for key, rate in rates:
            self._free[key] = moment + 1 / rate
            self._free.move_to_end(key)
        while len(self._free) > REMEMBERED:
            self._free.popitem(last=False)
        return moment - now
