/** A template's text: where its values go, and how it reads with them. Pure. */

const PLACE = /\{\{(\d{1,2})\}\}/g;

/** "Hi {{1}}, {{2}}" → [1, 2]. */
export const places = (body) => [...new Set([...body.matchAll(PLACE)].map(([, number]) => Number(number)))].sort((a, b) => a - b);

/** The text cut at its values: strings, and {place, value} where one goes; spaces as the server sends them. */
export function pieces(body, values) {
  const out = [];
  let at = 0;
  for (const found of body.matchAll(PLACE)) {
    if (found.index > at) out.push(body.slice(at, found.index));
    out.push({ place: Number(found[1]), value: tidy(values[found[1] - 1]) });
    at = found.index + found[0].length;
  }
  return at < body.length ? [...out, body.slice(at)] : out;
}

export const tidy = (value) => String(value ?? "").trim().replace(/\s+/g, " ");

/** Whether every value is there. */
export const complete = (body, values) => places(body).every((number) => tidy(values[number - 1]));

/** A template's language as a customer's: en_US → en. */
export const spoken = (code) => String(code).slice(0, 2).toLowerCase();
