// What a walk is, once more: the semantics of the format (docs/format.md) over the JSON of a pathway, for the page. The
// page asks the engine and nothing else what is open, what is asked, why, and what would have to be different. Python's
// `semantics.py`, `journey.py` and `conditions/` are the reference; tests replay walks in both and want them equal.
//
// This file has what the others build on: exact numbers, and the pathway's names in tables. Each other file is a part:
// it adds what the next ones need to `core`, and what the page may use to `api`. There is one global name.
globalThis.StepladderEngine = (() => {
  "use strict";

  // Numbers are exact decimals, [digits, places]: 1.5 is [15n, 1]. Python's decimals, not the processor's.
  const parsed = new Map();
  const SHIFT = Array.from({ length: 64 }, (_, places) => 10n ** BigInt(places));

  function exact(value) {
    const text = String(value);
    let found = parsed.get(text);
    if (found === undefined) {
      const [mantissa, exponent = "0"] = text.split("e");
      const [whole, part = ""] = mantissa.split(".");
      const places = part.length - Number(exponent);
      const digits = BigInt(whole + part);
      found = places < 0 ? [digits * 10n ** BigInt(-places), 0] : [digits, places];
      parsed.set(text, found);
    }
    return found;
  }

  const lifted = ([digits, places], to) => digits * (SHIFT[to - places] ?? 10n ** BigInt(to - places));
  const times = (a, b) => [a[0] * b[0], a[1] + b[1]];
  const negative = ([digits, places]) => [-digits, places];

  function plus(a, b) {
    const places = Math.max(a[1], b[1]);
    return [lifted(a, places) + lifted(b, places), places];
  }

  function order(a, b) {
    const gap = plus(a, negative(b))[0];
    return gap < 0n ? -1 : gap > 0n ? 1 : 0;
  }

  function written([digits, places]) {
    const sign = digits < 0n ? "-" : "";
    const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
    return places ? `${sign}${text.slice(0, -places)}.${text.slice(-places)}` : sign + text;
  }

  function plain(number) { // without idle zeros
    const text = written(number);
    const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
    return short === "-0" ? "0" : short;
  }

  // Names come from files, and a fact may be called `constructor`: tables have no prototype.
  const table = (...parts) => Object.assign(Object.create(null), ...parts);

  const without = (known, names) => {
    const kept = names.length ? table(known) : known;
    names.forEach((name) => delete kept[name]);
    return kept;
  };

  function tables(data) {
    const [facts, derived, steps, rules] = [data.facts, data.derived, data.steps, data.rules].map((one) => table(one));
    const rulesOn = table();
    for (const [name, rule] of Object.entries(rules)) {
      rule.blocks?.forEach((step) => (rulesOn[step] ??= []).push([name, rule]));
    }
    return {
      facts, derived, steps, rules, interrupts: data.interrupts ?? [],
      place: table(...Object.keys(facts).map((name, index) => ({ [name]: index }))),
      rulesOn: (step) => rulesOn[step] ?? [],
      blockers: (step) => (rulesOn[step] ?? []).filter(([, rule]) => rule.severity === "absolute"),
      guard: (exit) => exit.when ?? { text: "true", expr: true },
      ways: (step) => steps[step].next ?? steps[step].options ?? [],
    };
  }

  const parts = [];
  const shared = { exact, lifted, times, negative, plus, order, written, plain, table, without };

  const StepladderEngine = (data) => {
    const core = { ...shared, ...tables(data) };
    const api = { data };
    parts.forEach((part) => part(core, api));
    return Object.freeze(api);
  };
  StepladderEngine.part = (one) => parts.push(one);
  return StepladderEngine;
})();
