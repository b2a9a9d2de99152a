/** One customer across channels: addresses with their evidence, suggestions, merging and parting. */

import { makeCodes } from "./code-part.js";
import { h, keepingFocus } from "./dom.js";
import { announce, api, stamp, t } from "./page.js";
import { channelMark, channelName } from "./row-view.js";
import { wordOr } from "./words.js";

const WAIT_MS = 250, LEAST = 2;  // typing before a search, and the letters one needs

/** `conversation` as in its module; `root` is kept, so what is typed outlives a redraw. */
export function makePeople({ conversation }) {
  const root = h("div.people");
  let about = null, typed = "", found = null, chosen = null, failed = null, busy = false, waiting = null;
  const path = (what) => `/conversations/${encodeURIComponent(about)}/${what}`;
  const focus = (name) => root.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus();

  const input = h("input.field", { type: "search", autocomplete: "off", placeholder: t("people.placeholder"), "aria-label": t("people.search"), "data-focus": "people-search",
    on: { input: () => { typed = input.value.trim(); clearTimeout(waiting); waiting = setTimeout(search, WAIT_MS); } } });

  async function search() {
    const asked = typed, of = about;
    let answer = null;
    try {
      answer = asked.length < LEAST ? null : await api.get(`${path("people")}?q=${encodeURIComponent(asked)}`);
      failed = null;
    } catch (failure) { failed = failure.sentence; }
    if (asked !== typed || of !== about) return;
    found = answer;
    if (found) announce(t("people.found", { n: found.length }));
    draw();
  }

  async function act(way, body, sentence) {
    if (busy) return;
    busy = true;
    try {
      await api.post(way, body);
      chosen = found = failed = null;
      input.value = typed = "";
      announce(sentence);
      await conversation.load();
    } catch (failure) { failed = failure.sentence; }
    busy = false;
    draw();
    if (!root.contains(document.activeElement)) input.focus({ preventScroll: true });
  }

  const button = (label, name, click, more = "") => h(`button.button.small${more}`, { type: "button", "data-focus": name, on: { click } }, label);
  const codes = makeCodes({ conversation, redraw: () => draw(), button, send: (to, sentence) => act(path("code"), { other: chosen.ref, to }, sentence) });
  const evidence = (kind) => wordOr(t, `person.evidence.${kind ?? "none"}`, kind ?? "");
  const part = (row, name) => (row.link ? button(t("people.part"), `part-${row.link}`,
    () => act(`/links/${row.link}/undo`, {}, t("people.parted", { name })), "") : null);

  function held(row, name, mark) {
    const undo = part(row, name);
    undo?.setAttribute("aria-label", t("people.part_named", { name }));
    return h("li.person-row", {}, h("div", {},
      h("p.line-up", {}, mark, h("span.strong", {}, name), row.here ? h("span.soft", {}, t("people.here")) : null),
      h("p.soft.line-up.small", {}, h("span", {}, evidence(row.evidence)), stamp(row.since, "date"), row.evidence === "agent" ? h("span", {}, row.by) : null)), undo);
  }

  const reason = (row) => t(`people.reason.${row.reason}`, { value: row.value });

  function choose(row) { chosen = row; codes.look(path("code"), row.ref); draw(); focus("people-merge"); }

  const other = (row, why, ...more) => h("li.person-row", {}, h("div", {},
    h("p.line-up", {}, row.channels.map(channelMark), h("span.strong", {}, row.name)),
    h("p.soft.small", {}, why)), h("div.line-up", {}, button(t("people.look"), `look-${row.ref}`, () => choose(row)), more));

  const suggested = (row) => other(row, reason(row),
    button(t("people.not_same"), `no-${row.ref}`, () => act(path("dismiss"), { other: row.ref }, t("people.dismissed", { name: row.name }))));

  const preview = () => h("div.preview", { role: "group", "aria-label": t("people.together") },
    h("p.strong", {}, t("people.is_same", { name: chosen.name })),
    chosen.address ? h("p.soft", {}, chosen.address) : null,
    h("ul", {}, h("li", {}, t("people.conversations", { n: chosen.conversations })), h("li", {}, t("people.orders", { n: chosen.orders }))),
    h("p.soft.small", {}, t("people.merge_hint")),
    h("div.line-up", {},
      button(t("people.merge"), "people-merge", () => act(path("merge"), { other: chosen.ref }, t("people.merged", { name: chosen.name })), ".main"),
      button(t("people.cancel"), "people-cancel", () => { chosen = null; draw(); input.focus(); })),
    codes.offer());

  function draw() {
    const known = conversation.thread?.identity ?? { identities: [], records: [], suggestions: [] };
    keepingFocus(root, () => root.replaceChildren(...[
      codes.status(),
      h("ul.plain-list", {}, known.identities.map((row) => held(row, row.address || channelName(row.channel), channelMark(row.channel))),
        known.records.map((row) => held(row, t("people.record", { name: row.name }), null))),
      known.suggestions.length ? h("h4", {}, t("people.suggestions")) : null,
      known.suggestions.length ? h("ul.plain-list", {}, known.suggestions.map(suggested)) : null,
      input,
      found && !chosen ? (found.length ? h("ul.plain-list", {}, found.map((row) => other(row, row.address ?? ""))) : h("p.soft", {}, t("people.nobody"))) : null,
      chosen ? preview() : null,
      failed ? h("p.failed", { role: "alert" }, failed) : null,
    ].filter(Boolean)));
  }

  return {
    root,
    draw() {
      if (about !== conversation.id) {
        about = conversation.id;
        typed = input.value = "";
        found = chosen = failed = null;
      }
      draw();
    },
  };
}
