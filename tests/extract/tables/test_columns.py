from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capital_spider.extract.tables.columns import Column, Value, read_column, read_value

VALUES = {
    "commas group, point divides": ("1,234.5", Value("number")),
    "points group, comma divides": ("1.234,5", Value("number")),
    "spaces group": ("1 234,5", Value("number")),
    "apostrophes group": ("1'234.50", Value("number")),
    "lakhs": ("1,23,45,678", Value("number")),
    "typographic minus": ("−3", Value("number")),
    "plus": ("+3.2", Value("number")),
    "bookkeepers' minus": ("(1,234)", Value("number")),
    "no digit before the point": (".907", Value("number")),
    "range": ("10–20", Value("number")),
    "about": ("~5", Value("number")),
    "note mark after a figure": ("12*", Value("number")),
    "percent": ("12%", Value("percent", "%")),
    "percent with space and sign": ("- 30,3 %", Value("percent", "%")),
    "percent range": ("5–10%", Value("percent", "%")),
    "percent in words": ("12 per cent", Value("percent", "%")),
    "currency sign before": ("$1,200", Value("currency", "$")),
    "currency sign after": ("5 €", Value("currency", "€")),
    "currency and magnitude": ("$1.2 million", Value("currency", "$ million")),
    "magnitude glued": ("US$ 3bn", Value("currency", "$ billion")),
    "magnitude and currency words": ("3 million euros", Value("currency", "€ million")),
    "magnitude abbreviated": ("10,5 Mio. €", Value("currency", "€ million")),
    "currency code": ("COP 3.000", Value("currency", "COP")),
    "range of money": ("$5–$10", Value("currency", "$")),
    "minus before the sign": ("-$5", Value("currency", "$")),
    "£5m are no metres": ("£5m", Value("currency", "£ million")),
    "magnitude alone": ("3.5 million", Value("number", "million")),
    "capital M is a million": ("5M", Value("number", "million")),
    "small m is a metre": ("5 m", Value("number", "m")),
    "unit": ("5 kg", Value("number", "kg")),
    "unit of two words": ("200 sq km", Value("number", "km²")),
    "unit with a digit": ("12 km2", Value("number", "km²")),
    "unit in words": ("200 hectares", Value("number", "ha")),
    "magnitude and unit": ("10,72 Mio. t", Value("number", "million t")),
    "year": ("2019", Value("year")),
    "too old for a year on sight": ("1492", Value("number")),
    "ISO date": ("2024-05-03", Value("date")),
    "ISO date and time": ("2024-05-03T14:05:00Z", Value("date")),
    "numeric date": ("03/05/2024", Value("date")),
    "date in words": ("3 May 2024", Value("date")),
    "American date": ("May 3rd, 2024", Value("date")),
    "date without a year": ("Tuesday, Dec. 5", Value("date")),
    "month": ("mayo de 2024", Value("date")),
    "Chinese date": ("2024年5月3日", Value("date")),
    "years from to are no number": ("2010–2015", Value("text")),
    "figure in a phrase": ("200 tons in 2022", Value("text")),
    "counted things of unknown unit": ("50 programs", Value("text")),
    "month name in a phrase": ("May be 3", Value("text")),
    "time of day": ("14:05", Value("text")),
    "address": ("192.168.1.1", Value("text")),
    "name with a number": ("COVID-19", Value("text")),
    "unit before a digit is a name": ("m2", Value("text")),
    "ordinal": ("3rd", Value("text")),
    "two lines": ("3\n4", Value("text")),
    "blank": ("", Value("empty")),
    "dash": ("–", Value("empty")),
    "not available": ("N/A", Value("empty")),
}


@pytest.mark.parametrize("case", VALUES.values(), ids=VALUES.keys())
def test_read_value(case: tuple[str, Value]) -> None:
    text, expected = case
    assert read_value(text) == expected


COLUMNS = {
    "all numbers": ("Votes", ["1", "2"], Column("number", None)),
    "70 % are enough": ("Votes", ["1", "2", "3", "4", "5", "6", "7", "x", "y", "z"], Column("number", None)),
    "60 % are not": ("Votes", ["1", "2", "3", "a", "b"], Column("text", None)),
    "empty cells have no say": ("Votes", ["1", "", "–", "n/a"], Column("number", None)),
    "nothing but empty cells": ("Votes", ["", "–"], Column("text", None)),
    "unit of the cells": ("Weight", ["5 kg", "6 kg"], Column("number", "kg")),
    "cells of different units": ("Size", ["5 kg", "6 m"], Column("number", None)),
    "unit of the header": ("Weight (kg)", ["5", "6"], Column("number", "kg")),
    "magnitude of the header": ("Revenue (in millions)", ["5", "6"], Column("number", "million")),
    "magnitude of the header, currency of the cells": (
        "Revenue (in millions)",
        ["$5", "$6"],
        Column("currency", "$ million"),
    ),
    "currency and magnitude of the header": ("Cost ($ million)", ["5", "6"], Column("currency", "$ million")),
    "thousands as accountants write them": ("NPW ($’000)", ["5", "6"], Column("currency", "$ thousand")),
    "percent of the header": ("Share (%)", ["5", "6"], Column("percent", "%")),
    "percent in the header's text": ("% of all", ["5", "6"], Column("percent", "%")),
    "unit after a comma": ("Growth, %", ["5", "6"], Column("percent", "%")),
    "currency after in": ("Total in €", ["5", "6"], Column("currency", "€")),
    "currency in the first row only": ("Total", ["$5", "6", "7"], Column("currency", "$")),
    "a header word is no unit": ("Won", ["5", "6"], Column("number", None)),
    "numbered weeks are no weeks": ("Week", ["1", "2"], Column("number", None)),
    "brackets without a unit": ("Party (2024)", ["5", "6"], Column("number", None)),
    "years": ("", ["2019", "2020"], Column("year", None)),
    "old years, as the header says": ("Year", ["1492", "1810"], Column("year", None)),
    "some numbers look like years": ("Seats", ["1,450", "2010", "3"], Column("number", None)),
    "dates": ("Day", ["3 May", "4 May"], Column("date", None)),
    "text": ("Who", ["a", "b"], Column("text", None)),
}


@pytest.mark.parametrize("case", COLUMNS.values(), ids=COLUMNS.keys())
def test_read_column(case: tuple[str, list[str], Column]) -> None:
    header, cells, expected = case
    assert read_column(header, cells) == expected


@settings(deadline=None)
@given(
    st.text(max_size=80), st.lists(st.text(alphabet="0123456789.,-– $€%()kgMmillon年'\n٣²", max_size=70), max_size=6)
)
def test_any_text_reads(header: str, cells: list[str]) -> None:
    column = read_column(header, cells)
    assert column.type in {"percent", "currency", "number", "date", "year", "text"}
