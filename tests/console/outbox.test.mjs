// Nothing typed is ever lost, and nothing is sent twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeDrafts, makeStore } from "../../handoff/console/static/drafts.js";
import { arrived, makeOutbox } from "../../handoff/console/static/outbox.js";
import { makeUndo } from "../../handoff/console/static/undo.js";

const backing = () => {
  const held = new Map();
  return { getItem: (k) => held.get(k) ?? null, setItem: (k, v) => held.set(k, v), removeItem: (k) => held.delete(k), held };
};
const NOW = new Date("2026-11-22T10:00:00Z");
const outbox = (store) => { let n = 0; return makeOutbox(store, { now: () => NOW, makeId: () => `u${++n}` }); };
const empty = { messages: [], notes: [] };

test("a failed send keeps its id through trying again", () => {
  const box = outbox(makeStore(backing(), "mai"));
  const { id } = box.add("w1", "reply", "Guten Tag");
  box.fail(id, "Somebody was faster.");
  assert.deepEqual([box.get(id).state, box.get(id).sentence], ["failed", "Somebody was faster."]);
  box.retry(id);
  assert.deepEqual([box.of("w1").length, box.of("w1")[0].id, box.of("w1")[0].state], [1, id, "sending"]);
});

test("what was under way when the page was left is offered again", () => {
  const disk = backing();
  outbox(makeStore(disk, "mai")).add("w1", "reply", "Guten Tag");
  const box = outbox(makeStore(disk, "mai"));
  assert.deepEqual([box.all()[0].state, box.all()[0].id, box.all()[0].text], ["failed", "u1", "Guten Tag"]);
  assert.equal(outbox(makeStore(disk, "jens")).all().length, 0);
});

test("an entry goes when the thread shows it: by client id, by the answer's id, or as a bare echo", () => {
  const entry = { id: "u1", kind: "reply", text: "Ja", at: NOW.toISOString() };
  const echo = { id: 5, client_id: null, author: "agent", agent: { name: "Mai" }, text: "Ja", at: "2026-11-22T10:00:01Z" };
  assert.ok(arrived(entry, { ...empty, messages: [{ ...echo, client_id: "u1" }] }, "Mai"));
  assert.ok(arrived({ ...entry, message: 5, text: "changed" }, { ...empty, messages: [echo] }, "Mai"));
  assert.ok(arrived(entry, { ...empty, messages: [echo] }, "Mai"));
  assert.ok(!arrived(entry, { ...empty, messages: [{ ...echo, agent: { name: "Jens" } }] }, "Mai"));
  assert.ok(!arrived(entry, { ...empty, messages: [{ ...echo, at: "2026-11-22T09:00:00Z" }] }, "Mai"));
  assert.ok(!arrived(entry, { ...empty, messages: [{ ...echo, client_id: "u2" }] }, "Mai"));
});

test("notes are recognised by text, author and time", () => {
  const box = outbox(makeStore(backing(), "mai"));
  box.add("w1", "note", "ruft an");
  box.add("w2", "note", "ruft an");
  const thread = { ...empty, notes: [{ author: { name: "Mai" }, text: "ruft an", at: "2026-11-22T10:00:02Z" }] };
  assert.ok(box.settle("w1", thread, "Mai"));
  assert.deepEqual(box.all().map((e) => e.conversation), ["w2"]);
  assert.ok(!box.settle("w1", thread, "Mai"));
});

test("drafts are kept per conversation and kind, and pruned after two weeks", () => {
  const disk = backing(), store = makeStore(disk, "mai");
  let now = 0;
  const drafts = makeDrafts(store, { now: () => now });
  drafts.set("w1", "reply", "Guten");
  drafts.set("w1", "note", "intern");
  drafts.set("w2", "reply", "  ");
  assert.deepEqual([drafts.get("w1", "reply"), drafts.get("w1", "note"), drafts.has("w2")], ["Guten", "intern", false]);
  drafts.clear("w1", "note");
  assert.ok(drafts.has("w1"));
  now = 15 * 86_400_000;
  assert.equal(makeDrafts(store, { now: () => now }).get("w1", "reply"), "");
});

test("where storage is refused, this page still remembers", () => {
  const refusing = { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); }, removeItem() {} };
  const drafts = makeDrafts(makeStore(refusing, "mai"));
  drafts.set("w1", "reply", "Guten Tag");
  assert.equal(drafts.get("w1", "reply"), "Guten Tag");
});

test("an act waits, can be taken back, hurried, and is done when the page is left", () => {
  const timers = new Map();
  let n = 0, now = 0;
  const done = [];
  const undo = makeUndo({ seconds: 6, now: () => now, setTimer: (f) => { timers.set(++n, f); return n; }, clearTimer: (id) => timers.delete(id) });
  undo.later("a", () => done.push("a"));
  now = 2500;
  assert.equal(undo.left("a"), 4);
  assert.ok(undo.cancel("a") && !undo.cancel("a"));
  assert.equal(timers.size, 0);
  undo.later("b", () => done.push("b"));
  undo.hurry("b");
  undo.later("c", (leaving) => done.push(`c ${leaving}`));
  undo.later("d", () => done.push("d"));
  [...timers.values()][1]();
  undo.flush();
  assert.deepEqual(done, ["b", "d", "c true"]);
  assert.ok(!undo.has("c"));
});

test("files stay with the words they were sent with", () => {
  const disk = backing();
  outbox(makeStore(disk, "mai")).add("w1", "reply", "", [{ id: "f1", name: "a.png", size: 9 }]);
  assert.deepEqual(outbox(makeStore(disk, "mai")).all()[0].files, [{ id: "f1", name: "a.png", size: 9 }]);
});
