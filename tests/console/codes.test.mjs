// One-time codes as the console reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SIGNS, changesIn, codeState, placeWords } from "../../handoff/console/static/code-state.js";
import { fromDetail, tellsOfCode } from "../../handoff/console/static/thread-state.js";

const NOW = new Date("2026-11-22T12:00:00Z");
const at = (minutes) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const open = { state: "open", wrong: 0, left: 5, until: at(10) };

test("a code is open, typed wrong, run out, or what the server says", () => {
  const codes = [open, { ...open, wrong: 2 }, { ...open, until: at(0) }, { ...open, state: "used", until: at(-1) }, { ...open, state: "lost" }, { ...open, state: "spent" }];
  const states = codes.map((code) => codeState(code, NOW));
  assert.deepEqual(states, ["open", "wrong", "expired", "used", "lost", "spent"]);
  for (const state of states) assert.equal(SIGNS[state].length, 2);
});

test("the page looks again when an open code runs out, and only then", () => {
  assert.deepEqual([changesIn(open, NOW), changesIn({ ...open, wrong: 1 }, NOW)], [600_000, 600_000]);
  assert.deepEqual([changesIn(null, NOW), changesIn({ ...open, until: at(-1) }, NOW), changesIn({ ...open, state: "used" }, NOW)], [null, null, null]);
});

test("a messenger whose ids say nothing stands alone", () => {
  assert.deepEqual([placeWords("WhatsApp", "+49 1"), placeWords("Telegram", null)], ["WhatsApp +49 1", "Telegram"]);
});

test("a code that did not arrive is heard of from the conversation it was sent into", () => {
  const thread = fromDetail({ conversation: { id: "c" }, identity: { code: { conversation: "there" } } });
  const event = (conversation, kind) => ({ conversation, kind });
  assert.deepEqual([event("there", "delivery"), event("there", "message"), event("c", "delivery")].map((one) => tellsOfCode(one, thread)), [true, false, false]);
  assert.equal(tellsOfCode(event("there", "delivery"), fromDetail({ conversation: { id: "c" } })), false);
});
