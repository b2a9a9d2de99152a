/** Makes elements. Text goes in as text: there is no way in here to insert markup. */

const ICONS = {
  chat: "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5",
  close: "M6 6l12 12M18 6 6 18",
  more: "M4.5 12h1M11.5 12h1M18.5 12h1",
  send: "M5 12h13M12 6l6 6-6 6",
  clip: "M20 11.5 12.2 19.3a5 5 0 0 1-7-7l8.4-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3 2",
  check: "M5 12l5 5 9-10",
  checks: "M2 12l5 5 9-10M12 17 21 7",
  alert: "M12 4 3 19h18L12 4ZM12 10v4M12 16.5h.01",
  down: "M7 10l5 5 5-5",
  light: "M10 8h4l1.5 12h-7L10 8ZM10.5 8V5.5L12 4l1.5 1.5V8M9 14h6M6.5 5 4 4M6.5 7 4 8M17.5 5 20 4M17.5 7 20 8M6 20h12",
};

/** h("a", {class, href, onclick}, "text", node, null, [more]) */
export function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  set(made, attributes ?? {});
  made.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
  return made;
}

export function set(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value == null || value === false) made.removeAttribute(name);
    else made.setAttribute(name, value);
  }
}

export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  set(svg, { viewBox: "0 0 24 24", "aria-hidden": true });
  shape(path, name);
  svg.append(path);
  return svg;
}

export function shape(path, name) {
  path.setAttribute("d", ICONS[name] ?? name);
}

export function tool(name, onclick) {
  return h("button", { type: "button", class: "tool", onclick }, icon(name));
}

export function named(node, name) {
  set(node, { "aria-label": name, title: name });
}

// for ears only
export function said(text) {
  return h("span", { class: "said" }, text);
}
