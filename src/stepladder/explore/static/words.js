// How a walk is said in the page and in its transcript; the same words as on the terminal.
const StepladderWords = (data, engine) => {
  "use strict";

  const STATUS = { open: "Open", caution: "With caution", ask: "Not decided yet", blocked: "Blocked", closed: "Not offered" };

  const value = (fact, found) => engine.words(fact, found === undefined ? null : found);
  const question = (fact) => ((data.facts || {})[fact] || {}).ask || fact;
  const stepTitle = (step) => (data.steps[step] || {}).title || step;

  // What was blocked or at caution when a step was left, or is where the walk stands.
  function notable(state) {
    const moments = engine.moments(state);
    const leaves = (index) => index + 1 === moments.length || moments[index + 1].event.type === "took";
    return moments.flatMap((one, index) =>
      leaves(index)
        ? engine.exits(one.state).filter((exit) => exit.status === "blocked" || exit.status === "caution").map((exit) => ({ state: one.state, exit, index }))
        : [],
    );
  }

  return { STATUS, value, question, stepTitle, notable };
};
