// Beside the question: the answers with Change, the facts so far, what was blocked, and what can be taken along.
const StepladderSide = (data, engine, words, act) => {
  "use strict";

  const { h, t, icon } = StepladderDom;

  function answers(state) {
    const moments = engine.moments(state);
    const steps = [];
    moments.forEach(({ event, state: here }, index) => {
      if (event && event.type === "answered") {
        steps[steps.length - 1].lines.push(line(words.question(event.fact), words.value(event.fact, event.value), () => act.change(index - 1, event),
          `Change the answer to: ${words.question(event.fact)}`));
      } else if (event && event.type === "overrode") {
        steps[steps.length - 1].lines.push(line(`Your reason (${event.rule})`, `“${event.reason}”`, null, ""));
      } else {
        if (event && !state.auto[index - 1]) {
          steps[steps.length - 1].lines.push(line("You chose", words.stepTitle(here.at), () => act.change(index - 1, event), `Change the choice of: ${words.stepTitle(here.at)}`));
        }
        steps.push({ at: here.at, lines: [] });
      }
    });
    return h("ol", { class: "log" }, steps.map(({ at, lines }, n) => h("li", {}, lines.length
      ? h("details", { open: n + 1 === steps.length || state.events.length < 12 }, h("summary", {}, t(words.stepTitle(at)), ` (${lines.length})`), h("ul", {}, lines))
      : h("p", {}, t(words.stepTitle(at))))));
  }

  function line(text, value, change, label) {
    return h("li", {}, h("span", {}, t(text), " ", h("strong", {}, t(value))),
      change ? h("button", { class: "link change", type: "button", "aria-label": label, onclick: change }, "Change") : null);
  }

  function facts(state) {
    const known = engine.known(state);
    const running = engine.active(state);
    if (!known.length && !running.length) return h("p", { class: "muted" }, "None yet.");
    return [
      h("dl", { class: "facts" }, known.map(([fact, value]) => h("div", {}, h("dt", {}, t(words.question(fact))), h("dd", {}, t(words.value(fact, value)))))),
      running.length ? h("p", {}, "Running: ", running.map(([, title], n) => [n ? ", " : "", h("strong", {}, t(title))])) : null,
    ];
  }

  function blocked(state) {
    const seen = new Map();
    for (const { state: here, exit } of words.notable(state)) {
      if (exit.status === "blocked") seen.set(`${here.at} ${exit.to}`, { here, exit });
    }
    if (!seen.size) return null;
    return h("ul", { class: "blocked-list" }, [...seen.values()].map(({ here, exit }) =>
      h("li", {}, icon("blocked"), h("div", {}, h("strong", {}, t(exit.title)), ", at “", t(words.stepTitle(here.at)), "”: ", t(exit.because), " ",
        h("code", {}, t(exit.rules.join(", ")))))));
  }

  function fold(title, open, ...children) {
    const found = h("details", { class: "card side-card", open, "data-fold": title.replace(/ \(.*/, "") }, h("summary", {}, h("h2", {}, title)), ...children);
    return found;
  }

  function show(state, open) {
    const count = engine.known(state).length;
    const refused = blocked(state);
    return [
      fold("Answers so far", open("Answers so far", true), state.events.length ? answers(state) : h("p", { class: "muted" }, "None yet.")),
      fold(`Facts so far (${count})`, open("Facts so far", false), facts(state)),
      refused ? fold("What was blocked", open("What was blocked", false), refused) : null,
      fold("Take it along", open("Take it along", false), h("div", { class: "files" },
        h("button", { class: "button", type: "button", onclick: act.markdown }, "Transcript (Markdown)"),
        h("button", { class: "button", type: "button", onclick: act.lines }, "Log of the walk (JSON Lines)"),
        h("button", { class: "button", type: "button", onclick: () => window.print() }, "Print")),
      h("p", { class: "muted" }, "The log goes on with ", h("code", {}, `stepladder walk ${data.id} --resume FILE`), ". The address of this page opens it at the same place.")),
    ];
  }

  return { show, blocked };
};
