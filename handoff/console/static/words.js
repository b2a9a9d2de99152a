/** The page's words: strings by key, with values filled in and the right plural form. */

const LOCALES = { de: "de-DE", vi: "vi-VN", en: "en-GB" };

export const localeOf = (language) => LOCALES[language] ?? language;

/** t("list.new", {n: 3}) → "3 new". A missing key shows itself, so that it is noticed. */
export function makeWords(strings, language) {
  const plural = new Intl.PluralRules(localeOf(language));
  return function t(key, values = {}) {
    let found = key.split(".").reduce((at, part) => at?.[part], strings);
    if (found && typeof found === "object") found = found[plural.select(Number(values.n ?? 0))] ?? found.other;
    if (typeof found !== "string") return key;
    return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
}

/** The string, or what to say instead where there is none. */
export const wordOr = (t, key, otherwise) => {
  const found = t(key);
  return found === key ? otherwise : found;
};

/** order_status → "Order status", where nobody gave a title. */
export function readable(name) {
  const words = String(name).replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Text for comparing: lower case, without marks, đ as d. So "don hang" finds "đơn hàng". */
export const plain = (text) =>
  String(text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replaceAll("ß", "ss");
