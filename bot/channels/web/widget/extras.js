/** The rarer parts of a chat, fetched by the first conversation that needs one. */

import { style } from "./button.js";
import { cardOf } from "./card.js";
import { drawDeleted, menu } from "./erase.js";
import { Uploads, uploadFoot } from "./files.js";
import { fileOf } from "./files-shown.js";
import { textOf } from "./links.js";
import { lineOf, portrait } from "./person.js";
import { ratingOf } from "./rating.js";
import { rescueOf } from "./rescue.js";

let styled;

/** Everything in the panel's language. */
export async function load({ here, shadow, chat }) {
  styled ??= style(shadow, chat.settings, "widget/extras.css");
  const [{ default: t }] = await Promise.all([import(`./extras.${here.language}.js`), styled]);
  chat.uploads ??= new Uploads(chat);
  return { t, partsOf, portrait, menu, drawDeleted, lineOf: (item) => lineOf(item, t) };
}

/** The parts of a message that are more than text and buttons. */
function partsOf(item, here) {
  return {
    card: item.kind === "article" && item.card ? cardOf(item, here) : null,
    files: item.files.length ? item.files.map((file) => fileOf(file, item, here)) : null,
    rating: item.kind === "rating" ? ratingOf(item, here) : null,
    text: textOf(item.text ?? ""),
    foot: item.part !== undefined ? uploadFoot(item, here) : item.refused ? rescueOf(item, here) : null,
  };
}
