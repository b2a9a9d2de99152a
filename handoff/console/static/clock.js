/** Times as people say them: how long ago, how long waited, which day. Pure but for Intl. */

import { localeOf } from "./words.js";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** ISO text → Date; a time without a zone is UTC, as the server writes it. */
export function moment(iso) {
  if (iso instanceof Date) return iso;
  const text = String(iso);
  if (DATE_ONLY.test(text)) return new Date(`${text}T00:00`);  // a day is a day wherever it is read
  const bare = /T\d{2}:\d{2}/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text);
  return new Date(bare ? `${text}Z` : text);
}

const sameDay = (a, b) => a.toDateString() === b.toDateString();

export function makeClock(language, t) {
  const locale = localeOf(language);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const format = (options) => new Intl.DateTimeFormat(locale, options);
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const full = format({ dateStyle: "full", timeStyle: "short" });
  const fullDay = format({ dateStyle: "full" });
  const monthWidth = { de: "long", vi: "numeric", en: "short" }[language] ?? "short";
  const weekday = language === "vi" ? "long" : "short";
  const day = format({ weekday, day: "numeric", month: monthWidth });
  const dayWithYear = format({ day: "numeric", month: monthWidth, year: "numeric" });
  const unit = (value, name) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);

  /** Fri 27 Nov, thứ Sáu, 27/11; with the year instead of the weekday where it is another year. */
  const date = (iso, now = new Date()) => {
    const at = moment(iso);
    const text = (at.getFullYear() === now.getFullYear() ? day : dayWithYear).format(at);
    return language === "en" ? text.replace(",", "") : text.replace(/^Thứ/, "thứ");
  };

  return {
    date,
    time: (iso) => time.format(moment(iso)),
    full: (iso) => (DATE_ONLY.test(iso) ? fullDay : full).format(moment(iso)),
    /** "4 min ago"; days up to a week, then the date. */
    ago(iso, now = new Date()) {
      const at = moment(iso), past = now - at;
      if (Math.abs(past) < 45_000) return t("time.now");
      if (Math.abs(past) < HOUR) return relative.format(-Math.round(past / MINUTE), "minute");
      if (sameDay(at, now)) return relative.format(-Math.round(past / HOUR), "hour");
      const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
      return Math.abs(days) < 7 ? relative.format(-days, "day") : date(at, now);
    },
    /** How long somebody has waited: "4 min", "2 h 5 min", "3 days". */
    span(iso, now = new Date()) {
      const past = Math.max(0, now - moment(iso));
      if (past < MINUTE) return t("time.moment");
      if (past < HOUR) return unit(Math.floor(past / MINUTE), "minute");
      if (past < DAY) {
        const rest = Math.floor((past % HOUR) / MINUTE);
        return unit(Math.floor(past / HOUR), "hour") + (rest ? ` ${unit(rest, "minute")}` : "");
      }
      return unit(Math.floor(past / DAY), "day");
    },
    /** The heading above a day's messages. */
    dayName(iso, now = new Date()) {
      const at = moment(iso);
      if (sameDay(at, now)) return t("time.today");
      if (sameDay(at, new Date(now - DAY))) return t("time.yesterday");
      return capital(date(at, now));
    },
    dayKey: (iso) => moment(iso).toDateString(),
  };
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const startOfDay = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
