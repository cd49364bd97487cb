"""Slips of an author who writes a pathway for the first time: each is told once, with what to write.

Each row is a slip in a small pathway that is right, a piece of the message that answers it, and what the author writes
then. That repaired text must validate without a word: a message never leads into the next error.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stepladder.conditions.compiler import condition
from stepladder.conditions.repair import proposal
from stepladder.conditions.to_json import node_json
from stepladder.conditions.typecheck import Scope
from stepladder.diagnostics import Severity
from stepladder.facts import Choice, Finding, Number
from stepladder.library.checked import examine
from stepladder.library.suppressions import Placed
from stepladder.reading.load import read_text
from stepladder.reading.slips import as_declared, value_meant
from tests.strategies import CHOICES, FINDINGS, NUMBERS, THERAPIES, Names, conditions

RIGHT = """\
stepladder: 1
id: itch-steps
title: Itch, first steps
version: 0.1.0
start: look
reviewed: 2026-11-01
sources:
  EXAMPLE: {title: An illustrative source, year: 2020}
lanes:
  first: {title: First contact, rung: 1}
facts:
  asthma: {type: finding, ask: Is there asthma?}
  fever: {type: finding, ask: Is there a fever?}
  age:
    type: number
    unit: a
    min: 0
    max: 110
    ask: How old?
  eos:
    type: number
    unit: "%"
    min: 0
    max: 100
    decimals: 1
    ask: Eosinophils?
  kidney:
    type: choice
    values: {normal: Normal, reduced: Reduced}
    ask: How are the kidneys?
derived:
  frail: age >= 75 or kidney == reduced
  level:
    - {when: age >= 75, is: high}
    - {otherwise: low}
  total: {number: 2 * eos, unit: "%"}
therapies:
  cream: A cream
groups:
  relief: [treat, tablets]
steps:
  look:
    kind: assessment
    lane: first
    title: Look and ask
    asks: [asthma, age]
    next:
      - {to: treat, when: asthma and age >= 18}
      - {to: tablets, when: asthma and age < 18, sets: {fever: false}}
      - {to: home, otherwise: true}
  treat:
    kind: treatment
    title: Treat with cream
    sources: [EXAMPLE]
    starts: [cream]
    review: {after: 4 weeks}
    asks: [fever, kidney, eos]
    options:
      - {to: tablets, when: eos >= 5 and frail}
      - {to: home, when: level == low and total < 50}
      - {to: doctor}
  tablets:
    kind: treatment
    title: Tablets
    sources: [EXAMPLE]
    next: [{to: home}]
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home}
rules:
  no-tablets:
    blocks: ["@relief"]
    when: fever and kidney == reduced
    severity: absolute
    because: They harm.
    sources: [EXAMPLE]
interrupts:
  - {from: everywhere, when: fever and age < 1, to: doctor, because: Babies first.}
claims:
  c1: {passes: look, before: treat}
  c2: {never: active(cream) and kidney == reduced and age < 1}
  c3: {at: treat, offers: doctor}
  c4: {entering: tablets, requires: asthma}
