/** What trainers review and compare: intents found by a few letters, turns decided, models side by side. */

import { plain, readable } from "./words.js";

export const titleOf = (intent, language) => intent?.title?.[language] || intent?.title?.en || readable(intent?.name ?? "");

/** Intents that fit the letters typed, best first; with nothing typed the guesses lead. */
export function findIntents(intents, typed, language, guesses = []) {
  const rank = new Map(guesses.map((guess, at) => [guess.intent, at]));
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const scored = intents.map((intent) => {
    const title = plain(titleOf(intent, language));
    const other = plain([intent.name.replaceAll("_", " "), intent.name, ...Object.values(intent.title ?? {})].join(" "));
    if (!words.every((word) => other.includes(word) || title.includes(word))) return null;
    const starts = words.length && title.startsWith(words[0]) ? 0 : 1;
    const inTitle = words.every((word) => title.includes(word)) ? 0 : 1;
    const guess = rank.get(intent.name) ?? 99;
    return { intent, title, order: words.length ? [inTitle, starts, guess] : [guess, 0, 0] };
  });
  return scored
    .filter(Boolean)
    .sort((a, b) => compare(a.order, b.order) || a.title.localeCompare(b.title, language))
    .map((found) => found.intent);
}

const compare = (a, b) => a.map((value, at) => value - b[at]).find((difference) => difference !== 0) ?? 0;

/** Turns on the screen: the server's, in place, with those just decided kept where they are until they are done. */
export function mergeTurns(shown, items, decided) {
  const fresh = new Map(items.map((item) => [item.turn, item]));
  const kept = shown.filter((turn) => decided.has(turn.turn) || fresh.has(turn.turn));
  const known = new Set(kept.map((turn) => turn.turn));
  return [...kept, ...items.filter((item) => !known.has(item.turn))];
}

/** The live model and the newest candidate made after it (or the only one there is). */
export function sides(models) {
  const live = models.find((model) => model.status === "live") ?? null;
  const candidates = models
    .filter((model) => model.status === "candidate")
    .sort((a, b) => String(b.created_at).localeCompare(String(a.created_at)));
  const candidate = candidates.find((model) => !live || String(model.created_at) > String(live.created_at)) ?? null;
  return { live, candidate };
}

/** The model that taking back leads to: the retired one that was live last. */
export function previous(models) {
  const live = models.find((model) => model.status === "live");
  return models
    .filter((model) => model.status === "retired" && model.id !== live?.id)
    .sort((a, b) => lastLive(b).localeCompare(lastLive(a)))[0] ?? null;
}

const lastLive = (model) => String(model.live_since ?? model.created_at);

const known = (value) => typeof value === "number" && Number.isFinite(value);

/** Accuracy (0–1) side by side: rows of {key, before, after, points, trend}; points to one decimal. */
export function difference(live, candidate) {
  return ["all", "de", "vi", "en"].map((key) => {
    const before = live?.accuracy?.[key], after = candidate?.accuracy?.[key];
    const points = known(before) && known(after) ? Math.round((after - before) * 1000) / 10 : null;
    const trend = points === null ? "unknown" : points > 0 ? "better" : points < 0 ? "worse" : "same";
    return { key, before: known(before) ? before : null, after: known(after) ? after : null, points, trend };
  });
}

export const isRunning = (run) => Boolean(run) && !["done", "failed"].includes(run.phase);
