// Events, and the walk that they make. Moves that nobody chooses follow of themselves, and stand in the log.
StepladderEngine.part((core, api) => {
  "use strict";
  const { exact, plus, plain, table, facts, derived, steps, rules, interrupts, guard, ways } = core;
  const { TESTS, inside, meaning, factsOf, misfit } = core;
  const { refuseIf, withEffects, entered, frozen, before, start, standing, targetRules, complete } = core;
  const data = api.data;
  const MOST_MOVES = 5000; // more moves than this without a question go round for ever

  function follow(state, event, auto) { // one event, without the moves that follow of themselves
    switch (event.type) {
      case "answered":
        return answered(state, event);
      case "overrode":
        return overrode(state, event);
      case "took":
        return took(state, event, auto);
      default:
        throw new Error("this is not an event of a walk");
    }
  }

  const later = (state, changes, event, auto = false) =>
    frozen({ ...state, ...changes, events: [...state.events, event], auto: [...state.auto, auto] }, state);

  function answered(state, { type, fact, value }) {
    refuseIf(!(fact in facts), `“${fact}” is not a fact of this pathway`);
    const reason = misfit(fact, value);
    refuseIf(reason !== "", reason);
    refuseIf(fact in state.known, `“${fact}” is known already; undo to correct an answer`);
    const { exits, situation } = standing(state);
    const passing = situation.kind === "moves" || situation.kind === "ended";
    refuseIf(passing || !mayAnswer(state, exits, fact), `“${fact}” is not asked at “${state.at}”`);
    return later(state, { known: table(state.known, { [fact]: value }) }, { type, fact, value });
  }

  function mayAnswer(state, exits, fact) {
    if (!facts[fact].ask) {
      return false;
    }
    const waiting = exits.filter(({ status }) => status === "ask");
    return Boolean(steps[state.at].asks?.includes(fact))
      || waiting.some((exit) => exit.asks.includes(fact))
      || waiting.some(({ way }) => named(way).has(fact));
  }

  const namedBy = new WeakMap();

  function named(way) { // every fact that an exit's guard or its target's rules read
    if (!namedBy.has(way)) {
      const conditions = [guard(way).expr, ...targetRules(way).map(([, rule]) => rule.when.expr)];
      namedBy.set(way, new Set(conditions.flatMap((expr) => [...factsOf(expr)])));
    }
    return namedBy.get(way);
  }

  function overrode(state, { type, rule, reason }) {
    refuseIf(!String(reason ?? "").trim(), `going on although “${rule}” holds needs a reason in words`);
    const { situation } = standing(state);
    const waits = situation.kind === "chooses"
      && situation.exits.some(({ status, holding }) => status === "caution" && holding.includes(rule));
    refuseIf(!waits, `no exit of “${state.at}” waits for a reason because of “${rule}”`);
    return later(state, { reasons: table(state.reasons, { [rule]: reason }) }, { type, rule, reason });
  }

  function took(state, { type, to }, auto) {
    const { situation } = standing(state);
    let exit = situation.kind === "moves" && situation.exit.name === to ? situation.exit : undefined;
    if (situation.kind === "chooses") {
      exit = situation.exits.find(({ name }) => name === to);
      refuseIf(exit?.status === "caution" && !complete(state, exit), `“${to}” needs a recorded reason`);
    }
    refuseIf(exit === undefined, `“${to}” cannot be taken at “${state.at}”`);
    const review = exit.kind === "interrupt" ? undefined : steps[state.at].review;
    const minutes = review ? plain(plus(exact(state.minutes), exact(review.minutes))) : state.minutes;
    const next = entered({ ...state, minutes, ...withEffects(state, exit.way) }, exit.way.to);
    return later(state, { ...next, trail: [...state.trail, exit.way.to] }, { type, to }, auto);
  }

  // Add the moves that are made without a choice; none of them where they would go round for ever.
  function settled(state) {
    const seen = new Set();
    let last = state;
    for (let count = 0; standing(last).situation.kind === "moves"; count += 1) {
      const key = round(last);
      if (count > MOST_MOVES || seen.has(key)) {
        return state;
      }
      seen.add(key);
      last = follow(last, { type: "took", to: standing(last).situation.exit.name }, true);
    }
    return last;
  }

  // Beyond so many visits no condition tells a difference.
  const enough = 2 + Math.max(0, ...numbersBesideVisits());

  function numbersBesideVisits() {
    const all = [
      ...Object.keys(derived).flatMap(meaning),
      ...Object.values(rules).map((rule) => rule.when.expr),
      ...[...interrupts, ...Object.keys(steps).flatMap(ways)].map((way) => guard(way).expr),
    ];
    const compared = all.flatMap((expr) => [...inside(expr)]).filter(([word]) => word in TESTS);
    return compared.filter((part) => JSON.stringify(part).includes('["visits",'))
      .flatMap(([, left, right]) => [Number(left[0]), Number(right[0])]);
  }

  function round({ at, known, active, visits }) { // what makes two moments of a walk the same
    const counted = Object.entries(visits).map(([step, count]) => [step, Math.min(count, enough)]).sort();
    return JSON.stringify([at, Object.entries(known).sort(), active, counted]);
  }

  function after(state, event) {
    refuseIf(standing(state).situation.kind === "moves", `from “${state.at}” the walk would go round for ever`);
    return settled(follow(state, event, false));
  }

  function resume(events, entry = null, given = {}) {
    const one = (state, event) => follow(state, event, standing(state).situation.kind === "moves");
    return settled(events.reduce(one, start(entry, given)));
  }

  const begin = (entry = null, given = {}) => settled(start(entry, given));

  // The same of the events that somebody made: of a log without what follows of itself.
  const fold = (events, entry = null, given = {}) =>
    events.reduce((state, event) => after(state, event), begin(entry, given));

  function chain(state) {
    const found = [state];
    while (before.has(found[0])) {
      found.unshift(before.get(found[0]));
    }
    return found;
  }

  function undo(state) {
    let last = state;
    while (before.has(last)) {
      last = before.get(last);
      if (standing(last).situation.kind !== "moves") {
        break;
      }
    }
    return settled(last);
  }

  // The log as `walk --resume` reads it: a head that says of which pathway, then one event a line.
  function log(state) {
    const names = [["fact", facts], ["derived", derived], ["step", steps], ["rule", rules], ["interrupt", interrupts]]
      .flatMap(([kind, all]) => Object.keys(all).map((name) => `${kind} ${name}`));
    const parts = Object.fromEntries(names.map((name, i) => [name, (data.parts ?? "").slice(8 * i, 8 * i + 8)]));
    const { id, version, digest = "", disclaimer } = data;
    const { entry, given } = state;
    const head = { format: 1, pathway: id, version, digest, entry, given, disclaimer, parts };
    return [head, ...state.events].map((line) => `${JSON.stringify(line)}\n`).join("");
  }

  core.chain = chain;
  Object.assign(api, {
    begin, after, resume, fold, undo, log, round,
    moments: (state) => chain(state).map((one) => ({ event: before.has(one) ? one.events.at(-1) : null, state: one })),
  });
});
