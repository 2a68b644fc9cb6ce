"""Files of declarations: put one in, see how far it is, and fetch what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID

from flask import Response, request, send_file
from marshmallow import fields, validate

from api import BASE_PATH
from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape, Text, region_name
from api.filejobs import FilePage, seconds_left
from api.filestore import RUNNING, STATUSES, FileRecord
from api.inputs import OTHER_FACTS, PageShape
from api.outfields import many, moment, text
from api.problems import BadInput, Fault
from api.replies import link_header, problem_reply, reply
from api.service import in_utc
from engine.values import UNKNOWN
from sheets.readback import TABLES

LARGEST_FILE = 200_000_000
PATH = "/declaratiebestanden"
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
TAKEN = (*TYPES.values(), "application/octet-stream")
FORM = "multipart/form-data"
WRONG_TYPE = (
    "Stuur een CSV-, XLSX- of Parquet-bestand als inhoud, met een van deze koppen 'Content-Type': "
    f"{', '.join(TAKEN)}. Of stuur een formulier ({FORM}) met het bestand in 'bestand'."
)
EXAMPLE = (
    "datum_bijeenkomst;declarant_soort;uren_aanwezig;bedrag_gedeclareerd\n"
    "10-6-2021;jeugdhulpaanbieder;1,5;150,00\n"
)
_BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}
_PARTS = {"type": "object", "properties": {"bestand": _BINARY}, "required": ["bestand"]}
CONTENT = {
    **{kind: {"schema": _BINARY} for kind in TAKEN},
    TYPES["csv"]: {"schema": {"type": "string"}, "example": EXAMPLE},
    FORM: {"schema": _PARTS},
}

blueprint = Blueprint("declaratiebestanden", __name__, description="Veel declaraties in één keer.")


class FileQuery(Shape):
    """The rules that a file is put to, and what an empty cell in it means."""

    region = region_name(
        data_key="regio",
        required=True,
        metadata={"description": "De regio waarvan de regels gelden."},
    )
    other_facts = Text(
        data_key="overigeFeiten",
        load_default=UNKNOWN,
        validate=OTHER_FACTS,
        metadata={"description": "Wat een lege cel betekent."},
    )


class PartQuery(Shape):
    """Which part of a result."""

    part = Text(
        data_key="deel",
        load_default="regels",
        validate=validate.OneOf(
            ["regels", *TABLES], error=f"Kies uit: regels, {', '.join(TABLES)}."
        ),
        metadata={"description": "Welk deel. Een XLSX heeft alle delen op eigen bladen."},
    )


class JobShape(Shape):
    """How far a file is, and what came of it."""

    component = "Declaratiebestand"
    id = fields.UUID(required=True)
    regio = text(attribute="region")
    overigeFeiten = text(attribute="other_facts")
    soort = fields.String(required=True, validate=validate.OneOf([*TYPES]), attribute="kind")
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    procent = fields.Function(
        lambda record: percent(record),
        required=True,
        metadata={"type": "integer", "description": "Hoe ver het is, van 0 tot en met 100."},
    )
    secondenTeGaan = fields.Function(
        lambda record: seconds_left(record, datetime.now(UTC)),
        required=True,
        metadata={
            "type": ["integer", "null"],
            "description": "Een schatting zolang de status 'bezig' is, anders null.",
        },
    )
    aantallen = fields.Function(
        lambda record: record.report.get("aantallen", {}),
        required=True,
        metadata={
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "Hoeveel regels er zijn van elke stand.",
        },
    )
    totalen = fields.Function(
        lambda record: record.report.get("totalen", {}),
        required=True,
        metadata={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Aantallen en bedragen van het hele bestand.",
        },
    )
    opmerkingen = fields.Function(
        lambda record: record.report.get("opmerkingen", []),
        required=True,
        metadata={"type": "array", "items": {"type": "string"}},
    )
    fouten = fields.Function(
        lambda record: record.report.get("fouten", []),
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "De eerste regels die niet te lezen zijn, of waarom er niets uitkomt.",
        },
    )
    regelsetVersies = fields.List(fields.String(), required=True, attribute="versions")
    gemaaktOp = moment(attribute="made_at")
    klaarOp = moment(attribute="finished_at", allow_none=True)
    bewaardTot = fields.Function(
        lambda record: _when(service().files.keeping.until(record)),
        required=True,
        metadata={
            "type": ["string", "null"],
            "format": "date-time",
            "description": "Wanneer het bestand en de uitkomst worden weggegooid.",
        },
    )


class JobPageShape(Shape):
    """A page of files."""

    component = "Declaratiebestanden"
    resultaten = many(JobShape)
    page = fields.Integer(required=True)
    pageSize = fields.Integer(required=True)
    totaal = fields.Integer(required=True)


@blueprint.operation(
    "POST",
    PATH,
    summary="Toets een bestand met declaraties",
    name="toetsDeclaratiebestand",
    query=FileQuery,
    content=CONTENT,
    gives=Gives(JobShape, "Het wordt getoetst.", 202, {"Location": "Waar u ziet hoe ver het is."}),
)
def put(query: Mapping[str, Any]) -> Response:
    """Keep a file and have it run; the same file is run once."""
    request.max_content_length = LARGEST_FILE
    content = _content()
    if content is None:
        return problem_reply(415, WRONG_TYPE)
    record = service().files.put(content, query["region"], query["other_facts"])
    place = f"{BASE_PATH}{PATH}/{record.id}"
    return reply(JobShape().dump(record), 202, headers={"Location": place})


def _content() -> IO[bytes] | None:
    """The file in a request, read from disk as it goes; None for a type that we don't take."""
    if request.mimetype in TAKEN:
        return request.stream
    if request.mimetype != FORM:
        return None
    found = request.files.get("bestand")
    if found is None:
        raise BadInput([Fault("Zet het bestand in het veld 'bestand'.", "verplicht", "/bestand")])
    return found.stream


