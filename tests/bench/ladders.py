"""Pathways of any size that look like real ones, made without chance, and about which `validate` has nothing to say.

Each rung has six steps. In a `full` ladder they are a question with a guarded branch, a choice, two drugs that are
tried and reviewed, one that runs beside them, and a procedure; with them come three facts, a derived number and a
derived table, an absolute and a relative rule, two therapies, a group, a source and a claim, and on every tenth rung an
interrupt. In a `plain` ladder they are a question and five treatments in a row, with one fact, one rule and one source.
"""

from __future__ import annotations

DENSITIES = {
    "plain": "one short line a step, few rules",
    "full": "about 390 characters, 47 keys and values and 2 conditions of its own a step",
}
"""How much a ladder says about each step."""

SHARED, PER_RUNG = 4, 6
"""How many steps there are beside the rungs, and on each."""

HEAD = """\
stepladder: 1
id: ladder
title: A ladder of {rungs} rungs
version: 1.0.0
language: en
disclaimer: For teaching only. Not medical advice; not for use in the care of a patient.
license: CC-BY-4.0
start: assess_1
"""

EVERY_LADDER = {
    "facts": """\
  alarm: {type: finding, fresh: true, ask: Is there an alarm sign?}
  response: {type: choice, values: {improved: Better, no_change: No better}, fresh: true, ask: How was it?}
""",
    "steps": """\
  emergency: {kind: emergency, lane: ends, title: Emergency department, next: [{to: handed_over}]}
  handed_over: {kind: outcome, lane: ends, title: Handed over}
  controlled: {kind: outcome, lane: ends, title: Controlled}
  referred: {kind: outcome, lane: ends, title: Referred}
""",
    "interrupts": "  - {from: everywhere, when: alarm, to: emergency, because: An alarm sign comes first.}\n",
    "lanes": "  ends: {title: Where walks end}\n",
}

FULL_RUNG = {
    "sources": "  S{n}: {{title: Source {n}, year: 2020, kind: guideline}}\n",
    "facts": """\
  worse_{n}: {{type: finding, ask: Worse {n}?}}
  score_{n}: {{type: number, unit: '1', min: 0, max: 100, ask: Score {n}?}}
  organ_{n}: {{type: choice, values: {{normal: Normal, reduced: Less, failing: Failing}}, ask: Organ {n}?}}
""",
    "derived": """\
  left_{n}: {{number: 'count(not tried(first_{n}), not tried(second_{n}))'}}
  care_{n}: [{{when: organ_{n} == failing, is: never}}, {{when: organ_{n} == reduced, is: some}}, {{otherwise: none}}]
""",
    "therapies": "  a_{n}: Drug A{n}\n  b_{n}: Drug B{n}\n",
    "groups": "  drugs_{n}: [first_{n}, second_{n}]\n",
    "steps": """\
  assess_{n}:
    kind: assessment
    lane: lane_{lane}
    title: Assess {n}
    asks: [worse_{n}, score_{n}, organ_{n}]
    next:
      - {{to: procedure_{n}, when: worse_{n} and score_{n} >= 40}}
      - {{to: choose_{n}, otherwise: true}}
  choose_{n}:
    kind: assessment
    lane: lane_{lane}
    title: Choose {n}
    options:
      - {{to: first_{n}, when: not tried(first_{n})}}
      - {{to: second_{n}, when: not tried(second_{n}) and care_{n} != never}}
      - {{to: beside_{n}, when: not visited(beside_{n}) and score_{n} < 40}}
      - {{to: {after}, when: left_{n} <= 1 or blocked(second_{n}), because: Go one rung up.}}
  first_{n}:
    kind: treatment
    lane: lane_{lane}
    title: First drug {n}
    sources: [S{n}]
    starts: [a_{n}]
    review: {{after: 4 weeks}}
    asks: [response]
    next:
      - {{to: controlled, when: response == improved}}
      - {{to: choose_{n}, when: response == no_change, stops: [a_{n}]}}
  second_{n}:
    kind: treatment
    lane: lane_{lane}
    title: Second drug {n}
    sources: [S{n}]
    starts: [b_{n}]
    review: {{after: 2 weeks}}
    asks: [response]
    next:
      - {{to: controlled, when: response == improved}}
      - {{to: choose_{n}, when: response == no_change, stops: [b_{n}]}}
  beside_{n}: {{kind: adjunct, lane: lane_{lane}, title: Beside {n}, sources: [S{n}], next: [{{to: choose_{n}}}]}}
  procedure_{n}: {{kind: procedure, lane: lane_{lane}, title: Procedure {n}, sources: [S{n}], next: [{{to: {after}}}]}}
""",
    "rules": """\
  never-{n}: {{blocks: second_{n}, when: care_{n} == never, severity: absolute, because: It harms, sources: [S{n}]}}
  careful-{n}:
    blocks: "@drugs_{n}"
    when: care_{n} == some and score_{n} > 60
    severity: relative
    because: Watch it.
    sources: [S{n}]
""",
    "claims": "  one-of-{n}: {{never: active(a_{n}) and active(b_{n})}}\n",
}

