"""Meetings: who must be there for a case, and what is to be done around the meeting."""

from __future__ import annotations

from api.decisions import Resource, routes

RESOURCE = Resource(
    decision="meeting",
    example={
        "regio": "foodvalley",
        "casusnummer": "2021-014",
        "feiten": {
            "datum_bijeenkomst": "2021-06-10",
            "datum_aanmelding": "2021-05-20",
            "aanwezig_bij_behandeling": "beiden",
            "gi_betrokken": "ja",
            "ontbrekende_disciplines": ["geen_van_deze"],
        },
    },
    human_example={
        "oordeel": "niet_behandelen",
        "reden": "De casusregisseur werd ziek.",
        "rol": "voorzitter",
    },
)

blueprint = routes(RESOURCE)
