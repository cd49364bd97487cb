// Why an exit is as it is: the values that decided its condition and its target's rules, and what of the walk did.
StepladderEngine.part((core, api) => {
  "use strict";
  const { written, derived, rules, blockers, guard } = core;
  const { evaluate, running, tableValues, amounts, words, standing, entering, targetRules, said } = core;

  function why(condition, now) {
    const found = { readings: new Map(), states: new Set() };
    explain(condition.expr, now, found);
    const { text, bare = text, expr } = condition;
    return { text: bare, outcome: evaluate(expr, now), deciding: [...found.readings], states: [...found.states] };
  }

  function reads(name, now, { readings }) {
    if (!readings.has(name)) {
      readings.set(name, now.known[name] ?? null);
    }
  }

  function explain(expr, now, found) {
    if (typeof expr === "boolean") {
      return;
    }
    const outcome = evaluate(expr, now);
    const [word, name, ...rest] = expr;
    const say = (text) => found.states.add(text);
    switch (word) {
      case "and":
      case "or":
        for (const part of [name, ...rest]) {
          if (outcome === (word === "and") || evaluate(part, now) === outcome) {
            explain(part, now, found);
          }
        }
        break;
      case "not":
        explain(name, now, found);
        break;
      case "is":
      case "in":
      case "not in":
      case "known":
        if (word === "known") {
          say(`${name} is ${outcome ? "known" : "not known"}`);
        } else if (name in derived && word !== "is") {
          say(amountState(name, now));
        }
        if (name in derived) {
          explainName(name, now, found);
        } else {
          reads(name, now, found);
        }
        break;
      case "active":
        say(`${name} is ${outcome ? "running" : "not running"}`);
        break;
      case "visited":
        say(`${name} was ${outcome ? "entered" : "not entered yet"}`);
        break;
      case "tried":
        say(triedState(name, outcome, now));
        break;
      case "blocked":
        for (const [, rule] of blockers(name)) {
          const then = now.present ?? now;
          if (evaluate(rule.when.expr, then) === outcome) {
            explain(rule.when.expr, then, found);
          }
        }
        break;
      default:
        explainComparison([...name.slice(1), ...rest[0].slice(1)], now, found);
    }
  }

  function explainName(name, now, found) {
    const { when, number, rows } = derived[name];
    if (when) {
      explain(when.expr, now, found);
    } else if (number) {
      explainTerms(number.expr.slice(1), now, found, true);
    } else {
      for (const row of rows) {
        explain(row.when.expr, now, found);
        if (evaluate(row.when.expr, now) === true) {
          break;
        }
      }
    }
  }

  function explainComparison(terms, now, found) {
    const states = [];
    for (const [, [word, name, ...rest]] of terms) {
      if (word === "visits") {
        states.push(`${name} was entered ${often(now.visits[name] ?? 0)}`);
      } else if (word === "count") {
        states.push(countState([name, ...rest], now));
      } else if (name in derived) {
        states.push(amountState(name, now));
      } else {
        reads(name, now, found);
      }
    }
    if (states.length) {
      found.states.add(states.join("; "));
    }
    explainTerms(terms, now, found, false);
  }

  function explainTerms(terms, now, found, direct) {
    for (const [, [word, name, ...rest]] of terms) {
      if (word === "count") {
        [name, ...rest].forEach((part) => explain(part, now, found));
      } else if (word === "amount" && name in derived) {
        explainName(name, now, found);
      } else if (word === "amount" && direct) {
        reads(name, now, found);
      }
    }
  }

  const often = (count) => ["never", "once", "twice"][count] ?? `${count} times`;

  function triedState(step, outcome, now) {
    const [therapy] = running(step, now);
    if (outcome) {
      return `${step} was tried and stopped`;
    }
    return now.visits[step] && therapy ? `${therapy} is still running` : `${step} was not tried yet`;
  }

  function countState(parts, now) {
    const held = parts.map((part) => evaluate(part, now));
    const open = held.filter((one) => one === null).length;
    return `${held.filter((one) => one === true).length} of ${parts.length} hold${open ? `, ${open} not known` : ""}`;
  }

  function amountState(name, now) {
    if (derived[name].rows) {
      const values = tableValues(name, now);
      return `${name} is ${values.length === 1 ? values[0] : `one of ${values.join(", ")}`}`;
    }
    const values = amounts(name, now)?.map(written);
    const range = values?.length === 1 ? values[0] : `${values?.[0]} to ${values?.at(-1)}`;
    return `${name} is ${values ? range : "not known"}`;
  }

  const decidedBy = ({ deciding, states }) => [
    deciding.map(([name, value]) => `${name} = ${words(name, value)}`).join(", "), states.join("; "),
  ].filter(Boolean).join("; ");

  function reasons(state, exit) { // why an exit is closed, blocked or at caution
    const { now } = standing(state);
    if (exit.status === "closed") {
      const found = why(guard(exit.way), now);
      return [{ rule: "", words: `it needs: ${found.text}`, decided_by: decidedBy(found), basis: "", sources: [] }];
    }
    const then = entering(state, now, exit.way);
    return exit.rules.map((name) => {
      const { when, basis = "", sources = [] } = rules[name];
      return { rule: name, words: said(name), decided_by: decidedBy(why(when, then)), basis, sources };
    });
  }

  api.why = (state, index) => {
    const exit = standing(state).exits[index];
    const { now } = standing(state);
    const then = entering(state, now, exit.way);
    const all = targetRules(exit.way).map(([rule, { severity, because = "", basis = "", sources = [], when }]) => {
      const found = why(when, then);
      return { rule, severity, because, basis, sources, holds: found.outcome, why: found };
    });
    return { guard: exit.way.when ? why(exit.way.when, now) : null, rules: all, reasons: reasons(state, exit) };
  };
});
