"""The OpenAPI document: made from the shapes, completed with what the rules in use know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask
from marshmallow import Schema, ValidationError, fields
from werkzeug.routing import BaseConverter

from api import API_VERSION, BASE_PATH
from api.blueprints import NAMES
from api.current import service_of
from api.decisions import Resource
from api.fields import Facts, Known, Shape
from api.outfields import text
from api.problems import CONTENT_TYPE, Fault, problem, title
from api.service import Service
from api.settings import Settings
from api.valueschemas import dated, facts_schema

_VERSION_HEADER = {
    "API-Version": {
        "description": "De volledige versie van deze API.",
        "schema": {"type": "string", "examples": [API_VERSION]},
    }
}
_EXAMPLE_FAULT = Fault(
    "Dit feit kennen wij niet. Bedoelde u 'minuten_aanwezig'?",
    "onbekend-feit",
    "/feiten/minuten_aanwezg",
)
_DESCRIPTION = (
    "Toetst met de regels van het Regionaal Expertteam Jeugd en legt elke uitkomst uit. "
    "De uitkomst is een advies: een mens beslist."
)


class FaultShape(Shape):
    """One fault."""

    component = "Fout"
    # `in` is a word of Python's own.
    place = text(data_key="in")
    location = text("JSON Pointer naar de plaats.")
    code = text()
    detail = text()


class ProblemShape(Shape):
    """A problem (RFC 9457)."""

    component = "Probleem"
    status = fields.Integer(required=True)
    title = text()
    detail = text()


class BadInputShape(ProblemShape):
    """A problem with what was sent: all faults at once."""

    component = "OnjuisteAanvraagProbleem"
    errors = fields.List(fields.Nested(FaultShape), required=True)


class Version(BaseConverter):
    """A version of the rules in a path."""

    regex = "[0-9a-f]{32}"


class Api(flask_smorest.Api):  # type: ignore[misc]
    """Collects the operations; our problems take the place of its own errors."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `api.handlers`."""

    def _register_etag_headers(self) -> None:
        """Have none: every answer says `no-store`."""

    def _register_pagination_header(self) -> None:
        """Have none: the `Link` header tells the pages."""

    def _register_responses(self) -> None:
        for status, name in NAMES.items():
            shape = BadInputShape if status == 400 else ProblemShape
            faults = [_EXAMPLE_FAULT] if status == 400 else []
            content = {"schema": shape, "example": problem(status, faults=faults)}
            response = {"description": title(status), "content": {CONTENT_TYPE: content}}
            self.spec.components.response(name, response, lazy=True)


def describe(app: Flask, settings: Settings, service: Service) -> Api:
    """Start the document of an application."""
    app.config.update(API_TITLE="RET-regels", API_VERSION=API_VERSION, OPENAPI_VERSION="3.1.0")
    app.url_map.converters["version"] = Version
    contact = {
        "name": settings.contact_name,
        "email": settings.contact_email,
        "url": settings.contact_url,
    }
    options = {
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_component),
        "info": {"description": _DESCRIPTION, "contact": contact, "license": {"name": "EUPL-1.2"}},
        "servers": [{"url": f"{settings.address}{BASE_PATH}"}],
    }
    api = Api(app, spec_kwargs=options)
    api.register_converter(Version, lambda _: {"type": "string", "pattern": f"^{Version.regex}$"})
    api.ma_plugin.converter.add_attribute_function(_from_the_rules(service))
    return api


def _from_the_rules(service: Service) -> Callable[..., dict[str, Any]]:
    """What the rules in use add to the schema of a field: names that they know, or their facts."""

    def added(self: object, field: fields.Field[Any], **_: object) -> dict[str, Any]:
        if isinstance(field, Known):
            return {"enum": list(field.names(service))}
        if not isinstance(field, Facts):
            return {}
        return facts_schema(field.known(service))

    return added


def _component(schema: type[Schema] | Schema | str) -> str:
    shape: Any = resolve_schema_cls(schema)
    return str(shape.component)


def document(api: Api, app: Flask, resources: Iterable[Resource]) -> dict[str, Any]:
    """The finished document; paths count from the server's url, and each answer has its version."""
    made: dict[str, Any] = api.spec.to_dict()
    made["paths"] = {path.removeprefix(BASE_PATH): item for path, item in made["paths"].items()}
    for response in _responses(made):
        response["headers"] = {**response.get("headers", {}), **_VERSION_HEADER}
    with app.app_context():
        for resource in resources:
            _complete(made, service_of(app), resource)
    return made


def entrance(made: Mapping[str, Any]) -> dict[str, Any]:
    """What the bare address of the API answers with: where the document is, and all resources.

    A resource that stands below another, or that has a key, is found from there.
    """
    info = made["info"]
    resources = {path: item for path, item in made["paths"].items() if path.count("/") == 1}
    return {
        "naam": info["title"],
        "versie": info["version"],
        "omschrijving": info["description"],
        "openapi": f"{BASE_PATH}/openapi.json",
        "resources": [
            {
                "adres": BASE_PATH + path,
                "methoden": {
                    method.upper(): told["summary"]
                    for method, told in item.items()
                    if isinstance(told, dict)
                },
            }
            for path, item in resources.items()
        ],
    }


def _complete(made: Mapping[str, Any], service: Service, resource: Resource) -> None:
    """Tell of one decision which date it needs, and show a real answer to its example."""
    dates: dict[str, list[str]] = {}
    for region in service.catalogue.regions:
        if fact := service.date_fact(resource.decision, region):
            dates.setdefault(fact, []).append(region)
    made["components"]["schemas"][resource.case_component]["anyOf"] = dated(dates)
    try:
        case = resource.case_shape().load(resource.example)
    except ValidationError:
        return  # These rules have other facts than ours, and so no example of ours.
    answer = service.example(resource.decision, case)
    for path, method, status in (("", "post", "201"), ("/{id}", "get", "200")):
        responses = made["paths"][resource.path + path][method]["responses"]
        responses[status]["content"]["application/json"]["example"] = answer


def _responses(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from made["components"]["responses"].values()
    for item in made["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                yield from (r for r in operation["responses"].values() if "$ref" not in r)
