// What would have to be different: the smallest change of known facts after which an exit is neither closed nor
// blocked, fewest facts first, then file order. It is the search of `conditions/change.py`, step by step: where that
// gives up, this does.
StepladderEngine.part((core, api) => {
  "use strict";
  const { exact, lifted, times, negative, plus, order, written, plain, table } = core;
  const { facts, derived, place, blockers, guard } = core;
  const { TESTS, reading, evaluate, possible, throughout, factsOf, standing, entering } = core;

  const DENSE = 40; // of a number with so many values each is tried
  const LARGEST = 8; // changes of more facts are not looked for
  const EFFORT = 20000; // so many changed patients are looked at

  function unblock(state, { way }) {
    const { now } = standing(state);
    const then = entering(state, now, way);
    const present = { now, sets: table() };
    const entered = { now: then, sets: table(then === now ? {} : way.sets) };
    const wanted = partsOf(guard(way).expr, false, present);
    blockers(way.to).forEach(([, rule]) => wanted.push(...partsOf(rule.when.expr, true, entered)));
    for (const one of wanted) {
      one.free = [...factsOf(one.expr)].filter((name) => name in state.known && !(name in one.read.sets));
      one.free.sort((a, b) => place[a] - place[b]);
      one.probes = [...throughout(one.expr)].some(([word]) => word === "known");
    }
    // `now` is changed in place and put back: a search looks at thousands of patients
    const search = { wanted, known: state.known, now: table(state.known), change: table(), effort: 0 };
    search.lines = new Map();
    for (let size = 0; size <= LARGEST; size += 1) {
      search.cut = false; // whether a larger change could do what those looked at do not
      search.best = null;
      search.seen = new Set(); // the same facts can be changed in any order
      look(search, size);
      if (search.best) {
        return Object.fromEntries(Object.entries(search.best).sort(([a], [b]) => place[a] - place[b]));
      }
      if (!search.cut || search.effort > EFFORT) {
        return null;
      }
    }
    return null;
  }

  // A condition as smaller ones of which none may be what is refused: the parts of an `and` that may not be false.
  function partsOf(expr, refused, read) {
    const [word, name] = Array.isArray(expr) ? expr : [];
    if (word === "not") {
      return partsOf(name, !refused, read);
    }
    if (word === "is" && name in derived) {
      return partsOf(derived[name].when.expr, refused, read);
    }
    return word === (refused ? "or" : "and") ? expr.slice(1).flatMap((part) => partsOf(part, refused, read)) : [{ expr, refused, read }];
  }

  function changed({ now, sets }, known) { // what can be read then; what the exit itself sets stays set
    const present = now.present && reading(known, now.present.active, now.present.visits);
    return reading(Object.keys(sets).length ? table(known, sets) : known, now.active, now.visits, present);
  }

  function look(search, left) {
    const { wanted, now, change } = search;
    const made = Object.keys(change).sort().map((name) => `${name} ${change[name]}`).join("|");
    if (search.seen.has(made)) {
      return;
    }
    search.seen.add(made);
    search.effort += 1;
    if (search.effort > EFFORT) {
      search.cut = true;
      return;
    }
    const views = new Map(wanted.map(({ read }) => [read, changed(read, now)]));
    const refuses = (one) => evaluate(one.expr, views.get(one.read)) === one.refused;
    if (left === 0 && search.cut && wanted.some(refuses)) {
      return;
    }
    const unmet = wanted.filter(refuses);
    if (unmet.length === 0) {
      search.best = search.best && ranked(search, search.best, change) <= 0 ? search.best : table(change);
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
    const settled = evaluate(one.expr, changed(one.read, now)) === one.refused;
    free.forEach((name) => { now[name] = known[name]; });
    return settled;
  }

  // Whether a condition stays in the way whatever value this one fact has.
  function indifferent({ known, now }, one, name) {
    if (one.probes) {
      return false;
    }
    now[name] = undefined;
    const settled = evaluate(one.expr, changed(one.read, now)) === one.refused;
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

  function ranked({ known }, a, b) {
    const [left, right] = [a, b].map((change) => Object.keys(change).sort((x, y) => place[x] - place[y]));
    const names = left.map((name, i) => place[name] - place[right[i]]).find(Boolean);
    return names ?? left.map((name) => nearer(name, known[name], a[name], b[name])).find(Boolean) ?? 0;
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

  function otherValues(search, name) {
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

  api.unblock = (state, index) => unblock(state, standing(state).exits[index]);
});
