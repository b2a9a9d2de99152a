/** Rating in place: one to five, a few words if wanted, sent once. */

import { h, icon } from "./dom.js";

/** The form, or the thanks once it was sent. A form half filled in stays the same element. */
export function ratingOf({ key, rating }, { chat, forms, language, extras: { t } }) {
  if (rating) return h("p", { class: "rated" }, icon("check"), t.rated(rating.stars, t.stars[rating.stars - 1]));
  const name = `${key}/${language}`;
  if (!forms.has(name)) forms.set(name, form(key, chat, t));
  return forms.get(name);
}

function form(key, chat, t) {
  const word = h("output");
  const comment = h("textarea", { rows: 2, maxlength: 2000 });
  const rest = h("div", { class: "rest", hidden: true }, h("label", null, t.comment, comment),
    h("button", { class: "primary" }, t.rateSend));
  let stars = 0;
  const choose = (at) => {
    stars = at + 1;
    word.textContent = t.stars[at];
    rest.hidden = false;
    rest.scrollIntoView({ block: "nearest" });
  };
  const scale = t.stars.map((name, at) => h("label", null,
    h("input", { type: "radio", name: `stars-${key}`, "aria-label": `${at + 1}, ${name}`, onchange: () => choose(at) }),
    h("span", { "aria-hidden": true }, at + 1)));
  const onsubmit = (event) => {
    event.preventDefault();
    chat.wish({ rate: { stars, comment: comment.value.trim() } });
  };
  return h("form", { class: "rating", onsubmit },
    h("fieldset", null, h("legend", { class: "said" }, t.rate), h("div", { class: "scale" }, scale),
      h("div", { class: "ends", "aria-hidden": true }, h("span", null, t.stars[0]), word, h("span", null, t.stars[4]))),
    rest);
}
