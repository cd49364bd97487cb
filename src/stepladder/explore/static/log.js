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

  // The answer that a case holds ready for a fact, where the walk stands; undefined where there is none.
  function held(state, given, fact) {
    if (!given) return undefined;
    const at = (given.at || {})[state.at];
    const visit = state.trail.filter((step) => step === state.at).length;
    const here = Array.isArray(at) ? at[visit - 1] : at;
    for (const answers of [here, given.facts, data.held]) {
      if (answers && Object.hasOwn(answers, fact)) return answers[fact];
    }
    return undefined;
  }

  // The exit that a case takes at this choice; undefined where it has none left.
  function chosen(state, given) {
    if (!given) return undefined;
    const moments = engine.moments(state);
    const choices = state.events.filter((event, n) => event.type === "took" && !state.auto[n] && data.steps[moments[n].state.at].options);
    return (given.choose || [])[choices.length];
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

  return { own, change, held, chosen, link, fromLink };
};
