"""Threads that write at the same time share one commit.

A commit on SQLite waits for the disk, and the next writer waits for it. Whoever leads takes
along what the other threads of the process have ready meanwhile: one wait, one copy of the pages
that they all touch. Nobody hears of success before that commit. PostgreSQL does this by itself.
"""

import contextvars
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
Unit = TypeVar("Unit")


class _Job(Generic[Unit]):
    """Work of one thread; it runs with that thread's context variables, whoever leads."""

    def __init__(self, work: Callable[[Unit], Any]) -> None:
        self._work = work
        self._context = contextvars.copy_context()
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, unit: Unit) -> None:
        self.result = self._context.run(self._work, unit)

    def end(self, error: BaseException | None = None) -> None:
        self.error = error
        self.done = True


class SharedCommit(Generic[Unit]):
    """`begin` opens a transaction that commits at the end of its block."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Unit]]) -> None:
        self._begin = begin
        self._waiting: list[_Job[Unit]] = []
        self._list = threading.Lock()
        self._lead = threading.Lock()

    def run(self, work: Callable[[Unit], T]) -> T:
        """Returns or raises what `work` does, after the commit that it was part of.

        Where one of several fails, all are rolled back and each runs once more by itself.
        """
        job = _Job(work)
        with self._list:
            self._waiting.append(job)
        with self._lead:  # when it is ours, an earlier leader may have taken our work along
            if not job.done:
                self._lead_all()
        if job.error is not None:
            raise job.error
        return cast(T, job.result)

    def _lead_all(self) -> None:
        jobs: list[_Job[Unit]] = []
        try:
            with self._begin() as unit:
                jobs += self._take()
                for job in jobs:
                    job.run(unit)
        except Exception as error:
            self._one_by_one(jobs or self._take(), error)
        except BaseException as error:  # the process is told to end
            for job in jobs or self._take():
                job.end(error)
            raise
        else:
            for job in jobs:
                job.end()

    def _one_by_one(self, jobs: list[_Job[Unit]], error: Exception) -> None:
        if len(jobs) == 1:
            jobs[0].end(error)
            return
        for job in jobs:
            try:
                with self._begin() as unit:
                    job.run(unit)
            except Exception as own:
                job.end(own)
            else:
                job.end()

    def _take(self) -> list[_Job[Unit]]:
        with self._list:
            jobs, self._waiting = self._waiting, []
        return jobs
