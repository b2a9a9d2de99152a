/** A file in the conversation: shown where browsers show it safely, else a link; or why it is not there. */

import { h, icon } from "./dom.js";
import { bytes } from "./files.js";

const FILE = "M6 3h8l4 4v14H6V3ZM14 3v4h4";
const SOUND = "M5 10v4M9 6v12M13 9v6M17 5v14M21 10v4";
const SHOWN = { image: /^image\/(jpeg|png|gif|webp)$/, audio: /^audio\/(mpeg|ogg|mp4|webm)$/, video: /^video\/mp4$/ };
const AGAIN = 11 * 3600e3; // the server's addresses last twelve hours
const known = new Map(); // file → {at, address}

/** Where the file can be read for some hours; asked for once. */
function addressOf(id, chat) {
  const before = known.get(id);
  if (before && Date.now() - before.at < AGAIN) return before.address;
  const address = chat.ask("chat/file", "POST", { token: chat.store.read("token"), file: id })
    .then(({ path }) => new URL(path.slice(1), chat.settings.root).href);
  address.catch(() => known.delete(id)); // the next look asks again
  known.set(id, { at: Date.now(), address });
  return address;
}

export function fileOf(file, { client_id }, { chat, extras: { t: words }, t }) {
  const { id, name, type, size, state = "stored" } = file;
  const kind = Object.keys(SHOWN).find((each) => SHOWN[each].test(type));
  const about = h("div", { class: "about" }, icon(type?.startsWith("audio/") ? SOUND : FILE),
    h("a", { target: "_blank", rel: "noopener" }, name || words.file), h("small", null, size ? bytes(size, t) : ""));
  const box = h("div", { class: "file" }, about);
  if (state !== "stored") return h("div", { class: "file" }, h("p", { class: "note" }, icon("alert"), words.fileGone));
  const preview = chat.uploads.previews.get(client_id);
  const show = (src) => {
    const player = kind && h(kind === "image" ? "img" : kind, { src, alt: name || words.file, controls: kind !== "image", "aria-label": kind === "image" ? null : name || words.file, preload: kind === "audio" ? "none" : "metadata" });
    if (!player) return;
    player.onerror = () => player.remove(); // the name stays, and leads to the file
    box.prepend(player);
  };
  if (preview) show(preview);
  if (id) {
    addressOf(id, chat).then((src) => {
      about.querySelector("a").href = src;
      if (!preview) show(src);
    }).catch(() => about.append(h("small", null, words.fileAway)));
  }
  return box;
}
