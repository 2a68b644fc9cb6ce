"""The page for ICT: what the API has, made from its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app

from api import BASE_PATH
from web.pages import page

blueprint = Blueprint("openapi", __name__)
_NAME = "ret-openapi"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API can be asked, with what goes in and what comes out.

    `asked` are the keys of the query with their meaning, `answers` a status, what it means and an
    example. Examples are texts, empty where there is none.
    """

    method: str
    address: str
    summary: str
    asked: tuple[tuple[str, str], ...]
    sent: str
    answers: tuple[tuple[str, str, str], ...]


def install(app: Flask, document: Mapping[str, Any]) -> None:
    """Give the pages the document of the API that stands beside them."""
    app.extensions[_NAME] = document


@blueprint.get("/api")
def show() -> Response:
    """All operations by resource, and where the document itself is."""
    document = current_app.extensions.get(_NAME) or abort(404)
    found = [*_operations(document)]
    return page(
        "openapi.html",
        "De API",
        beschrijving=document["info"]["description"],
        versie=document["info"]["version"],
        adres=document["servers"][0]["url"],
        document=f"{BASE_PATH}/openapi.json",
        delen=[
            (tag["name"], tag["description"], [own for name, own in found if name == tag["name"]])
            for tag in document["tags"]
        ],
        fouten=sorted(_problems(document)),
    )


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        for method, told in item.items():
            if isinstance(told, dict):
                yield told["tags"][0], _operation(method, path, told)


def _operation(method: str, path: str, told: Mapping[str, Any]) -> Operation:
    keys = (key for key in told.get("parameters", ()) if key["in"] == "query")
    fine = ((status, one) for status, one in told["responses"].items() if status[0] == "2")
    return Operation(
        method.upper(),
        BASE_PATH + path,
        told["summary"],
        tuple((key["name"], key["description"]) for key in keys),
        _example(told.get("requestBody", {})),
        tuple((status, one["description"], _example(one)) for status, one in fine),
    )


def _example(part: Mapping[str, Any]) -> str:
    """The first example of a body, as a reader likes it."""
    found = (kind["example"] for kind in part.get("content", {}).values() if "example" in kind)
    example = next(found, "")
    return (
        example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
    )


def _problems(document: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The problems that an operation can answer with: their status and title."""
    for response in document["components"]["responses"].values():
        for content in response["content"].values():
            yield content["example"]["status"], content["example"]["title"]
