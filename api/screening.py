"""Screenings: can a case be discussed, what is missing, and what must happen by when."""

from __future__ import annotations

from api.decisions import Resource, routes

RESOURCE = Resource(
    decision="screening",
    example={
        "regio": "foodvalley",
        "casusnummer": "2021-014",
        "feiten": {
            "datum_aanmelding": "2021-06-01",
            "verzoek_soort": "casusbespreking",
            "gemeente_van_casus": "ede",
            "inbrenger_rol": "lokale_regisseur",
            "aanleiding": ["hulp_niet_beschikbaar"],
            "complexe_casus": "ja",
            "processtappen_doorlopen": "ja",
            "screening_overlegd_met_voorzitter": "nee",
        },
        "overigeFeiten": "niet_aan_de_orde",
    },
    human_example={"oordeel": "behandelen", "rol": "coordinator"},
)

blueprint = routes(RESOURCE)
