"""The fields of what goes out: always there, and null only where that is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from api.fields import Shape
from api.service import in_utc

TRUTHS = ["ja", "nee", "onbekend"]


def text(description: str = "", **kwargs: Any) -> fields.String:
    """A text that is always there."""
    metadata = {"description": description} if description else {}
    return fields.String(required=True, metadata=metadata, **kwargs)


def maybe(description: str = "", **kwargs: Any) -> fields.String:
    """A text that may be null."""
    return text(description, allow_none=True, **kwargs)


def truth(*more: str) -> fields.String:
    """A truth."""
    return fields.String(required=True, validate=validate.OneOf([*TRUTHS, *more]))


def day(**kwargs: Any) -> fields.Date:
    """A date."""
    return fields.Date(required=True, **kwargs)


class Moment(fields.DateTime):
    """A moment in UTC to the second, with the Z that says so."""

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else in_utc(value)


def moment(**kwargs: Any) -> fields.DateTime:
    """A moment that is always there."""
    return Moment(required=True, format="iso", **kwargs)


def many(shape: type[Shape], **kwargs: Any) -> fields.List[Any]:
    """A list that is always there."""
    return fields.List(fields.Nested(shape), required=True, **kwargs)
