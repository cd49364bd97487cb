// The state of a walk, its exits, judged, and what happens next: "What a walk is" of the format. States are frozen.
StepladderEngine.part((core, api) => {
  "use strict";
  const { table, without, plain, facts, derived, steps, rules, interrupts, rulesOn, guard, ways } = core;
  const { reading, evaluate, finding, tableValues, amounts, openFacts } = core;
  const data = api.data;

  function refuseIf(so, sentence) {
    if (so) {
      throw new Error(sentence);
    }
  }

  const therapies = Object.keys(data.therapies ?? {});

  // The same objects where nothing changes: most steps and exits have no effects, and there are many facts.
  function withEffects({ known, active }, { stops = [], starts = [], sets, forgets }) {
    const runs = (name) => starts.includes(name) || (active.includes(name) && !stops.includes(name));
    return {
      known: sets || forgets ? without(table(known, sets), forgets ?? []) : known,
      active: stops.length || starts.length ? therapies.filter(runs) : active,
    };
  }

  function entered(state, step) {
    const forgotten = (steps[step].asks ?? []).filter((name) => facts[name].fresh);
    const known = without(state.known, forgotten);
    const visits = table(state.visits, { [step]: (state.visits[step] ?? 0) + 1 });
    const moved = { ...state, at: step, visits, known, reasons: table() };
    return { ...moved, ...withEffects(moved, steps[step]) };
  }

  const before = new WeakMap(); // the state before each, for `undo` and `moments`

  function frozen(state, from = null) {
    if (from !== null) {
      before.set(state, from);
    }
    Object.values(state).forEach((value) => Object.freeze(value));
    return Object.freeze(state);
  }

  function start(entry, given) {
    const blank = { reasons: table(), minutes: "0", entry, given: table(given), events: [], auto: [] };
    const known = table(given);
    if (entry === null) {
      const state = { ...blank, known, active: [], visits: table() };
      return frozen({ ...entered(state, data.start), trail: [data.start] });
    }
    const chosen = table(data.entries)[entry];
    refuseIf(chosen === undefined, `“${entry}” is not an entry of this pathway`);
    const visits = table(...(chosen.visited ?? []).map((step) => ({ [step]: 1 })));
    const active = therapies.filter((therapy) => chosen.active?.includes(therapy));
    const state = { ...blank, known: table(known, chosen.sets), active, visits };
    return frozen({ ...entered(state, chosen.at), trail: [chosen.at] });
  }

  const standings = new WeakMap();

  function standing(state) { // worked out once for each state
    let found = standings.get(state);
    if (found === undefined) {
      found = { now: reading(state.known, state.active, state.visits) };
      const step = steps[state.at];
      const kind = step.next ? "next" : "option";
      const here = interrupts.filter((interrupt) => interrupt.from?.includes(state.at));
      found.exits = [...here.map((way) => [way, "interrupt"]), ...ways(state.at).map((way) => [way, kind])].map(
        ([way, of], index) => judge(state, found.now, way, of, index),
      );
      found.situation = situated(state, found.exits);
      standings.set(state, found);
    }
    return found;
  }

  function judge(state, now, way, kind, index) {
    const open = evaluate(guard(way).expr, now);
    const result = (status, holding = [], asks = []) => {
      const of = status === "blocked" ? holding.filter((name) => rules[name].severity === "absolute") : holding;
      return { way, kind, index, name: way.id ?? way.to, status, holding, rules: of, asks };
    };
    if (open === false) {
      return result("closed");
    }
    const then = entering(state, now, way);
    const judged = targetRules(way).map(([name, rule]) => ({ name, rule, held: evaluate(rule.when.expr, then) }));
    const holding = judged.filter(({ held }) => held === true).map(({ name }) => name);
    if (holding.some((name) => rules[name].severity === "absolute")) {
      return result("blocked", holding);
    }
    const unknown = judged.filter(({ held }) => held === null).map(({ rule }) => [rule.when.expr, then]);
    if (open === null) {
      unknown.unshift([guard(way).expr, now]);
    }
    if (unknown.length) {
      return result("ask", holding, asked(unknown));
    }
    return result(holding.length ? "caution" : "open", holding);
  }

  const targetRules = (way) => { // the absolute ones first
    const all = rulesOn(way.to);
    const of = (severity) => all.filter(([, rule]) => rule.severity === severity);
    return [...of("absolute"), ...of("relative")];
  };

  // What the rules of an exit's target read: the state that its own stops, starts and sets would leave.
  function entering(state, now, { stops, starts, sets }) {
    if (!stops && !starts && !sets) {
      return now;
    }
    const { known, active } = withEffects(state, { stops, starts, sets });
    return reading(known, active, state.visits, now);
  }

  // Where the first unknown condition hangs only on facts without a question, nothing is asked for the others either.
  function asked(unknown) {
    const found = new Set();
    for (const [expr, now] of unknown) {
      const names = new Set();
      openFacts(expr, now, names);
      [...names].filter((name) => facts[name].ask).forEach((name) => found.add(name));
      if (found.size === 0) {
        break;
      }
    }
    return [...found];
  }

  const takable = ({ status }) => status === "open" || status === "caution";
  const complete = (state, exit) => exit.holding.every((rule) => rule in state.reasons);

  function situated(state, exits) { // the first line of "At a step" that applies
    const step = steps[state.at];
    const first = exits.filter(({ kind }) => kind === "interrupt");
    const own = exits.filter(({ kind }) => kind !== "interrupt");
    if (own.length === 0) {
      return { kind: "ended" };
    }
    const taken = first.find(takable);
    if (taken) {
      return { kind: "moves", exit: taken };
    }
    const missing = (step.asks ?? []).find((name) => !(name in state.known) && facts[name].ask);
    const undecided = [...first, ...(step.next ? own : [])].find(({ asks }) => asks.length);
    const fact = missing ?? undecided?.asks[0];
    if (fact !== undefined) {
      return { kind: "asks", asks: [fact] };
    }
    const exitsOpen = own.filter(takable);
    if (step.next) {
      const [only, more] = exitsOpen;
      if (!only || more) {
        return { kind: "stuck", overlap: exitsOpen };
      }
      const waits = only.status === "caution" && !complete(state, only);
      return waits ? { kind: "chooses", exits: exitsOpen, asks: [] } : { kind: "moves", exit: only };
    }
    const asks = [...new Set(own.filter((exit) => exit.asks.length).map((exit) => exit.asks[0]))];
    const some = exitsOpen.length || asks.length;
    return some ? { kind: "chooses", exits: exitsOpen, asks } : { kind: "stuck", overlap: [] };
  }

  // ---- What the page sees of it.

  const said = (name) => rules[name].because || rules[name].title || `it holds that ${rules[name].when.text}`;

  function because({ status, rules: holding, way }) {
    if (status === "closed") {
      return `needs ${guard(way).text}`;
    }
    return status === "open" || status === "ask" ? way.because ?? "" : holding.map(said).join(" ");
  }

  const STATUS = { ended: "ended", asks: "waiting", stuck: "stuck", moves: "stuck" };
  const indices = (exits) => (exits ?? []).map(({ index }) => index);

  api.exits = (state) => standing(state).exits.map((one) => ({
    index: one.index, kind: one.kind, name: one.name, id: one.way.id ?? null, to: one.way.to,
    title: one.way.label ?? steps[one.way.to].title, status: one.status, because: because(one), rules: one.rules,
    asks: one.asks, holding: one.holding,
  }));

  api.situation = (state) => {
    const { kind, exits, asks = [], overlap } = standing(state).situation;
    const endless = kind === "moves"; // a move that has not been made leads round for ever
    const status = STATUS[kind] ?? (exits.length ? "choosing" : "waiting");
    return {
      kind: endless ? "stuck" : kind, status, needs: asks, exits: indices(endless ? [] : exits),
      overlap: indices(overlap), endless,
    };
  };

  api.known = ({ known }) => Object.keys(facts).filter((name) => name in known).map((name) => [name, known[name]]);
  api.active = ({ active }) => active.map((name) => [name, data.therapies[name]]);

  api.derived = (state) => {
    const { now } = standing(state);
    const value = (name) => {
      const { when, rows } = derived[name];
      const values = when || rows ? null : amounts(name, now)?.map(plain) ?? null;
      return when ? finding(name, now) : rows ? tableValues(name, now).map(String) : values;
    };
    return table(...Object.keys(derived).map((name) => ({ [name]: value(name) })));
  };

  Object.assign(core, { refuseIf, withEffects, entered, frozen, before, start });
  Object.assign(core, { standing, entering, targetRules, complete, said });
});
