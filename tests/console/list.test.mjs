// The list keeps still while it is being read, and loses nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyToList, changesOrder, emptyList, merge, neighbour, read, settle, unsettled } from "../../handoff/console/static/list-state.js";

const row = (id, more = {}) => ({ id, name: id, language: "de", owner: "queue", agent: null, reason: "complaint", waiting_since: "2026-11-22T10:00:00Z", last: { author: "customer", text: "?", at: "2026-11-22T10:00:00Z" }, unread: 1, sla: "due", rating: null, ...more });
const ids = (rows) => rows.map((r) => r.id);
const first = () => merge(emptyList(), { items: [row("a"), row("b")], counts: { queue: 2 } }, true);

test("the first load is shown even while the pointer rests on the list", () => {
  assert.deepEqual(ids(first().rows), ["a", "b"]);
});

test("while reading, order stays, new rows are held, lost rows stay dimmed", () => {
  const list = merge(first(), { items: [row("c"), row("b", { unread: 5 })], counts: { queue: 2 } }, true);
  assert.deepEqual(ids(list.rows), ["a", "b"]);
  assert.deepEqual(ids(list.held), ["c"]);
  assert.deepEqual([...list.gone], ["a"]);
  assert.equal(list.rows[1].unread, 5);
  assert.ok(unsettled(list));
});

test("settling shows what the server said last", () => {
  const list = settle(merge(first(), { items: [row("c"), row("b")] }, true));
  assert.deepEqual(ids(list.rows), ["c", "b"]);
  assert.equal(list.held.length + list.gone.size, 0);
  assert.ok(!unsettled(list));
  assert.equal(list.counts.queue, 2);
});

test("a list nobody reads follows at once", () => {
  assert.deepEqual(ids(merge(first(), { items: [row("b"), row("a"), row("c")] }, false).rows), ["b", "a", "c"]);
});

test("only a change of order is unsettled too", () => {
  assert.ok(unsettled(merge(first(), { items: [row("b"), row("a")] }, true)));
});

test("a customer's message changes its row in place and counts as unread unless it is open", () => {
  const event = { id: 1, conversation: "b", kind: "message", data: { author: "customer", text: "Hallo?", at: "2026-11-22T11:00:00Z" } };
  const list = applyToList(first(), event, "a");
  assert.deepEqual([list.rows[1].last.text, list.rows[1].unread], ["Hallo?", 2]);
  assert.equal(applyToList(first(), event, "b").rows[1].unread, 1);
  assert.equal(applyToList(first(), { ...event, data: { ...event.data, author: "agent" } }).rows[1].unread, 1);
});

test("held rows hear events too", () => {
  const list = merge(first(), { items: [row("a"), row("b"), row("c")] }, true);
  const after = applyToList(list, { id: 1, conversation: "c", kind: "rated", data: { stars: 4 } });
  assert.equal(after.held[0].rating, 4);
  assert.equal(settle(after).rows[2].rating, 4);
});

test("a claimed row no longer waits", () => {
  const { rows } = applyToList(first(), { conversation: "a", kind: "owner", data: { owner: "agent", agent: { name: "Mai" }, reason: null } });
  assert.deepEqual([rows[0].waiting_since, rows[0].agent.name, rows[0].reason], [null, "Mai", "complaint"]);
});

test("events about nothing in the list change nothing", () => {
  const list = first();
  assert.equal(applyToList(list, { conversation: "a", kind: "turn", data: {} }), list);
  assert.ok(!changesOrder({ kind: "turn" }) && changesOrder({ kind: "owner" }));
});

test("j and k stop at the ends and begin at the top", () => {
  const { rows } = first();
  assert.deepEqual([neighbour(rows, null, 1), neighbour(rows, "a", 1), neighbour(rows, "b", 1), neighbour(rows, "a", -1), neighbour([], null, 1)], ["a", "b", "b", "a", null]);
});

test("reading a conversation clears its unread mark", () => {
  assert.equal(read(first(), "a").rows[0].unread, 0);
});
