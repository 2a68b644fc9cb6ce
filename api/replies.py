"""Makes the responses that are sent: JSON as it is kept, problems, and the links of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import urlencode

from flask import Response

from api.problems import CONTENT_TYPE, Fault, problem

_encode = json.JSONEncoder(separators=(",", ":")).encode


def reply(
    body: object,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> Response:
    """A JSON response; the keys keep their order."""
    return Response(_encode(body), status, headers, content_type=content_type)


def problem_reply(
    status: int,
    detail: str | None = None,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response that is a problem."""
    body = problem(status, detail, faults)
    return reply(body, status, headers=headers, content_type=CONTENT_TYPE)


class Paged(Protocol):
    """One page of a listing, and how many there are in all."""

    @property
    def total(self) -> int:
        """How many there are in all."""
        ...

    @property
    def number(self) -> int:
        """Which page this is, from 1."""
        ...

    @property
    def size(self) -> int:
        """How many there are on a page."""
        ...


def link_header(path: str, page: Paged, region: str | None) -> str:
    """The `Link` header of a page: first, previous, next and last, where there are."""
    last = max(1, -(-page.total // page.size))
    numbers = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": last}
    filters = {} if region is None else {"regio": region}
    return ", ".join(
        f'<{path}?{urlencode({"page": number, "pageSize": page.size, **filters})}>; rel="{name}"'
        for name, number in numbers.items()
        if 1 <= number <= last
    )
