/** What the chat knows, what events make of it, in which order it is shown. Pure: no page, no clock. */

const ORDER = ["queued", "sent", "delivered", "seen"];

export function empty(language) {
  return {
    phase: "resting", // opening, ready, unreachable, deleted
    connected: false,
    open: false,
    language,
    shop: "",
    conversation: null,
    owner: "assistant",
    agent: null,
    messages: [],
    lines: [], // who came and went: {id, what, name, at}
    outbox: [], // not yet echoed: {id, text, payload?, at, refused?}
    uploads: [],
    typing: null,
    rating: null,
    helpful: {},
    todo: { helpful: {} }, // unconfirmed: rate, helpful, language
    lastEvent: 0,
    read: 0,
    notice: null,
  };
}

export function reduce(state, { type, ...action }) {
  if (!RULES[type]) throw new Error(`The chat does not know the action "${type}".`);
  return RULES[type](state, action);
}

/** What survives a reload. */
export function snapshot(state) {
  const { phase, connected, open, outbox, uploads, typing, notice, ...kept } = state;
  return { ...kept, messages: kept.messages.slice(-200) };
}

const RULES = {
  set: (state, news) => ({ ...state, ...news }),
  restored: (state, { kept, outbox }) => without({ ...state, ...kept, outbox }),
  opening: (state) => (state.phase === "ready" ? state : { ...state, phase: "opening" }),
  unreachable: (state) => (state.phase === "ready" ? state : { ...state, phase: "unreachable" }),
  session: (state, { session }) => inSession(state, session),
  read: (state, { id }) => (id > state.read ? { ...state, read: id } : state),
  message: (state, { message }) => withMessage(state, message),
  event: (state, { event }) => withEvent(state, event),
  wrote: (state, { entry }) => ({ ...state, outbox: [...state.outbox, entry] }),
  refused: (state, { id, refused }) =>
    ({ ...state, outbox: state.outbox.map((e) => (e.id === id ? { ...e, refused } : e)) }),
  takenBack: (state, { id }) => ({ ...state, outbox: state.outbox.filter((e) => e.id !== id) }),
  wish: (state, wish) => ({ ...state, todo: { ...state.todo, ...wish } }),
  helpful: (state, { message, helpful }) =>
    ({ ...state, todo: { ...state.todo, helpful: { ...state.todo.helpful, [message]: helpful } } }),
  expired: (state) => ({ ...empty(state.language), outbox: state.outbox }),
  deleted: (state) => ({ ...empty(state.language), open: state.open, phase: "deleted" }),
};

/** What has been echoed is no longer on its way: so "exactly once" is true on the screen. */
function without(state) {
  const here = new Set(state.messages.map((m) => m.client_id));
  const away = (list) => list.filter((e) => !here.has(e.id));
  return { ...state, outbox: away(state.outbox), uploads: away(state.uploads) };
}

function inSession(state, session) {
  const { open, connected, outbox, uploads, language, todo } = state;
  const base = state.conversation === session.conversation ? state
    : { ...empty(language), open, connected, outbox, uploads, todo: { helpful: {}, language: todo.language } };
  const { conversation, owner, agent, shop, rating, helpful = {}, messages } = session;
  return without({
    ...base, phase: "ready", conversation, owner, agent, shop, rating, helpful,
    messages: messages.toSorted((a, b) => a.id - b.id),
    language: todo.language ?? session.language,
    // Our own mark first: the replay then also tells who came and went.
    lastEvent: base.lastEvent || session.last_event,
  });
}

const EVENTS = {
  message: withMessage,
  status: withStatus,
  owner: withOwner,
  language: (state, { language }) => ({ ...state, language, todo: { ...state.todo, language: null } }),
  rated: (state, rating) => ({ ...state, rating, todo: { ...state.todo, rate: null } }),
  helpful(state, { message, helpful }) {
    const { [message]: _, ...left } = state.todo.helpful;
    return { ...state, helpful: { ...state.helpful, [message]: helpful }, todo: { ...state.todo, helpful: left } };
  },
};

/** Event ids only grow, so what comes twice is known. Kinds for staff pass by. */
function withEvent(state, event) {
  if (event.id <= state.lastEvent) return state;
  const next = EVENTS[event.kind]?.(state, event.data, event) ?? state;
  return { ...next, lastEvent: event.id };
}

