// A file in the chat: shown where that is safe, a link beside it, asked for once, and honest when it is gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pretendPage } from "./page.mjs";

pretendPage();
const { fileOf } = await import("../../bot/channels/web/widget/files-shown.js");
const WORDS = { file: "Datei", fileGone: "Nicht mehr da", fileAway: "Gerade nicht erreichbar" };
const settled = () => new Promise((done) => setTimeout(done));

function chatThat(answers, previews = []) {
  const asked = [];
  const chat = {
    uploads: { previews: new Map(previews) }, store: { read: () => "token-1" }, settings: { root: "https://chat.example/lotse/" },
    ask: (path, method, body) => { asked.push([path, method, body]); return Promise.resolve().then(() => answers(body.file)); },
  };
  const show = (file, message = {}) => fileOf(file, message, { chat, extras: { t: WORDS }, t: (key, values) => `${key} ${JSON.stringify(values ?? "")}` });
  return { asked, show };
}

const path = (id) => ({ path: `/files/${id}?until=1&signature=x` });

test("a picture is shown with its name, at an address of the chat's own server", async () => {
  const { asked, show } = chatThat(path);
  const box = show({ id: "p1", name: "Naht.png", type: "image/png", size: 2048 });
  assert.equal(box.every("img").length, 0);  // nothing is guessed before the address is known
  await settled();
  const [image] = box.every("img"), [link] = box.every("a");
  assert.equal(image.attributes.src, "https://chat.example/lotse/files/p1?until=1&signature=x");
  assert.equal(image.attributes.alt, "Naht.png");
  assert.deepEqual([link.href, link.text, link.attributes.rel], [image.attributes.src, "Naht.png", "noopener"]);
  assert.deepEqual(asked, [["chat/file", "POST", { token: "token-1", file: "p1" }]]);
});

test("sound and film have controls and a name; only what browsers play is played", async () => {
  const { show } = chatThat(path);
  for (const [id, type, tag, preload] of [["s1", "audio/ogg", "audio", "none"], ["v1", "video/mp4", "video", "metadata"]]) {
    const box = show({ id, name: "Đoạn ghi", type, size: 1 });
    await settled();
    const [player] = box.every(tag);
    assert.deepEqual([player.attributes.controls, player.attributes["aria-label"], player.attributes.preload], ["true", "Đoạn ghi", preload]);
  }
  for (const [id, type] of [["x1", "image/svg+xml"], ["x2", "text/html"], ["x3", "video/quicktime"], ["x4", "application/pdf"], ["x5", undefined], ["x6", "ximage/png"]]) {
    const box = show({ id, name: "x", type, size: 1 });
    await settled();
    assert.deepEqual(["img", "audio", "video"].flatMap((tag) => box.every(tag)), [], type);
    assert.ok(box.every("a")[0].href.startsWith("https://chat.example/"));
  }
});

test("a name is text, whatever it says; without one there is a word", async () => {
  const { show } = chatThat(path);
  const box = show({ id: "n1", name: "<img src=x onerror=alert(1)>.pdf", type: "application/pdf", size: 9 });
  await settled();
  assert.deepEqual([box.every("a")[0].children, box.every("img")], [["<img src=x onerror=alert(1)>.pdf"], []]);
  assert.equal(show({ id: "n2", name: null, type: "application/pdf" }).every("a")[0].text, "Datei");
});

test("an address is asked for once, and again only after it could not be given", async () => {
  let works = true;
  const { asked, show } = chatThat((id) => { if (!works) throw new Error("away"); return path(id); });
  show({ id: "o1", type: "image/png" });
  show({ id: "o1", type: "image/png" });
  await settled();
  assert.equal(asked.length, 1);
  works = false;
  const box = show({ id: "o2", name: "a.png", type: "image/png" });
  await settled();
  assert.deepEqual([box.every("img").length, box.every("a")[0].href], [0, undefined]);
  assert.ok(box.text.includes(WORDS.fileAway));
  works = true;
  const again = show({ id: "o2", name: "a.png", type: "image/png" });
  await settled();
  assert.equal(again.every("img").length, 1);
  assert.equal(asked.length, 3);
});

test("what is gone is said, and not asked for", async () => {
  const { asked, show } = chatThat(path);
  for (const state of ["gone", "refused", "lost"]) {
    const box = show({ id: "g1", name: "a.png", type: "image/png", state });
    assert.ok(box.text.includes(WORDS.fileGone));
    assert.deepEqual(box.every("a"), []);
  }
  await settled();
  assert.deepEqual(asked, []);
});

test("one's own upload is seen at once and not loaded again; a broken one leaves its name", async () => {
  const { show } = chatThat(path, [["c1", "blob:here"]]);
  const box = show({ id: "u1", name: "a.png", type: "image/png" }, { client_id: "c1" });
  assert.equal(box.every("img")[0].attributes.src, "blob:here");
  await settled();
  assert.deepEqual([box.every("img").length, box.every("a")[0].href], [1, "https://chat.example/lotse/files/u1?until=1&signature=x"]);
  box.every("img")[0].onerror();
  assert.deepEqual([box.every("img").length, box.every("a")[0].text], [0, "a.png"]);
});
