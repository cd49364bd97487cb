// What a condition says: true, false, or null where it is unknown; and what of it still matters. The conditions are
// those of `conditions/to_json.py`. `now` is what can be read: known, active, visits; `present` is what `blocked` reads
// where `now` is a state that an exit would leave; `memo` keeps what derived names came out as.
StepladderEngine.part((core, api) => {
  "use strict";
  const { exact, times, negative, plus, order, plain, table, derived, steps, blockers } = core;

  const TESTS = {
    "==": (gap) => gap === 0, "!=": (gap) => gap !== 0, "<": (gap) => gap < 0,
    "<=": (gap) => gap <= 0, ">": (gap) => gap > 0, ">=": (gap) => gap >= 0,
  };
  const NAMING = new Set(["is", "in", "not in", "known", "amount"]); // what is followed by a fact or a derived name

  const reading = (known, active, visits, present = null) => ({ known, active, visits, present, memo: new Map() });

  function evaluate(expr, now) {
    if (typeof expr === "boolean") {
      return expr;
    }
    const [word, name, last] = expr;
    switch (word) {
      case "is":
        return name in derived ? finding(name, now) : now.known[name] ?? null;
      case "in":
      case "not in":
        return isOneOf(name, last, word === "not in", now);
      case "known":
        return isKnown(name, now);
      case "active":
        return now.active.includes(name);
      case "visited":
        return (now.visits[name] ?? 0) > 0;
      case "tried":
        return (now.visits[name] ?? 0) > 0 && running(name, now).length === 0;
      case "blocked":
        return joined(blockers(name).map(([, rule]) => rule.when.expr), now.present ?? now, true);
      case "not": {
        const held = evaluate(name, now);
        return held === null ? null : !held;
      }
      case "and":
      case "or":
        return joined(expr.slice(1), now, word === "or");
      default:
        return compare(expr, now);
    }
  }

  function joined(parts, now, decisive) { // Kleene's `or`, where true decides, and `and`, where false does
    let result = !decisive;
    for (const part of parts) {
      const held = evaluate(part, now);
      if (held === decisive) {
        return held;
      }
      result = held === null ? null : result;
    }
    return result;
  }

  const running = (step, now) => (steps[step].starts ?? []).filter((therapy) => now.active.includes(therapy));

  function remembered(key, now, work) {
    if (!now.memo.has(key)) {
      now.memo.set(key, work());
    }
    return now.memo.get(key);
  }

  // What a derived condition comes out as.
  const finding = (name, now) => remembered(name, now, () => evaluate(derived[name].when.expr, now));

  // The values that a table can still have: of every row that could be the first whose condition holds.
  const tableValues = (name, now) => remembered(`=${name}`, now, () => {
    const values = [];
    for (const row of derived[name].rows) {
      const held = evaluate(row.when.expr, now);
      if (held !== false && !values.includes(row.is)) {
        values.push(row.is);
      }
      if (held === true) {
        break;
      }
    }
    return values;
  });

  function isOneOf(name, values, negated, now) {
    if (!(name in derived)) {
      const value = now.known[name];
      return value === undefined ? null : values.includes(value) !== negated;
    }
    const inside = tableValues(name, now).map((value) => values.includes(value));
    if (inside.every(Boolean)) {
      return !negated;
    }
    return inside.some(Boolean) ? null : negated;
  }

  function isKnown(name, now) {
    if (!(name in derived)) {
      return now.known[name] !== undefined;
    }
    const { when, rows } = derived[name];
    return when ? finding(name, now) !== null : (rows ? tableValues(name, now) : amounts(name, now))?.length === 1;
  }

  // The values that a number can still have, ascending; null where it can be any.
  function amounts(name, now) {
    if (!(name in derived)) {
      const value = now.known[name];
      return value === undefined ? null : [exact(value)];
    }
    return derived[name].rows ? tableValues(name, now).map(exact) : possible(derived[name].number.expr, now);
  }

  function possible(total, now) {
    const atoms = gather([[total, 1]], now);
    return atoms && spread(exact(total[0]), atoms).sort(order);
  }

  function compare([test, left, right], now) {
    const [constant, only, more] = left;
    if (only && !more && right.length === 1 && only[1][0] === "amount" && !(only[1][1] in derived)) {
      const value = now.known[only[1][1]]; // one fact against a number, by far the commonest
      const side = value === undefined ? null : plus(exact(constant), times(exact(only[0]), exact(value)));
      return side && TESTS[test](order(side, exact(right[0])));
    }
    const atoms = gather([[left, 1], [right, -1]], now);
    if (atoms === null) {
      return null;
    }
    const gaps = spread(plus(exact(left[0]), negative(exact(right[0]))), atoms);
    const outcomes = gaps.map(([digits]) => TESTS[test](digits < 0n ? -1 : digits > 0n ? 1 : 0));
    return outcomes.every((held) => held === outcomes[0]) ? outcomes[0] : null;
  }

  // Every atom with its factor and its possible values; one that occurs twice takes the same value in both places.
  function gather(totals, now) {
    const atoms = new Map();
    for (const [total, sign] of totals) {
      for (const [factor, atom] of total.slice(1)) {
        const values = atomValues(atom, now);
        if (values === null) {
          return null;
        }
        const key = atom[0] === "count" ? atom : atom.join(" ");
        const before = atoms.get(key)?.factor ?? [0n, 0];
        atoms.set(key, { factor: plus(before, times([BigInt(sign), 0], exact(factor))), values });
      }
    }
    return atoms;
  }

  function atomValues([word, ...rest], now) {
    if (word === "amount") {
      return amounts(rest[0], now);
    }
    if (word === "visits") {
      return [[BigInt(now.visits[rest[0]] ?? 0), 0]];
    }
    const held = rest.map((part) => evaluate(part, now));
    const least = held.filter((one) => one === true).length;
    const open = held.filter((one) => one === null).length;
    return Array.from({ length: open + 1 }, (_, more) => [BigInt(least + more), 0]);
  }

  function spread(constant, atoms) {
    let reached = [constant];
    for (const { factor, values } of atoms.values()) {
      const next = new Map();
      for (const sum of reached) {
        for (const value of values) {
          const one = plus(sum, times(factor, value));
          const key = reached.length * values.length > 1 ? plain(one) : "";
          if (!next.has(key)) {
            next.set(key, one);
          }
        }
      }
      reached = [...next.values()];
    }
    return reached;
  }

  function* inside(expr) { // every part of a condition or a number, itself first
    if (Array.isArray(expr)) {
      yield expr;
      if (expr[0] !== "in" && expr[0] !== "not in") {
        for (const part of expr.slice(1)) {
          yield* inside(part);
        }
      }
    }
  }

  const meaning = (name) => {
    const { when, number, rows } = derived[name];
    return rows ? rows.map((row) => row.when.expr) : [(when ?? number).expr];
  };

  function* throughout(expr) { // the same, also through derived names and the rules that `blocked` reads
    const stack = [expr];
    const seen = new Set();
    while (stack.length) {
      for (const part of inside(stack.pop())) {
        yield part;
        const [word, name] = part;
        const key = `${word === "blocked"} ${name}`; // a step may be called as a derived name is
        if (word === "blocked" && !seen.has(key)) {
          stack.push(...blockers(name).map(([, rule]) => rule.when.expr));
          seen.add(key);
        } else if (NAMING.has(word) && name in derived && !seen.has(key)) {
          stack.push(...meaning(name));
          seen.add(key);
        }
      }
    }
  }

  function factsOf(expr) {
    const found = new Set();
    for (const [word, name] of throughout(expr)) {
      if (NAMING.has(word) && !(name in derived)) {
        found.add(name);
      }
    }
    return found;
  }

  // The facts without a value that an unknown condition still hangs on, left to right; the first is asked next.
  function openFacts(expr, now, found) {
    if (evaluate(expr, now) !== null) {
      return;
    }
    const [word, name, ...rest] = expr;
    switch (word) {
      case "and":
      case "or":
        [name, ...rest].forEach((part) => openFacts(part, now, found));
        break;
      case "not":
        openFacts(name, now, found);
        break;
      case "is":
      case "in":
      case "not in":
        openName(name, now, found);
        break;
      case "blocked":
        blockers(name).forEach(([, rule]) => openFacts(rule.when.expr, now.present ?? now, found));
        break;
      default:
        openSum(name, now, found);
        openSum(rest[0], now, found);
    }
  }

  function openName(name, now, found) {
    if (!(name in derived)) {
      found.add(name);
    } else if (derived[name].when) {
      openFacts(derived[name].when.expr, now, found);
    } else {
      for (const row of derived[name].rows) {
        if (evaluate(row.when.expr, now) === true) {
          break;
        }
        openFacts(row.when.expr, now, found);
      }
    }
  }

  function openSum(total, now, found) {
    for (const [, [word, name, ...rest]] of total.slice(1)) {
      if (word === "count") {
        [name, ...rest].forEach((part) => openFacts(part, now, found));
      } else if (word === "amount" && amounts(name, now)?.length !== 1) {
        if (name in derived && derived[name].number) {
          openSum(derived[name].number.expr, now, found);
        } else {
          openName(name, now, found);
        }
      }
    }
  }

  Object.assign(core, { TESTS, reading, evaluate, finding, running, tableValues, amounts, possible });
  Object.assign(core, { inside, meaning, throughout, factsOf, openFacts });
  api.holds = (expr, { known, active, visits }) => evaluate(expr, reading(table(known), active, table(visits)));
});
