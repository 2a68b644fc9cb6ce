"""The web server's own answers, when a request never reaches the application, as problems too."""

from __future__ import annotations

import json

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from api.problems import CONTENT_TYPE, HEADERS, Fault, problem

_UNREADABLE = Fault("Dit is geen leesbaar HTTP-verzoek.", "geen-http")


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what the server refuses: broken HTTP, too much of it, or a failure of its own."""

    def execute(self) -> None:
        """Write the problem and close the connection, as the server would with its own text."""
        error = self.request.error
        faults = [_UNREADABLE] if error.code == 400 else []
        body = json.dumps(problem(error.code, faults=faults)).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", CONTENT_TYPE), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class ProblemChannel(HTTPChannel):  # type: ignore[misc]
    """A connection whose errors are problems."""

    error_task_class = ProblemTask
