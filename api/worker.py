"""Runs the files that wait, in a thread beside the web server, and throws away old ones."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

from api.filejobs import Files

PAUSE = 1.0
"""Seconds between two looks at what waits."""
BETWEEN_SWEEPS = 3600.0
"""Seconds between two looks at what was kept long enough."""
PATIENCE = 5.0
"""Seconds that a stop waits for a worker that is busy."""

_LOG = logging.getLogger("ret.api")


class Worker:
    """A thread that runs files until it is stopped; a file that it leaves is taken up later."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._stopped = Event()
        self._next_sweep = monotonic()
        self._thread = Thread(target=self._work, name="declaratiebestanden", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = PATIENCE) -> bool:
        """Take no new file, and wait for a small one; whether nothing runs any more.

        Whoever stops the worker closes the store next, and a connection that comes back to a closed
        store is never closed itself. A large file ends with the process, and begins anew after it.
        """
        self._stopped.set()
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                self._sweep()
                worked = self.files.work()
            except Exception as error:  # else no file would ever be run again
                _LOG.error("the worker failed: %s", error, exc_info=error)
                worked = False
            if not worked:
                self._stopped.wait(PAUSE)

    def _sweep(self) -> None:
        if monotonic() >= self._next_sweep:
            self._next_sweep = monotonic() + BETWEEN_SWEEPS
            self.files.keeping.sweep(datetime.now(UTC))
