"""Blueprints that read JSON strictly and tell the OpenAPI document what can come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

import flask_smorest
from flask import Request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from api.problems import BadInput, Fault, faults_of
from api.strictjson import JsonFault, read_json

View = TypeVar("View", bound=Callable[..., Any])
NAMES = {
    400: "OnjuisteAanvraag",
    404: "NietGevonden",
    409: "NogBezig",
    413: "TeGroot",
    415: "GeenJson",
    500: "Storing",
    503: "NuNietBeschikbaar",
}
"""The components of the OpenAPI document for the problems that an operation can answer with."""

MOST_KEYS = 100

_PLACES = {"json": "body", "query": "query"}
_UNKNOWN: dict[str, str | None] = {"json": None, "query": RAISE}


class Parser(FlaskParser):
    """Reads a body or a query; what is wrong with it is raised as BadInput, all at once."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = _UNKNOWN

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Read the body as strict JSON in UTF-8, whatever its length and however it was sent."""
        charset = req.mimetype_params.get("charset", "utf-8").lower()
        if not req.is_json or charset not in ("utf-8", "utf8"):
            raise UnsupportedMediaType
        try:
            body = read_json(req.get_data(cache=False))
        except JsonFault as fault:
            raise BadInput([Fault(str(fault), "geen-json")]) from None
        if isinstance(body, dict) and len(body) > MOST_KEYS:
            raise BadInput([Fault("Dit object heeft te veel sleutels.", "te-veel")])
        return body

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Read the query, in which a key stands once."""
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            text = "Geef deze sleutel één keer."
            raise BadInput([Fault(text, "dubbele-sleutel", f"/{name}", "query") for name in twice])
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise all faults, each with its place."""
        found = [
            fault
            for location, messages in error.messages_dict.items()
            for fault in faults_of(messages, _PLACES[location])
        ]
        raise BadInput(found)


@dataclass(frozen=True, slots=True)
class Gives:
    """What an operation answers with when all is well; without a shape it has no body."""

    shape: type[Schema] | Mapping[str, Any] | None
    description: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint of this API."""

    ARGUMENTS_PARSER = Parser()

    def operation(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        name: str,
        gives: Gives,
        body: Schema | None = None,
        example: Mapping[str, Any] | None = None,
        query: type[Schema] | None = None,
        content: Mapping[str, Any] | None = None,
        problems: tuple[int, ...] = (),
    ) -> Callable[[View], View]:
        """Route a view and document it: its Dutch summary, its id, what goes in and what comes out.

        The view gets what was read from the body or the query first, then what stands in the path.
        A body that is no JSON is only documented, under `content`: the view reads it.
        """
        reads = (400, 413, 415) if body or content else (400,) if query else ()
        sent = {"requestBody": {"required": True, "content": content}} if content else {}

        def decorate(view: View) -> View:
            made = self._giving(gives)(view)
            if query:
                made = self.arguments(query, location="query")(made)
            if body:
                made = self.arguments(body, example=example)(made)
            # One layer tells all problems: each layer round a view costs every request some time.
            told = {status: NAMES[status] for status in sorted({*problems, *reads, 500, 503})}
            made = self.doc(summary=summary, operationId=name, responses=told, **sent)(made)
            self.route(path, methods=[method])(made)
            return view

        return decorate

    def _giving(self, gives: Gives) -> Any:
        headers = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in gives.headers.items()
        }
        return self.response(
            gives.status,
            gives.shape,
            content_type=gives.content_type,
            description=gives.description,
            headers=headers,
        )
