// The page: what stands where, what a press of a button does, and the address that holds all of its state.
(() => {
  "use strict";

  const { h, t, paragraphs } = StepladderDom;
  const data = StepladderUnpack(document.getElementById("data").textContent);
  // The drawing and the quiz; the first question does not wait for them.
  let more = () => {
    const found = StepladderUnpack(document.getElementById("more").textContent);
    more = () => found;
    return found;
  };
  const engine = StepladderEngine(data);
  const words = StepladderWords(data, engine);
  const log = StepladderLog(data, engine);
  const transcript = StepladderTranscript(data, engine, words);

  const main = document.getElementById("main");
  const side = document.getElementById("side");
  const status = document.getElementById("status");
  const menu = document.getElementById("menu");
  const narrow = window.matchMedia("screen and (max-width: 40rem)"); // as in page.css
  let map = null;
  const cases = data.cases || [];
  const opened = new Map();

  let ui = { state: engine.begin(null), caseId: "", view: "walk", asking: "", changing: null, notice: null };
  let shown = null;
  let quiz = null;

  const given = () => cases.find(({ id }) => id === ui.caseId);
  const say = (text) => {
    status.textContent = "";
    window.setTimeout(() => { status.textContent = text; }, 30);
  };

  const act = {
    say,
    answer(value) {
      const fact = ui.changing ? ui.changing.event.fact : question();
      const event = { type: "answered", fact, value };
      if (!ui.changing) {
        const after = possible(() => engine.after(ui.state, event));
        if (after) go({ state: after, asking: "", notice: null });
        return;
      }
      const changed = possible(() => log.change(ui.state, ui.changing.index, event));
      if (!changed) return;
      const { state, kept, dropped } = changed;
      const keeps = kept ? `${kept} later answer${kept === 1 ? "" : "s"} or choice${kept === 1 ? "" : "s"} kept.` : "Nothing came later.";
      go({ state, changing: null, asking: "", notice: { text: dropped.length ? "The answer is changed, and with it the way." : `The answer is changed. ${keeps}`, dropped } });
    },
    take(exit, reasons) {
      let { state } = ui;
      const at = state.trail.length;
      for (const reason of reasons) state = engine.after(state, reason);
      if (state.trail.length === at) state = engine.after(state, { type: "took", to: exit.name });
      go({ state, asking: "", notice: null });
    },
    decide(exit) {
      show({ asking: exit.asks[0] });
    },
    acceptAll() {
      const found = possible(() => log.accept(ui.state, given()));
      if (!found) return;
      const text = `What is held leads round for ever: “${words.stepTitle(found.state.at)}” is met again as it was.`;
      go({ state: found.state, asking: "", notice: found.round ? { text, dropped: [] } : null });
    },
    change(index, event) {
      if (event.type === "answered") {
        show({ changing: { index, event }, notice: null });
        return;
      }
      const { state, dropped } = log.change(ui.state, index, null);
      go({ state, changing: null, asking: "", notice: { text: "You are back at the choice.", dropped } });
    },
    back() {
      if (ui.changing || ui.asking) show({ changing: null, asking: "" });
      else if (ui.view !== "walk") go({ view: "walk" });
      else if (ui.state.events.length) go({ state: engine.undo(ui.state), notice: null });
      else say("This is the beginning.");
    },
    begin: (entry, caseId) => go({ state: engine.begin(entry || null), caseId, asking: "", changing: null, notice: null }),
    restart: () => act.begin(ui.caseId && given().entry, ui.caseId),
    leaveCase: () => go({ caseId: "", notice: null }),
    showCases: () => go({ view: "cases" }),
    markdown: () => save(`${data.id}-walk.md`, transcript(ui.state), "text/markdown"),
    lines: () => save(`${data.id}-walk.jsonl`, engine.log(ui.state), "application/x-ndjson"),
  };

  // What the engine refuses is said; the walk stays where it is.
  function possible(does) {
    try {
      return does();
    } catch (error) {
      say(error.message);
      return null;
    }
  }

  function save(name, text, type) {
    const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const anchor = h("a", { href: address, download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 1000);
    say(`${name} is saved.`);
  }

  // The question that is open: one that was asked for, else the one that must be answered.
  function question() {
    const found = engine.situation(ui.state);
    if (ui.asking && found.needs.includes(ui.asking)) return ui.asking;
    return found.kind === "asks" ? found.needs[0] : "";
  }

  // A change of what is shown alone.
  function show(change) {
    ui = { ...ui, ...change };
    render();
  }

  // A change that has an address of its own.
  function go(change) {
    document.body.classList.add("begun"); // the whole teaching line has been there; from now on it is the line at the foot
    menu.open = !narrow.matches;
    show({ view: "walk", ...change });
    const link = log.link(ui.state, [["c", ui.caseId], ["v", ui.view === "walk" ? "" : ui.view]]);
    if (`#${link}` !== window.location.hash) window.location.hash = link;
  }

  function read() {
    const found = log.fromLink(window.location.hash.length > 1 ? window.location.hash : data.opens_with || "");
    const caseId = cases.some(({ id }) => id === found.caseId) ? found.caseId : "";
    let notice = null;
    if (found.done < found.total || found.other) {
      const made = found.other ? `This link was made for another version of the pathway; this is ${data.version}. ` : "";
      const far = found.done < found.total ? `It replays for ${found.done} of ${found.total} answers and choices.` : "It still replays to its end.";
      notice = { text: made + far, dropped: [] };
    }
    const view = ["cases", "quiz"].includes(found.view) ? found.view : "walk";
    show({ state: found.state, caseId, view, asking: "", changing: null, notice });
  }

  // What is shown

  function render() {
    if (quiz && ui.view !== "quiz") {
      quiz.stop();
      quiz = null;
    }
    document.body.dataset.view = ui.view;
    if (ui.view === "quiz") showQuiz();
    else main.replaceChildren(...(ui.view === "cases" ? StepladderViews(data, engine, words, act).list() : walkView()).flat(Infinity).filter(Boolean));
    side.replaceChildren(...(ui.view === "walk" ? StepladderSide(data, engine, words, act).show(ui.state, isOpen).filter(Boolean) : []));
    document.querySelectorAll("details[data-fold] > summary").forEach((one) => one.addEventListener("click", () => opened.set(one.parentNode.dataset.fold, !one.parentNode.open)));
    mark();
    document.getElementById("back").disabled = !ui.state.events.length && !ui.changing && !ui.asking && ui.view === "walk";
    focus();
  }

  // The walk stands in the drawing while it is walked, not beside a quiz or a list.
  function mark() {
    if (!map) return;
    if (ui.view === "walk") map.show(ui.state.trail, engine.exits(ui.state));
    else map.show([], []);
  }

  const isOpen = (name, usual) => (opened.has(name) ? opened.get(name) : usual);

  // The heading of a new step takes the focus; at the same step, the new question does.
  function focus() {
    const step = `${ui.view} ${ui.state.trail.length} ${ui.state.at}`;
    const asked = `${step} ${ui.state.events.length} ${ui.changing ? ui.changing.index : ""} ${ui.asking}`;
    const before = shown;
    shown = { step, asked };
    if (!before || before.asked === asked) return;
    const moved = before.step !== step;
    const heading = main.querySelector(moved ? "h2" : "#question, #choice") || main.querySelector("h2");
    if (heading && ui.view !== "quiz") heading.focus({ preventScroll: true });
    const target = moved ? main : heading;
    if (target) target.scrollIntoView({ block: moved ? "start" : "nearest" });
    const open = main.querySelector("#question, #choice");
    if (ui.view === "walk") say([moved ? `Now at: ${words.stepTitle(ui.state.at)}.` : "", ui.notice ? ui.notice.text : "", open ? open.textContent : ""].filter(Boolean).join(" "));
  }

  function walkView() {
    const views = StepladderViews(data, engine, words, act);
    const exits = StepladderExits(data, engine, words, act);
    const asks = StepladderQuestion(data, engine, words, act);
    const situation = engine.situation(ui.state);
    const about = given();
    const fact = question();
    if (ui.changing) {
      const { event } = ui.changing;
      return [h("section", { class: "card question" }, h("p", { class: "kicker" }, "Change an answer"),
        h("h2", { id: "question", tabindex: -1 }, t(words.question(event.fact))),
        h("p", {}, "It is ", h("strong", {}, t(words.value(event.fact, event.value))), ". What comes later is walked again, as far as it still fits."),
        asks.answers(event.fact, typeof event.value === "number" ? event.value : ""),
        h("button", { class: "button", type: "button", onclick: act.back }, "Leave it as it is"))];
    }
    const parts = [views.notice(ui.notice), about ? views.vignette(about, isOpen("case", !ui.state.events.length && !narrow.matches)) : null, views.moves(ui.state), views.step(ui.state, exits, narrow.matches && ["asks", "chooses"].includes(situation.kind))];
    if (about && ["asks", "chooses"].includes(situation.kind) && log.ends(ui.state, about)) parts.push(views.noMore(about));
    if (fact) parts.push(asks.show(ui.state, fact, log.held(ui.state, about, fact), ui.asking ? "To decide this exit" : ""), ui.asking ? null : exits.preview(ui.state));
    else if (situation.kind === "chooses") parts.push(choiceView(exits, situation, about));
    else parts.push(views.end(ui.state, situation, about));
    return parts;
  }

  function choiceView(exits, situation, about) {
    const next = Boolean(data.steps[ui.state.at].next);
    const hint = situation.needs.find((fact) => log.held(ui.state, about, fact) !== undefined);
    const choice = about && log.chosen(ui.state, about);
    const taken = choice && engine.exits(ui.state).find(({ name }) => name === choice);
    return h("section", { class: "choice", "aria-labelledby": "choice" },
      h("h3", { id: "choice", tabindex: -1 }, next ? "One way is open, with caution" : "What next?"),
      hint === undefined ? null : h("div", { class: "card case-says" }, h("p", {}, "The case knows more that matters here: ", t(words.question(hint))),
        h("button", { class: "button primary", type: "button", "data-accept": true, onclick: act.acceptAll }, "Accept what the case says")),
      exits.list(ui.state, about && !log.along(ui.state, about).over ? about : null),
      taken ? h("details", { class: "fold" }, h("summary", {}, "What did the case do here?"), h("p", {}, "It went on to ", h("strong", {}, t(taken.title)), ".")) : null);
  }

  function showQuiz() {
    if (quiz) return;
    const root = h("section", { class: "card quiz-root" });
    main.replaceChildren(root);
    quiz = StepladderQuiz({ ...data, quiz: more().quiz }, engine, root, say);
  }

  // What is pressed

  const on = (id, does) => {
    const found = document.getElementById(id);
    if (found) found.addEventListener("click", does);
  };
  on("back", act.back);
  on("restart", act.restart);
  on("cases", act.showCases);
  on("quiz", () => go({ view: "quiz" }));
  on("skip", () => (main.querySelector("#question, #choice, h2") || main).focus());

  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || typing || ui.view === "quiz" || !document.getElementById("keys").checked) return;
    const { key } = event;
    if (/^[1-9]$/.test(key)) {
      const found = main.querySelector(`[data-key="${key}"]`);
      if (!found) return;
      if (found.classList.contains("off")) {
        found.focus();
        toggle(found.parentNode.querySelectorAll("details"));
      } else found.click();
    } else if (key === "b") act.back();
    else if (key === "?") toggle(whys());
    else if (key === "a" && main.querySelector("[data-accept]")) main.querySelector("[data-accept]").click();
    else if ((key === "y" || key === "n") && main.querySelector(".answers.two")) main.querySelector(`[data-key="${key === "y" ? 1 : 2}"]`).click();
    else return;
    event.preventDefault();
  });

  // The explanations that ? opens: of the exit in focus, else of the question, else of all exits of a choice.
  function whys() {
    const exit = document.activeElement && document.activeElement.closest(".exit");
    if (exit) return exit.querySelectorAll("details.why");
    const asked = main.querySelectorAll("[data-why]");
    return asked.length ? asked : main.querySelectorAll(".choice > .exits details.why");
  }

  function toggle(folds) {
    const all = [...folds];
    const open = all.some((fold) => !fold.open);
    all.forEach((fold) => { fold.open = open; });
    if (all.length) say(open ? all.map((fold) => fold.textContent).join(" ").slice(0, 2000) : "Closed.");
  }

  const wide = window.matchMedia("screen and (min-width: 60rem)");
  const fold = document.getElementById("map");
  const fit = () => {
    if (window.matchMedia("print").matches) return;
    fold.open = wide.matches;
    menu.open = !narrow.matches;
  };
  window.addEventListener("beforeprint", () => document.querySelectorAll("#map, #side details, .case, .about-step, .closed-exits").forEach((one) => { one.open = true; }));
  window.addEventListener("afterprint", () => {
    fit();
    render();
  });
  wide.addEventListener("change", fit);
  narrow.addEventListener("change", () => {
    fit();
    render();
  });
  fold.addEventListener("toggle", mark);
  fit();
  window.addEventListener("hashchange", () => {
    const link = log.link(ui.state, [["c", ui.caseId], ["v", ui.view === "walk" ? "" : ui.view]]);
    if (window.location.hash !== `#${link}`) read();
  });
  read();
  // The question first, and when it is seen the drawing: what is drawn before that keeps the browser from showing it.
  window.setTimeout(() => {
    map = StepladderMap(fold, more().drawing, words);
    mark();
    document.body.classList.add("ready");
  }, 100);
})();
