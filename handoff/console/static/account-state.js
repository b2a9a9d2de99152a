/** Accounts of messengers as the page reads them: how they do, and what a form sends. Pure. */

export const SIGNS = { login: ["lost", "warn"], unread: ["lost", "warn"], good: ["good", "check"], failing: ["wait", "warn"], paused: ["wait", "clock"], quiet: ["", "dot"] };

/** The one word for an account; what needs a look comes first. */
export function accountState({ log_in_again, trouble, paused_until, failed, last_call, last_sent }) {
  if (log_in_again) return "login";
  if (trouble) return "unread";
  if (paused_until) return "paused";
  if (failed) return "failing";
  return last_call || last_sent ? "good" : "quiet";
}

/** Required fields left empty; a secret that is set may stay as it is. */
export const missing = (fields, values, known) =>
  fields.filter((field) => field.default === null && !values[field.name]?.trim() && !(known && field.secret)).map((field) => field.name);

/** What is sent: secrets only where they were typed anew, the rest as it stands. */
export const sent = (fields, values) => Object.fromEntries(fields
  .filter((field) => !field.secret || values[field.name]?.trim())
  .map((field) => [field.name, (values[field.name] ?? "").trim()]));

export const NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;
