/** Files on their way into a reply: chosen, dropped or pasted; kept by the server before they are sent. */

import { h } from "./dom.js";
import { size } from "./file-view.js";
import { icon } from "./icons.js";
import { announce, api, t } from "./page.js";
import { wordOr } from "./words.js";

const MOST = 10;

/** `target` takes drops and pastes; `changed()` redraws the editor. */
export function makeAttaching({ conversation, target, changed, api: way = api }) {
  const held = new Map();  // conversation → [{key, name, size, state, id?, as?, sentence?}]
  const of = (about) => held.get(about) ?? [];
  const keep = (about, list) => { held.set(about, list); changed(); };
  const change = (about, key, news) => keep(about, of(about).map((file) => (file.key === key ? { ...file, ...news } : file)));

  const input = h("input", { type: "file", multiple: true, hidden: true, on: { change: () => { add([...input.files]); input.value = ""; } } });
  const button = h("button.icon-button", { type: "button", title: t("composer.attach"), "aria-label": t("composer.attach"), on: { click: () => input.click() } }, icon("clip"));
  const list = h("ul.attached", { "aria-label": t("thread.attachments"), hidden: true });

  function add(files) {
    const about = conversation.id;
    if (!conversation.thread || !files.length) return;
    for (const file of files.slice(0, MOST - of(about).length)) upload(about, file);
    if (of(about).length >= MOST) announce(t("composer.most_files", { n: MOST }));
  }

  async function upload(about, file) {
    const key = crypto.randomUUID();
    keep(about, [...of(about), { key, name: file.name, size: file.size, state: "sending", file }]);
    try {
      const kept = await way.post(`/conversations/${encodeURIComponent(about)}/files?name=${encodeURIComponent(file.name)}`, file);
      change(about, key, { ...kept, state: "ready", file: null });
      announce(t("composer.file_ready", { name: file.name }));
    } catch (failure) {
      const code = failure.answer?.code, sentence = wordOr(t, `thread.file.${code}`, failure.sentence);
      change(about, key, { state: "failed", sentence, file: code ? null : file });  // what it is will not change
      announce(`${file.name}: ${sentence}`);
    }
  }

  function chip(about, { key, name, size: bytes, state, as, sentence, file }) {
    const drop = () => { keep(about, of(about).filter((other) => other.key !== key)); target.querySelector("textarea")?.focus(); };
    const again = () => { drop(); upload(about, file); };
    const says = { sending: t("thread.sending"), failed: sentence, ready: as === "link" ? t("composer.as_link") : "" }[state];
    return h(`li.${state}`, {}, icon({ sending: "clock", failed: "warn", ready: "clip" }[state]),
      h("div", {}, h("p", {}, h("span.name", {}, name), " ", h("span.soft", {}, size(bytes))), says ? h("p.says", {}, says) : null),
      state === "failed" && file ? h("button.link", { type: "button", on: { click: again } }, t("app.try_again")) : null,
      h("button.icon-button", { type: "button", "aria-label": t("composer.detach", { name }), title: t("composer.detach", { name }), on: { click: drop } }, icon("cross")));
  }

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  target.addEventListener("dragover", (event) => { if (hasFiles(event) && conversation.thread) { event.preventDefault(); target.classList.add("dropping"); } });
  for (const over of ["dragleave", "drop"]) target.addEventListener(over, (event) => { if (over === "drop" || !target.contains(event.relatedTarget)) target.classList.remove("dropping"); });
  target.addEventListener("drop", (event) => { if (hasFiles(event)) { event.preventDefault(); add([...event.dataTransfer.files]); } });
  target.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); add(files); }
  });

  let sign = "";
  return {
    button: [button, input], list,
    /** Shown with a reply only: notes have words. */
    draw(shown) {
      const about = conversation.id, files = shown ? of(about) : [];
      button.hidden = !shown;
      list.hidden = !files.length;
      const next = JSON.stringify([about, files.map(({ file, ...rest }) => rest)]);
      if (next === sign) return;
      sign = next;
      list.replaceChildren(...files.map((file) => chip(about, file)));
    },
    /** "sending" and "failed" keep a reply from leaving without what belongs to it. */
    get state() { return ["sending", "failed"].find((state) => of(conversation.id).some((file) => file.state === state)) ?? "ready"; },
    get files() { return of(conversation.id).filter((file) => file.state === "ready").map(({ id, name, size: bytes }) => ({ id, name, size: bytes })); },
    clear: () => keep(conversation.id, []),
    restore: (files = []) => keep(conversation.id, [...of(conversation.id), ...files.map((file) => ({ ...file, key: file.id, state: "ready" }))]),
  };
}
