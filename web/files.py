"""Files of declarations: put one in, see how far it is, what it comes to, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from api.current import service
from api.files import LARGEST_FILE, TYPES, percent
from api.filestore import READY, RUNNING, WAITING, FileRecord
from api.problems import BadInput, NotThere
from engine.decider import NOT_AT_ISSUE
from engine.values import UNKNOWN
from web.chart import PARTS, bars
from web.pages import page
from web.words import region

blueprint = Blueprint("files", __name__)
PAGE_SIZE, MOST_FILES = 10, 20
PAYERS = "betalende gemeente"
STATES = ("te betalen", "terug", "open", "afgewezen", "niet te lezen")
EMPTY_CELLS = (
    (UNKNOWN, "Dat weten wij niet"),
    (NOT_AT_ISSUE, "Bijzonderheden spelen dan niet"),
)
SHOWN = ("uitkomst", "stand", "te_betalen", "gedeclareerd", "betalende_gemeente")
TOLD = ("redenen", "ontbreekt", "volgende_stap", "let_op", "fouten")
Faults = Sequence[tuple[str, str]]


def install(app: Flask) -> None:
    """Let the form with a file be as large as a file may be; must come before what reads forms."""

    @app.before_request
    def widen() -> None:
        if request.endpoint == "files.put":
            request.max_content_length = LARGEST_FILE


@blueprint.get("/declaraties")
def index() -> Response:
    """The files that were put in, and the form to put one in."""
    return _index()


@blueprint.post("/declaraties")
def put() -> Response | Redirect:
    """Keep a file and have it run."""
    found, wanted = request.files.get("bestand"), request.form.get("regio", "")
    faults = []
    if wanted not in service().files.regions:
        faults.append(("regio", "Kies een regio."))
    if found is None or not found.filename:
        faults.append(("bestand", "Kies een bestand."))
    cells = request.form.get("leeg", UNKNOWN)
    if faults or found is None:
        return _index(faults)
    try:
        other = NOT_AT_ISSUE if cells == NOT_AT_ISSUE else UNKNOWN
        record = service().files.put(found.stream, wanted, other, spreadsheet=True)
    except BadInput as bad:
        return _index([("bestand", fault.detail) for fault in bad.faults])
    return redirect(url_for("files.show", id=record.id), 303)


def _index(faults: Faults = ()) -> Response:
    files = service().files
    return page(
        "files/index.html",
        "Declaraties",
        400 if faults else 200,
        verwijderd="verwijderd" in request.args,
        bestanden=files.files(page=1, page_size=MOST_FILES).records,
        regios=[(name, region(name)) for name in files.regions],
        lege_cellen=EMPTY_CELLS,
        ingevuld=request.form,
        fouten=faults,
        procent=percent,
    )


@blueprint.get("/declaraties/sjabloon/<name>.xlsx")
def template(name: str) -> Response:
    """An empty spreadsheet to fill in."""
    path = service().files.template(name).resolve()
    return send_file(path, as_attachment=True, download_name=f"declaraties-{name}.xlsx")


@blueprint.get("/declaraties/<uuid:id>")
def show(id: UUID) -> Response:
    """How far one file is; when it is ready what it comes to, and its lines."""
    record = service().files.file(str(id))
    ready = record.status == READY
    return page(
        "files/file.html",
        f"Declaraties van {region(record.region)}",
        bestand=record,
        procent=percent(record),
        loopt=record.status in (WAITING, RUNNING),
        klaar=ready,
        weg_op=service().files.keeping.until(record),
        delen=PARTS,
        **(_result(record) if ready else {}),
    )


def _result(record: FileRecord) -> dict[str, Any]:
    state = request.args.get("stand", "")
    number = request.args.get("bladzijde", 1, type=int)
    wanted = state if state in STATES else None
    files = service().files
    totals = files.table(record.id, "totalen")
    per = {way: [*rows] for way, rows in groupby(totals, lambda row: row["per"])}
    payers = [row["naam"] for row in per.get(PAYERS, ())]
    payer = request.args.get("gemeente", "")
    found = files.lines(
        record.id,
        page=max(1, number),
        page_size=PAGE_SIZE,
        state=wanted,
        payer=payer if payer in payers else None,
    )
    return {
        "alles": per["alles"][0],
        "balken": bars(per["kwartaal"]),
        "tabellen": [(way, per[way]) for way in per if way not in ("alles", "kwartaal")],
        "regels": [_line(line) for line in found.lines],
        "totaal": found.total,
        "bladzijde": max(1, number),
        "laatste": max(1, -(-found.total // PAGE_SIZE)),
        "standen": [("", "Alle regels"), *((s, s.capitalize()) for s in STATES)],
        "stand": wanted or "",
        "gemeenten": [("", "Alle gemeenten"), *((name, name) for name in payers)],
        "gemeente": payer if payer in payers else "",
    }


def _line(line: Mapping[str, str]) -> dict[str, Any]:
    """A line as it is shown: what it was, what came of it, and why; by the names of its columns."""
    names = [*line]
    own = names[: names.index(SHOWN[0])]
    return {
        "gegevens": [(name, line[name]) for name in own if line[name]],
        "uitkomst": {name: line.get(name, "") for name in SHOWN},
        "waarom": [(name, line[name]) for name in TOLD if line.get(name)],
        "clausules": [name for name in line.get("clausules", "").split(", ") if name],
    }


@blueprint.get("/declaraties/<uuid:id>/verwijderen")
def confirm(id: UUID) -> Response:
    """Ask whether a file may be thrown away."""
    record = service().files.file(str(id))
    return page("files/remove.html", "Wilt u dit bestand verwijderen?", bestand=record)


@blueprint.post("/declaraties/<uuid:id>/verwijderen")
def remove(id: UUID) -> Redirect:
    """Throw a file away with its result."""
    service().files.remove(str(id))
    return redirect(url_for("files.index", verwijderd=""), 303)


@blueprint.get("/declaraties/<uuid:id>/uitkomst")
def result(id: UUID) -> Response:
    """The result as a file."""
    part = request.args.get("deel", "regels")
    if part not in ("regels", "totalen", "specificatie", "toelichting"):
        raise NotThere("Dit deel van de uitkomst bestaat niet.")
    path = service().files.result(str(id), part)
    kind = path.suffix.removeprefix(".")
    name = f"declaraties-{part}{path.suffix}"
    return send_file(path.resolve(), TYPES[kind], as_attachment=True, download_name=name)
