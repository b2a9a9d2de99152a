/** The open conversation: loading it, hearing about it, acting on it, and sending so that nothing is lost. */

import { applyToThread, catchUp, fromDetail, sameAgent, tellsOfCode, wantsDetail, withMessage } from "./thread-state.js";

const RECENT = 300, TYPING_MS = 6000, TELL_MS = 4500;

/**
 * `api`, `t`, `me`, `language` (of the labels), `outbox`, `undo` as in their modules; `changed()` redraws,
 * `say(sentence)` tells screen readers, `toast(sentence)` tells everybody wherever they are.
 */
export function makeConversation({ api, t, me, language, outbox, undo, changed, say, toast }) {
  let id = null, thread = null, error = null, notice = null, busy = null, typing = null, line = Promise.resolve();
  let recent = [], seenUpTo = 0, asked = null;
  const path = (about, what) => `/conversations/${encodeURIComponent(about)}${what ? `/${what}` : ""}`;

  async function load() {
    const about = id;
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const detail = await api.get(`${path(about)}?reader=${language}`, { signal: mine.signal });
      if (mine.signal.aborted || about !== id) return;
      const fresh = fromDetail(detail), first = !thread;
      thread = catchUp(fresh, recent.filter((event) => event.conversation === about));
      error = null;
      settle();
      if (first && recent.some((event) => event.id > fresh.lastEvent && tellsMore(event))) load();
    } catch (failure) {
      if (mine.signal.aborted || about !== id) return;
      if (thread) notice = { sentence: failure.sentence, again: load };
      else error = failure;
    }
    changed();
  }

  function open(next) {
    if (next === id && thread) return;
    setTyping(false);
    id = next;
    thread = error = notice = busy = typing = null;
    seenUpTo = 0;
    changed();
    if (id) load();
  }

  /** Whether an event says only that the server knows more of this thread now. */
  const tellsMore = (event) => tellsOfCode(event, thread) || (event.conversation === id && wantsDetail(event, thread));

  const settle = () => outbox.settle(id, thread, me.name);

  function hear(event) {
    recent = [...recent.slice(-RECENT), event];
    if (!thread) return;  // load looks again at what came before the first detail
    const more = tellsMore(event);
    if (more) load();
    if (event.conversation !== id) return;
    thread = applyToThread(thread, event);
    if (event.kind === "message") heard(event.data);
    settle();
    changed();
  }

  function heard(message) {
    if (message.author !== "customer") return;
    clearTimeout(typing);
    typing = null;
    const [file] = message.content?.attachments ?? [];
    say(`${thread.conversation.name || t("thread.author.customer")}: ${message.text || (file ? t(`thread.kind.${file.kind ?? "file"}`) : "")}`);
  }

  function signal({ conversation, kind, on }) {
    if (conversation !== id || kind !== "typing") return;
    clearTimeout(typing);
    typing = on ? setTimeout(() => { typing = null; changed(); }, TYPING_MS) : null;
    changed();
  }

  /** claim, release, return: done at once; what the server refuses is shown as its sentence. */
  async function act(step) {
    if (busy || !thread) return false;
    const about = id;
    busy = step;
    notice = null;
    changed();
    try {
      own(about, await api.post(path(about, step)), step);
      say(t(`thread.did.${step}`));
      return true;
    } catch (failure) {
      refuse(about, failure);
      return false;
    } finally {
      busy = null;
      changed();
    }
  }

  function own(about, answer, step) {
    if (about !== id || !thread) return;
    const agent = answer?.agent ?? (step === "claim" ? { id: me.id, name: me.name, colour: me.colour } : null);
    thread = { ...thread, conversation: { ...thread.conversation, owner: answer?.owner ?? thread.conversation.owner, agent } };
  }

  function refuse(about, failure) {
    const stale = failure.status === 409;
    const sentence = stale ? `${failure.sentence} ${t("thread.somebody_faster")}` : failure.sentence;
    if (about !== id) return toast(sentence);
    notice = { sentence };
    if (stale) load();
    return undefined;
  }

  /** Closing waits a few seconds and can be taken back. */
  function close() {
    const about = id;
    if (!thread || undo.has(about) || thread.conversation.owner === "closed") return;
    undo.later(about, async (leaving) => {
      try {
        const answer = await api.post(path(about, "close"), {}, { leaving });
        if (leaving) return;
        own(about, answer, "close");
        say(t("thread.did.close"));
      } catch (failure) {
        refuse(about, failure);
      }
      changed();
    });
    say(t("thread.closing", { n: undo.left(about) }));
    changed();
  }

  function keepOpen() {
    if (!undo.cancel(id)) return;
    say(t("thread.kept_open"));
    changed();
  }

  function send(kind, text, files = []) {
    const entry = outbox.add(id, kind, text, files);
    setTyping(false);
    notice = null;
    changed();
    line = line.then(() => deliver(entry));
    return line;
  }

  async function retry(entryId) {
    const entry = outbox.get(entryId);
    if (!entry) return;
    if (entry.kind === "note") await load();  // notes carry no id: look first whether it arrived after all
    if (!outbox.get(entryId)) return;
    outbox.retry(entryId);
    changed();
    line = line.then(() => deliver(entry));
  }

  /** Ask the messenger once more for a file; the thread hears of it by itself. */
  async function fetchAgain(file) {
    const about = id;
    try {
      await api.post(`/files/${encodeURIComponent(file)}/fetch`);
    } catch (failure) {
      refuse(about, failure);
      changed();
    }
  }

  async function deliver(entry) {
    const about = entry.conversation;
    try {
      if (entry.kind === "reply" && about === id && claimFirst())
        own(about, await api.post(path(about, "claim")), "claim");
      const body = entry.kind === "reply" ? { id: entry.id, text: entry.text, files: (entry.files ?? []).map((file) => file.id) } : { text: entry.text };
      const answer = await api.post(path(about, entry.kind), body);
      arrived(entry, answer);
    } catch (failure) {
      outbox.fail(entry.id, failure.sentence);
      if (failure.status === 409 && about === id) load();
      if (about === id) say(`${t("thread.send_failed")}. ${failure.sentence}`);
      else toast(`${t("thread.send_failed")}. ${failure.sentence}`);
    }
    changed();
  }

  const claimFirst = () => ["queue", "assistant"].includes(thread?.conversation.owner);

  /** A template instead of free text, once for an id; answers with the sentence of what went wrong, or null. */
  async function sendTemplate({ name, language: code }, values, clientId) {
    const about = id;
    try {
      if (claimFirst()) own(about, await api.post(path(about, "claim")), "claim");
      const answer = await api.post(path(about, "template"), { id: clientId, name, language: code, values });
      if (about === id && thread) thread = withMessage(thread, answer);
      changed();
      return null;
    } catch (failure) {
      if (failure.status === 409 && about === id) load();
      return failure.sentence;
    }
  }

  /** A part of a message that did not arrive, once more. */
  async function resend(delivery) {
    const about = id;
    notice = null;
    try {
      await api.post(`/deliveries/${delivery}/resend`);
      say(t("lost.resent"));
      if (about === id) await load();
    } catch (failure) {
      refuse(about, failure);
      changed();
    }
  }

  function arrived(entry, answer) {
    if (entry.conversation !== id || !thread) return outbox.drop(entry.id);
    outbox.confirm(entry.id, answer?.id ?? null);
    if (entry.kind === "reply" && answer?.id) thread = withMessage(thread, { ...answer, client_id: answer.client_id ?? entry.id });
    if (!settle() && outbox.get(entry.id)) setTimeout(() => { if (outbox.get(entry.id)) load(); }, 1500);
    return undefined;
  }

  const isMine = () => thread?.conversation.owner === "agent" && sameAgent(thread.conversation.agent, me);

  let tellingTyping = 0;  // since when; messengers forget it after some seconds
  /** Let the customer see that somebody writes; failures here are nobody's business. */
  function setTyping(on) {
    if (on ? Date.now() - tellingTyping < TELL_MS || !isMine() : !tellingTyping) return;
    tellingTyping = on ? Date.now() : 0;
    api.post(path(id, "typing"), { on }).catch(() => {});
  }

  /** The person answering has read up to the last message; onlookers leave no mark. */
  function markSeen() {
    const last = thread?.messages.findLast((message) => message.author === "customer");
    if (!last || last.id <= seenUpTo || document.hidden || !isMine()) return false;
    seenUpTo = last.id;
    api.post(path(id, "seen"), { message: last.id }).catch(() => { seenUpTo = 0; });
    return true;
  }

  return {
    open, load, hear, signal, act, close, keepOpen, send, sendTemplate, resend, retry, claimFirst, fetchAgain, isMine, setTyping, markSeen,
    closeNow: () => undo.hurry(id),
    dismissNotice() { notice = null; changed(); },
    get id() { return id; },
    get thread() { return thread; },
    get error() { return error; },
    get notice() { return notice; },
    get busy() { return busy; },
    get typing() { return typing !== null; },
    get closing() { return id && undo.has(id) ? undo.left(id) : null; },
    pending: () => outbox.of(id),
  };
}
