"""The terms of an outcome as a calendar file (RFC 5545): one whole-day event for each last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Event


def agenda(answer: Mapping[str, Any], address: str) -> bytes:
    """The file; `address` is where the outcome can be read. It holds no more than a case number."""
    calendar = Calendar()
    calendar.add("prodid", "-//RET-regels//NL")
    calendar.add("version", "2.0")
    for number, step in enumerate(answer["stappen"]):
        if step["uiterlijk"]:
            calendar.add_component(_event(answer, step, number, address))
    made: bytes = calendar.to_ical()
    return made


def _event(answer: Mapping[str, Any], step: Mapping[str, Any], number: int, address: str) -> Event:
    event = Event()
    case = f" ({answer['casusnummer']})" if answer["casusnummer"] else ""
    event.add("uid", f"{answer['id']}-{number}@ret-regels")
    event.add("dtstamp", datetime.fromisoformat(answer["gemaaktOp"]))
    event.add("dtstart", date.fromisoformat(step["uiterlijk"]))
    event.add("summary", f"Laatste dag{case}: {step['wat']}")
    event.add("description", f"{step['wie']}: {step['wat']}\n{address}")
    event.add("transp", "TRANSPARENT")
    return event
