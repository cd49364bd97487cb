// The log of a walk: changing an answer in it, what a case holds ready for it, and the link that it makes.
const StepladderLog = (data, engine) => {
  "use strict";

  // What a person did, without the moves that followed of themselves.
  const own = (state) => state.events.filter((_, index) => !state.auto[index]);

  // The walk in which one event is another (null: none), and what could not be kept of all that came later.
  function change(state, index, event) {
    const moments = engine.moments(state);
    let changed = engine.resume(state.events.slice(0, index), state.entry);
    if (event) changed = engine.after(changed, event);
    const later = state.events.map((one, n) => ({ event: one, at: moments[n].state.at, n })).filter(({ n }) => n > index && !state.auto[n]);
    const dropped = [];
    for (const one of later) {
      if (event && !dropped.length && changed.at === one.at) {
        try {
          changed = engine.after(changed, one.event);
          continue;
        } catch (error) {
          // it has no place any more; nor has what came after it
        }
      }
      dropped.push(one.event);
    }
    return { state: changed, kept: later.length - dropped.length, dropped };
  }

  const visit = (state) => state.trail.filter((step) => step === state.at).length;

  // The answer that stands in the case for a fact, where the walk stands; undefined where there is none.
  function written(state, given, fact) {
    const at = (given.at || {})[state.at];
    const here = Array.isArray(at) ? at[visit(state) - 1] : at;
    const found = [here, given.facts, data.held].find((answers) => answers && Object.hasOwn(answers, fact));
    return found && found[fact];
  }

  // The event by which a case goes on after so many choices, as `script.py` has it; null where it has nothing to say.
  function next(state, given, choices) {
    const { kind, needs } = engine.situation(state);
    const fact = needs.find((name) => written(state, given, name) !== undefined);
    if (fact !== undefined) return { type: "answered", fact, value: written(state, given, fact) };
    if (kind !== "chooses") return null;
    const takable = engine.exits(state).filter((exit) => exit.kind !== "interrupt" && ["open", "caution"].includes(exit.status));
    const exit = data.steps[state.at].next ? takable[0] : takable.find(({ name }) => name === (given.choose || [])[choices]);
    if (!exit) return null;
    const rule = exit.status === "caution" ? exit.holding.find((name) => !Object.hasOwn(state.reasons, name)) : undefined;
    if (rule === undefined) return { type: "took", to: exit.name };
    const reason = (given.override || {})[rule];
    return reason === undefined ? null : { type: "overrode", rule, reason };
  }

  // How a walk stands to its case: how many choices are made, whether all is as the case has it (`way`), and whether
  // the case is over: the reader went on where it had nothing to say. Off its way only its choices can run out.
  function along(state, given) {
    const moments = engine.moments(state);
    const found = { choices: 0, way: true, over: false };
    state.events.forEach((event, n) => {
      if (state.auto[n]) return;
      const before = moments[n].state;
      const silent = next(before, given, found.choices) === null;
      if (event.type === "took") {
        const choice = (given.choose || [])[found.choices];
        found.over ||= choice === undefined;
        found.way &&= choice === event.to;
        found.choices += 1;
        return;
      }
      found.over ||= silent && found.way;
      const value = event.type === "answered" ? written(before, given, event.fact) : undefined;
      found.way &&= value === undefined || value === event.value;
    });
    return found;
  }

  // The event that a case holds ready where the walk stands; null where there is none, and once it is over.
  function says(state, given) {
    const { choices, over } = along(state, given);
    return over ? null : next(state, given, choices);
  }

  // The answer that a case holds ready for a fact; undefined where there is none.
  const held = (state, given, fact) => (!given || along(state, given).over ? undefined : written(state, given, fact));

  // The exit that a case takes at this choice; undefined where it has none left, or was never here.
  function chosen(state, given) {
    const { choices, way, over } = along(state, given);
    return way && !over ? (given.choose || [])[choices] : undefined;
  }

  // Whether this is where a case says no more; not after it.
  function ends(state, given) {
    const { choices, way, over } = along(state, given);
    return !over && next(state, given, choices) === null && (way || (given.choose || [])[choices] === undefined);
  }

  // The walk with all the answers of a case up to the next choice, and whether they lead round for ever.
  function accept(state, given) {
    const passed = new Set();
    const lists = Object.entries(given.at || {}).filter(([, at]) => Array.isArray(at));
    for (let at = state; ; ) {
      const event = says(at, given);
      if (!event || event.type !== "answered") return { state: at, round: false };
      const visits = lists.map(([step, answers]) => Math.min(at.trail.filter((name) => name === step).length, answers.length + 1));
      const moment = JSON.stringify([engine.round(at), visits]);
      if (passed.has(moment)) return { state: at, round: true };
      passed.add(moment);
      at = engine.after(at, event);
    }
  }

  // A name in four letters, so that a link stays short and still means the same in another version of the pathway.
  function short(name) {
    let sum = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(name)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
    return (sum % 1679616).toString(36).padStart(4, "0");
  }

  function table(names) {
    const found = new Map();
    for (const name of names) {
      const code = short(name);
      found.set(code, found.has(code) ? null : name);
    }
    return found;
  }

  const facts = table(Object.keys(data.facts || {}));
  const rules = table(Object.keys(data.rules || {}));
  const code = (name, names) => (names.get(short(name)) === name ? short(name) : `.${name}`);

  function word(event) {
    if (event.type === "took") return `_${short(event.to)}`;
    if (event.type === "overrode") return `!${code(event.rule, rules)}-${event.reason}`;
    const value = event.value;
    const text = value === true ? "y" : value === false ? "n" : typeof value === "number" ? String(value) : code(value, values(event.fact));
    return `${code(event.fact, facts)}-${text}`;
  }

  const values = (fact) => table(Object.keys((data.facts[fact] || {}).values || {}));

  function named(text, names) {
    return text.startsWith(".") ? text.slice(1) : names.get(text);
  }

  // An event from its word, where the walk stands; throws where it means nothing there.
  function event(state, text) {
    const head = text.startsWith("_") || text.startsWith("!") ? text[0] : "";
    const [, name, rest] = /^([^-]*)-?([^]*)$/.exec(text.slice(head.length));
    if (head === "_") {
      const found = engine.exits(state).find((exit) => short(exit.name) === name);
      return { type: "took", to: found.name };
    }
    if (head === "!") return { type: "overrode", rule: named(name, rules), reason: rest };
    const fact = named(name, facts);
    const type = data.facts[fact].type;
    const value = type === "finding" ? rest === "y" : type === "number" ? Number(rest) : named(rest, values(fact));
    return { type: "answered", fact, value };
  }

  // What stands behind the # of the address.
  function link(state, more) {
    const words = own(state).map((one) => encodeURIComponent(word(one)).replace(/~/g, "%7E"));
    const found = [["p", data.digest.slice(0, 12)], ["e", state.entry], ...more].filter(([, value]) => value);
    const parts = found.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return [...parts, ...(words.length ? [`w=${words.join("~")}`] : [])].join("&");
  }

  // The walk of a link as far as it goes, and what there is to say about that.
  function fromLink(text) {
    const found = new Map();
    for (const part of text.replace(/^#/, "").split("&")) {
      const [, key, value] = /^([^=]*)=?([^]*)$/.exec(part);
      found.set(key, value);
    }
    const plain = (key) => decoded(found.get(key) || "");
    let state = engine.begin(Object.hasOwn(data.entries || {}, plain("e")) ? plain("e") : null);
    const words = (found.get("w") || "").split("~").filter(Boolean);
    let done = 0;
    try {
      for (const one of words) {
        state = engine.after(state, event(state, decoded(one)));
        done += 1;
      }
    } catch (error) {
      // the rest has no place in this version
    }
    const other = Boolean(plain("p")) && plain("p") !== data.digest.slice(0, 12);
    return { state, done, total: words.length, other, view: plain("v"), caseId: plain("c") };
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return "";
    }
  }

  return { own, change, says, held, chosen, ends, along, accept, link, fromLink };
};
