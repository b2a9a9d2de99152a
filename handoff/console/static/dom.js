/** Building and patching the page without a framework. */

/** h("p.soft", {title}, "text", child…): an element; `on` holds listeners, null children are skipped. */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (key in element && !key.startsWith("aria") && key !== "list" && key !== "role") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

export const $ = (id) => document.getElementById(id);

/**
 * Keep a parent's children equal to `entries` ({key, sign, fill(element), tag}).
 * An element is kept as long as its key is there and refilled only when `sign` changes; focus inside survives.
 */
export function patch(parent, entries) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let at = parent.firstElementChild;
  for (const { key, sign, fill, tag = "li" } of entries) {
    const found = known.get(String(key));
    known.delete(String(key));
    const element = found ?? document.createElement(tag);
    if (!found) element.dataset.key = key;
    if (element.dataset.sign !== sign) {
      element.dataset.sign = sign;
      keepingFocus(element, () => fill(element));
    }
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
  for (const left of known.values()) left.remove();
}

/** Run `change`; an element inside that had the focus and a data-focus name gets it back. */
export function keepingFocus(element, change) {
  const active = element.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  change();
  if (active) element.querySelector(`[data-focus="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
}

/** Whether keys belong to a field just now. */
export const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));

/** A face: initials on the person's colour, in the ink that reads better on it. */
export function face(name, colour, more = "") {
  const element = h(`span.face${more}`, { "aria-hidden": "true" });
  return paintFace(element, name, colour);
}

export function paintFace(element, name, colour) {
  const words = String(name ?? "?").trim().split(/\s+/);
  element.textContent = (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
  if (/^#[0-9a-f]{6}$/i.test(colour ?? "")) {
    element.style.setProperty("--face", colour);
    element.style.setProperty("--face-ink", luminance(colour) > 0.18 ? "#101b1f" : "#ffffff");
  }
  return element;
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
