// The quiz of the page: the student decides, then the page tells; at the end the score and what to read again.
// It shows what `data.quiz` says in words and judges nothing itself. Others hear of it by events on the document:
// `stepladder:answer` {id, correct, response, expected, latency, scored} and `stepladder:done` {score, max}.
const StepladderQuiz = (() => {
  "use strict";

  let held = null; // where the student was when the quiz was last shown

  const VERDICTS = { right: "Right.", possible: "Possible.", wrong: "No." };

  // The questions, each with all that is known, which the data tell only as it changes.
  function unpacked({ items, grounds }) {
    let before = {};
    return items.map((item) => {
      const known = item.goes_on ? { ...before.known } : {};
      for (const fact of item.gone || []) delete known[fact];
      Object.assign(known, item.known);
      const options = item.options.map(([id, label, verdict, says, numbers]) => ({ id, label, verdict, says, grounds: numbers.map((n) => grounds[n]) }));
      before = { known };
      return { ...item, known, options, told: item.known || {} };
    });
  }

  return (data, engine, root, announce) => {
    const { h, t, paragraphs, link } = StepladderDom;
    const items = unpacked(data.quiz);
    const rules = data.rules || {};
    let shown = 0;

    const ask = (fact) => ((data.facts || {})[fact] || {}).ask || fact;
    const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`stepladder:${name}`, { detail }));
    const counted = () => held.marks.filter(({ item }) => !item.unscored);
    const missed = () => counted().filter(({ option }) => option.verdict === "wrong");
    const score = () => counted().length - missed().length;

    function show(...children) {
      root.replaceChildren(...children.flat(Infinity).filter(Boolean));
      const heading = root.querySelector("h2");
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
    }

    // Asking

    function question() {
      const item = items[held.at];
      shown = Date.now();
      const label = `Question ${held.at + 1} of ${items.length}`;
      show(
        h("p", { class: "kicker" }, label),
        h("h2", { tabindex: -1 }, item.differs ? "Two patients" : item.goes_on ? "The same patient" : "A new patient"),
        item.story ? h("div", { class: "quiz-vignette" }, paragraphs(item.story)) : null,
        item.differs ? alike(item) : null,
        where(item),
        known(item),
        h("h3", { id: "quiz-question" }, t(item.question)),
        h("div", { class: "quiz-answers", role: "group", "aria-labelledby": "quiz-question" },
          item.options.map((option, n) =>
            h("button", { class: "quiz-answer", type: "button", "data-quiz": n + 1, onclick: () => answer(item, option) },
              n < 9 ? h("kbd", { "aria-hidden": "true" }, String(n + 1)) : null, h("span", {}, t(option.label))))));
      announce(label);
    }

    function alike({ differs: [fact, first, second] }) {
      return h("div", { class: "quiz-vignette" },
        h("p", {}, "Two patients are alike in all that is known of them, but for one answer:"),
        h("p", {}, t(ask(fact))),
        h("ul", { class: "quiz-facts" }, h("li", {}, "Patient 1: ", h("strong", {}, t(first))), h("li", {}, "Patient 2: ", h("strong", {}, t(second)))));
    }

    function where({ step, way = [], running = [] }) {
      return [
        h("p", {}, "At the step: ", h("strong", {}, t(step))),
        running.length ? h("p", {}, "Running: ", t(running.join(", "))) : null,
        way.length > 1 ? h("details", {}, h("summary", {}, `The way so far: ${way.length} steps`), h("ol", { class: "quiz-facts" }, way.map((title) => h("li", {}, t(title))))) : null,
      ];
    }

    function known({ known: all, told, goes_on: goesOn, differs }) {
      const line = ([fact, words]) => h("li", {}, t(ask(fact)), " ", h("strong", {}, t(words === 0 ? "no" : words)));
      const there = Object.entries(told).filter(([, words]) => words !== 0);
      const absent = Object.entries(told).filter(([, words]) => words === 0);
      const heading = differs ? "Of both it is known" : goesOn ? "New since the question before" : "What is known";
      return [
        h("h3", {}, heading),
        there.length ? h("ul", { class: "quiz-facts" }, there.map(line)) : null,
        absent.length ? h("details", {}, h("summary", {}, `${there.length ? "and " : ""}${absent.length} answered no`), h("ul", { class: "quiz-facts" }, absent.map(line))) : null,
        there.length || absent.length ? null : h("p", { class: "muted" }, "Nothing."),
        !goesOn ? null : h("details", {}, h("summary", {}, `All that is known: ${Object.keys(all).length} answers`), h("ul", { class: "quiz-facts" }, Object.entries(all).map(line))),
      ];
    }

    // Telling

    function answer(item, option) {
      if (held.told) return;
      held.told = true;
      held.marks.push({ item, option });
      tell("answer", {
        id: item.id,
        correct: option.verdict !== "wrong",
        response: option.label,
        expected: item.options.find(({ verdict }) => verdict === "right").label,
        latency: Date.now() - shown,
        scored: !item.unscored,
      });
      feedback(item, option);
    }

    function feedback(item, option) {
      const right = item.options.find(({ verdict }) => verdict === "right");
      for (const button of root.querySelectorAll(".quiz-answer")) mark(button, item.options[button.dataset.quiz - 1], option);
      const others = item.kind === "pair" ? [] : item.options.filter((other) => other !== option && other !== right);
      const heading = h("h3", { class: "quiz-verdict", tabindex: -1 }, VERDICTS[option.verdict], " ", t(option.says));
      root.append(...[
        heading,
        grounds(option),
        option.verdict === "wrong" && item.kind !== "pair" ? [h("p", {}, "The right answer: ", h("strong", {}, t(right.label))), h("p", {}, t(right.says)), grounds(right)] : null,
        item.unscored ? h("p", { class: "muted" }, "Every answer is allowed here, so this question does not count.") : null,
        others.length ? h("details", {}, h("summary", {}, "Why, for the other answers"), others.map((other) => [h("p", {}, h("strong", {}, t(other.label)), ": ", t(other.says)), grounds(other)])) : null,
        item.moral ? h("div", { class: "quiz-vignette" }, h("p", {}, h("strong", {}, "This case")), paragraphs(item.moral)) : null,
        h("button", { class: "quiz-next", type: "button", onclick: next }, held.at + 1 < items.length ? "Next question" : "Show the score"),
      ].flat(Infinity).filter(Boolean));
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
      announce(VERDICTS[option.verdict]);
    }

    function mark(button, option, chosen) {
      button.setAttribute("aria-disabled", "true");
      if (option !== chosen && option.verdict !== "right") return;
      button.classList.add(option.verdict);
      button.lastChild.append(h("span", { class: "muted" }, option !== chosen ? " (the right answer)" : ` (your answer: ${option.verdict})`));
    }

    function grounds({ grounds: found }) {
      return found.map((ground) => {
        const rule = rules[ground.rule] || {};
        const words = ground.rule ? rule.because || rule.title || `It holds that ${(rule.when || {}).text}.` : ground.words;
        const basis = ground.rule ? rule.basis : ground.basis;
        return h("div", { class: "quiz-ground" },
          h("p", {}, ground.who ? `${ground.who}: ` : null, ground.rule ? [h("strong", {}, t(ground.rule)), ` (${rule.severity}): `] : null, t(words)),
          ground.by ? h("p", { class: "quiz-values" }, "Decided by: ", t(ground.by)) : null,
          sources((ground.rule ? rule.sources : ground.sources) || [], basis));
      });
    }

    function sources(names, basis) {
      if (!names.length && !basis) return null;
      const cited = names.map((name, n) => [n ? ", " : "", link(((data.sources || {})[name] || {}).link, t(name))]);
      return h("p", { class: "quiz-sources" }, basis ? `Basis: ${basis}${names.length ? ". Source: " : ""}` : "Source: ", cited);
    }

    // Going on

    function next() {
      held.told = false;
      held.at += 1;
      if (held.at < items.length) question();
      else done();
    }

    function done() {
      const most = counted().length;
      tell("done", { score: score(), max: most });
      const free = held.marks.length - most;
      const names = {};
      for (const { item } of missed()) for (const name of item.sources || []) names[name] = (names[name] || 0) + 1;
      const read = Object.keys(data.sources || {}).filter((name) => names[name]).sort((a, b) => names[b] - names[a]);
      const steps = [...new Set(missed().map(({ item }) => item.step))];
      show(
        h("h2", { tabindex: -1 }, "Your score"),
        h("p", { class: "quiz-score" }, `${score()} of ${most} right`),
        free ? h("p", { class: "muted" }, `${free} more allowed every answer and did not count.`) : null,
        steps.length ? [h("h3", {}, "Look again at these steps"), h("ul", { class: "quiz-facts" }, steps.map((step) => h("li", {}, t(step))))] : null,
        read.length ? [h("h3", {}, "Read again"), h("ul", { class: "quiz-facts" }, read.map((name) => {
          const { cite, link: address } = data.sources[name];
          return h("li", {}, h("strong", {}, t(name)), ": ", link(address, t(cite)));
        }))] : null,
        h("button", { class: "quiz-next", type: "button", onclick: again }, "Once more from the beginning"));
      announce(`${score()} of ${most} right`);
    }

    function again() {
      held = { at: 0, marks: [], told: false };
      question();
    }

    // A question that was answered and not left yet is shown again with what was said; nobody is told twice.
    function start() {
      if (!held || held.at >= items.length) {
        again();
        return;
      }
      question();
      if (!held.told) return;
      const { item, option } = held.marks[held.marks.length - 1];
      feedback(item, option);
    }

    function keys(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || held.told || !/^[1-9]$/.test(event.key)) return;
      const single = document.getElementById("keys");
      if (/^(input|textarea|select)$/i.test(event.target.tagName) || (single && !single.checked)) return;
      const found = root.querySelector(`[data-quiz="${event.key}"]`);
      if (!found) return;
      event.preventDefault();
      found.click();
    }

    document.addEventListener("keydown", keys);
    root.addEventListener("show", () => root.querySelector("h2").focus());
    start();
    return { start, stop: () => document.removeEventListener("keydown", keys) };
  };
})();
