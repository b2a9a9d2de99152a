// Words, times, keys and the live line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeClock, moment } from "../../handoff/console/static/clock.js";
import { KEYS, makeKeys } from "../../handoff/console/static/keys.js";
import { makeSocket, pause } from "../../handoff/console/static/socket.js";
import { makeWords, plain, readable, wordOr } from "../../handoff/console/static/words.js";

const strings = { list: { new: { one: "{n} new row", other: "{n} new rows" } }, hi: "Hi {name}", time: { now: "just now", moment: "under 1 min", today: "Today", yesterday: "Yesterday" } };

test("words are filled in, counted, and missed loudly", () => {
  const t = makeWords(strings, "en");
  assert.deepEqual([t("list.new", { n: 1 }), t("list.new", { n: 3 }), t("hi", { name: "Mai" }), t("nope.x"), wordOr(t, "nope", "x")], ["1 new row", "3 new rows", "Hi Mai", "nope.x", "x"]);
  assert.equal(makeWords(strings, "vi")("list.new", { n: 1 }), "1 new rows");
  assert.deepEqual([readable("order_status"), plain("Đơn Hàng Größe")], ["Order status", "don hang grosse"]);
});

test("times without a zone are UTC", () => {
  assert.equal(moment("2026-11-22T10:00:00").toISOString(), moment("2026-11-22T10:00:00Z").toISOString());
  assert.equal(moment("2026-11-22T12:00:00+02:00").toISOString(), "2026-11-22T10:00:00.000Z");
});

test("a date without a time is that day everywhere", () => {
  assert.equal(moment("2026-11-18").getDate(), 18);
  assert.doesNotMatch(makeClock("en", (key) => key).full("2026-11-18"), /:/);
});

test("times read as people say them", () => {
  const now = new Date(2026, 10, 22, 15, 0), clock = (language) => makeClock(language, makeWords(strings, language));
  const back = (minutes) => new Date(now - minutes * 60_000);
  assert.equal(clock("en").ago(back(0.2), now), "just now");
  assert.match(clock("de").ago(back(4), now), /vor 4/);
  assert.match(clock("vi").ago(back(4), now), /4 phút/);
  assert.equal(clock("en").ago(back(60 * 20), now), "yesterday");
  assert.equal(clock("en").date(new Date(2026, 10, 27), now), "Fri 27 Nov");
  assert.equal(clock("de").date(new Date(2026, 10, 27), now), "Fr., 27. November");
  assert.equal(clock("vi").date(new Date(2026, 10, 27), now), "thứ Sáu, 27/11");
  assert.equal(clock("vi").date(new Date(2026, 10, 29), now), "Chủ Nhật, 29/11");
  assert.equal(clock("vi").dayName(new Date(2026, 10, 13), now), "Thứ Sáu, 13/11");
  assert.match(clock("en").date(new Date(2025, 4, 2), now), /2025/);
  assert.deepEqual([clock("en").dayName(back(5), now), clock("en").dayName(back(1440), now)], ["Today", "Yesterday"]);
  assert.match(clock("en").span(back(65), now), /^1 h\w* 5 min/);
  assert.equal(clock("en").span(back(0.5), now), "under 1 min");
  assert.match(clock("en").span(back(3 * 1440), now), /3 days/);
});

test("every key has one meaning, g waits for a second letter, fields keep their letters", () => {
  const all = KEYS.flatMap((entry) => entry.keys ?? []);
  assert.equal(new Set(all).size, all.length);
  let now = 0, on = true;
  const press = makeKeys({ now: () => now, enabled: () => on });
  assert.equal(press({ key: "j" }), "next");
  assert.equal(press({ key: "g" }), null);
  assert.equal(press({ key: "c" }), "go_closed");
  press({ key: "g" });
  now = 5000;
  assert.equal(press({ key: "c" }), "claim");
  assert.equal(press({ key: "c", typing: true }), null);
  assert.equal(press({ key: "c", ctrlKey: true }), null);
  assert.equal(press({ key: "Escape", typing: true }), "leave");
  assert.equal(press({ key: "?" }), "help");
  on = false;
  assert.deepEqual([press({ key: "c" }), press({ key: "?" })], [null, "help"]);
});

class FakeSocket {
  static made = [];
  constructor(url) { this.url = url; this.readyState = 0; FakeSocket.made.push(this); }
  open() { this.readyState = 1; this.onopen(); }
  say(message) { this.onmessage({ data: JSON.stringify(message) }); }
  drop() { this.readyState = 3; this.onclose(); }
  close() {}
}

test("the line resumes after the last event seen and shows only long breaks", () => {
  FakeSocket.made = [];
  const timers = [], heard = [];
  const socket = makeSocket((after) => `/s?after=${after}`, {
    event: (e) => heard.push(e.id), signal: (s) => heard.push(s.kind),
    down: () => heard.push("down"), up: () => heard.push("up"), again: () => heard.push("again"),
  }, { Socket: FakeSocket, setTimer: (f, ms) => timers.push({ f, ms }) });
  socket.start(7);
  const [one] = FakeSocket.made;
  assert.equal(one.url, "/s?after=7");
  one.open();
  one.say({ type: "event", id: 8 });
  one.say({ type: "event", id: 8 });
  one.say({ type: "signal", kind: "typing" });
  one.drop();
  const [notice, retry] = timers.splice(0);
  retry.f();
  assert.equal(FakeSocket.made[1].url, "/s?after=8");
  FakeSocket.made[1].open();
  notice.f();
  assert.deepEqual(heard, [8, "typing", "again"]);
  FakeSocket.made[1].drop();
  timers[0].f();
  timers[1].f();
  FakeSocket.made[2].open();
  assert.deepEqual(heard.slice(3), ["down", "up", "again"]);
});

test("pauses grow to a limit", () => {
  assert.deepEqual([pause(0, () => 1), pause(3, () => 1), pause(20, () => 1), pause(20, () => 0)], [500, 4000, 15000, 9000]);
});