"""

Row = tuple[str, str, str, str]
"""What stands in the pathway, what somebody writes there, what the message says, what is written then."""

FOREIGN = (
    (" and ", " AND "), (" and ", " && "), (" or ", " || "), ("not (", "!("), (" == ", " = "), (" >= ", " ≥ "),
    (" <= ", " =< "), (" != ", " <> "), (" not in ", " is not one of "), (" in (", " one of ("),
)  # fmt: skip
"""Words and signs of the language, and what people write for them."""

LANES = "lanes:\n  first: {title: First contact, rung: 1}"
LISTED = "lanes:\n  {first: {title: First, rung: 1}}"
SOURCE = "sources:\n  EXAMPLE: {title: An illustrative source, year: 2020}"
INTERRUPT = "  - {from: everywhere, when: fever and age < 1, to: doctor, because: Babies first.}"
RULE = "when: fever and kidney == reduced"
BECAUSE = "because: They harm."
CLAIMS = RIGHT[RIGHT.index("  c1:") :]

CONDITION = "asthma and age >= 18"

CONDITIONS = (
    ("asthma, and age >= 18", "asthma and age >= 18"),
    ("and no asthma", "not asthma"),
    ("eos between 0 and 100", "0 <= eos <= 100"),
    ("age from 18 to 65", "18 <= age <= 65"),
    ("age 18-65", "18 <= age <= 65"),
    ("age in 18..65", "18 <= age <= 65"),
    ("eos >= 0,7", "eos >= 0.7"),
    ("eos >= .7", "eos >= 0.7"),
    ("age > 010", "age > 10"),
    ("asthma is yes", "asthma"),
    ("asthma = yes", "asthma"),
    ("asthma == True", "asthma"),
    ("asthma == no", "not asthma"),
    ("asthma != true", "not asthma"),
    ("asthma is not true", "not asthma"),
    ("no asthma", "not asthma"),
    ("no_asthma", "not asthma"),
    ("without asthma", "not asthma"),
    ("asthma absent", "not asthma"),
    ("asthma but not fever", "asthma and not fever"),
    ("neither asthma nor fever", "not asthma and not fever"),
    ("!asthma", "not asthma"),
    ("asthma != fever", "(asthma and not fever) or (fever and not asthma)"),
    ("not asthma == fever", "(asthma and not fever) or (fever and not asthma)"),
    ("asthma == not fever", "(asthma and not fever) or (fever and not asthma)"),
    ("asthma == fever", "(asthma and fever) or (not asthma and not fever)"),
    ("not asthma != fever", "(asthma and fever) or (not asthma and not fever)"),
    ("age >= 18 and asthma != fever", "age >= 18 and ((asthma and not fever) or (fever and not asthma))"),
    ("unless asthma", "not (asthma)"),
    ("if asthma", "asthma"),
    ("has asthma", "asthma"),
    ("Asthma AND age >= 18", "asthma and age >= 18"),
    ("asthma && age >= 18", "asthma and age >= 18"),
    ("asthma & age >= 18", "asthma and age >= 18"),
    ("asthma || fever", "asthma or fever"),
    ("either asthma or fever", "asthma or fever"),
    ("age ≥ 18 and eos ≤ 5", "age >= 18 and eos <= 5"),
    ("age => 18", "age >= 18"),
    ("age <> 18", "age != 18"),
    ("age = 18", "age == 18"),
    ("age is > 18", "age > 18"),
    ("age at least 18", "age >= 18"),
    ("age older than 18", "age > 18"),
    ("age > 18 years", "age > 18"),
    ("age > 18y", "age > 18"),
    ("eos > 5 %", "eos > 5"),
    ("age == 18 or 19", "age == 18 or age == 19"),
    ("age >= 18 and <= 65", "age >= 18 and age <= 65"),
    ("kidney is reduced", "kidney == reduced"),
    ("kidney is not reduced", "kidney != reduced"),
    ("kidney isn't reduced", "kidney != reduced"),
    ("kidney = 'reduced'", "kidney == reduced"),
    ("kidney == “reduced”", "kidney == reduced"),
    ("kidney == Reduced", "kidney == reduced"),
    ("kidney reduced", "kidney == reduced"),
    ("kidney: reduced", "kidney == reduced"),
    ("kidney-reduced", "kidney == reduced"),
    ("kidney in [normal, reduced]", "kidney in (normal, reduced)"),
    ("kidney in normal, reduced", "kidney in (normal, reduced)"),
    ("kidney == normal or reduced", "kidney in (normal, reduced)"),
    ("kidney == (normal or reduced)", "kidney in (normal, reduced)"),
    ("age is unknown", "not known(age)"),
    ("age is None", "not known(age)"),
    ("missing(age)", "not known(age)"),
    ("known age", "known(age)"),
    ("active cream", "active(cream)"),
    ("taken(cream)", "active(cream)"),
    ("cream", "active(cream)"),
    ("active(A cream)", "active(cream)"),
    ("visited look", "visited(look)"),
    ("visited('look')", "visited(look)"),
    ("visited(Look and ask)", "visited(look)"),
    ("visited(look, treat)", "visited(look) or visited(treat)"),
    ("count(asthma, fever)", "count(asthma, fever) >= 1"),
    ("visits(look)", "visits(look) >= 1"),
    ("asthma and (age >= 18", "asthma and (age >= 18)"),
    ("asthma and age >= 18)", "asthma and age >= 18"),
    ("facts.asthma", "asthma"),
    ("asthma?", "asthma"),
    ("eos / 2 > 9", "eos * 0.5 > 9"),
    ("yes", "true"),
)
"""A condition as somebody writes it, and the condition that the message tells to write."""

EXITS = "next: [{to: home}]"
ELSE = "{to: home, otherwise: true}"
VALUES = "values: {normal: Normal, reduced: Reduced}"
REVIEW = "review: {after: 4 weeks}"
SETS = "sets: {fever: false}"
CLAIM = "c1: {passes: look, before: treat}"
ASKS = "asks: [asthma, age]"
SOURCES = "sources: [EXAMPLE]\n    starts"
BLOCKS = 'blocks: ["@relief"]'
FRAIL = "frail: age >= 75 or kidney == reduced"
LAST = "      - {to: doctor}\n"
NUMBER = "type: number\n    unit: a"
FINDING = "asthma: {type: finding, ask: Is there asthma?}"

ROWS: tuple[Row, ...] = (
    # lists, mappings and single values in each other's place
    (VALUES, "values: [normal, reduced]", "write {normal: Normal, reduced: Reduced}", VALUES),
    (VALUES, "values: normal, reduced", "write {normal: Normal, reduced: Reduced}", VALUES),
    (VALUES, "values: [{normal: Normal}, {reduced: Reduced}]", "write {normal: Normal, reduced: Reduced}", VALUES),
    (VALUES, "values: {Normal: Normal, reduced: Reduced}", "write normal", VALUES),
    (EXITS, "next: home", "write [{to: home}]", EXITS),
    (EXITS, "next: {to: home}", "write [{to: home}]", EXITS),
    (EXITS, "next: [home]", "write {to: home}", EXITS),
    (EXITS, "next: [{to: [home]}]", "write home", EXITS),
    (EXITS, "goto: home", "write `next: [{to: home}]`", EXITS),
    (EXITS, "then: home", "write `next: [{to: home}]`", EXITS),
    (EXITS, "exits: [{to: home}]", "write `next: [{to: home}]`", EXITS),
    (EXITS, "next: [{goto: home}]", "write `to: home`", EXITS),
    (EXITS, "next: [{home: true}]", "write `to: home`", EXITS),
    (EXITS, "next: [{to: end}]", "name an outcome: doctor, home", EXITS),
    (EXITS, "next: [{to: Home}]", "did you mean 'home'?", EXITS),
    (EXITS, "next: [{to: Seen by a doctor}]", "did you mean 'doctor'?", "next: [{to: doctor}]"),
    (EXITS, 'next: [{to: "@relief"}]', "name one step", EXITS),
    (EXITS, "next: [{to: home, if: fever}, {to: doctor, otherwise: true}]", "write `when: fever`",
     "next: [{to: home, when: fever}, {to: doctor, otherwise: true}]"),
    ("when: asthma and age >= 18}", "unless: asthma}", "write `when: not (asthma)`", "when: not (asthma)}"),
    ("when: asthma and age >= 18}", "condition: asthma}", "write `when: asthma`", "when: asthma}"),
    ("when: asthma and age >= 18}", "when: [asthma, fever]}", "write one condition: asthma and fever",
     "when: asthma and fever}"),
    ("when: asthma and age >= 18}", "when: {asthma: true}}", "write asthma", "when: asthma}"),
    ("when: asthma and age >= 18}", "when: 1}", "write true, or leave the key out", "when: true}"),
    ("when: asthma and age >= 18}", "when: asthma, and age >= 18}", 'write `when: asthma and age >= 18`',
     "when: asthma and age >= 18}"),
    ("when: asthma and age >= 18}", "when: kidney in (normal, reduced)}", 'write `when: "kidney in (normal, reduced)"`',
     'when: "kidney in (normal, reduced)"}'),
    ("when: eos >= 5 and frail}", "when: frail and eos >= 0,7}", 'write `when: frail and eos >= 0.7`',
     "when: frail and eos >= 0.7}"),
    (ELSE, "{to: home, when: else}", "write `otherwise: true` in place of `when`", ELSE),
    (ELSE, "{to: home, when: otherwise}", "write `otherwise: true` in place of `when`", ELSE),
    (ELSE, "{otherwise: home}", "write `to: home, otherwise: true`", ELSE),
    (ELSE, "{else: home}", "write `to: home, otherwise: true`", ELSE),
    (ELSE, "{to: home, else: true}", "write `otherwise: true`", ELSE),
    (ELSE, "{to: home, otherwise: yes}", "write true", ELSE),
    (LAST, "      - to doctor\n", "write {to: doctor}", LAST),
    (LAST, "      - to:doctor\n", "write {to: doctor}", LAST),
    (LAST, "      - {to:doctor}\n", "write `to: doctor`", LAST),
    (LAST, "      - {to = doctor}\n", "write `to: doctor`", LAST),
    (LAST, "      - {“to”: doctor}\n", "write `to: doctor`", LAST),
    (LAST, "      - {to: doctor, forgets: {fever: true}}\n", "write [fever]",
     "      - {to: doctor, forgets: [fever]}\n"),
    (REVIEW, "review: 3 months", "write {after: 3 months}", "review: {after: 3 months}"),
    (REVIEW, "review: [4 weeks]", "write {after: 4 weeks}", REVIEW),
    (REVIEW, "review: {in: 4 weeks}", "write `after: 4 weeks`", REVIEW),
    (REVIEW, "review: {weeks: 4}", "write `after: 4 weeks`", REVIEW),
    (REVIEW, "after: 4 weeks", "write `review: {after: 4 weeks}`", REVIEW),
    (REVIEW, "review: {after: 20 min}", "write 20 minutes", "review: {after: 20 minutes}"),
    (REVIEW, "review: {after: 1 yr}", "write 1 years", "review: {after: 1 years}"),
    (REVIEW, "review: {after: 1 Year}", "write 1 years", "review: {after: 1 year}"),
    (REVIEW, "review: {after: 4w}", "write 4 weeks", REVIEW),
    (REVIEW, "review: {after: 4}", "write the unit too: 4 weeks", REVIEW),
    (REVIEW, "review: {after: 1,5 weeks}", "write `after: 1.5 weeks`", "review: {after: 1.5 weeks}"),
    (SETS, "sets: {fever: no}", "write false", SETS),
    (SETS, 'sets: {fever: "no"}', "write false", SETS),
    (SETS, "sets: {fever: asthma}", "a value is set, never another fact's: write true or false", SETS),
    (SETS, "sets: {age: eos}", "a value is set, never another fact's: write a number", "sets: {age: 4}"),
    (SETS, "sets: {age: 18 years}", "write 18", "sets: {age: 18}"),
    (SETS, "sets: {eos: 0,7}", "write `eos: 0.7`", "sets: {eos: 0.7}"),
    (SETS, "sets: {fever: unknown}", "write forgets: [fever] in place of `sets`", "forgets: [fever]"),
    (SETS, "sets: {kidney: Reduced}", "did you mean 'reduced'?", "sets: {kidney: reduced}"),
    (SETS, "sets: [fever]", "write {fever: true}", "sets: {fever: true}"),
    (SETS, "sets: fever = false", "write {fever: false}", SETS),
    (SETS, "set: {fever: false}", "did you mean 'sets'?", SETS),
    (CLAIM, "c1: {at: treat, offers: treat/doctor}", "steps are named here, not exits: write doctor",
     "c1: {at: treat, offers: doctor}"),
    (CLAIM, "c1: never active(cream) and not asthma", "write {never: active(cream) and not asthma}",
     "c1: {never: active(cream) and not asthma}"),
    (CLAIM, "c1: {always: asthma}", "write `never: not (asthma)`", "c1: {never: not (asthma)}"),
    (CLAIM, "c1: {pass: look, before: treat}", "did you mean 'passes'?", CLAIM),
    (CLAIM, "c1: {passes: {look: true}, before: treat}", "write [look]", "c1: {passes: [look], before: treat}"),
    (CLAIM, "c1: {passes: look and treat, before: home}", "write [look, treat]",
     "c1: {passes: [look, treat], before: home}"),
    (CLAIM, "c1: {passes: relief, before: home}", 'write "@relief"', 'c1: {passes: "@relief", before: home}'),
    (CLAIM, "c1: {passes: @relief, before: home}", 'quote it: "@relief"', 'c1: {passes: "@relief", before: home}'),
    (ASKS, "asks: asthma", "write [asthma]", "asks: [asthma]"),
    (ASKS, "asks: asthma, age", "write [asthma, age]", ASKS),
    (ASKS, "asks: {asthma: , age: }", "write [asthma, age]", ASKS),
    (ASKS, "ask: asthma", "write `asks: [asthma]`", "asks: [asthma]"),
    (ASKS, "asks: [Is there asthma?, age]", "did you mean 'asthma'?", ASKS),
    (ASKS, "asks: [frail, age]", "name the facts it is made of", ASKS),
    (SOURCES, "sources: EXAMPLE\n    starts", "write [EXAMPLE]", SOURCES),
    (SOURCES, "source: EXAMPLE\n    starts", "write `sources: [EXAMPLE]`", SOURCES),
    (SOURCES, "sources: [Smith 2020]\n    starts", "the sources are EXAMPLE", SOURCES),
    ("starts: [cream]", "starts: {cream: true}", "write [cream]", "starts: [cream]"),
    ("starts: [cream]", "starts: [A cream]", "did you mean 'cream'?", "starts: [cream]"),
    ("starts: [cream]", "drug: cream", "write `starts: cream`", "starts: cream"),
    (BLOCKS, "blocks: @relief", 'quote it: "@relief"', BLOCKS),
    (BLOCKS, "blocks: relief", 'write "@relief"', BLOCKS),
    ("relief: [treat, tablets]", "relief: treat, tablets", "write [treat, tablets]", "relief: [treat, tablets]"),
    ("relief: [treat, tablets]", "relief: {treat: true, tablets: true}", "write [treat, tablets]",
     "relief: [treat, tablets]"),
    ("relief: [treat, tablets]", "relief: [Treat with cream, tablets]", "did you mean 'treat'?",
     "relief: [treat, tablets]"),
    ("relief: [treat, tablets]", '"@relief": [treat, tablets]', "write relief", "relief: [treat, tablets]"),
    ("cream: A cream", "cream: {title: A cream}", "write A cream", "cream: A cream"),
    ("  cream: A cream", "  - cream", "write {cream: Cream}", "  {cream: Cream}"),
    ("EXAMPLE: {title: An illustrative source, year: 2020}", "EXAMPLE: An illustrative source",
     "write {title: An illustrative source}", "EXAMPLE: {title: An illustrative source}"),
    ("first: {title: First contact, rung: 1}", "first: First contact", "write {title: First contact}",
     "first: {title: First contact}"),
    (FINDING, "asthma: Is there asthma?", 'write {type: finding, ask: "Is there asthma?"}', FINDING),
    (FRAIL, "frail: [age >= 75, kidney == reduced]", "write one condition: age >= 75 and kidney == reduced",
     "frail: age >= 75 and kidney == reduced"),
    (FRAIL, "frail: {if: age >= 75}", "write `when: age >= 75`", "frail: {when: age >= 75}"),
    (FRAIL, "frail: {age >= 75: true}", "write `when: age >= 75`", "frail: {when: age >= 75}"),
    ("{when: age >= 75, is: high}", "{when: age >= 75, then: high}", "write `is: high`", "{when: age >= 75, is: high}"),
    ("{when: age >= 75, is: high}", "{age >= 75: high}", "write `when: age >= 75, is: high`",
     "{when: age >= 75, is: high}"),
    ("{otherwise: low}", "{else: low}", "write `otherwise: low`", "{otherwise: low}"),
    ("{otherwise: low}", "{when: otherwise, is: low}", "write {otherwise: low} as the last row", "{otherwise: low}"),
    ("{otherwise: low}", "{otherwise: true, is: low}", "write {otherwise: low}", "{otherwise: low}"),
    ("{otherwise: low}", "low", "write {otherwise: low}", "{otherwise: low}"),
    ("number: 2 * eos", "number: 2 eos", "write 2 * eos", "number: 2 * eos"),
    ("number: 2 * eos", "number: 2 x eos", "write 2 * eos", "number: 2 * eos"),
    ("number: 2 * eos", "number: 0,5 * eos", 'write `number: "0.5 * eos"`', 'number: "0.5 * eos"'),
    ("number: 2 * eos", "value: 2 * eos", 'write `number: "2 * eos"`', 'number: "2 * eos"'),
    ('number: 2 * eos, unit: "%"', "number: asthma + fever", "write count(asthma, fever)",
     'number: "count(asthma, fever)"'),
    (EXITS, "next: [{to: [doctor, home]}]", "write an exit for each of them", EXITS),
    (EXITS, "next: {doctor: {when: fever}, home: {otherwise: true}}",
     "write [{to: doctor, when: fever}, {to: home, otherwise: true}]",
     "next: [{to: doctor, when: fever}, {to: home, otherwise: true}]"),
    (ELSE, "{to: home, otherwise}", "write `otherwise: true`", ELSE),
    (LAST, "      - {to: doctor, forgets: asthma, fever}\n", "write `forgets: [asthma, fever]`",
     "      - {to: doctor, forgets: [asthma, fever]}\n"),
    (CLAIM, "c1: {passes: look, treat, before: home}", "write `passes: [look, treat]`",
     "c1: {passes: [look, treat], before: home}"),
    (CLAIMS, "  - never: asthma and fever and not asthma\n", "write {c1: {never: asthma and fever and not asthma}}",
     "  {c1: {never: asthma and fever and not asthma}}\n"),
    (CLAIMS, "  - never fever and not asthma\n", "write {c1: {never: fever and not asthma}}",
     "  {c1: {never: fever and not asthma}}\n"),
    (INTERRUPT, INTERRUPT.replace("- {", "i: {"), "write [{id: i, from: everywhere,",
     INTERRUPT.replace("- {", "- {id: i, ")),
    (LANES, "lanes: [first]", "write {first: {title: First}}", "lanes: {first: {title: First}}"),
    (LANES, "lanes:\n  - {title: First, rung: 1}", "write {first: {title: First, rung: 1}}", LISTED),
    (SOURCE, "sources: [EXAMPLE]", "write {EXAMPLE: {title: EXAMPLE}}", "sources: {EXAMPLE: {title: EXAMPLE}}"),
    ("groups:", "entries: [look]\ngroups:",
     "write {look: {at: look}}", "entries: {look: {at: look, title: Hi}}\ngroups:"),
    # signs of YAML
    (RULE, "when: !fever", "write not fever", "when: not fever"),
    (RULE, "when: ! fever", "write not fever", "when: not fever"),
    (RULE, "when: !fever and !asthma", "write not fever and not asthma", "when: not fever and not asthma"),
    (RULE, "when: !(fever and asthma)", "write not (fever and asthma)", "when: not (fever and asthma)"),
    ("when: asthma and age >= 18}", "when: !asthma}", "write not asthma", "when: not asthma}"),
    ("when: asthma and age >= 18}", "when: !visited(look) or asthma}", "write not visited(look) or asthma",
     "when: not visited(look) or asthma}"),
    ("when: asthma and age >= 18}", "when: !visited(treat)}", "write not visited(treat)", "when: not visited(treat)}"),
    (FRAIL, "frail: !asthma", "where a condition is meant write not asthma", "frail: not asthma"),
    (BECAUSE, "because: !They harm.", 'quote it: "!They harm."', 'because: "!They harm."'),
    (BECAUSE, "because: 'It's the patient's.'", "write 'It''s the patient''s.'", "because: 'It''s the patient''s.'"),
    ("because: Babies first.", "because: 'It's so.'", "write 'It''s so.'", "because: 'It''s so.'"),
    (BECAUSE, 'because: "They "harm"."', "in single quotes: 'They \"harm\".'", "because: 'They \"harm\".'"),
    (BECAUSE, 'because: "5" react', "quote the whole value: '\"5\" react'", "because: '\"5\" react'"),
    (BECAUSE, "because: 'They' and 'it' harm", "quote the whole value: \"'They' and 'it' harm\"",
     "because: \"'They' and 'it' harm\""),
    (BECAUSE, "because: 'They' harm 'it'", "quote the whole value: \"'They' harm 'it'\"",
     "because: \"'They' harm 'it'\""),
    (BECAUSE, "because: *dangerous thing", 'quote it: "*dangerous thing"', 'because: "*dangerous thing"'),
    (BECAUSE, "because: &more harm", 'quote it: "&more harm"', 'because: "&more harm"'),
    (RULE, "when: 'asthma' and fever", "write the condition without them: asthma and fever", "when: asthma and fever"),
    ("when: asthma and age >= 18}", "when: 'asthma' and fever}", "write the condition without them: asthma and fever",
     "when: asthma and fever}"),
    (BECAUSE, "because: @home it is", 'quote it: "@home it is"', 'because: "@home it is"'),
    (BECAUSE, "because: %5 react", 'quote it: "%5 react"', 'because: "%5 react"'),
    ("because: Babies first.", "because: @home it is", 'quote it: "@home it is"', 'because: "@home it is"'),
    (BECAUSE, "because: *dangerous*", 'quote it: "*dangerous*"', 'because: "*dangerous*"'),
    (BECAUSE, "because: > 5 percent", 'quote it: "> 5 percent"', 'because: "> 5 percent"'),
    (RULE, "when: > 5", "a condition starts with a name: write … > 5", "when: eos > 5"),
    # words for kinds, and keys called otherwise
    ("kind: assessment", "kind: Assessment", "write assessment", "kind: assessment"),
    ("kind: assessment", "kind: question", "write assessment", "kind: assessment"),
    ("kind: assessment", "type: assessment", "write `kind: assessment`", "kind: assessment"),
    ("kind: assessment", "kind: [assessment]", "write assessment", "kind: assessment"),
    ("kind: outcome, title: Home", "kind: end, title: Home", "write outcome", "kind: outcome, title: Home"),
    ("kind: outcome, title: Home", "kind: outcome, name: Home", "write `title: Home`", "kind: outcome, title: Home"),
    ("severity: absolute", "severity: contraindicated", "write absolute", "severity: absolute"),
    ("severity: absolute", "severity: high", "it is one of absolute, relative", "severity: absolute"),
    ("severity: absolute", "level: absolute", "write `severity: absolute`", "severity: absolute"),
    ("because: They harm.", "reason: They harm.", "write `because: They harm.`", "because: They harm."),
    ("because: They harm.", "because: [They harm.]", "write They harm.", "because: They harm."),
    ("because: Babies first.", "because: Babies, first.", 'write `because: "Babies, first."`',
     'because: "Babies, first."'),
    ("from: everywhere", "from: anywhere", "write everywhere", "from: everywhere"),
    ("type: finding, ask: Is there asthma?", "type: boolean, ask: Is there asthma?", "write finding",
     "type: finding, ask: Is there asthma?"),
    ("type: finding, ask: Is there asthma?", "type: finding, question: Is there asthma?",
     'write `ask: "Is there asthma?"`', "type: finding, ask: Is there asthma?"),
    ("type: choice", "type: enum", "write choice", "type: choice"),
    (NUMBER, "type: integer\n    unit: a", "write number", NUMBER),
    (VALUES, "options: {normal: Normal, reduced: Reduced}", "write `values: {normal: Normal, reduced: Reduced}`",
     VALUES),
    ("lane: first", "lane: First contact", "did you mean 'first'?", "lane: first"),
    ("lane: first", "lane: [first]", "write first", "lane: first"),
    ("start: look", "start: Look and ask", "did you mean 'look'?", "start: look"),
    ("start: look", "start: [look]", "write look", "start: look"),
    ("start: look", "starts: look", "did you mean 'start'?", "start: look"),
    ("  tablets:\n", "  Tablets:\n", "write tablets", "  tablets:\n"),
    # numbers, units, dates, yes and no
    ('unit: "%"', "unit: percent", 'write "%"', 'unit: "%"'),
    ('unit: "%"', "unit: %", 'quote it: "%"', 'unit: "%"'),
    (NUMBER, "type: number\n    unit: years", "write a", NUMBER),
    (NUMBER, "type: number\n    unit: banana", 'what is counted stands in braces: "{banana}"',
     'type: number\n    unit: "{banana}"'),
    (NUMBER, "type: number\n    unit: {points}", 'write "{points}"', 'type: number\n    unit: "{points}"'),
    (NUMBER, "type: number\n    unit: [degF]", 'write "[degF]"', 'type: number\n    unit: "[degF]"'),
    (NUMBER, "type: number\n    units: a", "did you mean 'unit'?", NUMBER),
    ("max: 110", "max: 110 years", "write 110", "max: 110"),
    ("max: 110", 'max: "110"', "write 110", "max: 110"),
    ("max: 110", "max: 1,000", "write 1000", "max: 1000"),
    ("max: 110", 'max: "0110"', "write 110", "max: 110"),
    ("max: 110", "max: 0110", "write 110", "max: 110"),
    ("max: 110", "max: none", "leave the key out where there is no limit", ""),
    ("max: 110", "maximum: 110", "write `max: 110`", "max: 110"),
    ("decimals: 1", "decimals: 0.1", "write 1", "decimals: 1"),
    ("decimals: 1", 'decimals: "1"', "write 1", "decimals: 1"),
    ("decimals: 1", "decimals: 1\n    fresh: yes", "write true", "decimals: 1\n    fresh: true"),
    ("reviewed: 2026-11-01", "reviewed: 01.11.2026", "2026-11-01", "reviewed: 2026-11-01"),
    ("reviewed: 2026-11-01", "reviewed: 1 November 2026", "2026-11-01", "reviewed: 2026-11-01"),
    ("reviewed: 2026-11-01", "reviewed: 2026-11-31", "there is no such day", "reviewed: 2026-11-30"),
    ("version: 0.1.0", "version: 0.1", "write 0.1.0", "version: 0.1.0"),
    ("version: 0.1.0", 'version: "0.10"', "write 0.10.0", "version: 0.10.0"),
    ("version: 0.1.0", "version: v1", "write 1.0.0", "version: 1.0.0"),
    ("year: 2020", 'year: "2020"', "write 2020", "year: 2020"),
    ("title: Look and ask", "title: no", 'quote it: "no"', 'title: "no"'),
    ("title: Look and ask", "title: 010", 'quote it: "010"', 'title: "010"'),
    ("title: Look and ask", "title: 1:30", 'quote it: "1:30"', 'title: "1:30"'),
    # the text itself
    ("title: Look and ask", "title: Look: and ask", 'write title: "Look: and ask"', 'title: "Look: and ask"'),
    ("title: Look and ask", "label: Look and ask", "write `title: Look and ask`", "title: Look and ask"),
    ("    kind: assessment", "    kind:assessment", "write kind: assessment, with a space", "    kind: assessment"),
    ("    kind: assessment", "    kind = assessment", "write kind: assessment, with a space", "    kind: assessment"),
    ("    kind: assessment", "  kind: assessment", "indented deeper than the key above", "    kind: assessment"),
    (LAST, "      -{to: doctor}\n", "write a space after the dash", LAST),
    (LAST, "      {to: doctor}\n", "write a dash before it: - {to: doctor}", LAST),
    (LAST, "     - {to: doctor}\n", "write 6 spaces before the dash", LAST),
    (LAST, "\t- {to: doctor}\n", "indent with spaces", LAST),
    (LAST, "      - {to: doctor\n", "the bracket in line", LAST),
    (LAST, "      - {to: doctor; id: there}\n", "separate the keys with a comma", "      - {to: doctor, id: there}\n"),
    (LAST, "      - to: doctor, id: there\n", "write {to: doctor, id: there}", "      - {to: doctor, id: there}\n"),
    ("  tablets:\n", "  - tablets:\n", "write it without the dash", "  tablets:\n"),
)  # fmt: skip


def found_in(text: str) -> tuple[Placed, ...]:
    return examine(read_text(text.encode(), "itch-steps.yaml", "itch-steps")).findings


def repaired(old: str, new: str) -> str:
    assert RIGHT.count(old), f"not in the pathway: {old}"
    return RIGHT.replace(old, new, 1)


def test_the_pathway_is_right() -> None:
    assert found_in(RIGHT) == ()


@pytest.mark.parametrize(("written", "meant"), CONDITIONS, ids=[f"{w} means {m}" for w, m in CONDITIONS])
def test_a_slip_in_a_condition_is_told_once_with_the_condition_that_is_read(written: str, meant: str) -> None:
    found = found_in(repaired(CONDITION, "'" + written.replace("'", "''") + "'"))
    helps = [re.sub(r'^write "?(.*?)"?$', r"\1", one.help) for one in found if not one.code.startswith("SL6")]

    assert helps == [meant]
    assert not [one for one in found_in(repaired(CONDITION, f'"{meant}"')) if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("right", "slip", "said", "then"), ROWS, ids=[f"{s.strip()} is told {w}" for _, s, w, _ in ROWS]
)
def test_a_slip_is_told_once_and_what_is_written_then_is_right(right: str, slip: str, said: str, then: str) -> None:
    found = found_in(repaired(right, slip))

    assert len(found) == 1, [str(one) for one in found]
    assert said in found[0].help
    assert found_in(repaired(right, then)) == ()


SCOPE = Scope(
    {
        **dict.fromkeys(FINDINGS, Finding()),
        **{name: Choice(values) for name, values in CHOICES.items()},
        **{name: Number(str(n["unit"]), n["min"], n["max"], n.get("decimals", 0)) for name, n in NUMBERS.items()},
    },
    {},
    frozenset(THERAPIES),
    frozenset({"look", "home"}),
)


@settings(deadline=None)
@given(conditions(Names(FINDINGS, CHOICES, {}, ("look", "home"), blocked=True)))
def test_what_can_be_read_keeps_its_meaning_where_a_slip_beside_it_is_mended(text: str) -> None:
    meant = proposal(text, SCOPE)

    assert meant is not None
    assert node_json(condition(meant, SCOPE).expr) == node_json(condition(text, SCOPE).expr)


@settings(deadline=None)
@given(conditions(Names(FINDINGS, CHOICES, {}, ("look", "home"), blocked=True)), st.integers(0, 99))
def test_a_condition_in_words_of_others_is_told_as_the_one_that_means_the_same(text: str, choice: int) -> None:
    words = [word for word in FOREIGN if word[0] in text]
    assume(words)
    found = condition(text.replace(*words[choice % len(words)]), SCOPE).problems
    assume(found)

    assert len(found) == 1
    assert node_json(condition(found[0].help.removeprefix("write ").strip('"'), SCOPE).expr) == node_json(
        condition(text, SCOPE).expr
    )


def test_values_that_differ_in_their_sign_alone_get_ids_that_differ() -> None:
    found = found_in(repaired(VALUES, "values: {<65: Young, '>=65': Old}"))

    assert [one.help.split(":")[0] for one in found if one.code == "SL103"] == ["write under_65", "write from_65"]


@pytest.mark.parametrize("start", ["!", "@", "*", "> ", "'It's ", '"\\\\" '])
def test_what_to_write_is_short_however_long_the_line(start: str) -> None:
    found = found_in(repaired(BECAUSE, f"because: {start}" + "harm '' \\\\" * 5_000))

    assert found
    assert all(len(one.help) < 1_000 for one in found)


def test_choices_told_by_step_are_the_steps_chosen() -> None:
    assert value_meant("tuple_type", ("choose",), {"treat": "home"}, "answers") == ["home"]
    assert value_meant("tuple_type", ("asks",), {"asthma": True, "age": False}, "pathway") == ["asthma"]


def test_entries_of_one_step_keep_ids_of_their_own() -> None:
    listed: list[dict[str, str]] = [{"at": "look", "title": "One"}, {"at": "look", "title": "Other"}]

    assert as_declared("entries", listed) == {"look": listed[0], "look_2": listed[1]}


def test_many_slips_of_one_author_are_each_told_once() -> None:
    slips = {
        NUMBER: "type: number\n    unit: years", CONDITION: "no asthma AND age ≥ 18 years", REVIEW: "review: 3 months",
        EXITS: "goto: home", VALUES: "values: [normal, reduced]", SETS: "sets: {fever: no}", BLOCKS: "blocks: relief",
    }  # fmt: skip
    text = RIGHT
    for right, slip in slips.items():
        text = text.replace(right, slip, 1)

    assert [one.help for one in found_in(text)] == [
        "write a", "write {normal: Normal, reduced: Reduced}", "write not asthma and age >= 18", "write false",
        "write {after: 3 months}", "write `next: [{to: home}]`", 'write "@relief"',
    ]  # fmt: skip


def test_where_reading_ends_an_ambiguous_word_is_told_both_ways() -> None:
    text = repaired("sets: {fever: false}", "sets: {fever: no}") + "  c5: *c4\n"

    assert [one.help for one in found_in(text) if one.code == "SL507"] == [
        'where a finding is meant write false; else quote it: "no"'
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("asthma or age", "write age >= …"),
        ("kidney > normal", "name the values"),
        ("asthma and eighteen", "the facts are"),
        ("age in (18, 65)", "write … <= age <= … for a range"),
        ("age <= 2 weeks", "the unit is left to the fact"),
        ("asthma + fever", "join conditions with and / or"),
        ("age >= 18, asthma", "join conditions with and / or"),
        ("visited(cream)", "write active(cream), or name the step that starts it"),
        ("active(treat)", "write visited(treat), or name a therapy that it starts"),
        ("blocked(relief)", "the steps are"),
        ("visited(@relief)", "write the word for each step"),
        ("eos > age", "ask both in one unit"),
        ("asthma == none", "write asthma where it is so, not asthma where it is not"),
        ("asthma == (fever and frail)", "write asthma where it is so, not asthma where it is not"),
        ("asthma if fever", "elsewhere join with and / or"),
        ("asthma * 2 > 1", "write count(asthma), which is 1 or 0"),
        ("asthma + fever >= 2", "write count(asthma, fever)"),
        ("kidney is none", "the values are normal, reduced"),
        ("asthma or fever and", "something is missing at the end"),
    ],
)
def test_where_more_than_one_thing_can_be_meant_the_ways_are_told(written: str, said: str) -> None:
    found = [one for one in found_in(repaired(CONDITION, f"'{written}'")) if one.severity is Severity.ERROR]

    assert len(found) == 1
    assert said in found[0].help
