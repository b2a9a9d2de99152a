// Intents by a few letters, and models side by side.
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, findIntents, isRunning, mergeTurns, previous, sides, titleOf } from "../../handoff/console/static/review-state.js";

const intents = [
  { name: "order_status", title: { de: "Wo ist meine Bestellung", vi: "Hỏi tình trạng đơn hàng", en: "Where is my order" } },
  { name: "return_start", title: { de: "Rücksendung beginnen", vi: "Trả hàng", en: "Send back" } },
  { name: "order_cancel", title: { de: "Bestellung stornieren", vi: "Hủy đơn hàng", en: "Cancel order" } },
];
const names = (found) => found.map((intent) => intent.name);

test("letters without marks find words with marks, in the title or the name", () => {
  assert.deepEqual(names(findIntents(intents, "don hang", "vi")), ["order_status", "order_cancel"]);
  assert.deepEqual(names(findIntents(intents, "ruck", "de")), ["return_start"]);
  assert.deepEqual(names(findIntents(intents, "return", "de")), ["return_start"]);
  assert.deepEqual(findIntents(intents, "pizza", "de"), []);
});

test("a title that begins with the letters comes first; with nothing typed the guesses lead", () => {
  assert.deepEqual(names(findIntents(intents, "best", "de")), ["order_cancel", "order_status"]);
  assert.deepEqual(names(findIntents(intents, "", "en", [{ intent: "return_start" }, { intent: "order_status" }])), ["return_start", "order_status", "order_cancel"]);
});

test("a title falls back to English and then to the name", () => {
  assert.deepEqual([titleOf(intents[0], "fr"), titleOf({ name: "ask_bot" }, "de")], ["Where is my order", "Ask bot"]);
});

test("turns just decided stay in their place until they are done", () => {
  const shown = [{ turn: 1 }, { turn: 2 }, { turn: 3 }];
  assert.deepEqual(mergeTurns(shown, [{ turn: 4 }, { turn: 3 }], new Set([2])), [{ turn: 2 }, { turn: 3 }, { turn: 4 }]);
});

const model = (id, status, day, all) => ({ id, status, created_at: `2026-11-${day}`, accuracy: { all, de: all, vi: null } });

test("the candidate is the newest made after the live model", () => {
  const models = [model(1, "retired", "10", 0.8), model(2, "live", "12", 0.85), model(3, "candidate", "11", 0.7), model(4, "candidate", "14", 0.88), model(5, "candidate", "15", 0.871)];
  assert.deepEqual([sides(models).live.id, sides(models).candidate.id, previous(models).id], [2, 5, 1]);
  assert.deepEqual(sides([]), { live: null, candidate: null });
  assert.equal(previous([model(2, "live", "12", 0.85)]), null);
  const back = [model(2, "live", "12", 0.85), { ...model(1, "retired", "10", 0.8), live_since: "2026-11-10" }, { ...model(0, "retired", "09", 0.8), live_since: "2026-11-15" }];
  assert.equal(previous(back).id, 0);
});

test("differences are in points, and unknown stays unknown", () => {
  const [all, de, vi, en] = difference(model(1, "live", "10", 0.85), model(2, "candidate", "11", 0.871));
  assert.deepEqual([all.points, all.trend, vi.trend, en.after], [2.1, "better", "unknown", null]);
  assert.equal(difference(model(1, "live", "10", 0.9), model(2, "candidate", "11", 0.8712))[1].points, -2.9);
  assert.equal(difference(model(1, "live", "10", 0.9), model(2, "candidate", "11", 0.9002))[0].trend, "same");
  assert.equal(de.before, 0.85);
});

test("a run is running until it is done or failed", () => {
  assert.deepEqual([isRunning(null), isRunning({ phase: "waiting" }), isRunning({ phase: "done" }), isRunning({ phase: "failed" })], [false, true, false, false]);
});
