"""The table and grammar of units, held against the UCUM standard as the library `ucumvert` ships and reads it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lark.exceptions import LarkError
from ucumvert import get_ucum_parser

import stepladder
from stepladder.facts import as_yaml
from stepladder.units import AS_PRINTED, METRIC, OTHERS, PREFIXES, is_unit, unit_meant
from tests.scratch import ROOT

ESSENCE = "{http://unitsofmeasure.org/ucum-essence}"
VENDORED = files("ucumvert") / "vendor"


@cache
def standard() -> ElementTree.Element:
    return ElementTree.fromstring((VENDORED / "ucum-essence.xml").read_text(encoding="utf-8"))


@cache
def examples() -> tuple[str, ...]:
    lines = (VENDORED / "ucum_examples.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple([line.split("\t")[1] for line in lines if "\t" in line])


parser = cache(get_ucum_parser)


def theirs(code: str) -> bool:
    try:
        parser().parse(code)
    except LarkError:
        return False
    return True


def test_the_table_has_the_units_and_prefixes_of_the_standard() -> None:
    bases = {unit.get("Code") for unit in standard().iter(f"{ESSENCE}base-unit")}
    units = {unit.get("Code"): unit.get("isMetric") == "yes" for unit in standard().iter(f"{ESSENCE}unit")}

    assert bases | {code for code, metric in units.items() if metric} == METRIC
    assert {code for code, metric in units.items() if not metric} == OTHERS
    assert {prefix.get("Code") for prefix in standard().iter(f"{ESSENCE}prefix")} == PREFIXES


def test_the_units_of_messages_in_the_standard_s_examples_are_units() -> None:
    assert len(examples()) > 800
    assert [code for code in examples() if not is_unit(code)] == ["Torr"]  # in no table of the standard


PIECES = st.sampled_from(
    [*sorted(METRIC | OTHERS), *sorted(PREFIXES) * 3, *"./()" * 12, *["{x}", "2", "-1", "10"] * 12]
)


@settings(deadline=None)  # the first call builds the library's parser
@given(st.one_of(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.text("mgL/.()[]{}10-*^dl", max_size=8)))
def test_what_is_a_unit_is_what_the_standard_s_grammar_reads(code: str) -> None:
    # the library lets a plain number have a signed exponent, and annotations stand in a row; the standard does not
    assume(code and not re.search(r"(?<![\w\]'%*^])[1-9]\d*[+-]\d|\}\{", code))

    assert is_unit(code) == theirs(code)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("years", "a"), ("Hours", "h"), ("yrs.", "a"), ("percent", "%"), ("bpm", "/min"), ("mmHg", "mm[Hg]"),
        ("mcg/kg", "ug/kg"),
        ("µmol/L", "umol/L"), ("°C", "Cel"), ("IU/L", "[iU]/L"), ("kg/m²", "kg/m2"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("MG/DL", "mg/dL"), ("mg per day", "mg/d"), ("none", "1"), ("mEq/L", "meq/L"), ("points", "{points}"),
        ("cells/uL", "{cells}/uL"), ("banana", "{banana}"), ("pack years", "{pack_years}"), ("{points", "{_points}"),
    ],
)  # fmt: skip
def test_the_unit_that_was_meant_is_proposed(written: str, meant: str) -> None:
    assert not is_unit(written)
    assert unit_meant(written) == meant


@given(st.text(max_size=80))
def test_what_is_proposed_is_a_unit(written: str) -> None:
    assert is_unit(unit_meant(written))


@pytest.mark.parametrize("unit", ["1", '"1"', '"{points}"', "mm[Hg]", '"%"', "10*9/L", '"[degF]"', "/min"])
def test_a_plain_number_and_a_unit_are_taken_as_written(unit: str, tmp_path: Path) -> None:
    text = (ROOT / "tests/data/headache-steps.yaml").read_text(encoding="utf-8").replace("unit: a ", f"unit: {unit} ")
    (tmp_path / "headache-steps.yaml").write_text(text, encoding="utf-8")

    assert as_yaml(stepladder.load(tmp_path / "headache-steps.yaml").facts["age"].unit).strip('"') == unit.strip('"')


@pytest.mark.parametrize(("printed", "code"), AS_PRINTED.items())
def test_a_unit_as_everybody_prints_it_is_read_as_its_code(printed: str, code: str, tmp_path: Path) -> None:
    text = (ROOT / "tests/data/headache-steps.yaml").read_text(encoding="utf-8")
    files = [tmp_path / name / "headache-steps.yaml" for name in ("printed", "code")]
    for file, unit in zip(files, (printed, code), strict=True):
        file.parent.mkdir()
        file.write_text(text.replace("unit: a ", f"unit: {unit} "), encoding="utf-8")

    read = [stepladder.load(str(file)) for file in files]

    assert read[0].facts["age"].unit == code
    assert read[0].digest == read[1].digest
