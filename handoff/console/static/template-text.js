/** A template's text: where its values go, and how it reads with them. Pure. */

const PLACE = /\{\{(\d{1,2}|[A-Za-z_]\w{0,59})\}\}/g;

/** "Hi {{2}}, {{1}}" → ["1", "2"]; names as they come. */
export function places(body) {
  const found = [...new Set([...body.matchAll(PLACE)].map(([, place]) => place))];
  return found.every((place) => /^\d/.test(place)) ? found.sort((a, b) => a - b) : found;
}

/** The text cut at its values (by place): strings, and {place, value} where one goes; spaces as the server sends them. */
export function pieces(body, values) {
  const out = [];
  let at = 0;
  for (const found of body.matchAll(PLACE)) {
    if (found.index > at) out.push(body.slice(at, found.index));
    out.push({ place: found[1], value: tidy(values[found[1]]) });
    at = found.index + found[0].length;
  }
  return at < body.length ? [...out, body.slice(at)] : out;
}

export const tidy = (value) => String(value ?? "").trim().replace(/\s+/g, " ");

/** Whether every value is there. */
export const complete = (body, values) => places(body).every((place) => tidy(values[place]));

/** What it is called: where that is but a number, its text's first line says more. */
export const called = ({ name, body }) => (/^\d+$/.test(name) ? `${body.split("\n")[0]} (${name})` : name);

/** A template's language as a customer's: en_US → en. */
export const spoken = (code) => String(code).slice(0, 2).toLowerCase();
