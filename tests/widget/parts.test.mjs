// The small pure parts: links, pauses, pictures, files, what is kept, and that the three languages agree.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";

const WIDGET = new URL("../../bot/channels/web/widget/", import.meta.url);
const load = (name) => import(new URL(name, WIDGET));
const { webAddress } = await load("card.js");
const { bytes, objection } = await load("files.js");
const { linked } = await load("links.js");
const { pause } = await load("line.js");
const { initials, inkOn } = await load("person.js");
const { openStore } = await load("store.js");

test("links are found and the text stays whole", () => {
  for (const [text, links] of [
    ["Mehr unter https://a.example/b?c=1#d.", ["https://a.example/b?c=1#d"]],
    ["(siehe www.a.example/x) und hallo@linde-moc.example!", ["https://www.a.example/x", "mailto:hallo@linde-moc.example"]],
    ["https://a.example/x_(y) gut", ["https://a.example/x_(y)"]],
    ["javascript:alert(1) <b>nichts</b> 49,90 €", []],
    ["", []],
  ]) {
    const parts = linked(text);
    assert.equal(parts.map((p) => p.text).join(""), text);
    assert.deepEqual(parts.flatMap((p) => p.href ?? []), links);
  }
});

test("a card leads to web addresses only", () => {
  assert.equal(webAddress("/hilfe/exchange", "https://lotse.example/"), "https://lotse.example/hilfe/exchange");
  assert.equal(webAddress("javascript:alert(1)", "https://lotse.example/"), null);
  assert.equal(webAddress("https://", "https://lotse.example/"), null);
});

test("the pause before the next try doubles up to half a minute and is spread", () => {
  assert.deepEqual([0, 1, 2, 9].map((tries) => pause(tries, 0.5)), [1000, 2000, 4000, 30_000]);
  assert.ok(pause(0, 0) < pause(0, 1));
});

test("a person's picture is readable on every colour", () => {
  assert.deepEqual(["Mai Phạm", "Jens", "Nguyễn Thị Đào"].map(initials), ["MP", "J", "NĐ"]);
  assert.deepEqual(["#1f6f78", "#ffe08a"].map(inkOn), ["#fff", "#000"]);
});

test("files are refused before they are sent, with a reason", () => {
  assert.equal(objection({ size: 10, type: "image/png" }), null);
  assert.equal(objection({ size: 10, type: "audio/webm" }), null);
  assert.equal(objection({ size: 10, type: "text/html" }), "fileKind");
  assert.equal(objection({ size: 10 * 1024 * 1024 + 1, type: "application/pdf" }), "fileSize");
  assert.deepEqual([bytes(900, { locale: "en-GB" }), bytes(2_400_000, { locale: "de-DE" })], ["1 kB", "2,4 MB"]);
});

/** A stand-in for localStorage: its own keys are what is stored, as in a browser. */
function disk() {
  const made = Object.create({
    setItem(key, text) { this[key] = text; },
    removeItem(key) { delete this[key]; },
  });
  return made;
}

test("unsent messages survive the page, in the order they were written", () => {
  const stored = disk();
  const store = openStore("lotse@a", () => stored);
  store.write("out:2", { id: "2", at: "2026-01-02" });
  store.write("out:1", { id: "1", at: "2026-01-01" });
  assert.deepEqual(openStore("lotse@a", () => stored).outbox().map((e) => e.id), ["1", "2"]);
  assert.deepEqual(openStore("lotse@a:80", () => stored).outbox(), [], "another server has its own");
});

test("forgetting removes all of ours and nothing else", () => {
  const stored = disk();
  stored.setItem("cart", "3");
  const store = openStore("lotse@a", () => stored);
  store.write("token", "t");
  store.forget();
  assert.deepEqual(Object.keys(stored), ["cart"]);
  assert.equal(store.read("token"), undefined);
});

test("without storage the chat still works as long as the page", () => {
  const store = openStore("lotse@a", () => { throw new Error("refused"); });
  store.write("draft", "hallo");
  assert.equal(store.read("draft"), "hallo");
  store.drop("draft");
  assert.equal(store.read("draft"), undefined);
});

test("the three languages say the same things", async () => {
  const shape = (value) => (value && typeof value === "object" && !Array.isArray(value)
    ? Object.keys(value).sort().map((key) => [key, shape(value[key])]) : Array.isArray(value) ? value.length : typeof value);
  for (const room of ["texts", "extras"]) {
    const [de, vi, en] = await Promise.all(["de", "vi", "en"].map((code) => load(`${room}.${code}.js`)));
    assert.deepEqual(shape(vi.default), shape(de.default));
    assert.deepEqual(shape(en.default), shape(de.default));
  }
});

test("dates are written as each language writes them", async () => {
  const date = new Date(2026, 10, 27);
  const days = await Promise.all(["de", "vi", "en"].map(async (code) => (await load(`texts.${code}.js`)).default.day(date)));
  assert.deepEqual(days, ["Fr., 27. November", "thứ Sáu, 27/11", "Fri 27 Nov"]);
});

test("button and open panel stay under 20 kB gzipped", () => {
  const extras = /^(extras|card|erase|files|links|person|rating|rescue)\b|^texts\.(de|en)\.js$/;
  const files = readdirSync(WIDGET).filter((name) => !extras.test(name)).map((name) => new URL(name, WIDGET));
  files.push(new URL("../static/tokens.css", WIDGET));
  const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  assert.ok(total < 20_000, `${total} bytes`);
});
