/** One dense row of the list: who, where, in which language, what was said last, and how long it waits. */

import { face, h } from "./dom.js";
import { icon } from "./icons.js";
import { me, stamp, t } from "./page.js";
import { sameAgent } from "./thread-state.js";
import { wordOr } from "./words.js";

export const rowSign = (row, view, gone) => JSON.stringify([row, view, gone]);

export const channelName = (channel) => wordOr(t, `app.channels.${channel}`, channel);

/** The channel's mark with its name for those who listen or point. */
export const channelMark = (channel) =>
  h("span.channel", { title: channelName(channel) }, icon(channel), h("span.hidden", {}, channelName(channel)));

/** A language as two letters, spelled out for those who listen or point. */
export const languageMark = (code) =>
  h("span.lang", { title: wordOr(t, `app.languages.${code}`, code) },
    h("span", { "aria-hidden": "true" }, String(code).toUpperCase()), h("span.hidden", {}, wordOr(t, `app.languages.${code}`, code)));

/** In time, due, overdue: shape and word, never colour alone. */
function slaMark(sla) {
  if (!sla || sla === "ok") return null;
  return h(`span.sla.${sla}`, {}, icon(sla === "late" ? "warn" : "clock"), t(`list.sla.${sla}`));
}

const waits = (row) => row.owner === "queue" && row.waiting_since;

function timeOf(row) {
  if (!waits(row)) return row.last ? stamp(row.last.at, "ago", "when") : null;
  return h("span.when.waits", {}, h("span.hidden", {}, `${t("list.waiting", { time: "" })} `), stamp(row.waiting_since, "span"));
}

function holder(row, view) {
  if (row.rating) return h("span.rated", {}, icon("star", "full"), `${row.rating}`, h("span.hidden", {}, `/5`));
  if (row.owner === "agent" && row.agent && !sameAgent(row.agent, me))
    return h("span.holder", { title: t("thread.owner.agent", { name: row.agent.name }) }, face(row.agent.name, row.agent.colour, ".tiny"), h("span.hidden", {}, t("thread.owner.agent", { name: row.agent.name })));
  if (row.owner === "assistant" && view !== "queue")
    return h("span.holder.soft", { title: t("thread.owner.assistant") }, icon("assistant"), h("span.hidden", {}, t("thread.owner.assistant")));
  return null;
}

/** Why a row no longer belongs into the list it still stands in. */
function whereTo({ owner, agent }, view) {
  if (owner === "closed" || (view === "queue" && owner !== "queue"))
    return t(`thread.owner.${owner === "agent" && sameAgent(agent, me) ? "mine" : owner}`, { name: agent?.name ?? "" });
  return t("list.gone");
}

export function rowContent(row, view, gone) {
  const by = row.last ? wordOr(t, `list.by.${row.last.author}`, "") : "";
  const link = h("a.row", { href: `#/${encodeURIComponent(row.id)}`, "data-id": row.id, "data-focus": "row", className: `row${row.unread ? " unread" : ""}${gone ? " gone" : ""}` },
    h("span.row-top", {}, channelMark(row.channel), h("span.name", {}, row.name || t("person.unknown")), languageMark(row.language), timeOf(row)),
    h("span.row-last", {}, h("span.said", {}, by ? h("span.by", {}, `${by} `) : null, row.last?.text || (row.last?.carries ? wordOr(t, `thread.kind.${row.last.carries}`, "") : "")),
      row.unread ? h("span.badge", {}, String(row.unread), h("span.hidden", {}, ` ${t("list.unread", { n: row.unread })}`)) : null),
    gone
      ? h("span.row-end.soft", {}, whereTo(row, view))
      : h("span.row-end", {}, slaMark(row.sla), row.reason && row.owner !== "closed" && row.owner !== "assistant" ? h("span.reason", {}, wordOr(t, `reasons.${row.reason}`, row.reason)) : null, holder(row, view)));
  return link;
}
