// What the chat knows, told as little stories: node --test tests/widget/
import assert from "node:assert/strict";
import test from "node:test";

import { answered, empty, reduce, snapshot, timeline, unread } from "../../bot/channels/web/widget/state.js";

const AT = "2026-11-27T09:00:";
const at = (second) => `${AT}${String(second).padStart(2, "0")}+00:00`;
const told = (id, author, more = {}) => ({
  id, author, client_id: null, agent: null, text: `text ${id}`, status: "sent", at: at(id),
  content: { kind: "text", buttons: [] }, ...more,
});
const event = (id, kind, data, when = at(id)) => ({ type: "event", event: { id, kind, data, at: when } });
const session = (more = {}) => ({ type: "session", session: {
  conversation: "c", language: "de", owner: "assistant", agent: null, shop: "Linde & Mộc",
  messages: [told(1, "assistant")], last_event: 1, rating: null, helpful: {}, ...more } });
const entry = (id, second = 30) => ({ id, text: `wrote ${id}`, at: at(second) });
const after = (...actions) => actions.reduce(reduce, empty("de"));
const shown = (state) => timeline(state).filter((item) => item.type !== "day");

test("an unknown action is refused by name", () => {
  assert.throws(() => reduce(empty("de"), { type: "dance" }), /"dance"/);
});

test("what was written stays until its echo, and is then shown once, under the same key", () => {
  const wrote = after(session(), { type: "wrote", entry: entry("u1") });
  assert.deepEqual(shown(wrote).map((i) => i.key), ["message-1", "u1"]);
  const echoed = reduce(wrote, event(2, "message", told(2, "customer", { client_id: "u1" })));
  assert.deepEqual(echoed.outbox, []);
  assert.deepEqual(shown(echoed).map((i) => i.key), ["message-1", "u1"]);
});

test("an event that comes twice changes nothing", () => {
  const once = after(session(), event(5, "message", told(2, "assistant")));
  assert.equal(reduce(once, event(5, "message", told(2, "assistant"))), once);
});

test("a message known from the session is not doubled by the replay, nor its status lowered", () => {
  const state = after(session({ messages: [told(2, "customer", { status: "seen" })], last_event: 0 }),
    event(3, "message", told(2, "customer", { status: "sent" })));
  assert.equal(state.messages.length, 1);
  assert.equal(state.messages[0].status, "seen");
});

test("messages stand by id, however they arrive", () => {
  const state = after(session(), event(9, "message", told(4, "agent")), event(10, "message", told(3, "assistant")));
  assert.deepEqual(state.messages.map((m) => m.id), [1, 3, 4]);
});

test("seen is true of all older messages of the same side only", () => {
  const state = after(session({ messages: [told(1, "assistant"), told(2, "customer"), told(3, "customer")] }),
    event(7, "status", { message: 3, status: "seen" }));
  assert.deepEqual(state.messages.map((m) => m.status), ["sent", "seen", "seen"]);
});

test("the direction of a status counts where the message is not known", () => {
  const state = after(session({ messages: [told(1, "assistant"), told(2, "customer")] }),
    event(7, "status", { message: 99, status: "delivered", direction: "in" }));
  assert.deepEqual(state.messages.map((m) => m.status), ["sent", "delivered"]);
});

test("failed is true of one message only", () => {
  const state = after(session({ messages: [told(2, "customer"), told(3, "customer")] }),
    event(7, "status", { message: 3, status: "failed" }));
  assert.deepEqual(state.messages.map((m) => m.status), ["sent", "failed"]);
});

test("kinds of events for staff pass by, but are counted", () => {
  const state = after(session(), event(8, "turn", { intent: "greet" }));
  assert.equal(state.lastEvent, 8);
  assert.equal(state.messages.length, 1);
});

test("who takes over is told where it happened, also when it is heard later", () => {
  const state = after(session({ messages: [told(1, "assistant"), told(20, "agent")] }),
    event(5, "owner", { owner: "agent", step: "claimed", agent: { name: "Mai Phạm", colour: "#1f6f78" } }, at(10)));
  assert.deepEqual(shown(state).map((i) => i.key), ["message-1", "line-5", "message-20"]);
  assert.equal(state.agent.name, "Mai Phạm");
});

test("a line of the same moment as a message stands below it", () => {
  const state = after(session(), event(5, "owner", { owner: "queue", step: "handed_off", agent: null }, at(1)));
  assert.deepEqual(shown(state).map((i) => i.key), ["message-1", "line-5"]);
});

test("being passed on has words of its own", () => {
  const state = after(session(), event(5, "owner", { owner: "queue", step: "released", agent: null }));
  assert.equal(state.lines[0].what, "released");
});

test("typing ends with the message that was typed", () => {
  const typing = after(session(), { type: "set", typing: { author: "agent", agent: null } });
  assert.equal(reduce(typing, event(5, "message", told(2, "assistant"))).typing.author, "agent");
  assert.equal(reduce(typing, event(5, "message", told(2, "agent"))).typing, null);
});

const CHOICE = { kind: "text", buttons: [{ title: "Ja", payload: "/yes" }, { title: "Nein", payload: "/no" }] };
const ask = (id) => told(id, "assistant", { content: CHOICE });
const buttons = (state) => shown(state).filter((i) => i.buttons?.length).map(({ live, pressed }) => [live, pressed]);

test("buttons answer while nothing came after them", () => {
  assert.deepEqual(buttons(after(session({ messages: [ask(1), told(2, "assistant")] }))), [[true, undefined]]);
});

