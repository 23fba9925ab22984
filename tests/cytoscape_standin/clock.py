"""Delayed work of the program's window; what is due is done before each request is answered."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable
from itertools import count

Job = Callable[[], None]


class Clock:
    """Jobs with a due time; ``lag`` is the range of seconds a job of the window takes to come."""

    def __init__(self, lag: tuple[float, float], seed: int) -> None:
        self.lag = lag
        self.random = random.Random(seed)
        self._jobs: list[tuple[float, int, Job]] = []
        self._number = count()
        self._at: float | None = None

    def now(self) -> float:
        """Seconds; inside a job its due time, so that chains of jobs do not depend on when they are run."""
        return time.monotonic() if self._at is None else self._at

    def after(self, delay: float, job: Job) -> None:
        """Do ``job`` after ``delay`` seconds."""
        heapq.heappush(self._jobs, (self.now() + delay, next(self._number), job))

    def soon(self, job: Job) -> None:
        """Do ``job`` after one random lag."""
        self.after(self.random.uniform(*self.lag), job)

    def run_due(self) -> None:
        """Do what is due by now."""
        self._run(time.monotonic())

    def run_all(self) -> None:
        """Do everything that waits, whenever it is due."""
        self._run(float("inf"))

    def _run(self, until: float) -> None:
        while self._jobs and self._jobs[0][0] <= until:
            self._at, _, job = heapq.heappop(self._jobs)
            try:
                job()
            finally:
                self._at = None