PLAIN_RUNG = {
    "sources": "  S{n}: {{title: Source {n}}}\n",
    "facts": "  worse_{n}: {{type: finding, ask: Worse {n}?}}\n",
    "steps": """\
  assess_{n}:
    {{kind: assessment, lane: lane_{lane}, title: Assess {n}, asks: [worse_{n}],
     next: [{{to: first_{n}, when: worse_{n}}}, {{to: {after}, otherwise: true}}]}}
"""
    + "".join(
        f"""\
  {name}_{{n}}:
    {{{{kind: treatment, lane: lane_{{lane}}, title: Drug {name} {{n}}, sources: [S{{n}}], asks: [response],
     next: [{{{{to: controlled, when: response == improved}}}}, {{{{to: {then}, when: response == no_change}}}}]}}}}
"""
        for name, then in [
            ("first", "second_{n}"),
            ("second", "third_{n}"),
            ("third", "fourth_{n}"),
            ("fourth", "fifth_{n}"),
            ("fifth", "{after}"),
        ]
    ),
    "rules": "  not-{n}: {{blocks: fifth_{n}, when: worse_{n}, severity: relative, because: Watch, sources: [S{n}]}}\n",
}

FIRST_OF_TEN = {
    "plain": {"lanes": "  lane_{lane}: {{title: From rung {n}, rung: {lane}}}\n"},
    "full": {
        "lanes": "  lane_{lane}: {{title: From rung {n}, rung: {lane}}}\n",
        "interrupts": '  - {{from: ["@drugs_{n}"], when: organ_{n} == failing, to: assess_{n}, because: Anew}}\n',
    },
}

RUNGS = {"plain": PLAIN_RUNG, "full": FULL_RUNG}


def ladder(steps: int, density: str = "full") -> dict[str, str]:
    """The files of a pathway folder called `ladder`, by name.

    Args:
        steps: how many steps it has: 4 and a multiple of 6, such as 10, 100, 1,000 and 10,000.
        density: a key of `DENSITIES`.
    """
    rungs, rest = divmod(steps - SHARED, PER_RUNG)
    if rest or rungs < 1:
        raise ValueError(f"a ladder has {SHARED} steps and {PER_RUNG} on each rung; {steps} do not come out even")
    parts = {key: [text] for key, text in EVERY_LADDER.items()}
    for n in range(1, rungs + 1):
        after = f"assess_{n + 1}" if n < rungs else "referred"
        for texts in (RUNGS[density], FIRST_OF_TEN[density] if n % 10 == 1 else {}):
            for key, text in texts.items():
                parts.setdefault(key, []).append(text.format(n=n, lane=(n + 9) // 10, after=after))
    files = {f"{key}.yaml": f"{key}:\n{''.join(texts)}" for key, texts in sorted(parts.items())}
    return {"pathway.yaml": HEAD.format(rungs=rungs), **files}


def one_file(steps: int, name: str, density: str = "full") -> str:
    """The same ladder as one file, under another id."""
    files = ladder(steps, density)
    head = files.pop("pathway.yaml").replace("\nid: ladder\n", f"\nid: {name}\n")
    return head + "".join(files.values())
