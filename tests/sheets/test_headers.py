"""A column is known by the name or the label of a fact; what looks like one is never ignored."""

import pytest

from sheets.faults import FileRefused
from sheets.headers import Headers, letter


def test_names_labels_and_keys_are_known_whatever_their_capitals_and_spaces(
    headers: Headers,
) -> None:
    layout = headers.layout(
        ["DAG VAN  DE HUUR", "minuten_op_pad", " Lid: ", "Casusnummer", "casus"][:4]
    )
    assert layout.facts == {"dag": 0, "minuten_op_pad": 1, "lid": 2}
    assert layout.keys == {"casusnummer": 3}


@pytest.mark.parametrize("name", ["uren_op_pad", "Uren op pad", "UREN OP PAD"])
def test_a_column_of_minutes_may_be_headed_as_hours(headers: Headers, name: str) -> None:
    (column,) = headers.layout([name]).columns
    assert (column.fact and column.fact.name, column.hours) == ("minuten_op_pad", True)


def test_other_columns_travel_along_and_are_told(headers: Headers) -> None:
    layout = headers.layout(["Dag", "dag", "Opmerking", "huur", "kleur"][1:])
    first, second, third = layout.remarks
    assert first == "Deze kolommen kennen wij niet. Zij gaan mee, maar tellen niet: 'Opmerking'."
    assert "'huur', 'kleur'" in second
    assert "'Soort fiets'" in third
    assert "'Dag van de huur'" not in third


def test_a_column_that_says_who_somebody_is_is_told_and_does_not_travel(headers: Headers) -> None:
    own = ("Naam", "naam_deelnemer", "Achternaam kind", "Geboortedatum", "BSN", "Naam aanbieder")
    layout = headers.layout(["dag", *own, "Naam organisatie", "Bsnummer"])
    assert [column.header for column in layout.columns if not column.travels] == [*own[:-1]]
    assert layout.remarks[0] == (
        "Deze kolommen zeggen wie iemand is. Zij gaan niet mee: "
        "'Naam', 'naam_deelnemer', 'Achternaam kind', 'Geboortedatum', 'BSN'."
    )
    assert [column.header for column in layout.loose] == ["Naam aanbieder", "Bsnummer"]


def test_a_misspelled_fact_refuses_the_file(headers: Headers) -> None:
    with pytest.raises(FileRefused) as caught:
        headers.layout(["dag", "minuten_op_pat", "geen_lid", "Soort fits"])
    first, second = caught.value.sentences
    assert first.startswith("Kolom B 'minuten_op_pat' kennen wij niet, maar lijkt op een feit.")
    assert "Bedoelde u 'minuten_op_pad'?" in first
    assert second.startswith("Kolom D 'Soort fits'")


def test_a_misspelled_column_of_hours_is_never_told_to_be_minutes(headers: Headers) -> None:
    with pytest.raises(FileRefused) as caught:
        headers.layout(["dag", "Uren op padd"])
    (said,) = caught.value.sentences
    assert "Bedoelde u 'uren_op_pad'?" in said


def test_a_header_with_a_bsn_refuses_the_file_and_is_not_repeated(headers: Headers) -> None:
    with pytest.raises(FileRefused) as caught:
        headers.layout(["dag", "lid", "bsn 111222333"])
    (said,) = caught.value.sentences
    assert said.startswith("In de kop van kolom C staat iets")
    assert "222" not in said


def test_two_columns_for_one_fact_refuse_the_file(headers: Headers) -> None:
    with pytest.raises(
        FileRefused, match="Kolom A 'dag' en Kolom C 'Dag van de huur' gaan allebei"
    ):
        headers.layout(["dag", "lid", "Dag van de huur"])
    with pytest.raises(FileRefused, match="minuten_op_pad"):
        headers.layout(["dag", "uren_op_pad", "minuten_op_pad"])


def test_the_header_is_the_first_row_that_names_two_facts(headers: Headers) -> None:
    rows = [["Overzicht van lid"], [], ["Dag van de huur", "Lid"], ["dag", "lid"]]
    assert headers.find(rows) == 2
    assert headers.find([["lid", "Lid"]]) is None


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]
