// What would have to be different: the smallest changes of known facts that turn conditions. It is the search of
// `conditions/change.py`, step by step: where that gives up, this does.
StepladderEngine.part((core) => {
  "use strict";
  const { exact, lifted, times, negative, plus, order, written, plain, table } = core;
  const { facts, derived, place } = core;
  const { TESTS, reading, evaluate, possible, throughout, factsOf } = core;

  const DENSE = 40; // of a number with so many values each is tried
  const LARGEST = 8; // changes of more facts are not looked for
  const EFFORT = 2000; // so many changed patients are looked at
  const ALTERNATIVES = 3; // so many changes of one fact are named
  const [WAITING, ASKED_ANEW, LASTS, IMMUTABLE] = [0, 1, 3, 4]; // who or what can bring a change about

  // Who or what can change a fact: `model/actionability.py`.

  const by = (name) => facts[name].by ?? LASTS;
  const lives = (name) => by(name) === ASKED_ANEW || (facts[name].runs && facts[name].stays !== "innate");
  const named = (name, value) => plain(exact(value)) in table(facts[name].words);
  const waits = (name, old, value) => Boolean(facts[name].runs) && value > old && !named(name, value);

  function undoes(name, old, value) {
    const { type, stays, blank = [] } = facts[name];
    const past = stays === "past";
    if (type === "choice") {
      return !blank.includes(old) && (past || blank.includes(value));
    }
    return past && (type === "finding" ? old === true : !named(name, old));
  }

  function actionability(name, old, value) {
    const innate = facts[name].stays === "innate";
    if (waits(name, old, value)) {
      return innate ? IMMUTABLE : WAITING;
    }
    return innate || undoes(name, old, value) ? IMMUTABLE : by(name);
  }

  // The search: `conditions/change.py`.

  function smallestChanges(requirement, known, given, against) {
    const wanted = [...requirement];
    for (const most of [LASTS, IMMUTABLE]) {
      let search;
      do {
        search = { ...begun(wanted, known, given, most), against };
        run(search);
        wanted.push(...(search.found.length ? [] : search.objected));
      } while (!search.found.length && search.objected.length);
      if (search.found.length || !search.barred || search.effort > EFFORT) {
        return search.found;
      }
    }
    return [];
  }

  function begun(requirement, known, given, most) {
    // `now` is changed in place and put back: a search looks at thousands of patients
    const search = { known, given, most, now: table(known), change: table(), effort: 0, objected: [], found: [], lines: new Map() };
    const movable = new Set(Object.keys(known).filter((name) => known[name] !== undefined && isMovable(search, name)));
    const rest = Object.keys(known).filter((name) => !movable.has(name));
    search.barred = rest.length > 0;
    const left = table(...rest.map((name) => ({ [name]: known[name] })));
    search.wanted = requirement.flatMap((one) => partsOf(one, left));
    for (const one of search.wanted) {
      [one.reads, one.met] = [factsOf(one.expr), new Map()];
      one.free = [...one.reads].filter((name) => movable.has(name) && !(name in one.read.sets) && !(name in one.read.past));
      one.free.sort((a, b) => place[a] - place[b]);
      one.probes = probes(one.expr);
    }
    return search;
  }

  const probes = (expr) => [...throughout(expr)].some(([word]) => word === "known");

  function isMovable(search, name) {
    const { type, decimals = 0 } = facts[name];
    const current = search.known[name];
    const step = [1n, decimals];
    const beside = () => [negative(step), step].map((one) => Number(plain(plus(exact(current), one))));
    const others = type === "number" ? beside() : valuesBeside(search, name);
    return others.some((value) => reachable(search, name, value));
  }

  function reachable({ known, given, most }, name, value) { // what the walk itself has set no answer can change
    return actionability(name, known[name], value) <= most && (!given.has(name) || waits(name, known[name], value));
  }

  const meets = ({ allowed }, outcome) => allowed.includes(outcome);
  const opposite = (outcome) => (outcome === null ? null : !outcome);

  // A condition that must come out in one of some ways, as smaller ones: `conditions/requirement.py`.
  function partsOf(one, rest) {
    const { expr, allowed, read } = one;
    const [word, name, last] = Array.isArray(expr) ? expr : [];
    const all = (parts, as) => parts.flatMap((part) => partsOf({ expr: part, allowed: as, read }, rest));
    if (word === "not") {
      return all([name], allowed.map(opposite));
    }
    if (word === "is" && name in derived) {
      return all([derived[name].when.expr], allowed);
    }
    const [yes, no] = [meets(one, true), meets(one, false)];
    if (word === "and" || word === "or") {
      if (yes === no) {
        return [{ ...one }];
      }
      if (yes === (word === "and")) {
        return all(expr.slice(1), allowed);
      } // one part is enough: where a single one can still do it, it is that one
      const hopeful = expr.slice(1).filter((part) => probes(part) || !settles(one, evaluate(part, changed(read, rest))));
      return hopeful.length === 1 ? all(hopeful, allowed) : [{ ...one }];
    }
    const counted = word in TESTS && yes && !no && last.length === 1 ? countIn(name) : null;
    if (counted !== null) { // a count that must be none, or all, of its conditions
      const [least, most] = [Number(last[0]), counted.length];
      if ((["==", "<="].includes(word) && least === 0) || (word === "<" && least === 1)) {
        return all(counted, allowed.map(opposite));
      }
      if ((["==", ">="].includes(word) && least === most) || (word === ">" && least === most - 1)) {
        return all(counted, allowed);
      }
    }
    return [{ ...one }];
  }

  function countIn(total) { // the count that a number is, by itself or by the name of a derived number
    while (total.length === 2 && exact(total[0])[0] === 0n && order(exact(total[1][0]), [1n, 0]) === 0) {
      const [word, ...rest] = total[1][1];
      if (word === "count") {
        return rest;
      }
      const inner = word === "amount" ? derived[rest[0]]?.number?.expr : undefined;
      if (!inner) {
        return null;
      }
      total = inner;
    }
    return null;
  }

  function changed({ now, sets, past }, known) { // what can be read then; what the exit itself sets stays set
    const over = (one, more) => (Object.keys(more).length ? table(one, more) : one);
    const base = over(known, past);
    const present = now.present && reading(base, now.present.active, now.present.visits);
    return reading(over(base, sets), now.active, now.visits, present);
  }

  function run(search) {
    for (let size = 0; size <= LARGEST; size += 1) {
      search.cut = false; // whether a larger change could do what those looked at do not
      search.best = new Map(); // of every set of facts whose change does it the first change
      search.seen = new Set(); // the same facts can be changed in any order
      look(search, size);
      if (search.best.size) {
        const ranked = [...search.best.values()].sort((a, b) => compared(search, a, b));
        search.found = ranked.slice(0, size === 1 ? ALTERNATIVES : 1);
        return;
      }
      if (search.objected.length || !search.cut || search.effort > EFFORT) {
        return;
      }
    }
  }

  const met = (one, known) => meets(one, evaluate(one.expr, changed(one.read, known)));
  const settles = (one, outcome) => outcome !== null && !meets(one, outcome); // so it stays in the way

  function keep(search) { // a change that does it, where it is the first of those facts and counts
    const names = Object.keys(search.change).sort((a, b) => place[a] - place[b]);
    const change = table(...names.map((name) => ({ [name]: search.change[name] })));
    const held = search.best.get(names.join(" "));
    if (!held || compared(search, change, held) < 0) {
      const failed = search.against(change);
      if (failed === null) {
        search.best.set(names.join(" "), change);
      } else {
        search.objected.push(...failed.filter((one) => !met(one, search.now)));
      }
    }
  }

  function compared({ known }, a, b) { // the most actionable first, then file order, then the nearest
    const [left, right] = [a, b].map((change) => {
      const names = Object.keys(change);
      const reach = names.map((name) => actionability(name, known[name], change[name]));
      return { names, reach, worst: [...reach].sort((x, y) => y - x) };
    });
    const first = (one, other) => one.map((value, i) => value - other[i]).find(Boolean);
    return first(left.worst, right.worst)
      ?? first(left.names.map((name) => place[name]), right.names.map((name) => place[name]))
      ?? left.names.map((name, i) => left.reach[i] - right.reach[i] || nearer(name, known[name], a[name], b[name])).find(Boolean) ?? 0;
  }

  function look(search, left) {
    const { wanted, now, change } = search;
    const names = Object.keys(change).sort();
    const text = (of) => of.map((name) => `${name} ${change[name]}`).join("|");
    const made = text(names);
    if (search.seen.has(made)) {
      return;
    }
    search.seen.add(made);
    search.effort += 1;
    if (search.effort > EFFORT) {
      search.cut = true;
      return;
    }
    const views = new Map();
    const view = (read) => views.get(read) ?? views.set(read, changed(read, now)).get(read);
    const refuses = (one) => { // of a change a condition notices what it reads
      const part = text(names.filter((name) => one.reads.has(name)));
      if (!one.met.has(part)) {
        one.met.set(part, meets(one, evaluate(one.expr, view(one.read))));
      }
      return !one.met.get(part);
    };
    if (left === 0 && search.cut && wanted.some(refuses)) {
      return;
    }
    const unmet = wanted.filter(refuses);
    if (unmet.length === 0) {
      keep(search);
      return;
    }
    const short = left < atLeast(unmet, change);
    if ((short && search.cut) || unmet.some((one) => hopeless(search, one))) {
      return;
    }
    if (short) {
      search.cut = true;
      return;
    }
    const open = ({ free }) => free.filter((name) => !(name in change)).length;
    const first = unmet.reduce((least, one) => (open(one) < open(least) ? one : least));
    for (const name of first.free.filter((one) => !(one in change))) {
      if (left === 1 && search.cut && indifferent(search, first, name)) {
        continue;
      }
      for (const value of otherValues(search, name)) {
        now[name] = change[name] = value;
        look(search, left - 1);
        delete change[name];
        now[name] = search.known[name];
      }
    }
  }

  // Whether no change of the facts not yet changed can do it: what Kleene's logic says without them stays so.
  function hopeless({ known, now, change }, one) {
    const free = one.free.filter((name) => !(name in change));
    if (free.length === 0 || one.probes) {
      return free.length === 0;
    }
    free.forEach((name) => { now[name] = undefined; });
    const settled = settles(one, evaluate(one.expr, changed(one.read, now)));
    free.forEach((name) => { now[name] = known[name]; });
    return settled;
  }

  // Whether a condition stays in the way whatever value this one fact has.
  function indifferent({ known, now }, one, name) {
    if (one.probes) {
      return false;
    }
    now[name] = undefined;
    const settled = settles(one, evaluate(one.expr, changed(one.read, now)));
    now[name] = known[name];
    return settled;
  }

  function atLeast(unmet, change) { // conditions that share no fact need a change each
    const used = new Set();
    return unmet.filter((one) => {
      const free = one.free.filter((name) => !(name in change));
      const apart = !free.some((name) => used.has(name));
      free.forEach((name) => apart && used.add(name));
      return apart;
    }).length;
  }

  function nearer(name, current, a, b) { // of a choice the first in file order, of a number the nearest
    const { type, values = {} } = facts[name];
    if (type !== "number") {
      return type === "choice" ? Object.keys(values).indexOf(a) - Object.keys(values).indexOf(b) : 0;
    }
    const gap = (value) => {
      const [digits, places] = plus(exact(value), negative(exact(current)));
      return [digits < 0n ? -digits : digits, places];
    };
    return order(gap(a), gap(b)) || order(exact(a), exact(b));
  }

  function otherValues(search, name) { // the other values that are worth trying, and can be brought about
    const others = valuesBeside(search, name);
    const found = others.filter((value) => reachable(search, name, value));
    search.barred = search.barred || found.length < others.length;
    return found;
  }

  function valuesBeside(search, name) {
    const { type, values } = facts[name];
    const current = search.known[name];
    if (type === "finding") {
      return [!current];
    }
    const found = type === "choice" ? Object.keys(values) : [...new Set(numbers(search, name))];
    return found.filter((value) => value !== current).sort((a, b) => nearer(name, current, a, b));
  }

  function numbers(search, name) {
    const { min, max, decimals = 0 } = facts[name];
    const value = (units) => Number(plain([units, decimals]));
    const units = (bound) => lifted(exact(bound), Math.max(decimals, exact(bound)[1]));
    const bounded = min !== undefined && max !== undefined;
    if (bounded && units(max) - units(min) <= BigInt(DENSE)) {
      return Array.from({ length: Number(units(max) - units(min)) + 1 }, (_, i) => value(units(min) + BigInt(i)));
    }
    const found = [min, max].filter((bound) => bound !== undefined);
    for (const [point, factor] of thresholds(search, name)) {
      const places = Math.max(point[1], factor[1]); // in units of the last place: -point / factor, rounded both ways
      const [a, b] = [-lifted(point, places) * 10n ** BigInt(decimals), lifted(factor, places)];
      const [low, high] = [floor(a, b), -floor(-a, b)];
      found.push(...[low - 1n, low, high, high + 1n].map(value));
    }
    return found.filter((one) => (min === undefined || one >= min) && (max === undefined || one <= max));
  }

  function* thresholds(search, name) { // where comparisons turn, under the other facts' values
    if (!search.lines.has(name)) {
      const compared = search.wanted.flatMap(({ expr, read }) => [...throughout(expr)]
        .filter(([word]) => word in TESTS).map((part) => ({ read, ...linear(name, part) })));
      search.lines.set(name, compared.filter(({ factor }) => factor[0] !== 0n));
    }
    for (const { read, factor, rest } of search.lines.get(name)) {
      for (const point of possible(rest, changed(read, search.now)) ?? []) {
        yield [point, factor];
      }
    }
  }

  function linear(name, [, left, right]) { // a comparison as a factor times one fact, and the rest
    let factor = [0n, 0];
    let constant = plus(exact(left[0]), negative(exact(right[0])));
    const rest = [];
    const stack = [[[1n, 0], left], [[-1n, 0], right]];
    while (stack.length) {
      const [scale, total] = stack.pop();
      for (const [text, atom] of total.slice(1)) {
        const by = times(scale, exact(text));
        const inner = atom[0] === "amount" && derived[atom[1]]?.number?.expr;
        if (inner) {
          constant = plus(constant, times(by, exact(inner[0])));
          stack.push([by, inner]);
        } else if (atom[0] === "amount" && atom[1] === name) {
          factor = plus(factor, by);
        } else if (atom[0] !== "visits") {
          rest.push([written(by), atom]);
        }
      }
    }
    return { factor, rest: [written(constant), ...rest] };
  }

  function floor(a, b) { // the whole number at or below a / b
    const quotient = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
  }

  Object.assign(core, { IMMUTABLE, lives, waits, actionability, smallestChanges });
});
