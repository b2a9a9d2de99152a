/** The marks of the console, drawn here: 20 × 20, one stroke. Always beside a word, seen or hidden. */

const SHAPES = {
  web: "M3 4.5h14v9H9.5L6 16.5v-3H3z",
  whatsapp: "M10 3a7 7 0 0 0-6 10.5L3 17l3.6-1A7 7 0 1 0 10 3zM7.6 7.4c0 2.6 2.4 5 5 5l.8-1.6-1.9-.9-.9.7c-.9-.4-1.4-1-1.8-1.8l.7-.9-.8-1.9z",
  messenger: "M10 3c-4 0-7 2.8-7 6.3 0 2 1 3.8 2.5 5V17l2.3-1.3c.7.2 1.4.3 2.2.3 4 0 7-2.9 7-6.4S14 3 10 3zM6 11l3-3 2 2 3-2.3",
  instagram: "M6 3h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3zM10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM14 6h.01",
  telegram: "M17 4 3 9.5l4.5 1.8L9.3 16l2.5-3 3.2 2.3zM7.5 11.3 14 6.8",
  zalo: "M3 4.5h14v10H9l-3 2.5v-2.5H3zM7.5 7.2h5l-5 4.6h5",
  mail: "M3 5h14v10H3zM3 5.5l7 5.5 7-5.5",
  viber: "M4 4.5A2.5 2.5 0 0 1 6.5 2h7A2.5 2.5 0 0 1 16 4.5v6a2.5 2.5 0 0 1-2.5 2.5H10l-3 3.5V13h-.5A2.5 2.5 0 0 1 4 10.5zM7.5 5c0 2.6 1.9 4.6 4.5 4.8l.7-1.4-1.4-.7-.7.6c-.7-.3-1.2-.9-1.5-1.6l.6-.6-.6-1.4z",
  sms: "M3 4.5h14v9H9.5L6 16.5v-3H3zM6.8 9h.01M10 9h.01M13.2 9h.01",
  phone: "M5 3.5h3L9.3 7 7.5 8.3c.8 1.9 2.3 3.4 4.2 4.2L13 10.7l3.5 1.3v3c0 1-.8 1.6-1.7 1.5C8.8 16 4 11.2 3.5 5.2 3.4 4.3 4 3.5 5 3.5z",
  other: "M4 10a6 6 0 1 0 12 0 6 6 0 1 0-12 0z",
  back: "M12.5 4 6.5 10l6 6",
  person: "M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 16.5c.6-3 2.9-4.5 6-4.5s5.4 1.5 6 4.5",
  note: "M5 3h10v14H5zM8 7h4M8 10h4",
  send: "M3 10 17 4l-4 13-3-5.5zM10 11.5 17 4",
  clock: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 6v4l2.5 2",
  check: "M4 10.5 8 14.5 16 5.5",
  checks: "M1.5 10.5 5.5 14.5 13 5.5M9 14l.6.5 8.4-9",
  cross: "M5 5 15 15M15 5 5 15",
  warn: "M10 3 18 16.5H2zM10 8v4M10 14.2v.01",
  star: "M10 2.8 12.2 7.4l5 .7-3.6 3.5.9 5L10 14.2l-4.5 2.4.9-5L2.8 8.1l5-.7z",
  clip: "M14.5 9 9 14.5a3 3 0 0 1-4.2-4.2L11 4a2 2 0 0 1 2.9 2.9l-6 6a1 1 0 0 1-1.4-1.4L11.5 6.5",
  pin: "M10 17.5c3.5-4 5.5-6.6 5.5-9.2a5.5 5.5 0 0 0-11 0c0 2.6 2 5.2 5.5 9.2zM10 6.3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  article: "M4 3.5h12v13H4zM7 7h6M7 10h6M7 13h3.5",
  assistant: "M2.5 12h15L15 16.5H5zM7 12V8h5l2.5 4M9.5 8V5.5M9.5 3.5v.01",
  up: "M10 16V4M5 9l5-5 5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  same: "M4 7.5h12M4 12.5h12",
  dot: "M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  box: "M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7",
  truck: "M2 5h9.5v8.5H2zM11.5 8H15l3 3v2.5h-6.5zM5.5 13.5a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM14.5 13.5a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z",
  turn: "M4 8h8.5a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5",
  shield: "M10 2.8 16 5v4.5c0 3.7-2.5 6.3-6 7.7-3.5-1.4-6-4-6-7.7V5zM7.2 9.8 9.3 12l3.7-4",
};
const SOLID = new Set(["dot"]);
const SVG = "http://www.w3.org/2000/svg";

/** An icon that says nothing by itself; put the word beside it. */
export function icon(name, more = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon ${SOLID.has(name) ? "solid" : ""} ${more}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name] ?? SHAPES.other);
  svg.append(path);
  return svg;
}

/** Stars as filled and empty shapes with the sentence for those who listen. */
export function stars(count, sentence) {
  const row = document.createElement("span");
  row.className = "stars";
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", sentence);
  row.title = sentence;
  for (let at = 1; at <= 5; at += 1) row.append(icon("star", at <= count ? "full" : ""));
  return row;
}
