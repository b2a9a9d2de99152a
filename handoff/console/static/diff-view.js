/** Changed words as <ins> and <del>, with words for those who do not see the colours. */

import { h } from "./dom.js";
import { t } from "./page.js";

/** pieces: [{kind: same|gone|new, text}] → one element; texts only, nothing is read as HTML. */
export function diffView(pieces) {
  return h("p.diff", {}, pieces.map(({ kind, text }) => {
    if (kind === "same") return h("span", {}, text);
    const tag = kind === "gone" ? "del" : "ins";
    return h(tag, {}, h("span.hidden", {}, `[${t(kind === "gone" ? "library.gone" : "library.new_words")}] `), text);
  }));
}

/** Every changed field under its name. */
export const changesView = (changes) =>
  (changes.length
    ? changes.map(({ field, pieces }) => h("section.change", {}, h("h4", {}, t(`library.field.${field}`)), diffView(pieces)))
    : [h("p.soft", {}, t("library.no_changes"))]);
