"""Escalations: which step is next, who sets it, and within which term."""

from __future__ import annotations

from api.decisions import Resource, routes

RESOURCE = Resource(
    decision="escalation",
    example={
        "regio": "foodvalley",
        "casusnummer": "2021-014",
        "feiten": {
            "datum_escalatie": "2021-06-10",
            "escalatie_situatie": ["visieverschil"],
            "stap_1_uitkomst": "niet_gezet",
            "verschil_erkend_en_overbruggen_nodig": "ja",
            "staand_beleid_schiet_tekort": "nee",
            "rol_initiatiefnemer": "uitvoerend_professional",
            "ret_passende_oplossing": "niet_besproken",
        },
    },
    human_example={
        "oordeel": "stap_2",
        "reden": "De gedragswetenschappers spraken elkaar vorige week al.",
        "rol": "manager",
    },
)

blueprint = routes(RESOURCE)
