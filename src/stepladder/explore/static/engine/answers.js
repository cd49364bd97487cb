// Values in words, and words as values: forgiving about the form, never about the meaning. And time in words.
StepladderEngine.part((core, api) => {
  "use strict";
  const { exact, lifted, plain, table, facts, steps } = core;

  function misfit(fact, value) { // why a value is none of a fact's, in a sentence; empty when it fits
    const { type, values, min, max, decimals = 0, allowed } = facts[fact];
    if (type === "finding") {
      return typeof value === "boolean" ? "" : "This is neither yes nor no.";
    }
    if (type === "choice") {
      const fits = typeof value === "string" && value in table(values);
      return fits ? "" : `This is none of: ${Object.values(values).join(", ")}.`;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return `This is not a number: ${allowed}.`;
    }
    const digits = plain(exact(value)).replace("-", "");
    const part = digits.split(".")[1] ?? "";
    if (digits.replace(".", "").replace(/^0+/, "").length > 12 || part.length > 12) {
      return "The number has more than 12 digits.";
    }
    if (part.length > decimals) {
      return decimals ? `Too many decimal places: ${allowed}.` : `Whole numbers only: ${allowed}.`;
    }
    const outside = (min !== undefined && value < min) || (max !== undefined && value > max);
    return outside ? `${value} is outside ${allowed}.` : "";
  }

  function read(fact, typed) { // what a person typed: forgiving about the form, never about the meaning
    const text = typed.trim();
    const { type, values = {}, words: named = {}, allowed } = facts[fact];
    const lower = text.toLowerCase();
    let value;
    if (type === "finding") {
      value = ["y", "yes", "true"].includes(lower) ? true : ["n", "no", "false"].includes(lower) ? false : undefined;
    } else if (type === "choice") {
      value = readChoice(text, lower, Object.entries(values));
    } else {
      const called = /^\p{L}/u.test(text) && Object.entries(named).find(([, word]) => word.toLowerCase().startsWith(lower));
      if (called) {
        return { value: Number(called[0]) };
      }
      const number = text.includes(".") ? text : text.replace(",", ".");
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(number) || number.length > 32) {
        return { problem: `This is not a number: ${allowed}.` };
      }
      value = Number(number) + 0;
    }
    const problem = misfit(fact, value);
    return problem ? { problem } : { value };
  }

  function readChoice(text, lower, values) {
    if (/^\d{1,5}$/.test(text) && values[Number(text) - 1] && !values.some(([value]) => value === text)) {
      return values[Number(text) - 1][0];
    }
    const tests = [
      ([value]) => value === text,
      ([value, label]) => [value.toLowerCase(), label.toLowerCase(), value.replaceAll("_", " ")].includes(lower),
      ([value, label]) => value.startsWith(lower) || label.toLowerCase().startsWith(lower),
    ];
    const found = lower ? tests.map((test) => values.filter(test)).find((hits) => hits.length === 1) : undefined;
    return found?.[0][0];
  }

  function words(fact, value) {
    if (value === null || value === undefined) {
      return "not known";
    }
    if (typeof value === "boolean") {
      return value ? "yes" : "no";
    }
    const { values, unit = "", words: named } = facts[fact];
    if (typeof value === "string") {
      return table(values)[value] ?? value;
    }
    return table(named)[plain(exact(value))] ?? `${plain(exact(value))} ${unit}`.trimEnd();
  }

  function time(days) {
    if (days === 0) {
      return "no time";
    }
    const minutes = Math.floor(days * 1440 + 0.5);
    const parts = minutes % 10080 === 0
      ? [[minutes / 10080, "week"]]
      : [[Math.floor(minutes / 1440), "day"], [Math.floor(minutes / 60) % 24, "hour"], [minutes % 60, "minute"]];
    const told = parts.filter(([count]) => count).map(([count, word]) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`);
    return told.join(", ") || "less than a minute";
  }

  const days = ({ minutes }) => Number(plain([lifted(exact(minutes), 30) / 1440n, 30]));

  Object.assign(core, { misfit, words });
  Object.assign(api, {
    misfit, read, words, days,
    time: (state) => time(days(state)),
    ask: (fact) => ({ fact, ...facts[fact] }),
    place: (step) => steps[step].place,
  });
});
