"""Where in a pathway a change can be felt: the steps whose exits read it, and the rules that do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stepladder.conditions.mentions import inside, references
from stepladder.conditions.nodes import Node, Sum
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition
from stepladder.mutation.findings import Mutant

Name = tuple[str, str]
"""`derived` or `rule`, and its id."""


@dataclass
class Reads:
    """What the exits and rules of a pathway read, through derived names and `blocked`, all the way down."""

    pathway: Pathway

    def __post_init__(self) -> None:
        pathway = self.pathway
        self.of_rule = {name: self._closure([rule.when.expr]) for name, rule in pathway.rules.items()}
        self.of_step: dict[str, frozenset[Name]] = {}
        for name, step in pathway.steps.items():
            exits = [*step.exits, *[interrupt for _, interrupt in prepared(pathway).interrupts_at.get(name, ())]]
            self.of_step[name] = frozenset().union(*[self._exit(exit_) for exit_ in exits])

    def steps(self, mutant: Mutant) -> tuple[str, ...]:
        """The steps at which a mutant can judge an exit differently."""
        match mutant.part:
            case "exit":
                return (str(mutant.route[1]),)
            case "interrupt":
                return self.pathway.interrupted(self.pathway.interrupts[int(mutant.route[1])])
            case "rule" | "derived":
                return tuple([step for step, read in self.of_step.items() if (mutant.part, mutant.name) in read])

    def rules(self, mutant: Mutant) -> frozenset[str]:
        """The rules that a mutant can judge differently."""
        if mutant.part not in ("rule", "derived"):
            return frozenset()
        rules = [rule for rule, read in self.of_rule.items() if (mutant.part, mutant.name) in read]
        return frozenset(rules) | ({mutant.name} if mutant.part == "rule" else frozenset())

    def _exit(self, exit_: Transition) -> frozenset[Name]:
        names = set(self._closure([exit_.when.expr]))
        for name, _ in prepared(self.pathway).rules_on.get(exit_.to, ()):
            names |= {("rule", name), *self.of_rule[name]}
        return frozenset(names)

    def _closure(self, roots: Iterable[Node | Sum]) -> frozenset[Name]:
        reached: set[Name] = set()
        waiting = list(roots)
        while waiting:
            for kind, name in references(waiting.pop()):
                if kind == "derived" and ("derived", name) not in reached:
                    reached.add(("derived", name))
                    waiting.extend(inside(prepared(self.pathway).definitions[name]))
                elif kind == "blocked":
                    for rule, of in prepared(self.pathway).rules_on.get(name, ()):
                        if of.severity == "absolute" and ("rule", rule) not in reached:
                            reached.add(("rule", rule))
                            waiting.append(of.when.expr)
        return frozenset(reached)
