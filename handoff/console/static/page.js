/** What every staff page has: who I am, words, times, the way to the server, the voice for screen readers. */

import { makeApi } from "./api.js";
import { makeClock } from "./clock.js";
import { $, h, paintFace } from "./dom.js";
import { makeWords, readable, wordOr } from "./words.js";

const block = (id) => JSON.parse($(id)?.textContent || "null");

export const language = document.documentElement.lang;
export const me = block("me");
const titles = block("intents") ?? {};
export const t = makeWords(block("texts"), language);
export const clock = makeClock(language, t);
export const api = makeApi(t);

/** An intent in people's words: its title, our own where it is no wish, or its name made readable. */
export const intentTitle = (name) => titles[name] ?? wordOr(t, `said.${name}`, readable(name));
export const percent = (share) => Math.round(share * 100);

let voice = null;
/** Say something to screen readers, politely. */
export function announce(sentence) {
  clearTimeout(voice);
  $("announcer").textContent = "";
  voice = setTimeout(() => { $("announcer").textContent = sentence; }, 60);
}

/** A <time> that keeps itself up to date: as "ago", "span" (how long waited), "date" or "time". */
export function stamp(iso, as = "ago", className = "") {
  return h("time", { dateTime: String(iso), title: clock.full(iso), className, "data-as": as }, clock[as](iso));
}

setInterval(() => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll('time[data-as="ago"], time[data-as="span"]')) {
    const text = clock[element.dataset.as](element.dateTime);
    if (element.textContent !== text) element.textContent = text;
  }
}, 15_000);

/** A sentence with a <time> in the place of {time}. */
export function withTime(key, iso, as = "ago") {
  const [before, after = ""] = t(key, { time: "\u0000" }).split("\u0000");
  return h("span", {}, before, stamp(iso, as), after);
}

/** The state of an empty or broken place: what will be here and what to do. */
export const emptyState = (title, hint, ...more) =>
  h("div.empty", {}, h("p.strong", {}, title), hint ? h("p.soft", {}, hint) : null, more);

export const brokenState = (title, sentence, again) =>
  h("div.empty", { role: "alert" }, h("p.strong", {}, title), h("p.soft", {}, sentence),
    h("button.button", { type: "button", on: { click: again } }, t("app.try_again")));

/** The shape of what comes. */
export const skeleton = (kind, count) =>
  h(`div.skeleton.${kind}`, { role: "status" }, h("span.hidden", {}, t("app.loading")),
    Array.from({ length: count }, () => h("div.bone", { "aria-hidden": "true" }, h("i"), h("i"), h("i"))));

for (const element of document.querySelectorAll(".face[data-name]")) paintFace(element, element.dataset.name, element.dataset.colour);
for (const link of document.querySelectorAll(".languages a"))
  link.addEventListener("click", () => { link.hash = location.hash; });
document.querySelector(".pages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });  // a phone shows only some
const menu = $("account");
document.addEventListener("click", (event) => { if (menu?.open && !menu.contains(event.target)) menu.open = false; });
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
});
