/** The reply window above the editor: a calm countdown, and what to do once it is shut. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { clock, t } from "./page.js";
import { channelName } from "./row-view.js";
import { isShut, windowState } from "./window-state.js";

const SIGNS = { left: "clock", soon: "warn", late: "warn", spent: "warn", shut: "warn" };

/** `template()` opens the picker, `other()` shows how else the customer can be reached. */
export function makeWindowView({ template, other }) {
  const place = h("div.window", { hidden: true });
  let sign = null;

  function sentence(state, channel) {
    const now = new Date(), time = clock.span(new Date(now - state.ms), now);
    if (state.kind === "shut") return t("window.shut", { channel: channelName(channel) });
    if (state.kind === "spent") return t("window.none_left");
    return t(`window.${state.kind}`, { time });
  }

  function content(state, { channel, window }) {
    const line = h("p", {}, icon(SIGNS[state.kind]), h("span", {}, sentence(state, channel)),
      state.left ? h("span", {}, `· ${t("window.count", { n: state.left })}`) : null);
    if (!isShut(state)) return [line];
    const way = window.templates ? "shut_template" : "shut_other";
    return [line, h("p", {}, t(`window.${way}`)), h("p.buttons", {},
      window.templates ? h("button.button.main", { type: "button", "data-focus": "window-template", on: { click: template } }, t("window.template")) : null,
      h("button.button", { type: "button", "data-focus": "window-other", on: { click: other } }, t("window.other")))];
  }

  return {
    place,
    /** Draws what changed only: a button keeps its focus while the minutes go by. */
    draw(about) {
      const state = about ? windowState(about.window) : null;
      place.hidden = state === null || about.owner === "closed";
      if (!state) { sign = null; return state; }
      const next = JSON.stringify([state.kind, state.left, about.channel, isShut(state) ? "" : sentence(state, about.channel)]);
      if (next === sign) return state;
      sign = next;
      place.className = `window ${state.kind}`;
      place.replaceChildren(...content(state, about));
      return state;
    },
  };
}
