/** The list's rows. Nothing moves while the list is being read: new rows are held, lost rows stay dimmed. */

export const emptyList = () => ({ rows: [], held: [], gone: new Set(), fresh: [], counts: {}, loaded: false });

/** The server's rows into the list; `reading` keeps the order that is on the screen. */
export function merge(list, { items, counts }, reading) {
  const base = { ...list, fresh: items, counts: counts ?? list.counts, loaded: true };
  if (!reading || !list.loaded) return { ...base, rows: items, held: [], gone: new Set() };
  const now = new Map(items.map((item) => [item.id, item]));
  const shown = new Set(list.rows.map((row) => row.id));
  return {
    ...base,
    rows: list.rows.map((row) => now.get(row.id) ?? row),
    held: items.filter((item) => !shown.has(item.id)),
    gone: new Set(list.rows.filter((row) => !now.has(row.id)).map((row) => row.id)),
  };
}

/** Let the held rows in and the lost rows go. */
export const settle = (list) => ({ ...list, rows: list.fresh, held: [], gone: new Set() });

export const unsettled = (list) =>
  list.held.length > 0 || list.gone.size > 0 || list.rows.some((row, at) => row.id !== list.fresh[at]?.id);

/** What a message has beside words, as one word. */
export const carried = ({ attachments = [], location, contacts = [], shares = [], unsupported } = {}) =>
  (attachments.length ? attachments[0].kind ?? "file" : location ? "location" : contacts.length ? "contact"
    : shares.length ? "share" : unsupported ? "unsupported" : null);

const CHANGES = {
  message: (row, { data, at }, open) => ({
    ...row,
    last: { author: data.author, text: data.text, carries: carried(data.content), at: data.at ?? at },
    unread: data.author === "customer" ? (open ? row.unread : row.unread + 1) : row.unread,
  }),
  owner: (row, { data }) => ({
    ...row,
    owner: data.owner,
    agent: data.agent ?? null,
    reason: data.owner === "queue" ? data.reason ?? row.reason : row.reason,
    waiting_since: data.owner === "queue" ? row.waiting_since : null,
    sla: data.owner === "queue" || data.owner === "agent" ? row.sla : "ok",
  }),
  language: (row, { data }) => ({ ...row, language: data.language }),
  rated: (row, { data }) => ({ ...row, rating: data.stars }),
};

/** One live event into the row it is about, in its place. `openId` is the thread on the screen. */
export function applyToList(list, event, openId) {
  const change = CHANGES[event.kind];
  if (!change) return list;
  const on = (rows) =>
    rows.map((row) => (row.id === event.conversation ? change(row, event, row.id === openId) : row));
  return { ...list, rows: on(list.rows), held: on(list.held), fresh: on(list.fresh) };
}

/** Whether the event can change which rows belong into the list, or their order. */
export const changesOrder = (event) => event.kind in CHANGES;

/** The row after (or before, step −1) the given one; the first where none is given. */
export function neighbour(rows, id, step) {
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) return rows[0]?.id ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))].id;
}

/** Mark a row as read. */
export const read = (list, id) => {
  const on = (rows) => rows.map((row) => (row.id === id && row.unread ? { ...row, unread: 0 } : row));
  return { ...list, rows: on(list.rows), held: on(list.held), fresh: on(list.fresh) };
};
