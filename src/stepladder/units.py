"""Units of measure: which codes UCUM knows, and which one was meant by a word that it does not know.

UCUM is the Unified Code for Units of Measure, (c) Regenstrief Institute and the UCUM Organization
(https://ucum.org/license); the codes are those of its version 2.2. Knows nothing of how units are converted.
"""

from __future__ import annotations

import re

LONGEST = 64
"""The longest code that is looked at."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREFIXES = _codes("Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti")
"""What a metric unit may begin with."""

METRIC = _codes(
    """
    m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc [c] [h] [k]
    [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] [ly] gf Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM
    cal_[15] cal_[20] cal_m cal_IT cal_th cal tex m[H2O] m[Hg] eq osm g% kat U [iU] [IU] Np B B[SPL] B[V] B[mV]
    B[uV] B[10.nV] B[W] B[kW] st mho bit By Bd
    """
)
"""The units that take a prefix: `g` and `kg`."""

OTHERS = _codes(
    """
    10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU atm
    [lbf_av] [in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i]
    [bf_i] [cr_i] [mil_i] [cml_i] [hd_i] [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us]
    [fth_us] [fur_us] [mi_us] [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us] [in_br] [ft_br] [rd_br] [ch_br]
    [lk_br] [fth_br] [pc_br] [yd_br] [mi_br] [nmi_br] [kn_br] [acr_br] [gal_us] [bbl_us] [qt_us] [pt_us] [gil_us]
    [foz_us] [fdr_us] [min_us] [crd_us] [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us]
    [foz_m] [cup_m] [tsp_m] [tbs_m] [gal_br] [pk_br] [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br]
    [gr] [lb_av] [oz_av] [dr_av] [scwt_av] [lcwt_av] [ston_av] [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr]
    [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m] [lne] [pnt] [pca] [pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot]
    [cicero] [degF] [degR] [degRe] [Cal] [Btu_39] [Btu_59] [Btu_60] [Btu_m] [Btu_IT] [Btu_th] [Btu] [HP] [den]
    [in_i'H2O] [in_i'Hg] [PRU] [wood'U] [diop] [p'diop] %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [hp'_X]
    [hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M] [hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] [pH] [S] [HPF] [LPF] [arb'U]
    [USP'U] [GPL'U] [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U]
    [mclg'U] [tb'U] [CCID_50] [TCID_50] [EID_50] [PFU] [FFU] [CFU] [IR] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U]
    [FEU] [ELU] [EU] Ao b att [psi] circ sph [car_m] [car_Au] [smoot] [m/s2/Hz^(1/2)] [NTU] [FNU] bit_s
    """
)
"""The units that take none: `min`, `%`, `[degF]`, and the powers of ten `10*` and `10^`."""

_PIECE = re.compile(
    r"(?P<sign>[./()])|(?P<note>\{[!-z|~]*\})|(?P<unit>(?:\[[^\[\]]*\]|10[*^]|[A-Za-z_%'])(?:\[[^\[\]]*\]|[A-Za-z_%'])*)"
    r"(?P<power>[+-]?[1-9][0-9]*)?|(?P<number>[1-9][0-9]*)"
)


def is_unit(code: str) -> bool:
    """Whether a text is a code of UCUM, in its case-sensitive form.

    >>> is_unit("mm[Hg]"), is_unit("mL/min/{1.73_m2}"), is_unit("10*9/L"), is_unit("banana")
    (True, True, True, False)
    """
    if not code or len(code) > LONGEST:
        return False
    pieces: list[str] = []
    position = 0
    while position < len(code):
        piece = _PIECE.match(code, position)
        if piece is None or (piece["unit"] and not _is_simple(piece["unit"])):
            return False
        pieces.append(piece["sign"] or ("{" if piece["note"] else "u"))
        position = piece.end()
    # the grammar, on a text with one letter a piece: innermost parentheses become a unit until none is left
    shape = "".join(pieces)
    while True:
        shorter = re.sub(r"\(/?(?:u\{?|\{)(?:[./](?:u\{?|\{))*\)", "u", shape)
        if shorter == shape:
            return bool(re.fullmatch(r"/?(?:u\{?|\{)(?:[./](?:u\{?|\{))*", shape))
        shape = shorter


def _is_simple(unit: str) -> bool:
    """Whether a text is one unit, perhaps with a prefix."""
    if unit in METRIC or unit in OTHERS:
        return True
    return any(unit[:length] in PREFIXES and unit[length:] in METRIC for length in (1, 2))


AS_PRINTED = {"mmHg": "mm[Hg]", "cmH2O": "cm[H2O]"}
"""Units that everybody writes as they are printed, and their codes; they are read as these."""

_WORDS = {
    "year": "a", "yr": "a", "y": "a", "month": "mo", "mth": "mo", "week": "wk", "w": "wk", "day": "d", "24h": "d",
    "24 h": "d", "hour": "h", "hr": "h", "minute": "min", "second": "s", "sec": "s", "millisecond": "ms", "msec": "ms",
    "mmhg": "mm[Hg]", "mm hg": "mm[Hg]", "mm(hg)": "mm[Hg]",
    "cmh2o": "cm[H2O]", "°c": "Cel", "celsius": "Cel", "centigrade": "Cel", "degc": "Cel",
    "°f": "[degF]", "fahrenheit": "[degF]", "degf": "[degF]", "percent": "%", "pct": "%", "bpm": "/min",
    "gram": "g", "gm": "g", "kilogram": "kg", "kilo": "kg", "milligram": "mg", "microgram": "ug", "mcg": "ug",
    "pound": "[lb_av]", "lb": "[lb_av]", "ounce": "[oz_av]", "oz": "[oz_av]", "meter": "m", "metre": "m",
    "centimeter": "cm", "centimetre": "cm", "millimeter": "mm", "millimetre": "mm", "inch": "[in_i]",
    "inches": "[in_i]", "foot": "[ft_i]", "feet": "[ft_i]", "liter": "L", "litre": "L", "milliliter": "mL",
    "millilitre": "mL", "cc": "mL", "ml": "mL", "dl": "dL", "iu": "[iU]", "meq": "meq", "mosm": "mosm", "mole": "mol",
    "diopter": "[diop]", "dioptre": "[diop]", "degree": "deg", "°": "deg", "none": "1", "no": "1", "number": "1",
    "ratio": "1", "point": "{points}", "score": "{points}", "1.73m2": "{1.73_m2}", "1.73 m2": "{1.73_m2}",
}  # fmt: skip
"""What people write, in small letters and in the singular, and the code of UCUM."""

_COMMON = _codes(
    "% /min 1 Cel L L/min U/L [degF] [diop] [iU] [iU]/L [in_i] [lb_av] a cm cm[H2O] d deg dL fL g g/L g/dL h kPa kg "
    "kg/m2 m m2 mL mL/min mL/min/{1.73_m2} meq/L mg mg/L mg/d mg/dL mg/g mg/kg min mm mm/h mm[Hg] mmol mmol/L mmol/mol "
    "mo mosm/kg ms ng/L ng/mL nmol/L pg pg/mL pmol/L s ug ug/L umol/L wk 10*9/L 10*12/L"
)
"""The codes among which a misspelt one is looked for."""


def unit_meant(written: str) -> str:
    """The code of UCUM that somebody meant who wrote something else; what is no unit at all is put in braces.

    >>> unit_meant("years"), unit_meant("mmHg"), unit_meant("µg/L"), unit_meant("kg/m^2"), unit_meant("cells/uL")
    ('a', 'mm[Hg]', 'ug/L', 'kg/m2', '{cells}/uL')
    """
    text = written.strip().removesuffix(".")[:LONGEST].translate(str.maketrans("µμ²³", "uu23")).replace(" per ", "/")
    text = re.sub(r"(?<=[A-Za-z])\^(?=\d)", "", re.sub(r"^per ", "/", text).removeprefix("x"))
    folded = {known.lower(): known for known in sorted(_COMMON)}
    if text.lower() in folded:
        return folded[text.lower()]
    code = "".join(_part(part) for part in re.split(r"(/|(?<!\d)\.)", text))
    if is_unit(code):
        return code
    from difflib import get_close_matches  # only when something is wrong

    close = get_close_matches(code.lower(), list(folded), n=1, cutoff=0.75)
    if close:
        return folded[close[0]]
    parts = [part if part in ("/", ".") or is_unit(part) else _in_braces(part) for part in re.split("([/.])", code)]
    return "".join(parts) if is_unit("".join(parts)) else "{" + _word(text) + "}"


def _part(text: str) -> str:
    """One unit of a quotient or product, as UCUM writes it."""
    stripped = text.strip()
    lower = stripped.lower()
    for known in (lower, lower.removesuffix("s")):
        if known in _WORDS and not is_unit(stripped):
            return _WORDS[known]
    return stripped


def _in_braces(text: str) -> str:
    return "{" + _word(text) + "}" if text else ""


def _word(text: str) -> str:
    """A word as it may stand in braces."""
    return re.sub(r"[^!-z|~]+", "_", text.strip()) or "unit"
