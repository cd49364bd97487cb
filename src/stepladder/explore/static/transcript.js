// A walk as Markdown, sign for sign as `stepladder walk --transcript` writes it.
const StepladderTranscript = (data, engine, words) => {
  "use strict";

  const SPECIAL = /[\\`*_{}[\]<>#|~]/g;
  const md = (text) => text.trim().split(/\s+/u).join(" ").replace(SPECIAL, "\\$&");
  const STATE = {
    ended: "The walk has ended",
    stuck: "The walk is stuck",
    waiting: "The walk waits for an answer",
  };

  function lines(state) {
    const found = [`# ${md(data.title)}`, "", `A walk through \`${data.id}\` ${data.version}, digest \`${data.digest.slice(0, 12)}\`.`, "",
      `**${md(data.disclaimer)}**`];
    const cited = new Set();
    const cite = (names) => (names || []).forEach((name) => cited.add(name));
    const moments = engine.moments(state);
    let number = 0;
    moments.forEach(({ event, state: here }, index) => {
      if (!event || event.type === "took") {
        number += 1;
        const step = data.steps[here.at];
        found.push("", `## ${number}. ${md(step.title)}`, "", `*${md(step.place)}* (\`${here.at}\`)`, "");
        cite(step.sources);
      }
      if (event && event.type === "answered") {
        found.push(`- ${md(words.question(event.fact))} **${md(words.value(event.fact, event.value))}**`);
      }
      if (event && event.type === "overrode") {
        const rule = data.rules[event.rule];
        found.push(`- Went on although \`${event.rule}\` holds (${md(rule.because || "")}): “${md(event.reason)}”`);
        cite(rule.sources);
      }
      const next = moments[index + 1];
      if (next && next.event.type !== "took") return;
      for (const exit of engine.exits(here).filter(({ status }) => status === "blocked" || status === "caution")) {
        const { reasons } = engine.why(here, exit.index);
        const said = reasons.map((reason) => `${md(reason.words)} (\`${reason.rule}\`: ${md(reason.decided_by)})`).join(" ");
        const different = exit.status === "blocked" ? engine.different(here, exit.index).map(md) : [];
        found.push(`- ${exit.status === "blocked" ? "Blocked" : "With caution"}: ${md(exit.title)}. ${[said, ...different].join(" ")}`);
        reasons.forEach((reason) => cite(reason.sources));
      }
    });
    found.push("", "## The way", "", state.trail.map((step) => `\`${step}\``).join(" → "), "");
    const status = STATE[engine.situation(state).status] || "The walk waits for a choice";
    found.push(`${status} at **${md(words.stepTitle(state.at))}**.`, `Time by the reviews: ${engine.time(state)}.`);
    const names = [...cited].filter((name) => (data.sources || {})[name]);
    if (names.length) found.push("", "## Sources", "", ...names.map((name) => `- \`${name}\`: ${md(data.sources[name].cite)}`));
    return found;
  }

  return (state) => `${lines(state).join("\n")}\n`;
};
