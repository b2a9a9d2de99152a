/** Pictures, voice notes and PDFs: on their way to the server, and in the conversation. */

import { newId } from "./chat.js";
import { h } from "./dom.js";
import { markOf } from "./thread.js";

const LIMIT = 10 * 1024 * 1024;

/** The name of the notice that says why a file cannot be sent; null when it can. */
export function objection({ size, type }) {
  if (!/^(image|audio)\/|^application\/pdf$/.test(type)) return "fileKind";
  return size > LIMIT ? "fileSize" : null;
}

/** The files live as long as the page: browsers keep none of them for us. */
export class Uploads {
  files = new Map();
  running = new Map();
  previews = new Map();

  constructor(chat) {
    this.chat = chat;
  }

  add(files) {
    for (const file of files) {
      const notice = objection(file);
      this.chat.set({ notice });
      if (!notice) this.start(file);
    }
  }

  start(file) {
    const id = newId();
    const { name, type, size } = file;
    this.files.set(id, file);
    if (type.startsWith("image/")) this.previews.set(id, URL.createObjectURL(file));
    const upload = { id, name, type, size, at: new Date().toISOString(), part: 0 };
    this.chat.set({ uploads: [...this.chat.state.uploads, upload] });
    this.send(id);
  }

  async send(id) {
    if (!this.chat.state.connected || this.running.has(id)) return; // resume() comes back to it
    this.change(id, { failed: null, part: 0 });
    const request = new XMLHttpRequest(); // fetch cannot tell how far an upload has come
    this.running.set(id, request);
    try {
      this.chat.dispatch({ type: "message", message: await this.post(request, id) });
      this.files.delete(id);
    } catch (error) {
      this.change(id, { failed: error.message });
    }
    this.running.delete(id);
  }

  post(request, id) {
    const { chat } = this;
    const form = new FormData();
    const { conversation } = chat.state;
    const fields = { token: chat.store.read("token"), conversation, id, file: this.files.get(id) };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    request.upload.onprogress = ({ loaded, total }) => this.change(id, { part: loaded / total });
    request.open("POST", new URL("chat/upload", chat.settings.root));
    request.send(form);
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(new Error("network"));
      request.onload = () =>
        (request.status < 300 ? resolve(JSON.parse(request.response)) : reject(new Error("refused")));
    });
  }

  change(id, news) {
    this.chat.set({ uploads: this.chat.state.uploads.map((u) => (u.id === id ? { ...u, ...news } : u)) });
  }

  /** The line stands again: what only the network had stopped goes on. */
  resume() {
    for (const { id, failed } of this.chat.state.uploads) if (failed !== "refused") this.send(id);
  }

  cancel(id) {
    this.running.get(id)?.abort();
    this.running.delete(id);
    this.files.delete(id);
    this.chat.set({ uploads: this.chat.state.uploads.filter((u) => u.id !== id) });
  }

  forget() {
    for (const request of this.running.values()) request.abort();
    for (const url of this.previews.values()) URL.revokeObjectURL(url);
    for (const map of [this.running, this.previews, this.files]) map.clear();
  }
}

/** 2,4 MB · 2.4 MB */
export function bytes(size, t) {
  const format = (amount, unit) => `${amount.toLocaleString(t.locale, { maximumFractionDigits: 1 })} ${unit}`;
  return size < 1e6 ? format(Math.ceil(size / 1e3), "kB") : format(size / 1e6, "MB");
}

export function uploadFoot({ key, part, failed, mark }, { chat, t, extras: { t: words } }) {
  const press = (text, onclick) => h("button", { type: "button", class: "link", onclick }, text);
  const stop = press(failed ? words.remove : words.cancel, () => chat.uploads.cancel(key));
  if (failed) {
    return h("div", { class: "foot" },
      markOf("failed", t, failed === "refused" ? words.fileRefused : words.fileFailed),
      failed !== "refused" && press(words.again, () => chat.uploads.send(key)), stop);
  }
  const percent = Math.round(part * 100);
  return h("div", { class: "foot" }, h("progress", { max: 100, value: percent, "aria-label": t.mark.sending }),
    h("span", { class: "mark" }, mark === "waiting" ? t.mark.waiting : words.sendingFile(percent)), stop);
}