@blueprint.operation(
    "GET",
    PATH,
    summary="Lees welke bestanden zijn getoetst",
    name="leesDeclaratiebestanden",
    query=PageShape,
    gives=Gives(JobPageShape, "Nieuwste eerst.", 200, {"Link": "first, prev, next, last"}),
)
def show_all(query: Mapping[str, Any]) -> Response:
    """List files, newest first."""
    page = service().files.files(**query)
    links = link_header(f"{BASE_PATH}{PATH}", page, query.get("region"))
    return reply(_listing(page), headers={"Link": links})


@blueprint.operation(
    "GET",
    f"{PATH}/<uuid:id>",
    summary="Lees hoe ver een bestand is",
    name="leesDeclaratiebestand",
    problems=(404,),
    gives=Gives(JobShape, "Hoe ver het is, en wat eruit kwam."),
)
def show(id: UUID) -> Response:
    """Give how far one file is."""
    return reply(JobShape().dump(service().files.file(str(id))))


@blueprint.operation(
    "GET",
    f"{PATH}/<uuid:id>/uitkomst",
    summary="Lees de uitkomst van een bestand",
    name="leesUitkomstbestand",
    query=PartQuery,
    problems=(404,),
    gives=Gives({}, "Een bestand van de soort die u stuurde.", content_type="*/*"),
)
def result(query: Mapping[str, Any], id: UUID) -> Response:
    """Send a part of the result, as a file of the kind that was put in."""
    path = service().files.result(str(id), query["part"])
    kind = path.suffix.removeprefix(".")
    name = f"declaraties-{query['part']}{path.suffix}"
    sent = send_file(path.resolve(), TYPES[kind], as_attachment=True, download_name=name)
    del sent.headers["Cache-Control"]
    return sent


@blueprint.operation(
    "DELETE",
    f"{PATH}/<uuid:id>",
    summary="Verwijder een bestand en zijn uitkomst",
    name="verwijderDeclaratiebestand",
    problems=(404, 409),
    gives=Gives(None, "Het is weg.", 204),
)
def remove(id: UUID) -> Response:
    """Throw away a file and its result."""
    service().files.remove(str(id))
    gone = Response(status=204)
    del gone.headers["Content-Type"]
    return gone


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else in_utc(moment)


def percent(record: FileRecord) -> int:
    """How far a file is; all of it only when the result is there too."""
    most = 99 if record.status == RUNNING else 100
    return min(most, record.done * 100 // max(record.size, 1))


def _listing(page: FilePage) -> dict[str, Any]:
    return {
        "resultaten": JobShape(many=True).dump(page.records),
        "page": page.number,
        "pageSize": page.size,
        "totaal": page.total,
    }
