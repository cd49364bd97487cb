// The exits of a choice: each with its status in words, sign and colour, the reason, and what would have to be different.
const StepladderExits = (data, engine, words, act) => {
  "use strict";

  const { h, t, icon, link } = StepladderDom;

  const tag = (status, text) => h("span", { class: `tag ${status}` }, icon(status), text || words.STATUS[status]);

  function sources(names) {
    const known = (names || []).filter((name) => (data.sources || {})[name]);
    if (!known.length) return null;
    return h("ul", { class: "sources" }, known.map((name) => {
      const { cite, link: address } = data.sources[name];
      return h("li", {}, link(address, t(cite)), " ", h("code", {}, t(name)));
    }));
  }

  const decided = (why) => {
    const values = why.deciding.map(([fact, value]) => h("li", {}, t(words.question(fact)), " ", h("strong", {}, t(words.value(fact, value)))));
    const states = why.states.map((text) => h("li", {}, t(text)));
    return values.length || states.length ? h("ul", { class: "values" }, values, states) : null;
  };

  const OUTCOME = { true: "holds", false: "does not hold", null: "is not decided yet" };

  // Everything about one exit: its condition, every rule of its target that holds or is open, values and sources.
  function why(state, exit) {
    const found = engine.why(state, exit.index);
    const parts = [];
    if (found.guard) {
      parts.push(h("div", { class: "ground" }, h("p", {}, `Its condition ${OUTCOME[found.guard.outcome]}: `, h("code", {}, t(found.guard.text))), decided(found.guard)));
    }
    const telling = exit.status === "blocked" ? [true] : [true, null];
    for (const rule of found.rules.filter(({ holds }) => telling.includes(holds))) parts.push(ground(rule));
    if (exit.status === "ask") {
      parts.push(h("p", {}, exit.asks.length ? "It still hangs on:" : "What it hangs on is never asked, so it cannot be taken."),
        h("ul", { class: "values" }, exit.asks.map((fact) => h("li", {}, t(words.question(fact))))));
    }
    return parts.length ? parts : [h("p", {}, "It has no condition, and no rule stands against it.")];
  }

  function ground(rule) {
    const about = data.rules[rule.rule] || {};
    return h("div", { class: "ground" },
      h("p", {}, h("code", {}, t(rule.rule)), rule.holds === null ? " is not decided yet. " : rule.severity === "absolute" ? " blocks. " : " asks for a reason. ",
        t(about.because || about.title || rule.why.text)),
      h("p", { class: "muted" }, "Written as ", h("code", {}, t(rule.why.text))),
      decided(rule.why),
      about.note ? h("p", { class: "muted", dir: "auto" }, about.note) : null,
      rule.basis || (rule.sources || []).length ? h("p", { class: "muted" }, "Basis: ", t(rule.basis || "sources")) : null,
      sources(rule.sources));
  }

  // A part that is worked out when it is opened for the first time.
  function unfolding(title, about, make) {
    const found = h("details", about, h("summary", {}, title));
    found.addEventListener("toggle", () => {
      if (found.open && found.children.length === 1) found.append(...[make()].flat());
    });
    return found;
  }

  function different(state, exit) {
    return unfolding("What would have to be different?", { class: "fold" }, () => {
      const found = engine.unblocks(state, exit.index);
      if (!found.length) return h("p", {}, "No small change of what is known was found that would open it.");
      return found.map((change, n) => h("div", {}, h("p", {}, n ? "Or if:" : "If:"), changes(state, change), h("p", {}, follows(change))));
    });
  }

  const changes = (state, { facts, waits }) => h("ul", { class: "values" }, Object.entries(facts).map(([fact, value]) =>
    h("li", {}, t(words.question(fact)), waits.includes(fact) ? " at " : " were ", h("strong", {}, t(words.value(fact, value))), " (it is ", t(words.value(fact, state.known[fact])), ")")));

  function follows({ status, asks, rules, unchangeable }) {
    const caution = rules.length && status === "caution" ? [" with caution (", rules.map((rule, n) => [n ? ", " : null, h("code", {}, t(rule))]), ")"] : null;
    const more = asks.length > 3 ? ` And ${asks.length - 3} more.` : "";
    const open = status === "ask" ? "Then it would be asked: " : ["Then it would be open", caution, asks.length ? ", once it is known: " : "."];
    return [open, t(asks.slice(0, 3).map(words.question).join(" ")), more, unchangeable.length ? " This cannot be changed." : null];
  }

  // The reason in full, where it decides: of what is blocked, and of what needs a reason.
  function reasons(state, exit) {
    if (exit.status !== "blocked" && exit.status !== "caution") return null;
    const found = engine.why(state, exit.index);
    return found.reasons.map((reason) => {
      const judged = found.rules.find(({ rule }) => rule === reason.rule);
      return h("div", { class: `reason ${exit.status}` },
        h("p", { dir: "auto" }, reason.words),
        judged ? decided(judged.why) : null,
        h("p", { class: "muted" }, "Rule ", h("code", {}, t(reason.rule)), reason.basis ? [", basis: ", t(reason.basis)] : null, cited(reason.sources)));
    });
  }

  function cited(names) {
    const known = (names || []).filter((name) => (data.sources || {})[name]);
    return known.map((name, n) => [n ? ", " : ". Source: ", link(data.sources[name].link, t(name))]);
  }

  // Before a caution is taken: a reason in words for every rule that still lacks one.
  function reasonForm(state, exit, given) {
    const missing = exit.holding.filter((rule) => !Object.hasOwn(state.reasons, rule));
    const fields = missing.map((rule, n) => {
      const id = `reason-${exit.index}-${n}`;
      const field = h("textarea", { id, rows: 2, required: true, dir: "auto" });
      const held = ((given || {}).override || {})[rule];
      return h("div", { class: "field" }, h("label", { for: id }, "Your reason for going on although ", h("code", {}, t(rule)), " holds"), field,
        held ? h("button", { type: "button", class: "link", onclick: () => { field.value = held; field.focus(); } }, "Use the case’s words") : null);
    });
    return h("form", { class: "reason-form", onsubmit: (event) => {
      event.preventDefault();
      const empty = [...event.target.querySelectorAll("textarea")].find((field) => !field.value.trim());
      if (empty) {
        empty.focus();
        act.say("A caution is taken only with a written reason.");
        return;
      }
      const texts = [...event.target.querySelectorAll("textarea")].map((field) => field.value.replace(/\s+/g, " ").trim());
      act.take(exit, missing.map((rule, n) => ({ type: "overrode", rule, reason: texts[n] })));
    } }, fields, h("button", { class: "button primary", type: "submit" }, "Record the reason and go on"));
  }

  // One exit that cannot be taken here and now.
  function still(state, exit, number, text) {
    const status = exit.status === "ask" && !exit.asks.length ? "closed" : exit.status;
    return h("li", { class: `exit ${exit.status}` },
      h("div", { class: "go off", "data-key": number ? number.textContent : null, tabindex: -1 }, number, h("span", { class: "name" }, t(exit.title)), tag(status, text)),
      h("div", { class: "about" }, reasons(state, exit), h("div", { class: "folds" },
        exit.status === "blocked" || exit.status === "closed" ? different(state, exit) : null,
        unfolding("Why?", { class: "fold why" }, () => why(state, exit)))));
  }

  // One exit of the list. `key` is its number on the keyboard; `given` the case, if one is being walked.
  function item(state, exit, key, given) {
    const name = h("span", { class: "name" }, t(exit.title));
    const number = h("kbd", { "aria-hidden": "true" }, String(key));
    const because = exit.status === "open" && exit.because ? h("p", { class: "because", dir: "auto" }, exit.because) : null;
    const body = [because, reasons(state, exit)];
    const li = h("li", { class: `exit ${exit.status}` });
    if (exit.status === "open") {
      li.append(h("button", { class: "go", "data-key": key, onclick: () => act.take(exit, []) }, number, name, tag("open"), icon("go")));
    } else if (exit.status === "ask" && exit.asks.length) {
      const more = exit.asks.length > 1 ? `at most ${exit.asks.length} questions to go` : "one question to go";
      li.append(h("button", { class: "go", "data-key": key, onclick: () => act.decide(exit) }, number, name, tag("ask", `Not decided yet: ${more}`), icon("go")));
    } else if (exit.status === "caution") {
      const form = h("div", { class: "slot" });
      const open = h("button", { class: "go", "data-key": key, "aria-expanded": "false", onclick: () => {
        const shown = form.children.length > 0;
        form.replaceChildren(...(shown ? [] : [reasonForm(state, exit, given)]));
        open.setAttribute("aria-expanded", String(!shown));
        if (!shown) (form.querySelector("textarea") || form.querySelector("button")).focus();
      } }, number, name, tag("caution", "With caution: needs your reason"), icon("go"));
      li.append(open);
      body.push(form);
    } else {
      return still(state, exit, number, exit.status === "ask" ? "Cannot be decided: what it hangs on is never asked" : "");
    }
    li.append(h("div", { class: "about" }, body,
      h("div", { class: "folds" }, unfolding("Why?", { class: "fold why" }, () => why(state, exit)))));
    return li;
  }

  function list(state, given) {
    const own = engine.exits(state).filter(({ kind }) => kind !== "interrupt");
    const offered = own.filter(({ status }) => status !== "closed");
    const closed = own.filter(({ status }) => status === "closed");
    return [
      h("ol", { class: "exits" }, offered.map((exit, n) => item(state, exit, n + 1, given))),
      closed.length
        ? h("details", { class: "closed-exits" }, h("summary", {}, `Not offered now (${closed.length})`),
          h("ul", { class: "exits" }, closed.map((exit) => still(state, exit, null, ""))))
        : null,
    ];
  }

  // While a question is open: where the step leads, as far as that is known.
  function preview(state) {
    const found = engine.exits(state);
    const first = found.filter(({ kind, status }) => kind === "interrupt" && status !== "closed");
    const own = found.filter(({ kind }) => kind !== "interrupt");
    return h("details", { class: "fold preview" }, h("summary", {}, "Where this step leads"),
      first.length ? [h("p", { class: "muted" }, "Looked at first, before anything else:"), h("ul", { class: "exits" }, first.map((exit) => still(state, exit, null, "")))] : null,
      h("ul", { class: "exits" }, own.map((exit) => still(state, exit, null, ""))));
  }

  return { list, preview, sources };
};
