/** The small menu, the question before a chat is deleted, and what is there afterwards. */

import { h, icon } from "./dom.js";

const BIN = "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5";

export function menu(panel) {
  const { t } = panel.here.extras;
  const ask = h("button", { type: "button", class: "delete", onclick: () => { shut(); question(panel); } }, icon(BIN), t.delete);
  const node = h("div", { class: "menu" }, h("p", { class: "note" }, t.kept), ask);
  const shut = () => {
    node.remove();
    removeEventListener("pointerdown", outside, true);
    panel.more.setAttribute("aria-expanded", "false");
    panel.more.onclick = open;
    panel.more.focus();
  };
  const outside = (event) => event.composedPath().includes(node) || event.composedPath().includes(panel.more) || shut();
  const open = panel.more.onclick;
  panel.more.onclick = shut;
  node.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    shut();
  };
  addEventListener("pointerdown", outside, true);
  panel.more.setAttribute("aria-expanded", "true");
  panel.more.after(node);
  ask.focus();
}

function question(panel) {
  const { t } = panel.here.extras;
  const { chat } = panel;
  const really = async (event) => {
    event.target.disabled = true;
    await erase(chat).catch(() => chat.set({ notice: "deleteFailed" }));
    node.close();
  };
  const node = h("dialog", { class: "ask", role: "alertdialog", "aria-labelledby": "ask", "aria-describedby": "means",
    onclose: () => node.remove(),
    onkeydown: (event) => event.stopPropagation() }, // Esc answers the question, it does not close the chat
  h("h3", { id: "ask" }, t.deleteAsk), h("p", { id: "means" }, t.deleteMeans),
  h("div", { class: "row" }, h("button", { type: "button", class: "secondary", autofocus: true, onclick: () => node.close() }, t.deleteNo),
    h("button", { type: "button", class: "danger", onclick: really }, t.deleteYes)));
  panel.node.append(node);
  node.showModal();
}

/** In place of the conversation, until a new one is wanted. */
export function drawDeleted({ thread, composer, chat, here }, deleted) {
  composer.node.hidden = deleted;
  const old = thread.node.querySelector(".gone");
  if (!deleted) return old?.remove();
  if (old?.lang === here.language) return undefined;
  old?.remove();
  composer.write("");
  const { t } = here.extras;
  const start = h("button", { type: "button", class: "primary", onclick: () => startNew(chat, here) }, t.startNew);
  thread.node.append(h("div", { class: "gone", lang: here.language }, h("p", { role: "status" }, t.deleted), start));
  return chat.state.open && start.focus();
}

/** Everything of this visitor, there and here. Throws when the server was not reached. */
async function erase(chat) {
  try {
    await chat.ask("chat/session", "DELETE", { token: chat.store.read("token") });
  } catch (error) {
    if (error.status !== 401) throw error; // unknown there: nothing is left to delete
  }
  chat.gone();
}

function startNew(chat, here) {
  chat.set({ phase: "resting" });
  chat.begin();
  here.focus();
}
