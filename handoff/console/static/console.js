/** The console's front door: plugs list, thread, person, live line and keys together. */

import { makeComposer } from "./composer.js";
import { makeConversation } from "./conversation.js";
import { $, h, isTyping } from "./dom.js";
import { makeDrafts, makeStore } from "./drafts.js";
import { makeHelp } from "./help.js";
import { makeKeys } from "./keys.js";
import { makeListPane } from "./list-pane.js";
import { makeOutbox } from "./outbox.js";
import { announce, api, language, me, t } from "./page.js";
import { makePersonPane } from "./person-pane.js";
import { makeSocket } from "./socket.js";
import { makeThreadPane } from "./thread-pane.js";
import { makeUndo } from "./undo.js";

const main = $("main"), title = document.title;
const store = makeStore(localStorage, me.email);
const drafts = makeDrafts(store), outbox = makeOutbox(store), undo = makeUndo(), help = makeHelp({ store });

function toast(sentence) {
  const note = h("div.toast", { role: "status" }, sentence);
  document.body.append(note);
  setTimeout(() => note.remove(), 8000);
}

let panes = [];
const draw = () => panes.forEach((pane) => pane.draw());
const conversation = makeConversation({ api, t, me, language, outbox, undo, changed, say: announce, toast });

function changed() {
  draw();
  const { id, thread } = conversation;
  if (thread && conversation.markSeen()) list.opened(id);
}

/** Which column a narrow page shows; focus goes along. */
function show(pane) {
  main.dataset.pane = pane;
  if (pane === "list") list.focusRow(conversation.id);
  else (pane === "person" ? person : thread).focus();
}

function edit(entryId) {
  const entry = outbox.get(entryId);
  outbox.drop(entryId);
  composer.restore(entry);
  changed();
}

const list = makeListPane({
  openId: () => conversation.id,
  store,
  onCounts: ({ queue = 0 }) => { document.title = queue ? `${t("list.title_waiting", { n: queue })} ${title}` : title; },
});
const thread = makeThreadPane({ conversation, show, edit, template: () => composer.template() });
const composer = makeComposer({ conversation, drafts, announce, other: () => show("person") });
const person = makePersonPane({ conversation, show, store });
panes = [composer, thread, person];  // the editor first: it takes room from the messages

/** The address says what is open: #/<conversation>. */
function follow(first = false) {
  const id = decodeURIComponent(location.hash.replace(/^#\/?/, "")) || null;
  conversation.open(id);
  list.draw();
  if (id) show("thread");
  else main.dataset.pane = "list";
  if (first && !id) list.draw();
}
window.addEventListener("hashchange", () => follow());
$("rows").addEventListener("click", (event) => {
  const row = event.target.closest("a.row");
  if (row && row.dataset.id === conversation.id) { event.preventDefault(); show("thread"); }
});

const socket = makeSocket(
  (after) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/console/socket?after=${after}`,
  {
    event(event) { conversation.hear(event); list.hear(event); },
    signal: (signal) => conversation.signal(signal),
    down() { $("line").hidden = false; announce(t("app.offline")); },
    up() { $("line").hidden = true; announce(t("app.online")); },
    again() { list.refresh(); if (conversation.id) conversation.load(); },
    lost() { api.get("/me").catch(() => {}); },  // a log-in that ran out leads to the log-in page
  },
);
window.addEventListener("online", socket.hurry);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  socket.hurry();
  list.soon(0);
  changed();
});
window.addEventListener("pagehide", () => undo.flush());
setInterval(() => { if (conversation.closing !== null) draw(); }, 500);

const needsThread = (act) => () => { if (conversation.thread) act(conversation.thread.conversation); };
const ACTS = {
  next: () => list.step(1),
  previous: () => list.step(-1),
  open() { const id = list.focusedId(); if (id) location.hash = `#/${encodeURIComponent(id)}`; },
  show_new: list.showNew,
  search: () => { main.dataset.pane = "list"; list.focusSearch(); },
  claim: needsThread(({ owner }) => { if (owner !== "closed" && !conversation.isMine()) conversation.act("claim"); }),
  reply: needsThread(() => { show("thread"); composer.write("reply"); }),
  note: needsThread(() => { show("thread"); composer.write("note"); }),
  insert: needsThread(() => { show("thread"); composer.library(); }),
  release: needsThread(() => { if (conversation.isMine()) conversation.act("release"); }),
  return: needsThread(({ owner }) => { if (owner === "queue" || conversation.isMine()) conversation.act("return"); }),
  close: needsThread(({ owner }) => { if (owner !== "agent" || conversation.isMine()) conversation.close(); }),
  undo: conversation.keepOpen,
  person: needsThread(() => show(main.dataset.pane === "person" ? "thread" : "person")),
  go_queue: () => goTo("queue"),
  go_mine: () => goTo("mine"),
  go_open: () => goTo("open"),
  go_closed: () => goTo("closed"),
  go_training: () => { if (me.roles.some((role) => role !== "agent")) location.assign("/training"); },
  go_library: () => location.assign("/library"),
  go_channels: () => location.assign("/channels"),
  template: needsThread(({ window }) => { if (window?.templates) composer.template(); }),
  help: help.open,
  leave,
};

async function goTo(view) {
  main.dataset.pane = "list";
  await list.choose(view, true);
}

/** Escape leads outwards: from the editor to the thread, from the person to the thread, from the thread to the list. */
function leave() {
  const active = document.activeElement;
  if (active?.id === "composer-text") return thread.focus();
  if (active?.id === "search") return list.step(0);
  if (main.dataset.pane === "person" || $("person").contains(active)) return show("thread");
  if (main.dataset.pane === "thread") return show("list");
  return undefined;
}

const press = makeKeys({ enabled: help.enabled });
document.addEventListener("keydown", (event) => {
  if (help.isOpen || composer.choosing || event.defaultPrevented || event.isComposing) return;
  const action = press({ key: event.key, ctrlKey: event.ctrlKey, altKey: event.altKey, metaKey: event.metaKey, typing: isTyping(event.target) });
  if (!action) return;
  event.preventDefault();
  ACTS[action]();
});
$("shortcuts").addEventListener("click", () => { $("account").open = false; help.open(); });

draw();
follow(true);
begin();

/** The live line starts where the first list ends; until there is one, we keep asking. */
async function begin() {
  const began = await list.refresh();
  $("line").hidden = Boolean(began);
  if (began) socket.start(began.last_event);
  else setTimeout(begin, 4000);
}
