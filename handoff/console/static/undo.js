/** Acts that can still be taken back: each waits a few seconds before it is done. */

export const SECONDS = 6;

/** later(key, act) waits, cancel(key) takes back, hurry(key) does it now, flush() does all (the page is being left). */
export function makeUndo({ seconds = SECONDS, setTimer = setTimeout, clearTimer = clearTimeout, now = Date.now } = {}) {
  const waiting = new Map();
  const run = (key, leaving = false) => {
    const entry = waiting.get(key);
    if (!entry) return undefined;
    clearTimer(entry.timer);
    waiting.delete(key);
    return entry.act(leaving);
  };
  return {
    later(key, act) {
      run(key);
      waiting.set(key, { act, due: now() + seconds * 1000, timer: setTimer(() => run(key), seconds * 1000) });
    },
    cancel(key) {
      const entry = waiting.get(key);
      if (!entry) return false;
      clearTimer(entry.timer);
      return waiting.delete(key);
    },
    hurry: (key) => run(key),
    flush: () => [...waiting.keys()].forEach((key) => run(key, true)),
    has: (key) => waiting.has(key),
    left: (key) => Math.max(0, Math.ceil(((waiting.get(key)?.due ?? now()) - now()) / 1000)),
  };
}
