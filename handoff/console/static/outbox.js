/** What was sent but is not yet confirmed. Kept on this device until the server has it: nothing typed is lost. */

import { moment } from "./clock.js";

const KEY = "outbox";

/** `storage` has get(key) and set(key, value); entries: {id, conversation, kind, text, files?, at, state, sentence, message?}. */
export function makeOutbox(storage, { now = () => new Date(), makeId = () => crypto.randomUUID() } = {}) {
  // what was under way when the page was left has an unknown fate: offered again, with the same id
  let held = (storage.get(KEY) ?? []).map((entry) =>
    entry.state === "sending" ? { ...entry, state: "failed", sentence: null } : entry);
  const keep = (next) => {
    held = next;
    storage.set(KEY, held);
  };
  const change = (id, with_) => keep(held.map((entry) => (entry.id === id ? { ...entry, ...with_ } : entry)));
  keep(held);

  return {
    all: () => held,
    of: (conversation) => held.filter((entry) => entry.conversation === conversation),
    get: (id) => held.find((entry) => entry.id === id),
    add(conversation, kind, text, files = []) {
      const entry = { id: makeId(), conversation, kind, text, ...(files.length ? { files } : {}), at: now().toISOString(), state: "sending", sentence: null };
      keep([...held, entry]);
      return entry;
    },
    fail: (id, sentence) => change(id, { state: "failed", sentence }),
    retry: (id) => change(id, { state: "sending", sentence: null }),
    /** The server answered with this message id: gone as soon as the thread shows it. */
    confirm: (id, message) => change(id, { message }),
    drop: (id) => keep(held.filter((entry) => entry.id !== id)),
    /** Let go of everything the thread already shows; returns whether anything went. */
    settle(conversation, thread, me) {
      const left = held.filter((entry) => entry.conversation !== conversation || !arrived(entry, thread, me));
      if (left.length === held.length) return false;
      keep(left);
      return true;
    },
  };
}

const nameOf = (author) => (author && typeof author === "object" ? author.name : author);

/** Whether the thread already holds the entry: by client id, by the id of the answer, or as an echo without an id. */
export function arrived(entry, thread, me) {
  const sentAt = moment(entry.at).getTime() - 10_000;  // clocks differ a little
  if (entry.kind === "note") {
    return thread.notes.some((note) =>
      note.text === entry.text && nameOf(note.author) === me && moment(note.at).getTime() >= sentAt);
  }
  return thread.messages.some((message) =>
    message.client_id === entry.id || (entry.message && message.id === entry.message) ||
    (!message.client_id && message.author === "agent" && message.agent?.name === me &&
      message.text === entry.text && moment(message.at).getTime() >= sentAt));
}
