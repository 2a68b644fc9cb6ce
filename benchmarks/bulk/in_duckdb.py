"""The billing rules by hand as one SQL query; SQL's booleans know onbekend by nature."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.bulk.peer import KENMERK, MAIL, TARIFF, Peer, compared

duckdb: Any = import_module("duckdb")  # of the extra "bench", so mypy need not find it

_QUERY = f"""
create or replace temp table answer as
with parts as (
  select *,
    declarant_soort in ('jeugdhulpaanbieder', 'gecertificeerde_instelling') as org,
    coalesce(op_uitnodiging = 'ja',
             vaste_deelnemer = 'ja' or uitgenodigd_door <> 'niemand') as invited,
    coalesce(levert_individuele_voorziening = 'ja',
             voorziening_begin <= datum_bijeenkomst
             and voorziening_eind >= datum_bijeenkomst) as provides,
    contractstatus <> 'inkoopnetwerk' as elsewhere,
    declarant_soort = 'gecertificeerde_instelling' and gi_voert_maatregel_uit = 'ja' as measure,
    gemeente_van_casus = 'andere_gemeente' as other,
    case when year(datum_bijeenkomst) = 2021
         then (2 * minuten_aanwezig::bigint * {TARIFF} + 60) // 120 end as fee,
    factuurkwartaal <> year(datum_bijeenkomst) || '-K' || quarter(datum_bijeenkomst) as w16,
    lower(factuurkenmerk) <> '{KENMERK}' as w17,
    factuuradres_juist = 'nee' as w18,
    factuur_verzendwijze <> 'email' as w19,
    lower(factuur_mailadres) <> '{MAIL}' as mail
  from lines),
rules as (
  select *,
    org and provides as r7, org and not invited as r8, org and minuten_aanwezig = 0 as r9,
    r7 or r8 or r9 as bar,
    not org or elsewhere or measure or other as refer,
    not (bar or refer) and fee is not null and bedrag_gedeclareerd is not null
      and minuten_reis_en_voorbereiding is not null as pays,
    minuten_reis_en_voorbereiding > 0 as travel,
    w16 or w17 or w18 or w19 or mail as back
  from parts)
select
  case when bar then 'niet_declarabel' when bar is null then 'aanvullen'
       when refer then 'voorleggen' when pays is not true then 'aanvullen'
       when travel then 'deels_declarabel' else 'declarabel' end as oordeel,
  case when pays then least(fee, bedrag_gedeclareerd) end as bedrag,
  case when bar then coalesce(r7::int, 0) + coalesce(r8::int * 2, 0) + coalesce(r9::int * 4, 0)
       when refer and not bar then coalesce((not org)::int * 8, 0)
         + coalesce((org and elsewhere)::int * 16, 0) + coalesce(measure::int * 32, 0)
         + coalesce((org and other)::int * 64, 0)
       when pays then case when travel then 128 else 256 end else 0 end as regels,
  case when back then 'terug_naar_indiener' when back is null then 'aanvullen'
       else 'in_orde' end as vorm,
  coalesce(w16::int, 0) + coalesce(w17::int * 2, 0) + coalesce(w18::int * 4, 0)
    + coalesce(w19::int * 8, 0) + coalesce((not w19 and mail)::int * 16, 0) as vormregels
from rules
"""


class DuckDB(Peer):
    """The lines stand in a table of DuckDB; the answer becomes one."""

    name = "DuckDB"

    def take(self, lines: pl.DataFrame) -> Any:
        database = duckdb.connect()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lines.parquet"
            texts = [n for n, k in lines.schema.items() if isinstance(k, pl.Enum)]
            lines.with_columns(pl.col(texts).cast(pl.String)).write_parquet(file)
            database.execute(f"create table lines as from '{file}'")
        for name in texts:
            if name != "factuurkwartaal":  # as an engineer would: choices are an ENUM
                database.execute(
                    f"create type {name}_soort as enum (select distinct {name} from lines"
                    f" where {name} is not null);"
                    f"alter table lines alter {name} type {name}_soort"
                )
        return database

    def decide(self, taken: Any) -> Any:
        taken.execute(_QUERY)
        return taken

    def said(self, decided: Any) -> pl.DataFrame:
        rows = decided.execute("from answer").fetchall()
        return compared(*zip(*rows, strict=True))
