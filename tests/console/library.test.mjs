// The library without a page: addresses, filters, forms, drafts, and an answer put into a message.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeStore } from "../../handoff/console/static/drafts.js";
import { articleAddress, filterQuery, helpfulShare, inserted, makeArticleDrafts, newAddress, readAddress, sameForm, toBody, toForm, versionAt } from "../../handoff/console/static/library-state.js";

const memory = () => {
  const rows = new Map();
  return { getItem: (key) => rows.get(key) ?? null, setItem: (key, value) => rows.set(key, value), removeItem: (key) => rows.delete(key) };
};

test("an address leads back to where it came from, and nonsense to the list", () => {
  assert.deepEqual(readAddress(articleAddress("a/b ü", "vi")), { view: "article", key: "a/b ü", language: "vi" });
  assert.deepEqual(readAddress(newAddress("de")), { view: "new", language: "de", key: null });
  assert.deepEqual(readAddress(newAddress("en", "wool")), { view: "new", language: "en", key: "wool" });
  assert.deepEqual(readAddress("#/unanswered"), { view: "unanswered" });
  for (const odd of ["", "#/", "#/article/wool/fr", "#/new/xx", "#/nothing"]) assert.deepEqual(readAddress(odd), { view: "articles" });
});

test("a filter asks only for what is set", () => {
  assert.equal(filterQuery({}, "de"), "reader=de");
  assert.equal(filterQuery({ q: " wolle ", state: "draft", only: "missing" }, "de", 50), "q=wolle&state=draft&missing=true&reader=de&offset=50");
});

const article = { title: "Wool", body: "Wash.", tags: ["care", "wool"], asked: ["how?", "may I?"], intents: ["ask_care"], link: null, audience: "public", valid_from: "2026-11-26T08:30:00+00:00", valid_to: null };

test("a form nobody touched sends the article as it was, moments included", () => {
  const { valid_from: from, valid_to: to, ...rest } = toBody(toForm(article), article);
  assert.deepEqual({ ...rest, valid_from: from, valid_to: to }, article);
});

test("days typed are days, emptied ones are gone, lists are cleaned", () => {
  const form = { ...toForm(article), valid_from: "", valid_to: "2026-12-24", tags: " a ,, b ", asked: "one\n\n two ", link: " " };
  const body = toBody(form, article);
  assert.deepEqual([body.valid_from, body.valid_to, body.tags, body.asked, body.link], [null, "2026-12-24", ["a", "b"], ["one", "two"], null]);
  assert.ok(!sameForm(form, toForm(article)));
  assert.ok(sameForm({ ...toForm(article) }, toForm(article)));
});

test("what was typed is kept per article and language, and for this person", () => {
  const backing = memory();
  const drafts = makeArticleDrafts(makeStore(backing, "sophie"), { now: () => 0 });
  drafts.keep("wool", "de", { title: "x" }, 3);
  assert.deepEqual(drafts.get("wool", "de"), { form: { title: "x" }, version: 3, at: "1970-01-01T00:00:00.000Z" });
  assert.equal(drafts.get("wool", "en"), null);
  assert.equal(makeArticleDrafts(makeStore(backing, "mai")).get("wool", "de"), null);
  drafts.drop("wool", "de");
  assert.equal(drafts.get("wool", "de"), null);
});

test("a translation is compared with the version that stood when it was last looked at", () => {
  const versions = [{ version: 3, at: "2026-11-03T00:00:00Z" }, { version: 2, at: "2026-11-02T00:00:00Z" }, { version: 1, at: "2026-11-01T00:00:00Z" }];
  assert.deepEqual(["2026-11-02T12:00:00Z", "2026-11-09T00:00:00Z", "2026-10-01T00:00:00Z"].map((at) => versionAt(versions, at)), [2, 3, 1]);
  assert.equal(versionAt([], "2026-11-02"), null);
});

test("nobody judged is not nought per cent", () => {
  assert.deepEqual([helpfulShare({}), helpfulShare({ helped: 2, not_helped: 1 }), helpfulShare({ helped: 0, not_helped: 2 })], [null, 67, 0]);
});

test("an answer goes where the cursor stands, with its page unless it is for colleagues only", () => {
  const hit = { answer: "Cold water.", link: "/help/wool", internal: false };
  assert.deepEqual(inserted("", 0, hit, "https://shop.example"), { text: "Cold water.\nhttps://shop.example/help/wool", at: 42 });
  const within = inserted("Hello,  kind regards", 7, { ...hit, internal: true }, "https://shop.example");
  assert.deepEqual(within, { text: "Hello,\n\nCold water.\n\nkind regards", at: 19 });
});
