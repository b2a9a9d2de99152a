// The open conversation asks the server again for what events only hint at, whenever they come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeConversation } from "../../handoff/console/static/conversation.js";

/** A server whose answers are given by hand, and a page that counts what it asks. */
function page() {
  const asked = [];
  const api = { get: (path, { signal }) => new Promise((resolve, reject) => {
    asked.push({ signal, answer: resolve, refuse: reject });
    signal.addEventListener("abort", () => reject(Object.assign(new Error(), { name: "AbortError" })));
  }) };
  const nothing = () => undefined;
  const conversation = makeConversation({
    api, t: (key) => key, me: { id: 1, name: "Mai" }, language: "de", changed: nothing, say: nothing, toast: nothing,
    outbox: { settle: nothing, of: () => [] }, undo: { has: () => false },
  });
  return { asked, conversation };
}

const detail = (left, lastEvent) => ({ conversation: { id: "w1", owner: "queue" }, identity: { code: { conversation: "w2", left } }, last_event: lastEvent });
const event = (id, kind, conversation = "w1", data = {}) => ({ id, kind, conversation, data });
const left = ({ thread }) => thread.identity.code.left;
const settled = () => new Promise((done) => { setImmediate(done); });

for (const hint of [event(11, "linked"), event(11, "delivery", "w2"), event(11, "owner", "w1", { owner: "queue" })])
  test(`what a ${hint.kind} event hints at is asked for, even if it came before the first answer`, async () => {
    const { asked, conversation } = page();
    conversation.open("w1");
    conversation.hear(hint);
    asked[0].answer(detail(5, 10));
    await settled();
    assert.equal(asked.length, 2);
    asked[1].answer(detail(4, 11));
    await settled();
    assert.deepEqual([left(conversation), asked.length], [4, 2]);
  });

test("an event that the first answer contains is not asked for again", async () => {
  const { asked, conversation } = page();
  conversation.open("w1");
  conversation.hear(event(11, "linked"));
  asked[0].answer(detail(4, 11));
  await settled();
  assert.deepEqual([left(conversation), asked.length], [4, 1]);
});

test("a newer question ends the older one, without a word about it", async () => {
  const { asked, conversation } = page();
  conversation.open("w1");
  asked[0].answer(detail(5, 10));
  await settled();
  conversation.hear(event(11, "linked"));
  conversation.hear(event(12, "linked"));
  assert.deepEqual(asked.slice(1).map(({ signal }) => signal.aborted), [true, false]);
  asked[2].answer(detail(3, 12));
  await settled();
  assert.deepEqual([left(conversation), conversation.notice, conversation.error], [3, null, null]);
});

test("an answer broken off halfway is none", async () => {
  const { asked, conversation } = page();
  conversation.open("w1");
  asked[0].answer(detail(5, 10));
  await settled();
  conversation.hear(event(11, "linked"));
  asked[1].answer(null);  // what reading a body gives that is broken off
  conversation.hear(event(12, "linked"));
  asked[2].answer(detail(3, 12));
  await settled();
  assert.deepEqual([left(conversation), conversation.notice], [3, null]);
});
