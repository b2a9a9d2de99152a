/** A searchable choice (ARIA combobox with a listbox): type to narrow, arrows to move, Enter to take. */

import { h } from "./dom.js";

let count = 0;

/**
 * `find(typed)` gives options in order; `view(option)` their content, `text(option)` their plain text;
 * `chosen(option)` hears the choice, `found(n)` the number of options.
 */
export function combobox({ label, placeholder, find, view, text, chosen, found, nothing }) {
  const id = `combo-${count += 1}`;
  let options = [], active = -1, value = null;

  const input = h("input.field", {
    id, type: "text", placeholder, role: "combobox", autocomplete: "off", spellcheck: false, "data-focus": "combo",
    "aria-label": label, "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  const box = h("ul.options", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const root = h("div.combo", {}, input, box);

  function draw() {
    options = find(input.value);
    active = options.length ? Math.min(Math.max(active, 0), options.length - 1) : -1;
    box.replaceChildren(...(options.length
      ? options.map((option, at) => h("li", { id: `${id}-${at}`, role: "option", "aria-selected": String(at === active) }, view(option)))
      : [h("li.nothing", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing)]));
    point();
  }

  function point() {
    [...box.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
    return box.children[active].scrollIntoView({ block: "nearest" });
  }

  function open() {
    if (!box.hidden) return;
    active = 0;
    box.hidden = false;
    input.setAttribute("aria-expanded", "true");
    draw();
    const room = innerHeight - input.getBoundingClientRect().bottom;
    box.classList.toggle("above", room < 280 && input.getBoundingClientRect().top > room);
  }

  function close() {
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    if (!option) return;
    value = option;
    input.value = text(option);
    close();
    chosen(option);
  }

  function move(by) {
    if (box.hidden) return open();
    active = options.length ? (active + by + options.length) % options.length : -1;
    return point();
  }

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (box.hidden ? open() : take(options[active])),
    Escape: () => { if (box.hidden) input.value = ""; close(); },
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key]) return;
    if (event.key === "Enter" && box.hidden && value) return;  // a second Enter belongs to the form
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
  input.addEventListener("input", () => {
    value = null;
    active = 0;
    if (box.hidden) open();
    else draw();
    found?.(options.length);
    chosen(null);
  });
  input.addEventListener("click", open);
  input.addEventListener("blur", () => {
    close();
    if (value) input.value = text(value);
  });
  box.addEventListener("pointerdown", (event) => event.preventDefault());  // the field keeps the focus
  box.addEventListener("click", (event) => {
    const at = [...box.children].indexOf(event.target.closest('[role="option"]'));
    take(options[at]);
  });

  return { root, input, set(option) { value = option; input.value = option ? text(option) : ""; } };
}
