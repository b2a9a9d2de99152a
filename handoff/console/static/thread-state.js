/** One conversation as it stands: what the server sent, plus every event since, in order. */

import { moment } from "./clock.js";

const FORWARD = ["queued", "sent", "delivered", "seen"];
const INWARD = (message) => message.author === "customer";

export const fromDetail = (detail) => ({
  conversation: detail.conversation,
  packet: detail.packet ?? null,
  messages: detail.messages ?? [],
  notes: detail.notes ?? [],
  person: detail.person ?? null,
  identity: detail.identity ?? null,
  rating: detail.rating ?? null,
  helpful: {},
  lastEvent: detail.last_event ?? 0,
});

/** A message into its place by id; the same id again replaces it. */
export function withMessage(thread, message) {
  const others = thread.messages.filter((known) => known.id !== message.id);
  const known = thread.messages.find((other) => other.id === message.id);
  const merged = known
    ? { ...known, ...message, client_id: message.client_id ?? known.client_id, status: later(known.status, message.status) }
    : message;
  return { ...thread, messages: [...others, merged].sort((a, b) => a.id - b.id) };
}

/** Of two delivery states the later one; "failed" only where nothing was delivered. */
export function later(before, after) {
  if (after === "failed") return FORWARD.indexOf(before) >= 2 ? before : "failed";
  return FORWARD.indexOf(after) > FORWARD.indexOf(before) || before === "failed" ? after : before;
}

function withStatus(thread, { message, status, direction }) {
  const about = thread.messages.find((known) => known.id === message);
  const inward = direction ? direction === "in" : about ? INWARD(about) : false;
  const reached = (known) =>
    known.id === message || (status !== "failed" && known.id < message && INWARD(known) === inward && known.status !== "failed");
  return {
    ...thread,
    messages: thread.messages.map((known) =>
      reached(known) ? { ...known, status: later(known.status, status) } : known),
  };
}

const sameNote = (a, b) => a.text === b.text && Math.abs(moment(a.at) - moment(b.at)) < 5000;

/** Edited, taken back, reacted to, a file that came: what a message says now. */
const withChange = (thread, { id, text, content }) => ({
  ...thread, messages: thread.messages.map((known) => (known.id === id ? { ...known, text, content } : known)),
});

const APPLY = {
  changed: (thread, { data }) => withChange(thread, data),
  message: (thread, { data }) => withMessage(thread, data),
  status: (thread, { data }) => withStatus(thread, data),
  delivery: (thread, { data }) => ({
    ...thread, messages: thread.messages.map((known) => (known.id === data.message ? { ...known, delivery: data } : known)),
  }),
  owner: (thread, { data, at }) => ({
    ...thread,
    conversation: {
      ...thread.conversation,
      owner: data.owner,
      agent: data.agent ?? null,
      closed_at: data.owner === "closed" ? at : null,
    },
  }),
  language: (thread, { data }) => ({
    ...thread, conversation: { ...thread.conversation, language: data.language },
  }),
  rated: (thread, { data }) => ({ ...thread, rating: { stars: data.stars, comment: data.comment } }),
  helpful: (thread, { data }) => ({
    ...thread, helpful: { ...thread.helpful, [data.message]: data.helpful },
  }),
  note: (thread, { data, at }) => {
    const note = { author: data.author, text: data.text, at: data.at ?? at };
    return thread.notes.some((known) => sameNote(known, note)) ? thread : { ...thread, notes: [...thread.notes, note] };
  },
  turn: (thread, { data }) => ({
    ...thread,
    messages: thread.messages.map((known) =>
      known.id === data.message
        ? { ...known, understood: { intent: data.intent, confidence: data.confidence, language: data.language, outcome: data.outcome } }
        : known),
  }),
};

/** One live event; what is older than the thread already holds is passed over. */
export function applyToThread(thread, event) {
  if (event.conversation !== thread.conversation.id || event.id <= thread.lastEvent) return thread;
  const apply = APPLY[event.kind];
  return { ...(apply ? apply(thread, event) : thread), lastEvent: event.id };
}

/** Events that came while the detail was on its way. */
export const catchUp = (thread, events) =>
  [...events].sort((a, b) => a.id - b.id).reduce(applyToThread, thread);

/** What only the server knows anew: another idea of who writes, the packet after a change into the queue, the reply window after a customer's message. */
export const wantsDetail = (event, thread) =>
  event.kind === "linked" ||
  (event.kind === "owner" && (event.data.owner === "queue" || event.data.step === "reopened")) ||
  (event.kind === "message" && Boolean(thread?.conversation.window) && (INWARD(event.data) || thread.conversation.window.left !== undefined));

/** Whether the one-time code that was sent into another conversation did not arrive there. */
export const tellsOfCode = (event, { identity }) => event.kind === "delivery" && event.conversation === identity?.code?.conversation;

/** Two views of a person are one by their id, or by name where an id is missing. */
export const sameAgent = (a, b) => Boolean(a && b) && (a.id != null && b.id != null ? a.id === b.id : a.name === b.name);

export const nameOf = (author) => (author && typeof author === "object" ? author.name : author) ?? "";

const WITHIN = 4 * 60_000;  // messages of one author closer than this read as one

/** The thread as the page shows it: packet, days, messages, notes, rating, and what is on its way out. */
export function entries(thread, pending, dayKey) {
  const known = new Map(thread.messages.map((message) => [message.id, message]));
  const said = [
    ...thread.messages.map((message) => ({
      kind: "message", key: message.client_id ? `c${message.client_id}` : `m${message.id}`, at: message.at, message,
      by: `${message.author}:${message.agent?.name ?? ""}`, helpful: thread.helpful[message.id],
      quoted: known.get(message.content?.reply_to?.id),
    })),
    ...thread.notes.map((note, at) => ({
      kind: "note", key: `n${note.at}${at}`, at: note.at, note, by: `note:${nameOf(note.author)}`,
    })),
  ].sort((a, b) => moment(a.at) - moment(b.at));
  const leaving = pending.map((entry) => ({ kind: "pending", key: `c${entry.id}`, at: entry.at, entry, by: "pending" }));
  const out = thread.packet ? [{ kind: "packet", key: `p${thread.packet.at}`, packet: thread.packet }] : [];
  let day = null, before = null;
  for (const entry of [...said, ...leaving]) {
    if (dayKey(entry.at) !== day) {
      day = dayKey(entry.at);
      before = null;
      out.push({ kind: "day", key: `d${day}`, at: entry.at });
    }
    const follows = before && before.by === entry.by && moment(entry.at) - moment(before.at) < WITHIN;
    out.push({ ...entry, first: !follows });
    before = entry;
  }
  if (thread.rating) out.push({ kind: "rating", key: "rating", rating: thread.rating });
  return out;
}
