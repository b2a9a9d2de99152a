// What a customer's message answers and shares: shown where the thread knows it, and never run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { quoteOf, shareOf, webAddress } from "../../handoff/console/static/quote-state.js";
import { applyToThread, entries, fromDetail } from "../../handoff/console/static/thread-state.js";

test("only web addresses are links", () => {
  for (const link of ["javascript:alert(1)", "JaVaScRiPt://x.example/%0aalert(1)", "data:text/html,<b>", "blob:https://a.example/1", "/admin", "//a.example", "", null, undefined, 7, "https://bank.example@evil.example/", "https://user:pass@a.example", "\u0000https://", "file:///etc/passwd"])
    assert.equal(webAddress(link), null, String(link));
  assert.deepEqual(webAddress("https://scontent.example/v/a.jpg?x=1"), { href: "https://scontent.example/v/a.jpg?x=1", host: "scontent.example" });
  assert.equal(webAddress(" https://a.example/\"onclick=x ").href, "https://a.example/%22onclick=x");
});

test("a quote is the answered message, or says why it is not shown", () => {
  const about = { reply_to: { message: "wamid.1", id: 3 } };
  assert.equal(quoteOf({}, null), null);
  assert.equal(quoteOf(undefined), null);
  assert.deepEqual(quoteOf(about, null), { what: "earlier" });
  assert.deepEqual(quoteOf(about, { text: "", content: { deleted: true } }), { what: "deleted" });
  assert.deepEqual(quoteOf(about, { text: "Die blaue?", content: {} }), { what: "message", text: "Die blaue?", file: null });
  assert.deepEqual(quoteOf(about, { text: "", content: { attachments: [{ kind: "image" }] } }), { what: "message", text: "", file: "image" });
  assert.equal(quoteOf(about, { text: "", content: { location: { latitude: 1 } } }).file, "location");
  assert.equal(quoteOf(about, { text: "", content: { contacts: [{}] } }).file, "contact");
});

test("a story is linked to, if its address is one", () => {
  assert.deepEqual(quoteOf({ reply_to: { story: "https://cdn.example/s.jpg" } }), { what: "story", href: "https://cdn.example/s.jpg" });
  assert.deepEqual(quoteOf({ reply_to: { story: "17900001" } }), { what: "story", href: null });
  assert.deepEqual(quoteOf({ reply_to: { story: "javascript:alert(1)" } }), { what: "story", href: null });
});

test("a share is a card with a link only where there is a web address", () => {
  assert.deepEqual(shareOf({ kind: "ig_reel", title: " Áo mới ", url: "https://cdn.example/reel.mp4" }), { kind: "ig_reel", title: "Áo mới", href: "https://cdn.example/reel.mp4", host: "cdn.example" });
  assert.deepEqual(shareOf({ kind: "template" }), { kind: "template", title: "", href: null, host: "" });
  assert.deepEqual(shareOf({ kind: "share", title: "<img onerror=x>", url: "javascript:alert(1)" }), { kind: "share", title: "<img onerror=x>", href: null, host: "" });
});

test("the thread finds what is answered, follows its changes, and what is elsewhere stays away", () => {
  const say = (id, more = {}) => ({ id, author: "customer", text: `t${id}`, content: {}, at: `2026-11-22T10:0${id}:00Z`, ...more });
  const thread = fromDetail({ conversation: { id: "w1" }, last_event: 1, messages: [
    say(1, { author: "assistant" }), say(2, { content: { reply_to: { message: "x", id: 1 } } }), say(3, { content: { reply_to: { message: "y", id: 99 } } })] });
  const quoted = (now) => entries(now, [], (at) => at.slice(0, 10)).filter((entry) => entry.kind === "message").map((entry) => entry.quoted?.text);
  assert.deepEqual(quoted(thread), [undefined, "t1", undefined]);
  const gone = applyToThread(thread, { id: 2, conversation: "w1", kind: "changed", data: { id: 1, text: "", content: { deleted: true } } });
  assert.deepEqual(quoted(gone), [undefined, "", undefined]);
});
