"""The first page: what somebody wants to do, by role, and what came out last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, url_for

from api.current import service
from web.pages import page
from web.words import BILLING, COORDINATOR, DECISIONS, POLICY, PROFESSIONAL

blueprint = Blueprint("start", __name__)
MOST_RECENT = 5
ROLES = (COORDINATOR, BILLING, PROFESSIONAL, POLICY)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do here: a link, and what it is for."""

    role: str
    text: str
    hint: str
    endpoint: str
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """The address of the page."""
        return url_for(self.endpoint, **dict[str, Any](self.where))


TASKS = (
    *(Task(d.role, d.task, d.hint, "cases.begin", {"slug": d.slug}) for d in DECISIONS.values()),
    Task(
        BILLING,
        "Een bestand met declaraties nakijken",
        "Een heel kwartaal in één keer, met totalen per organisatie en gemeente.",
        "files.index",
    ),
    Task(
        POLICY,
        "De regels lezen",
        "Wat geldt er, waar staat dat, en wat is er veranderd?",
        "rules.index",
    ),
    Task(
        POLICY,
        "Uitkomsten tellen",
        "Hoe vaak kwam wat eruit, en hoe vaak besloot een mens anders?",
        "outcomes.overview",
    ),
)
"""Everything that people can begin here."""


@blueprint.get("/")
def show() -> Response:
    """What can be done here."""
    by_role = {role: [task for task in TASKS if task.role == role] for role in ROLES}
    return page(
        "start.html",
        "Wat wilt u doen?",
        rollen=[(role, tasks) for role, tasks in by_role.items() if tasks],
        recent=(recent := service().recent(MOST_RECENT)),
        nieuwer=service().followers(recent),
    )
