// Elements, from tags and texts alone: nothing that comes from a pathway is ever read as markup.
const StepladderDom = (() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    open: "M4 10.5l4 4 8-9",
    caution: "M10 2.5L18.5 17h-17zM10 7.5v4.5M10 14.4v.6",
    blocked: "M4.5 4.5l11 11M15.5 4.5l-11 11",
    ask: "M7 7.2a3 3 0 1 1 4.4 2.7c-1 .6-1.4 1.1-1.4 2.3M10 15v.6",
    closed: "M4 10h12",
    back: "M12 4l-6 6 6 6",
    go: "M8 4l6 6-6 6",
  };

  // h("p", {class: "x", onclick: f}, "text", element, null): a text is isolated, so that its direction stays its own.
  function h(tag, about, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(about || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    return made;
  }

  // A text of the pathway.
  function t(text) {
    const made = document.createElement("bdi");
    made.textContent = String(text === undefined || text === null ? "" : text);
    return made;
  }

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: `icon i-${name}`, "aria-hidden": "true", focusable: "false" })) {
      svg.setAttribute(key, value);
    }
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const paragraphs = (text, about) =>
    String(text || "").split(/\n\s*\n/).filter((part) => part.trim()).map((part) => h("p", { dir: "auto", ...about }, part.replace(/\s+/g, " ").trim()));

  // A link to the web, or the text alone where the address is anything else.
  function link(address, ...children) {
    return /^https?:\/\//i.test(address || "")
      ? h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, ...children)
      : h("span", {}, ...children);
  }

  return { h, t, icon, paragraphs, link };
})();
