// Marks a walk in the drawing: where it has been, where it stands, and what is blocked or at caution there.
const StepladderMap = (root, drawing, words) => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const port = root.querySelector(".map-port");
  const svg = built(drawing);
  if (svg) port.append(svg);
  const boxes = svg ? [...svg.querySelectorAll("[data-box]")] : [];
  const edges = svg ? [...svg.querySelectorAll("[data-from]")] : [];
  const options = svg ? [...svg.querySelectorAll("[data-step]")] : [];
  const stepsOf = new Map(boxes.map((box) => [box.dataset.box, box.dataset.steps.split(" ")]));
  const source = new Map(edges.map((edge) => [edge.dataset.to, edge.dataset.from]));
  const caption = root.querySelector(".map-caption");

  // Elements of SVG from lists; of the four kinds that a drawing has, and no other.
  function built(element) {
    if (!element || !["svg", "g", "path", "text"].includes(element[0])) return null;
    const [name, about, ...children] = element;
    const found = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(about)) if (!/^(on|href|style)/i.test(key)) found.setAttribute(key, value);
    found.append(...children.map((child) => (typeof child === "string" ? child : built(child))).filter((child) => child !== null));
    return found;
  }

  function make(name, parent, attributes) {
    const found = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    parent.append(found);
    return found;
  }

  const place = (box) => box.dataset.at.split(" ").map(Number);
  const shows = (box, step) => (stepsOf.get(box) || []).includes(step);

  // A box at the side is one step's way out: it was entered only where the walk came from that step's box.
  function entered(box, trail, index) {
    const name = box.dataset.box;
    if (!shows(name, trail[index])) return false;
    const from = source.get(name);
    return !name.startsWith("side-") || (index > 0 && shows(from, trail[index - 1]));
  }

  function badge(box, numbers) {
    const [x, y] = place(box);
    const text = numbers.length > 3 ? `…${numbers.slice(-2).join(" ")}` : numbers.join(" ");
    const wide = Math.max(15, 6 + 4.6 * text.length);
    const group = make("g", box, { class: "mark badge" });
    make("rect", group, { x: x - 6, y: y - 7, width: wide, height: 15, rx: 7.5, class: "disc" });
    const label = make("text", group, { x: x - 6 + wide / 2, y: y + 3.6, "text-anchor": "middle", "font-size": 9, class: "b" });
    label.textContent = text;
  }

  const CROSS = "M-3.2 -3.2L3.2 3.2M3.2 -3.2L-3.2 3.2";
  const WARN = "M0 -4.4L4.8 4L-4.8 4ZM0 -1.4L0 1.3M0 2.5L0 3";

  function sign(parent, x, y, status, size) {
    const group = make("g", parent, { class: `mark sign ${status}`, transform: `translate(${x} ${y}) scale(${size})` });
    make("circle", group, { r: 7, class: "disc" });
    make("path", group, { d: status === "blocked" ? CROSS : WARN, class: "line" });
  }

  function exits(found) {
    for (const { to, status } of found) {
      if (status !== "blocked" && status !== "caution") continue;
      const option = options.find((text) => text.dataset.step === to);
      if (option) {
        const [x, y] = [Number(option.getAttribute("x")), Number(option.getAttribute("y"))];
        if (status === "blocked") {
          const end = x + Number(option.getAttribute("textLength"));
          make("path", option.parentNode, { d: `M${x - 1} ${y - 2.8}L${end + 1} ${y - 2.8}`, class: "mark struck" });
        }
        sign(option.parentNode, x - 6.6, y - 2.9, status, 0.66);
        continue;
      }
      const box = boxes.find((one) => one.dataset.box === `step-${to}`);
      if (box) sign(box, place(box)[0] + place(box)[2] - 3, place(box)[1] + 2, status, 1);
    }
  }

  function show(trail, found) {
    if (!svg) return;
    svg.querySelectorAll(".mark").forEach((mark) => mark.remove());
    svg.querySelectorAll(".walked, .here").forEach((one) => one.classList.remove("walked", "here"));
    const here = trail[trail.length - 1];
    let at = null;
    for (const box of boxes) {
      const numbers = trail.map((_, index) => index).filter((index) => entered(box, trail, index)).map((index) => index + 1);
      if (!numbers.length) continue;
      box.classList.add("walked");
      badge(box, numbers);
      if (entered(box, trail, trail.length - 1)) {
        box.classList.add("here");
        at = box;
      }
    }
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      if (trail.some((step, index) => index && shows(to, step) && shows(from, trail[index - 1]))) edge.classList.add("walked");
    }
    for (const option of options) option.classList.toggle("walked", trail.includes(option.dataset.step));
    exits(found);
    caption.textContent = at || !here ? "" : `Now at “${words.stepTitle(here)}”, which stands outside this drawing.`;
    if (at) center(at);
  }

  // Scrolls the drawing, never the page.
  function center(box) {
    const scale = svg.getBoundingClientRect().height / svg.viewBox.baseVal.height;
    const middle = (place(box)[1] + place(box)[3] / 2 - svg.viewBox.baseVal.y) * scale;
    if (Number.isFinite(middle)) port.scrollTop = middle - port.clientHeight / 2;
  }

  return { show };
};
