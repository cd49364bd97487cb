"""The text of a new pathway and of its cases: small, commented, and valid as it stands."""

from __future__ import annotations

from datetime import date

_PATHWAY = """\
# A step-up pathway for teaching. The format is explained in Stepladder's docs/format.md.
stepladder: 1
id: {id}
title: {title}
version: 0.1.0
status: draft                     # draft | active | retired
language: en
population: Whom it is about
disclaimer: For teaching only. Not medical advice; not for use in the care of a patient.
license: CC-BY-4.0
reviewed: {today}
start: assess

# Where the content comes from. Cite what you have read, and say how much of it you saw.
sources:
  EXAMPLE: {{title: Replace this by your first source, kind: background}}

# The rungs of the ladder, from the gentlest to the last.
lanes:
  start: {{title: Before treatment}}
  first: {{title: The gentle thing, rung: 1}}
  second: {{title: The next step, rung: 2}}
  ends: {{title: Where walks end}}

# What can be known of a patient. A finding is yes or no, a choice has values, a number has a unit and a range.
facts:
  red_flag:
    type: finding
    ask: Is there a sign that must not wait?
  age:
    type: number
    unit: a                       # UCUM: a for years
    min: 18
    max: 110
    ask: How old is the person?
  response:
    type: choice
    values: {{better: Better, same: No better}}
    fresh: true                   # asked anew at every step that asks it
    ask: How has it responded?

# What can be running at a time.
therapies:
  second_line: The second treatment

steps:
  assess:
    kind: assessment
    lane: start
    title: First contact
    text: Say in plain words what a learner should think of here.
    asks: [red_flag]
    next:                         # exactly one of these applies
      - {{to: refer, when: red_flag, because: It must not wait.}}
      - {{to: gentle_thing, otherwise: true}}
  gentle_thing:
    kind: treatment
    lane: first
    title: The gentle thing
    sources: [EXAMPLE]
    review: {{after: 4 weeks, basis: teaching}}
    asks: [response]
    next:
      - {{to: well, when: response == better}}
      - {{to: step_up, when: response == same}}
  step_up:
    kind: assessment
    lane: second
    title: Step up?
    options:                      # the person chooses among these
      - {{to: second_treatment, when: not visited(second_treatment)}}
      - {{to: refer, because: Asking somebody else is always possible.}}
  second_treatment:
    kind: treatment
    lane: second
    title: The second treatment
    sources: [EXAMPLE]
    starts: [second_line]
    review: {{after: 4 weeks, basis: teaching}}
    asks: [response]
    next:
      - {{to: well, when: response == better}}
      - {{to: step_up, when: response == same, stops: [second_line]}}
  well: {{kind: outcome, lane: ends, title: Well again}}
  refer: {{kind: outcome, lane: ends, title: Referred}}

# What may not be entered, and why. absolute: never; relative: only with a recorded reason.
rules:
  second-treatment-in-old-age:
    blocks: [second_treatment]
    when: age >= 80
    severity: relative
    because: It is less well tolerated in old age.
    basis: teaching               # guideline | trial | label | expert | teaching

# What is true of every walk.
claims:
  gentle-first: {{passes: gentle_thing, before: second_treatment}}
"""

_CASES = """\
# Teaching cases: a story, what is answered and chosen, and what must happen. `stepladder validate` runs them.
pathway: {id}
facts: {{red_flag: false, age: 50}}
cases:
  - id: better-at-once
    title: The gentle thing is enough
    story: 50-year-old woman, no red flag.
    facts: {{response: better}}
    expect:
      path: [assess, gentle_thing, well]
      ends: well
    teaches: Most people need no more than the first rung.
  - id: stepping-up
    title: One step up
    story: 84-year-old man, no better after four weeks.
    facts: {{age: 84}}
    at:
      gentle_thing: {{response: same}}
      second_treatment: {{response: better}}
    choose: [second_treatment]
    override: {{second-treatment-in-old-age: "Discussed, and wanted."}}
    expect:
      ends: well
      statuses: {{step_up: {{second_treatment: caution}}}}
    teaches: A caution asks for a reason; it does not forbid.
"""


def pathway_text(pathway_id: str, today: date) -> str:
    """The YAML of a new pathway."""
    title = pathway_id.replace("-", " ").replace("_", " ").capitalize()
    return _PATHWAY.format(id=pathway_id, title=title, today=today.isoformat())


def cases_text(pathway_id: str) -> str:
    """The YAML of its cases."""
    return _CASES.format(id=pathway_id)
