// Reply windows, failures, templates and accounts as the pages read them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NAME, accountState, missing, sent } from "../../handoff/console/static/account-state.js";
import { called, complete, pieces, places, spoken } from "../../handoff/console/static/template-text.js";
import { applyToThread, fromDetail, wantsDetail } from "../../handoff/console/static/thread-state.js";
import { isShut, offers, windowState } from "../../handoff/console/static/window-state.js";

const NOW = new Date("2026-11-22T12:00:00Z");
const at = (hours) => new Date(NOW.getTime() + hours * 3_600_000).toISOString();

test("the window is counted down, and shut at its last moment", () => {
  const kind = (window) => windowState(window, NOW)?.kind;
  assert.equal(kind(null), undefined);
  assert.deepEqual([kind({ closes_at: at(3) }), kind({ closes_at: at(1.9) }), kind({ closes_at: at(0) }), kind({ closes_at: null })], ["left", "soon", "shut", "shut"]);
  assert.equal(kind({ closes_at: at(100), assistant_until: at(-1) }), "late");
  assert.deepEqual([kind({ closes_at: at(30), left: 2 }), kind({ closes_at: at(30), left: 0 })], ["left", "spent"]);
  assert.equal(windowState({ closes_at: at(1) }, NOW).ms, 3_600_000);
  assert.deepEqual([at(3), at(0)].map((closes_at) => windowState({ closes_at, left: 7 }, NOW).left), [7, null]);
  assert.deepEqual([null, { kind: "soon" }, { kind: "late" }, { kind: "shut" }, { kind: "spent" }].map(isShut), [false, false, false, true, true]);
});

test("what failed offers what helps, templates only where there are any", () => {
  assert.deepEqual(offers("template", { templates: true }), ["template", "other"]);
  assert.deepEqual(offers("template", null), ["other"]);
  assert.deepEqual(offers("check", { templates: true }), ["resend", "other"]);
  assert.deepEqual(offers(null, null), ["resend", "other"]);
});

test("a template reads with its values, and says which are missing", () => {
  const body = "Hi {{1}}, order {{2}}. Bye {{1}}!";
  assert.deepEqual([places(body), places("{{order_code}}: {{name}}, {{order_code}}"), places("{{a b}}")], [["1", "2"], ["order_code", "name"], []]);
  assert.deepEqual(pieces(body, { 1: " Mai\nLan " }), ["Hi ", { place: "1", value: "Mai Lan" }, ", order ", { place: "2", value: "" }, ". Bye ", { place: "1", value: "Mai Lan" }, "!"]);
  assert.deepEqual([called({ name: "410527", body: "Đơn đã gửi\nma: {{ma}}" }), called({ name: "parcel", body: "Hi" })], ["Đơn đã gửi (410527)", "parcel"]);
  assert.deepEqual([complete(body, { 1: "a", 2: " " }), complete(body, { 1: "a", 2: "b" }), complete("Hello", {})], [false, true, true]);
  assert.deepEqual([spoken("en_US"), spoken("vi")], ["en", "vi"]);
});

test("an account is named by what needs a look first", () => {
  const account = { paused_until: null, failed: 0, last_call: at(-1), last_sent: null };
  assert.deepEqual([account, { ...account, failed: 2 }, { ...account, failed: 2, paused_until: at(1) }, { ...account, last_call: null }, { ...account, paused_until: at(1), log_in_again: "refused" }, { ...account, paused_until: at(1), trouble: "[Errno 111]" }].map(accountState), ["good", "failing", "paused", "quiet", "login", "unread"]);
  assert.deepEqual(["shop", "shop-2", "Shop", "-a", "ä", ""].map((name) => NAME.test(name)), [true, true, false, false, false, false]);
});

test("secrets leave the form only where they were typed", () => {
  const fields = [{ name: "id", secret: false, default: null }, { name: "key", secret: true, default: null }, { name: "more", secret: false, default: "" }];
  assert.deepEqual(missing(fields, { id: " ", key: "", more: "" }, null), ["id", "key"]);
  assert.deepEqual(missing(fields, { id: "1", key: "", more: "" }, { secrets: ["key"] }), []);
  assert.deepEqual(sent(fields, { id: " 1 ", key: "", more: "" }), { id: "1", more: "" });
  assert.deepEqual(sent(fields, { id: "1", key: "k" }), { id: "1", key: "k", more: "" });
});

test("a failure brings its reason into the thread, and going again takes the mark off", () => {
  const detail = { conversation: { id: "c", window: { open: true } }, messages: [{ id: 1, author: "agent", status: "sent" }, { id: 2, author: "agent", status: "queued" }], last_event: 0 };
  const event = (id, kind, data) => ({ id, kind, conversation: "c", at: at(0), data });
  let thread = applyToThread(fromDetail(detail), event(1, "delivery", { message: 1, delivery: 7, code: "131026", remedy: "other_channel" }));
  thread = applyToThread(thread, event(2, "status", { message: 1, status: "failed", direction: "out" }));
  assert.deepEqual([thread.messages[0].status, thread.messages[0].delivery.delivery], ["failed", 7]);
  thread = applyToThread(thread, event(3, "status", { message: 2, status: "delivered", direction: "out" }));
  assert.equal(thread.messages[0].status, "failed");  // a later message's receipt says nothing of it
  thread = applyToThread(thread, event(4, "status", { message: 1, status: "queued", direction: "out" }));
  assert.equal(thread.messages[0].status, "queued");
  const said = event(5, "message", { author: "customer" });
  assert.deepEqual([wantsDetail(said, thread), wantsDetail(said, fromDetail({ conversation: { id: "c", window: null } }))], [true, false]);
});
