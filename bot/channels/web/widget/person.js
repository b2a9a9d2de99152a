/** People in the chat: the line that says who came or went, and the picture of who writes. */

import { h, icon } from "./dom.js";

const PERSON = "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20a7.5 7.5 0 0 1 15 0";
const ICONS = { agent: PERSON, assistant: "light", closed: "check" }; // else somebody is waited for

export function lineOf({ what, name }, t) {
  return h("li", { class: `line ${what}` }, icon(ICONS[what] ?? "clock"), h("span", null, t.line[what](name)));
}

/** The initials of the name on the person's colour. */
export function portrait({ name, colour }) {
  const made = h("span", { class: "picture", "aria-hidden": true }, initials(name));
  if (/^#[0-9a-f]{6}$/i.test(colour)) {
    made.style.background = colour;
    made.style.color = inkOn(colour);
  }
  return made;
}

/** Mai Phạm → MP */
export function initials(name) {
  return name.trim().split(/\s+/).filter((_, at, all) => !at || at === all.length - 1)
    .map((word) => word[0]).join("").toUpperCase();
}

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
export function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}
