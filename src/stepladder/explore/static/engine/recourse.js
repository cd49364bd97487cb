// What would have to be different for an exit that is closed or blocked, and what would follow: every change is replayed,
// at this step and at those on the way here. It is `recourse.py`, step by step.
StepladderEngine.part((core, api) => {
  "use strict";
  const { exact, plain, words, table, rules, steps, guard, chain, standing, entering, targetRules } = core;
  const { IMMUTABLE, lives, waits, actionability, smallestChanges } = core;

  const { data } = api;
  const NONE = table();
  const takable = ({ status }) => status === "open" || status === "caution";
  const shut = ({ status }) => status === "closed" || status === "blocked";
  const otherwise = (state, change) => standing({ ...state, known: table(state.known, change) }).exits;

  function before(exits, exit) { // the interrupts that are looked at before an exit
    const first = exits.filter(({ kind }) => kind === "interrupt");
    return exit.kind === "interrupt" ? first.slice(0, exit.index) : first;
  }

  function unblocks(state, exit) {
    if (!shut(exit)) {
      return [];
    }
    const way = chain(state);
    const entry = data.entries?.[state.entry] ?? {};
    const given = new Set(setBy(entry, steps[way[0].at])); // what the walk itself has set, and nobody answered since
    const departures = way.slice(1).flatMap((next, index) => {
      const [left, event] = [way[index], next.events.at(-1)];
      if (event.type !== "took") {
        given.delete(event.fact);
        return [];
      }
      const { kind, exit: only, exits } = standing(left).situation;
      const taken = kind === "moves" ? only : exits.find(({ name }) => name === event.to);
      setBy(taken.way, steps[next.at]).forEach((name) => given.add(name));
      return [{ left, taken }];
    });
    const against = (change) => objections(state, exit, departures, change);
    return smallestChanges(requirements(state, exit), state.known, given, against).map((change) => told(state, exit, change));
  }

  const setBy = (...effects) => effects.flatMap(({ sets }) => Object.keys(sets ?? {}));

  function told(state, exit, change) {
    const { status, rules: held, asks } = replayed(state, exit, change);
    const waiting = Object.keys(change).filter((name) => waits(name, state.known[name], change[name]));
    const never = Object.keys(change).filter((name) =>
      !waiting.includes(name) && actionability(name, state.known[name], change[name]) === IMMUTABLE);
    return { facts: { ...change }, status, rules: held, asks, waits: waiting, unchangeable: never };
  }

  function replayed(state, exit, change) { // the exit then, and what would have to be known before it is taken
    const exits = otherwise(state, change);
    const then = exits[exit.index];
    const first = exit.kind === "interrupt" ? [] : before(standing(state).exits, exit)
      .flatMap(({ index, status }) => (status === "ask" ? [] : exits[index].asks.slice(0, 1)));
    return { ...then, asks: [...new Set([...first, ...then.asks])] };
  }

  function objections(state, exit, departures, change) { // what of this step, or of the way here, a change fails
    if (prevented(state, exit, change)) {
      return requirements(state, exit, NONE, true);
    }
    const then = otherwise(state, change)[exit.index];
    if (then.status === "ask" && !replayed(state, exit, change).asks.length) {
      return [];
    }
    let lasting = Object.keys(state.known).filter((name) => !lives(name));
    for (const { left, taken } of [...departures].reverse()) {
      lasting = lasting.filter((name) => left.known[name] === state.known[name]);
      const earlier = Object.keys(change).filter((name) => lasting.includes(name));
      if (!earlier.length) {
        return null;
      }
      const then = table(...earlier.map((name) => ({ [name]: change[name] })));
      if (prevented(left, taken, then) || !takable(otherwise(left, then)[taken.index])) {
        const known = Object.keys(table(state.known, left.known)).filter((name) => !lasting.includes(name));
        return requirements(left, taken, table(...known.map((name) => ({ [name]: left.known[name] }))), true, true);
      }
    }
    return null;
  }

  function prevented(state, exit, change) {
    const [now, then] = [standing(state).exits, otherwise(state, change)];
    return before(now, exit).some((one) => !takable(one) && takable(then[one.index])) || shut(then[exit.index]);
  }

  // An exit's guard, the absolute rules of its target, and perhaps what comes before it. `past`: of an earlier moment
  // the facts that no change of today reaches, as they were then. `taken`: nothing of the exit may be unknown.
  function requirements(state, exit, past = NONE, interrupts = false, taken = false) {
    const { now, exits } = standing(state);
    const then = entering(state, now, exit.way);
    const present = { now, sets: NONE, past };
    const entered = { now: then, sets: table(then === now ? {} : exit.way.sets), past };
    const unknown = taken ? [] : [null];
    const all = targetRules(exit.way);
    const [absolute, relative] = ["absolute", "relative"].map((how) => all.filter(([name]) => rules[name].severity === how));
    const first = interrupts ? before(exits, exit).filter((one) => !takable(one)) : [];
    return [
      { expr: guard(exit.way).expr, allowed: [true, ...unknown], read: present },
      ...absolute.map(([, rule]) => ({ expr: rule.when.expr, allowed: [false, ...unknown], read: entered })),
      ...(taken ? relative : []).map(([, rule]) => ({ expr: rule.when.expr, allowed: [true, false], read: entered })),
      ...first.map(({ way }) => ({ expr: guard(way).expr, allowed: [false, null], read: present })),
    ];
  }

  // What would have to be different, a sentence a change: `recourse_lines` of `walk/words.py`.
  const FEW = 3; // so many of the questions that would follow are named

  function sentences(state, found) {
    const said = found.map((one) => sentence(state, one));
    const more = said.slice(1).map((text) => `Or ${text[0].toLowerCase()}${text.slice(1)}`);
    return said.length ? [said[0], ...more] : ["No small change of what is known was found that would open it."];
  }

  function sentence({ known }, { facts, status, rules: held, asks, waits: waiting, unchangeable }) {
    const names = Object.keys(facts);
    const at = names.filter((name) => waiting.includes(name)).map((name) => {
      const [value, present] = [words(name, facts[name]), words(name, known[name])];
      const unit = value.slice(plain(exact(facts[name])).length);
      return `${name} at ${value} (it is ${unit && present.endsWith(unit) ? present.slice(0, -unit.length) : present})`;
    });
    const were = names.filter((name) => !waiting.includes(name))
      .map((name) => `${name} were ${words(name, facts[name])} (it is ${words(name, known[name])})`);
    const change = [were.length ? `if ${were.join(" and ")}` : "", at.length ? `with ${at.join(" and ")}` : ""].filter(Boolean).join(" and ");
    const who = unchangeable.length === names.length ? "this" : unchangeable.join(" and ");
    const end = unchangeable.length ? `; ${who} cannot be changed.` : ".";
    const asked = `${asks.slice(0, FEW).join(", ")}${asks.length > FEW ? ` and ${asks.length - FEW} more` : ""}`;
    if (status === "ask") {
      return `${change[0].toUpperCase()}${change.slice(1)}, it would be asked: ${asked}${end}`;
    }
    const caution = status === "caution" ? ` with caution (${held.join(", ")})` : "";
    return `It would be open${caution} ${change}${asks.length ? `, once it is known: ${asked}` : ""}${end}`;
  }

  api.different = (state, index) => sentences(state, api.unblocks(state, index));
  api.unblocks = (state, index) => unblocks(state, standing(state).exits[index]);
});
