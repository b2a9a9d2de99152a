// A thread is the detail plus every event since, whatever order they come in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyToThread, catchUp, entries, fromDetail, later, sameAgent, wantsDetail } from "../../handoff/console/static/thread-state.js";

const message = (id, author, more = {}) => ({ id, client_id: null, author, agent: null, text: `t${id}`, content: { kind: "text" }, status: "sent", at: `2026-11-22T10:0${id}:00Z`, ...more });
const thread = (more = {}) => fromDetail({ conversation: { id: "w1", owner: "queue", language: "de" }, packet: { at: "2026-11-22T10:03:00Z" }, messages: [message(1, "customer"), message(2, "assistant")], notes: [], rating: null, last_event: 10, ...more });
const event = (id, kind, data, more = {}) => ({ id, conversation: "w1", kind, data, at: "2026-11-22T10:09:00Z", ...more });
const day = (at) => String(at).slice(0, 10);

test("events that the detail already contains are passed over", () => {
  const before = thread();
  assert.equal(applyToThread(before, event(10, "message", message(3, "customer"))), before);
  assert.equal(applyToThread(before, event(11, "message", message(3, "customer"), { conversation: "w2" })), before);
});

test("events that came while the detail was loading are caught up in order", () => {
  const after = catchUp(thread(), [event(12, "status", { message: 3, status: "seen", direction: "out" }), event(9, "message", message(9, "agent")), event(11, "message", message(3, "agent"))]);
  assert.deepEqual(after.messages.map((m) => [m.id, m.status]), [[1, "sent"], [2, "seen"], [3, "seen"]]);
  assert.equal(after.lastEvent, 12);
});

test("a status holds for all older messages of the same side and only moves forward", () => {
  const seen = applyToThread(thread(), event(11, "status", { message: 2, status: "seen" }));
  assert.deepEqual(seen.messages.map((m) => m.status), ["sent", "seen"]);
  const back = applyToThread(seen, event(12, "status", { message: 2, status: "delivered" }));
  assert.equal(back.messages[1].status, "seen");
});

test("a failure is about one message and never undoes a delivery", () => {
  assert.deepEqual([later("sent", "failed"), later("seen", "failed"), later("failed", "sent"), later("queued", "delivered")], ["failed", "seen", "sent", "delivered"]);
  const failed = applyToThread(thread(), event(11, "status", { message: 2, status: "failed", direction: "out" }));
  assert.deepEqual(failed.messages.map((m) => m.status), ["sent", "failed"]);
});

test("the same message twice is one message and keeps its client id", () => {
  let now = applyToThread(thread(), event(11, "message", message(3, "agent", { client_id: "u1" })));
  now = applyToThread(now, event(12, "message", message(3, "agent", { status: "delivered" })));
  assert.equal(now.messages.length, 3);
  assert.deepEqual([now.messages[2].client_id, now.messages[2].status], ["u1", "delivered"]);
});

test("a message that changed says what it says now, and keeps who wrote it and how far it came", () => {
  const before = thread({ messages: [message(1, "customer"), message(2, "agent", { agent: { name: "Mai" }, status: "seen" })] });
  const reacted = { ...message(2, "agent"), content: { kind: "text", reaction: { emoji: "👍" } } };
  const now = catchUp(before, [
    event(11, "changed", { ...message(1, "customer"), text: "neu", content: { edited_at: "2026-11-22T10:05:00Z" } }),
    event(12, "changed", reacted),
    event(13, "changed", { ...message(1, "customer"), text: "", content: { deleted: true } }),
    event(14, "changed", message(9, "customer")),
  ]);
  assert.deepEqual(now.messages.map((m) => [m.id, m.text, m.content, m.status, m.agent?.name]), [
    [1, "", { deleted: true }, "sent", undefined], [2, "t2", reacted.content, "seen", "Mai"]]);
});

test("owner, language, rating, helpfulness, note and understanding", () => {
  const now = catchUp(thread(), [
    event(11, "owner", { owner: "closed", step: "closed", agent: null }),
    event(12, "language", { language: "vi" }),
    event(13, "rated", { stars: 4, comment: "gut" }),
    event(14, "helpful", { message: 2, helpful: false }),
    event(15, "note", { author: "Mai", text: "ruft an", at: "2026-11-22T10:04:00Z" }),
    event(16, "note", { author: "Mai", text: "ruft an", at: "2026-11-22T10:04:01Z" }),
    event(17, "turn", { message: 1, intent: "order_status", confidence: 0.9, language: "de", outcome: "answered" }),
    event(18, "something new", {}),
  ]);
  assert.deepEqual([now.conversation.owner, now.conversation.language, now.rating.stars, now.helpful[2], now.notes.length, now.messages[0].understood.intent, now.lastEvent], ["closed", "vi", 4, false, 1, "order_status", 18]);
  assert.ok(now.conversation.closed_at);
  assert.equal(applyToThread(now, event(19, "owner", { owner: "assistant", step: "reopened" })).conversation.closed_at, null);
});

test("a new handover asks for the detail again, because it brings a new packet", () => {
  assert.ok(wantsDetail(event(1, "owner", { owner: "queue" })));
  assert.ok(!wantsDetail(event(1, "owner", { owner: "agent" })));
});

test("the page shows packet, day, messages and notes by time, what is leaving, and the rating last", () => {
  const full = thread({ notes: [{ author: "Mai", text: "n", at: "2026-11-22T10:01:30Z" }], rating: { stars: 5 }, messages: [message(0, "customer", { at: "2026-11-21T10:00:00Z" }), message(1, "customer"), message(2, "assistant")] });
  const shown = entries(full, [{ id: "u9", at: "2026-11-22T10:10:00Z", text: "x" }], day);
  assert.deepEqual(shown.map((e) => e.kind), ["packet", "day", "message", "day", "message", "note", "message", "pending", "rating"]);
  assert.equal(new Set(shown.map((e) => e.key)).size, shown.length);
});

test("messages close together read as one group; a pending one keeps its key when it arrives", () => {
  const close = thread({ messages: [message(1, "customer"), message(2, "customer"), message(9, "customer")] });
  assert.deepEqual(entries(close, [], day).filter((e) => e.kind === "message").map((e) => e.first), [true, false, true]);
  const pending = entries(thread(), [{ id: "u1", at: "2026-11-22T10:03:00Z", text: "x" }], day).find((e) => e.kind === "pending").key;
  const echoed = entries(applyToThread(thread(), event(11, "message", message(3, "agent", { client_id: "u1" }))), [], day);
  assert.ok(echoed.some((e) => e.key === pending));
});

test("a person is one by id, or by name where an id is missing", () => {
  assert.ok(sameAgent({ id: 1, name: "Mai" }, { id: 1, name: "Mai P." }) && sameAgent({ name: "Mai" }, { id: 1, name: "Mai" }));
  assert.ok(!sameAgent({ id: 2, name: "Mai" }, { id: 1, name: "Mai" }) && !sameAgent(null, { name: "Mai" }));
});
