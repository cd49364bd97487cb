// One question: two buttons, a list of them, or a number; what a case says about it; and why it is asked.
const StepladderQuestion = (data, engine, words, act) => {
  "use strict";

  const { h, t, paragraphs } = StepladderDom;

  const button = (key, text, value) =>
    h("button", { class: "button answer", type: "button", "data-key": key, onclick: () => act.answer(value) }, h("kbd", { "aria-hidden": "true" }, String(key)), t(text));

  // The answers to choose among, or a field for a number. `before` is the value that is being changed.
  function answers(fact, before) {
    const about = data.facts[fact];
    if (about.type === "finding") return h("div", { class: "answers two" }, button(1, "Yes", true), button(2, "No", false));
    if (about.type === "choice") {
      return h("div", { class: "answers" }, Object.entries(about.values || {}).map(([value, label], n) => button(n + 1, label, value)));
    }
    const field = h("input", { id: "number", type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": "range problem", value: before });
    const problem = h("p", { id: "problem", class: "problem", role: "alert" });
    return h("form", { class: "answers number", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const found = engine.read(fact, field.value);
      if (found.problem) {
        problem.textContent = found.problem;
        field.setAttribute("aria-invalid", "true");
        field.focus();
      } else act.answer(found.value);
    } }, h("label", { for: "number", class: "quiet" }, "Your answer"), h("span", { class: "unit" }, field, about.unit ? t(about.unit) : null),
      h("button", { class: "button primary", type: "submit" }, "Answer"),
      Object.entries(about.words || {}).map(([value, word]) => h("button", { class: "button", type: "button", onclick: () => act.answer(Number(value)) }, t(word))), h("p", { id: "range", class: "muted" }, t(about.allowed || "a number")), problem);
  }

  function why(state, fact) {
    const found = [];
    if ((data.steps[state.at].asks || []).includes(fact)) {
      found.push(h("p", {}, "It is asked whenever the walk comes to “", t(words.stepTitle(state.at)), "”."));
    }
    for (const exit of engine.exits(state).filter(({ asks }) => asks.includes(fact))) {
      const rules = Object.values(data.rules || {}).filter((rule) => rule.blocks.includes(exit.to) && rule.because && rule.when.text.includes(fact));
      found.push(h("p", {}, "It decides whether this is open: ", h("strong", {}, t(exit.title)), "."), rules.map((rule) => h("p", { class: "muted", dir: "auto" }, rule.because)));
    }
    const { obtained } = data.facts[fact];
    if (obtained) found.push(h("p", {}, "Where the answer comes from: ", t(obtained), "."));
    return found.length ? found : [h("p", {}, "It decides where the walk goes from here.")];
  }

  // `held` is what the case says, undefined where there is no case or it says nothing.
  function show(state, fact, held, more) {
    const about = data.facts[fact];
    return h("section", { class: "card question", "aria-labelledby": "question" },
      more ? h("p", { class: "kicker" }, more) : null,
      h("h3", { id: "question", tabindex: -1 }, t(about.ask || fact)),
      paragraphs(about.text, { class: "muted help" }),
      held === undefined ? null : h("div", { class: "case-says" },
        h("p", {}, "The case says ", h("strong", {}, t(words.value(fact, held))), "."),
        h("button", { class: "button primary", type: "button", "data-accept": true, onclick: () => act.answer(held) }, "Accept"),
        h("button", { class: "button", type: "button", onclick: () => act.acceptAll() }, "Accept all up to the next choice")),
      answers(fact),
      h("details", { class: "fold why", "data-why": true }, h("summary", {}, "Why this question?"), why(state, fact)));
  }

  return { show, answers };
};
