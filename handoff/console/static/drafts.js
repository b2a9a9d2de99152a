/** What was typed and not sent, per conversation and kind, on this device and for this person only. */

const DAYS = 14;

/** A small JSON store under one person's prefix; works (forgetfully) where storage is refused. */
export function makeStore(backing, who) {
  const prefix = `lotse.${who}.`;
  const memory = new Map();
  return {
    get(key) {
      try {
        const text = backing.getItem(prefix + key);
        return text === null ? memory.get(key) ?? null : JSON.parse(text);
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      memory.set(key, value);
      try {
        if (value === null) backing.removeItem(prefix + key);
        else backing.setItem(prefix + key, JSON.stringify(value));
      } catch { /* storage full or refused: memory has it for this page */ }
    },
  };
}

export function makeDrafts(store, { now = () => Date.now() } = {}) {
  const read = () => store.get("drafts") ?? {};
  const fresh = Object.entries(read()).filter(([, draft]) => now() - draft.at < DAYS * 86_400_000);
  store.set("drafts", Object.fromEntries(fresh));
  const write = (conversation, kind, text) => {
    const { [`${conversation}/${kind}`]: _, ...others } = read();
    store.set("drafts", text.trim() ? { ...others, [`${conversation}/${kind}`]: { text, at: now() } } : others);
  };
  return {
    get: (conversation, kind) => read()[`${conversation}/${kind}`]?.text ?? "",
    set: write,
    clear: (conversation, kind) => write(conversation, kind, ""),
    has: (conversation) => ["reply", "note"].some((kind) => `${conversation}/${kind}` in read()),
  };
}
