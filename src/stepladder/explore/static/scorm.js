// Tells a learning platform (SCORM 1.2) what the quiz of this page tells: every answer, the score, and that it is done.
// It listens to the events `stepladder:answer` and `stepladder:done` and knows nothing else of the page; where no
// platform is around the page it does nothing.
"use strict";
(() => {
  const MOST = 255; // characters of one text, as the standard has it
  const BEGUN = Date.now();

  const api = find(window) || (window.opener ? find(window.opener) : null);
  if (api === null || String(api.LMSInitialize("")) !== "true") {
    return;
  }

  let finished = false;
  let best = number(get("cmi.core.score.raw"));
  const before = get("cmi.core.lesson_status");
  if (before === "" || before === "not attempted" || before === "unknown") {
    set("cmi.core.lesson_status", "incomplete");
  }
  api.LMSCommit("");

  document.addEventListener("stepladder:answer", (event) => {
    const { id, correct, response, expected, latency, scored } = event.detail;
    const place = `cmi.interactions.${number(get("cmi.interactions._count")) || 0}`;
    set(`${place}.id`, identifier(id)); // the id goes first; platforms refuse the others before it
    set(`${place}.time`, clock(new Date()));
    set(`${place}.type`, "fill-in"); // the words of the answer; `choice` would allow single letters only
    words(expected).forEach((text, index) => set(`${place}.correct_responses.${index}.pattern`, text));
    set(`${place}.weighting`, "1");
    set(`${place}.student_response`, cut(words(response).join("; ")));
    set(`${place}.result`, scored === false ? "neutral" : correct ? "correct" : "wrong");
    set(`${place}.latency`, span(number(latency) || 0));
    api.LMSCommit("");
  });

  document.addEventListener("stepladder:done", (event) => {
    const { score, max } = event.detail;
    const raw = max > 0 ? Math.round((100 * score) / max) : null;
    if (raw !== null && (best === null || raw >= best)) { // a second round never lowers a score
      best = raw;
      set("cmi.core.score.min", "0");
      set("cmi.core.score.max", "100");
      set("cmi.core.score.raw", String(raw));
    }
    if (get("cmi.core.lesson_status") !== "passed") {
      set("cmi.core.lesson_status", "completed");
    }
    api.LMSCommit("");
  });

  window.addEventListener("pagehide", () => {
    if (!finished) {
      finished = true;
      set("cmi.core.session_time", span(Date.now() - BEGUN));
      api.LMSCommit("");
      api.LMSFinish("");
    }
  });

  function find(from) {
    let frame = from;
    for (let tries = 0; tries <= 8; tries += 1) {
      try {
        if (frame.API) {
          return frame.API;
        }
      } catch (refused) { // the frame is of another site, and so are those around it, or they are not
      }
      if (frame.parent === frame) {
        return null;
      }
      frame = frame.parent;
    }
    return null;
  }

  function get(name) {
    return String(api.LMSGetValue(name));
  }

  function set(name, value) {
    api.LMSSetValue(name, value);
  }

  function number(text) {
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
  }

  function words(value) {
    return (Array.isArray(value) ? value : [value]).map((text) => cut(String(text === undefined ? "" : text)));
  }

  function cut(text) { // one line, whole characters
    const line = Array.from(text.replace(/[\s\x00-\x1f\x7f]+/g, " ").trim());
    let length = 0;
    const kept = line.filter((character) => (length += character.length) <= MOST);
    return kept.join("");
  }

  function identifier(text) {
    return String(text).replace(/[^A-Za-z0-9_-]/g, "_").slice(0, MOST) || "question";
  }

  function pad(value) {
    return String(value).padStart(2, "0");
  }

  function clock(time) {
    return [time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(":");
  }

  function span(milliseconds) {
    const hundredths = Math.max(0, Math.round(milliseconds / 10));
    const seconds = Math.floor(hundredths / 100);
    const hours = String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, "0");
    return `${hours}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(hundredths % 100)}`;
  }
})();