function withMessage(state, message) {
  const known = state.messages.find((m) => m.id === message.id);
  const one = { ...message, status: later(known?.status, message.status) };
  const messages = [...state.messages.filter((m) => m !== known), one].sort((a, b) => a.id - b.id);
  const typing = state.typing?.author === message.author ? null : state.typing;
  return without({ ...state, messages, typing });
}

function later(a, b) {
  return ORDER.indexOf(b) > ORDER.indexOf(a) || b === "failed" ? b : a;
}

/** "seen" holds for all older messages of its side, too; "failed" does not. */
function withStatus(state, { message: id, status, direction }) {
  const named = state.messages.find((m) => m.id === id);
  const own = direction ? direction === "in" : named?.author === "customer";
  const messages = state.messages.map((m) =>
    m.id === id || (status !== "failed" && m.id < id && (m.author === "customer") === own)
      ? { ...m, status: later(m.status, status) } : m);
  return { ...state, messages };
}

function withOwner(state, { owner, step, agent = null }, { id, at }) {
  const line = { id, what: step === "released" ? step : owner, name: agent?.name, at };
  return { ...state, owner, agent, typing: null, lines: [...state.lines.filter((l) => l.id !== id), line] };
}

export function answered({ todo, helpful }, message) {
  return todo.helpful[message] ?? helpful[message];
}

export function heardSince({ messages }, id) {
  return messages.filter((m) => m.author !== "customer" && m.id > id);
}

export function unread(state) {
  return state.open ? 0 : heardSince(state, state.read).length;
}

const time = ({ at }) => Date.parse(at);
const early = (a, b) => time(a) - time(b);

/** Days, lines and messages; a message keeps its key from being written to being seen. */
export function timeline(state) {
  const lines = state.lines.map((line) => ({ ...line, key: `line-${line.id}`, type: "line" })).sort(early);
  const items = state.messages.flatMap((message) => {
    const before = lines.findIndex((line) => time(line) >= time(message));
    return [...lines.splice(0, before < 0 ? lines.length : before), told(state, message)];
  });
  const underway = [...state.outbox, ...state.uploads].sort(early).map((entry) => written(state, entry));
  return grouped(withDays(withMarks(withChoices(state, [...items, ...lines, ...underway]))));
}

function told(state, { id, client_id, author, agent, at, text, status, content = {} }) {
  const { kind = "text", card, buttons = [], attachments: files = [], payload } = content;
  const mine = author === "customer";
  return {
    key: client_id ?? `message-${id}`, type: "message",
    id, client_id, mine, author, agent, at, text, kind, card, buttons, files, payload,
    helped: kind === "article" ? answered(state, id) : undefined,
    rating: kind === "rating" ? state.rating ?? state.todo.rate : undefined,
    mark: mine && (status === "queued" ? "sent" : status),
  };
}

function written({ connected }, entry) {
  return {
    ...entry, key: entry.id, client_id: entry.id, id: null, type: "message", mine: true, author: "customer",
    kind: "text", buttons: [], files: entry.name ? [entry] : [],
    mark: entry.refused || entry.failed ? "failed" : connected ? "sending" : "waiting",
  };
}

/** Buttons work while they are the last word and the assistant listens; the pressed one stays marked. */
function withChoices(state, items) {
  let live = state.owner === "assistant";
  let reply;
  return items.toReversed().map((item) => {
    if (item.mine) [reply, live] = [item, false];
    if (!item.buttons?.length) return item;
    const pressed = reply && item.buttons.find((b) => b.payload === reply.payload || b.title === reply.text)?.payload;
    const shown = { ...item, live, pressed };
    [reply, live] = [undefined, false];
    return shown;
  }).reverse();
}

/** Of those that have arrived only the newest tells how far it came. */
function withMarks(items) {
  const last = items.findLast((i) => i.mine && i.id);
  return items.map((i) => (i.mine && i.id && i !== last && i.mark !== "failed" ? { ...i, mark: null } : i));
}

function withDays(items) {
  const day = (item) => item && new Date(item.at).toDateString();
  return items.flatMap((item, at) =>
    day(item) === day(items[at - 1]) ? [item] : [{ key: `day-${day(item)}`, type: "day", at: item.at }, item]);
}

/** Neighbours by the same author share a name above and a time below. */
function grouped(items) {
  const who = (i) => i?.author && i.author + i.agent?.name;
  return items.map((item, at) =>
    ({ ...item, first: who(items[at - 1]) !== who(item), last: who(items[at + 1]) !== who(item) }));
}
