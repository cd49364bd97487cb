// What the page shows beside questions and exits: the step, the way there, what was dropped, the end, and the cases.
const StepladderViews = (data, engine, words, act) => {
  "use strict";

  const { h, t, paragraphs } = StepladderDom;
  const cases = data.cases || [];

  function notice(told) {
    if (!told) return null;
    const { text, dropped } = told;
    const wordsOf = (event) => (event.type === "answered" ? [t(words.question(event.fact)), " ", h("strong", {}, t(words.value(event.fact, event.value)))]
      : event.type === "overrode" ? ["Your reason for ", h("code", {}, t(event.rule))] : ["The choice of ", h("code", {}, t(event.to))]);
    return h("div", { class: "card notice" }, h("p", {}, text), dropped.length ? [h("p", {}, "Dropped, because it has no place any more:"), h("ul", {}, dropped.map((event) => h("li", {}, wordsOf(event))))] : null);
  }

  function vignette(about, open) {
    return h("details", { class: "card case", open: open, "data-fold": "case" }, h("summary", {}, h("span", { class: "kicker" }, "Case"), " ", t(about.title || about.id), h("span", { class: "glimpse", "aria-hidden": "true" }, t(about.story))),
      paragraphs(about.story), h("button", { class: "link", type: "button", onclick: act.leaveCase }, "Leave the case and go on alone"));
  }

  // Where a case has nothing to say any more; from there nothing is proposed.
  function noMore(about) {
    return h("div", { class: "card no-more" }, h("p", {}, "The case says no more; from here you go on alone."),
      about.teaches ? [h("h4", {}, "What the case teaches"), paragraphs(about.teaches)] : null);
  }

  // The steps that were passed since the last answer or choice, each with why.
  function moves(state) {
    const { events, auto } = state;
    let first = events.length;
    while (first > 0 && auto[first - 1]) first -= 1;
    const from = first > 0 && events[first - 1].type === "took" ? first - 1 : first;
    if (from === events.length || !events.length) return null;
    const moments = engine.moments(state);
    const lines = events.slice(from).map((event, n) => {
      const exit = engine.exits(moments[from + n].state).find(({ name }) => name === event.to);
      return exit && exit.because ? h("li", {}, h("strong", {}, t(words.stepTitle(exit.to))), ": ", t(exit.because)) : null;
    }).filter(Boolean);
    return lines.length ? h("ul", { class: "moves" }, lines) : null;
  }

  // `folded`: the text of the step waits in its fold, so that on a small screen the question is in sight.
  function step(state, exits, folded) {
    const about = data.steps[state.at];
    const visits = state.trail.filter((name) => name === state.at).length;
    const running = engine.active(state);
    const detail = [["Benefits", (about.benefits || []).join(" ")], ["Watch for", (about.risks || []).join(" ")], ["Evidence", about.evidence],
      ["About doses", about.dose_note], ["Review after", about.review ? [about.review.after, about.review.note].filter(Boolean).join("; ") : ""], ["Note", about.note]];
    const told = detail.filter(([, text]) => text);
    const { events, auto } = state;
    const begun = folded || (events.length > 0 && events[events.length - 1].type !== "took" && !auto[events.length - 1]); // its text has been read
    return h("section", { class: `card step ${about.kind}`, "aria-labelledby": "heading" },
      h("p", { class: "place" }, t(about.place), visits > 1 ? ` · visit ${visits}` : ""),
      h("h2", { id: "heading", tabindex: -1 }, t(about.title)),
      begun ? null : paragraphs(about.text),
      h("ul", { class: "facts-line" }, rungs(about), h("li", { class: engine.days(state) ? null : "no-time" }, h("span", { class: "muted" }, "Elapsed: "), engine.time(state)),
        running.map(([, title]) => h("li", {}, h("span", { class: "muted" }, "Running: "), t(title)))),
      told.length || begun || (about.sources || []).length ? h("details", { class: "fold about-step" }, h("summary", {}, folded ? "About this step" : "About this step, and its sources"),
        begun ? paragraphs(about.text) : null,
        told.length ? h("dl", { class: "facts" }, told.map(([label, text]) => h("div", {}, h("dt", {}, label), h("dd", { dir: "auto" }, text)))) : null,
        exits.sources(about.sources)) : null);
  }

  function rungs(step) {
    const all = Object.values(data.lanes || {}).map(({ rung }) => rung).filter(Boolean);
    const { rung } = (data.lanes || {})[step.lane] || {};
    if (!rung) return null;
    const highest = Math.max(...all);
    return h("li", { class: "rungs" }, h("span", { class: "muted" }, "Rung: "), `${rung} of ${highest}`,
      h("span", { class: "meter", "aria-hidden": "true" }, Array.from({ length: highest }, (_, n) => h("i", { class: n < rung ? "on" : "" }))));
  }

  function end(state, situation, about) {
    const over = situation.kind === "ended";
    const refused = StepladderSide(data, engine, words, act).blocked(state);
    const { continues } = data.steps[state.at];
    const stuck = situation.endless ? "The walk would go round for ever without a question." : situation.overlap.length ? "Two exits apply at once, and only one may." : "No exit can be taken.";
    return h("section", { class: "card end", "aria-labelledby": "choice" },
      h("h3", { id: "choice", tabindex: -1 }, over ? "The walk has ended" : "The walk is stuck"),
      over ? null : h("p", {}, stuck),
      h("ol", { class: "way" }, state.trail.map((name) => h("li", {}, t(words.stepTitle(name))))),
      h("p", {}, h("span", { class: "muted" }, "Time by the reviews: "), h("strong", {}, engine.time(state))),
      refused ? [h("h4", {}, "Blocked on the way"), refused] : null,
      over && about && about.teaches ? [h("h4", {}, "What the case teaches"), paragraphs(about.teaches)] : null,
      continues ? h("p", {}, "This goes on in the pathway ", h("code", {}, t(continues)), ".") : null,
      h("div", { class: "files" },
        h("button", { class: "button primary", type: "button", onclick: act.markdown }, "Transcript (Markdown)"),
        h("button", { class: "button", type: "button", onclick: act.lines }, "Log of the walk (JSON Lines)"),
        h("button", { class: "button", type: "button", onclick: act.restart }, "Start again"),
        cases.length ? h("button", { class: "button", type: "button", onclick: act.showCases }, "Another case") : null));
  }

  function list() {
    const shown = h("ul", { class: "case-list" });
    const fill = (text) => {
      const found = cases.filter(({ id, title, story }) => [id, title, story].join(" ").toLowerCase().includes(text.toLowerCase()));
      shown.replaceChildren(...found.map((about) => h("li", {}, h("button", { class: "case-button", type: "button", onclick: () => act.begin(about.entry, about.id) },
        h("strong", {}, t(about.title || about.id)), h("span", { dir: "auto" }, about.story || "")))));
      return found.length;
    };
    fill("");
    const entries = Object.entries(data.entries || {});
    return [h("section", { class: "card" }, h("h2", { tabindex: -1 }, "Choose a case"),
      h("p", { class: "muted" }, "The case tells a story and holds its answers ready; you decide, and see where it leads."),
      entries.length ? [h("p", {}, "Or begin without a case:"), h("div", { class: "files" },
        h("button", { class: "button", type: "button", onclick: () => act.begin("", "") }, "At the start"),
        entries.map(([id, { title, at }]) => h("button", { class: "button", type: "button", onclick: () => act.begin(id, "") }, t(title || words.stepTitle(at)))))] : null,
      h("p", { class: "search" }, h("label", { for: "search" }, "Search the cases"), h("input", { id: "search", type: "search", autocomplete: "off", oninput: (event) => act.say(`${fill(event.target.value)} cases`) })),
      shown)];
  }

  return { notice, vignette, noMore, moves, step, end, list };
};
