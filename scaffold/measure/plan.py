"""How much is measured: a whole run, or a quick one of about a minute."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``burst`` and ``warm_up`` are the seconds of load on each route.

    ``concurrencies`` are how many requests are under way at once. ``rows`` are in the
    table that is listed. In each round so many ``repeats`` of the most demanding
    request are timed, and as many rows created to warm up.
    """

    rounds: int
    burst: float
    warm_up: float
    repeats: int
    rows: int = 2_000
    concurrencies: tuple[int, ...] = (1, 8, 32)

    def seconds(self, routes: int) -> float:
        """About how long the rounds take, starts and ends of the servers included."""
        load = routes * (self.warm_up + len(self.concurrencies) * (self.burst + 0.1))
        return self.rounds * 2 * (load + self.repeats * 0.05 + 3.7)


WHOLE = Plan(rounds=10, burst=1.0, warm_up=0.3, repeats=20)
#: Rounds are what verdicts rest on, so the time is saved elsewhere. With fewer than five
#: of them there would be no verdict at all.
QUICK = Plan(rounds=6, burst=0.25, warm_up=0.1, repeats=5, concurrencies=(8,))
