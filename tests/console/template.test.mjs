// A template costs money and reaches a person: whatever is pressed and whatever breaks, it goes out once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pretendPage } from "./pretend.mjs";

const TEMPLATES = [{ name: "sent", language: "en", body: "Order {{1}} is on its way." }, { name: "late", language: "en", body: "Order {{1}} is late." }];
const server = { posts: [], answer: null };  // what was posted, and what a post waits for
const body = pretendPage((method, path, sent) => {
  if (method === "GET") return path.endsWith("/templates") ? TEMPLATES : { conversation: { id: "w1", owner: "agent" }, identity: {}, messages: [], notes: [], last_event: 1 };
  server.posts.push(sent);
  return server.answer(sent);
});
const { makeConversation } = await import("../../handoff/console/static/conversation.js");
const { makeTemplatePane } = await import("../../handoff/console/static/template-pane.js");
const { api, t } = await import("../../handoff/console/static/page.js");
const settled = () => new Promise((done) => { setTimeout(done); });

/** The pane with its templates, as an agent opens it; `answer` is the server's to a post. */
async function opened(answer) {
  Object.assign(server, { posts: [], answer });
  body.replaceChildren();
  const nothing = () => undefined;
  const conversation = makeConversation({
    api, t, me: { id: 1, name: "Mai" }, language: "en", changed: nothing, say: nothing, toast: nothing,
    outbox: { settle: nothing, of: () => [] }, undo: { has: () => false },
  });
  conversation.open("w1");
  const pane = makeTemplatePane({ send: conversation.sendTemplate, claims: conversation.claimFirst });
  pane.open("w1");
  await settled();
  const [dialog] = body.children, event = (name) => new Event(name, { cancelable: true });
  return {
    pane,
    button: () => dialog.querySelector("button[type=submit]"),
    type(value) { const field = dialog.querySelector("input"); field.value = value; field.dispatchEvent(event("input")); },
    choose(at) { const select = dialog.querySelector("select"); select.selectedIndex = at; select.dispatchEvent(event("change")); },
    press() { dialog.querySelector("form").dispatchEvent(event("submit")); },
    said: () => dialog.every((node) => node.role === "alert" && !node.hidden).map((node) => node.textContent),
  };
}

const stored = (sent) => ({ id: 7, client_id: sent.id, author: "agent" });
const broken = () => { throw new TypeError("the answer was lost"); };
const ids = () => server.posts.map(({ id }) => id);

test("pressed twice it goes out once", async () => {
  let answered;
  const { pane, button, type, press } = await opened(() => new Promise((done) => { answered = done; }));
  type("10234");
  press();
  press();
  assert.equal(button().disabled, true);
  await settled();
  press();
  answered(stored(server.posts[0]));
  await settled();
  assert.deepEqual(server.posts.map(({ name, values }) => [name, values]), [["sent", ["10234"]]]);
  assert.deepEqual([pane.isOpen, button().disabled], [false, false]);
});

test("when the answer is lost the same words keep their id, so that the server knows them", async () => {
  const { pane, button, said, type, press } = await opened(broken);
  type("10234");
  press();
  await settled();
  assert.deepEqual([said(), pane.isOpen, button().disabled], [["app.unreachable"], true, false]);
  server.answer = stored;
  press();
  await settled();
  assert.deepEqual([ids().length, new Set(ids()).size, pane.isOpen], [2, 1, false]);
  assert.ok(ids()[0]);
});

test("other words, or another template, are another message", async () => {
  const { type, choose, press } = await opened(broken);
  for (const step of [() => type("10234"), () => type("10235"), () => { choose(1); type("10235"); }]) {
    step();
    press();
    await settled();
  }
  assert.deepEqual([ids().length, new Set(ids()).size], [3, 3]);
});

test("an answer that comes late closes nothing that was opened since", async () => {
  let answered;
  const { pane, button, type, press } = await opened(() => new Promise((done) => { answered = done; }));
  type("10234");
  press();
  await settled();
  pane.open("w2");
  await settled();
  assert.equal(button().disabled, true);
  answered(stored(server.posts[0]));
  await settled();
  assert.deepEqual([pane.isOpen, button().disabled, server.posts.length], [true, false, 1]);
});