test("a pressed button is marked and all are closed, at once and after the echo", () => {
  const pressed = { ...entry("u1"), text: "Ja", payload: "/yes" };
  const state = after(session({ messages: [ask(1)] }), { type: "wrote", entry: pressed });
  assert.deepEqual(buttons(state), [[false, "/yes"]]);
  const echo = told(2, "customer", { client_id: "u1", text: "Ja", content: { payload: "/yes" } });
  assert.deepEqual(buttons(reduce(state, event(2, "message", echo))), [[false, "/yes"]]);
});

test("words instead of a button close them all; newer buttons close older ones", () => {
  assert.deepEqual(buttons(after(session({ messages: [ask(1), told(2, "customer")] }))), [[false, undefined]]);
  assert.deepEqual(buttons(after(session({ messages: [ask(1), ask(2)] }))), [[false, undefined], [true, undefined]]);
});

test("no button answers once a person has taken over", () => {
  assert.deepEqual(buttons(after(session({ messages: [ask(1)], owner: "agent" }))), [[false, undefined]]);
});

test("only the newest own message tells how far it came, those under way always", () => {
  const state = after(session({ messages: [told(1, "customer"), told(2, "customer")] }),
    { type: "wrote", entry: entry("u1") });
  assert.deepEqual(shown(state).map((i) => i.mark), [null, "sent", "waiting"]);
  assert.equal(shown(reduce(state, { type: "set", connected: true })).at(-1).mark, "sending");
  assert.equal(shown(reduce(state, { type: "refused", id: "u1", refused: true })).at(-1).mark, "failed");
});

test("a refused message can be sent again or taken back", () => {
  const state = after(session(), { type: "wrote", entry: entry("u1") }, { type: "refused", id: "u1", refused: true });
  assert.equal(reduce(state, { type: "refused", id: "u1", refused: false }).outbox[0].refused, false);
  assert.deepEqual(reduce(state, { type: "takenBack", id: "u1" }).outbox, []);
});

test("unread counts what others wrote after the last reading, in a closed panel", () => {
  const state = after(session({ messages: [told(1, "assistant"), told(2, "customer"), told(3, "agent")] }), { type: "read", id: 1 });
  assert.equal(unread(state), 1);
  assert.equal(unread(reduce(state, { type: "set", open: true })), 0);
  assert.equal(unread(reduce(state, { type: "read", id: 0 })), 1, "reading never goes back");
});

test("helpful and rating show at once and hold when confirmed", () => {
  const card = told(2, "assistant", { content: { kind: "article", buttons: [], card: { title: "t" } } });
  const state = after(session({ messages: [card] }), { type: "helpful", message: 2, helpful: false });
  assert.equal(answered(state, 2), false);
  const confirmed = reduce(state, event(5, "helpful", { message: 2, helpful: false }));
  assert.deepEqual([answered(confirmed, 2), confirmed.todo.helpful], [false, {}]);
  const rated = after(session(), { type: "wish", rate: { stars: 4, comment: "" } }, event(6, "rated", { stars: 4, comment: "" }));
  assert.deepEqual([rated.rating.stars, rated.todo.rate], [4, null]);
});

test("a reload brings everything back but what belonged to the page", () => {
  const state = after(session(), { type: "set", open: true, connected: true, notice: "tooLong" }, event(4, "message", told(2, "agent")));
  const kept = JSON.parse(JSON.stringify(snapshot(state)));
  const again = after({ type: "restored", kept, outbox: [entry("u1")] });
  assert.deepEqual(shown(again).map((i) => i.key), ["message-1", "message-2", "u1"]);
  assert.deepEqual([again.open, again.connected, again.notice, again.phase], [false, false, null, "resting"]);
});

test("after a reload the own mark of events counts, so that what came meanwhile is replayed", () => {
  const kept = snapshot(after(session({ last_event: 7 })));
  assert.equal(after({ type: "restored", kept, outbox: [] }, session({ last_event: 20 })).lastEvent, 7);
});

test("another conversation replaces the old one but keeps what is unsent", () => {
  const state = after(session(), event(5, "owner", { owner: "queue", agent: null }), { type: "wrote", entry: entry("u1") },
    session({ conversation: "d", messages: [told(9, "assistant")], last_event: 40 }));
  assert.deepEqual(shown(state).map((i) => i.key), ["message-9", "u1"]);
  assert.equal(state.lastEvent, 40);
});

test("a language chosen while away wins over the session's until it was told", () => {
  const state = after({ type: "set", language: "vi" }, { type: "wish", language: "vi" }, session());
  assert.equal(state.language, "vi");
  assert.equal(reduce(state, event(3, "language", { language: "vi" })).todo.language, null);
});

test("deleting leaves nothing but the language", () => {
  const state = after(session(), { type: "wrote", entry: entry("u1") }, { type: "deleted" });
  assert.deepEqual(state, { ...empty("de"), phase: "deleted" });
});

test("neighbours share name and time; a new day is said once", () => {
  const items = timeline(after(session({ messages: [told(1, "assistant"), told(2, "assistant"), told(3, "customer"),
    told(4, "assistant", { at: "2026-11-29T09:00:00+00:00" })] })));
  assert.deepEqual(items.map((i) => i.type === "day" ? "day" : [i.first, i.last]),
    ["day", [true, false], [false, true], [true, true], "day", [true, true]]);
});

test("any order of echo, session and replay ends in the same conversation", () => {
  const echo = told(2, "customer", { client_id: "u1" });
  const wrote = { type: "wrote", entry: entry("u1") };
  const whole = session({ messages: [told(1, "assistant"), echo], last_event: 5 });
  const live = event(5, "message", echo);
  const keys = (...actions) => shown(after(session({ last_event: 0 }), ...actions)).map((i) => i.key);
  for (const story of [[wrote, live, whole], [wrote, whole, live], [wrote, live, live, whole, live], [wrote, whole, whole, live]]) {
    assert.deepEqual(keys(...story), ["message-1", "u1"]);
  }
});
