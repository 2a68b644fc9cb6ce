"""Runs the files that wait, one after another, in a thread beside the web server."""

from __future__ import annotations

import logging
from threading import Event, Thread

from api.filejobs import Files

PAUSE = 1.0
"""Seconds between two looks at what waits."""
PATIENCE = 5.0
"""Seconds that a stop waits for a worker that is busy."""

_LOG = logging.getLogger("ret.api")


class Worker:
    """A thread that runs files until it is stopped; a file that it leaves is taken up later."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._stopped = Event()
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
                worked = self.files.work()
            except Exception as error:  # else no file would ever be run again
                _LOG.error("the worker failed: %s", error, exc_info=error)
                worked = False
            if not worked:
                self._stopped.wait(PAUSE)
