// Replays what `explore/vectors.py` wrote in the engine of the page, and gives every difference as a line.
// A difference of anything counts: a status, a word, the order of two names.
globalThis.replay = (data, vectors) => {
  "use strict";
  const engine = StepladderEngine(data);
  const found = [];
  for (const vector of vectors) {
    const differ = (what, ours, theirs) => {
      const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
      if (a !== b) {
        found.push(`${data.id} ${vector.name}, ${what}: ${String(a).slice(0, 400)} instead of ${String(b).slice(0, 400)}`);
      }
    };
    try {
      walk(engine, data, vector, differ);
    } catch (error) {
      found.push(`${data.id} ${vector.name}: ${error.stack}`);
    }
  }
  return found;

  function walk(of, { facts }, vector, differ) {
    let state = of.begin(vector.entry);
    let expected = { known: {}, words: {}, derived: {}, exits: [] };
    const inFileOrder = (known) => Object.keys(facts).filter((name) => name in known).map((name) => [name, known[name]]);
    vector.steps.forEach((step, number) => {
      state = step.event === null ? state : of.after(state, step.event);
      expected = merged(expected, step);
      const at = (what) => `${number} ${expected.at} ${what}`;
      const exits = of.exits(state);
      const situation = of.situation(state);
      const ours = {
        at: state.at, trail: state.trail, active: of.active(state).map(([name]) => name), visits: Object.entries(state.visits),
        reasons: Object.entries(state.reasons), minutes: state.minutes, days: of.days(state), time: of.time(state),
        status: situation.status, needs: situation.needs, takable: situation.exits, overlap: situation.overlap,
        endless: situation.endless,
      };
      Object.entries(ours).forEach(([key, value]) => differ(at(key), value, expected[key]));
      differ(at("known"), of.known(state), inFileOrder(expected.known));
      differ(at("words"), of.known(state).map(([name, value]) => [name, of.words(name, value)]), inFileOrder(expected.words));
      const derived = of.derived(state);
      Object.keys(data.derived ?? {}).forEach((name) => differ(at(name), derived[name], expected.derived[name]));
      differ(at("number of exits"), exits.length, expected.exits.length);
      exits.forEach((exit, index) => {
        Object.entries(expected.exits[index]).forEach(([key, value]) => differ(at(`exit ${exit.name} ${key}`), exit[key], value));
        if (expected.why) {
          reasoned(of, state, index, expected, (what, a, b) => differ(at(`exit ${exit.name} ${what}`), a, b));
        }
      });
      step.refused.forEach((event) => {
        let said = null;
        try {
          of.after(state, event);
        } catch (error) {
          said = error.message;
        }
        differ(at(`refusal of ${JSON.stringify(event)}`), typeof said === "string" && said.length > 10, true);
      });
    });
    differ("events", state.events, vector.events);
    differ("the log replayed", of.resume(state.events, vector.entry), state);
    const own = state.events.filter((_, index) => !state.auto[index]);
    differ("the log without what follows of itself", of.fold(own, vector.entry), state);
    differ("one back", of.undo(state).events.length, vector.undone);
  }

  function merged(expected, step) {
    const next = { ...expected, ...step };
    for (const key of ["known", "words"]) {
      next[key] = { ...expected[key], ...step[key] };
      Object.keys(next[key]).filter((name) => next[key][name] === null).forEach((name) => delete next[key][name]);
    }
    next.derived = { ...expected.derived, ...step.derived };
    next.exits = step.exits?.map((exit, index) => exit ?? expected.exits[index]) ?? expected.exits;
    return next;
  }

  function reasoned(of, state, index, expected, differ) {
    const why = of.why(state, index);
    const flat = ({ text, outcome, deciding, states }) => [text, outcome, deciding, states];
    const wanted = expected.why[index];
    if (why.guard !== null) { // an exit without a condition has nothing to say
      differ("guard", flat(why.guard), wanted.guard);
    }
    const rules = Object.fromEntries(wanted.rules);
    differ("number of rules", why.rules.length, wanted.rules.length);
    why.rules.forEach((rule) => differ(rule.rule, flat(rule.why), rules[rule.rule]));
    differ("reasons", why.reasons.map((one) => [one.rule, one.words, one.decided_by, one.basis, one.sources]), wanted.reasons);
    const changes = of.unblocks(state, index).map((one) => ({ ...one, facts: Object.entries(one.facts) }));
    differ("what would have to be different", changes, expected.unblocks[index]);
    differ("what would have to be different, in words", of.different(state, index), expected.different[index]);
  }
};
