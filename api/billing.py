"""Declarations: what of one organisation, meeting and case can be paid, and why."""

from __future__ import annotations

from api.decisions import Resource, routes

EXAMPLE = {
    "regio": "foodvalley",
    "casusnummer": "2021-014",
    "feiten": {
        "declarant_soort": "jeugdhulpaanbieder",
        "datum_bijeenkomst": "2021-06-10",
        "vaste_deelnemer": "ja",
        "contractstatus": "inkoopnetwerk",
        "levert_individuele_voorziening": "nee",
        "minuten_aanwezig": 90,
        "bedrag_gedeclareerd": "150.00",
        "gemeente_van_casus": "ede",
    },
    "overigeFeiten": "niet_aan_de_orde",
}
"""A case as a region has it, shown in the OpenAPI document and when the server starts."""

RESOURCE = Resource(
    decision="billing",
    example=EXAMPLE,
    human_example={
        "oordeel": "niet_declarabel",
        "reden": "De organisatie trok de factuur in.",
        "rol": "facturatie",
    },
)

blueprint = routes(RESOURCE)
