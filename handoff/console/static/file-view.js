/** What a message carries beside words: pictures, sound, films, files, places, contacts, reactions. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./page.js";
import { wordOr } from "./words.js";

const SHOWN = { image: /^image\/(jpeg|png|gif|webp)$/, audio: /^audio\/(mpeg|ogg|mp4|webm)$/, video: /^video\/mp4$/ };

export const size = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1 })
    .format(bytes < 1e6 ? Math.max(1, bytes / 1e3) : bytes / 1e6);

const word = (file) => t(`thread.kind.${file.kind ?? "file"}`);
const named = (file) => (file.name ? `${word(file)}: ${file.name}` : word(file));
const address = (file) => `/api/files/${encodeURIComponent(file.id)}`;

/** One file: itself where a browser shows it safely, else a download; or why it is not here. */
function attachment(file, fetchAgain) {
  if ((file.state ?? "stored") === "stored") return h("li", {}, player(file) ?? fileLine(file));
  const waiting = file.state === "waiting";
  const why = waiting && !file.reason ? "" : wordOr(t, `thread.file.${file.reason ?? file.state}`, file.detail ?? "");
  const again = ["failed", "lost"].includes(file.state)
    ? h("button.button.small", { type: "button", "data-focus": `fetch-${file.id}`, on: { click: () => fetchAgain(file.id) } }, t("thread.file.again")) : null;
  return h("li", {}, h(`div.missing${waiting ? ".waiting" : ""}`, {}, icon(waiting ? "clock" : "warn"),
    h("div", {}, h("p.strong", {}, t(`thread.file.${waiting ? "waiting" : "missing"}`, { file: named(file) })), why ? h("p", {}, why) : null,
      file.detail && again ? h("details", {}, h("summary", {}, t("thread.file.detail")), h("p.mono", {}, file.detail)) : null, again)));
}

function player(file) {
  const kind = file.kind === "sticker" ? "image" : file.kind ?? (file.type ?? "").split("/")[0];
  if (!SHOWN[kind]?.test(file.type)) return null;
  if (kind === "image") return picture(file);
  const element = h(kind, { src: address(file), controls: true, preload: kind === "audio" ? "none" : "metadata", "aria-label": named(file) });
  const box = h("div.player", {}, element, fileLine(file));
  element.addEventListener("error", () => element.replaceWith(broken(file)), { once: true });
  return box;
}

function picture(file) {
  const image = h("img", { src: address(file), alt: named(file), loading: "lazy" });
  const link = h("a.picture.loading", { href: address(file), target: "_blank", rel: "noopener" }, image);
  image.addEventListener("load", () => link.classList.remove("loading"), { once: true });
  image.addEventListener("error", () => link.replaceWith(broken(file), fileLine(file)), { once: true });
  if (file.kind === "sticker") link.classList.add("sticker");
  return file.name ? h("figure", {}, link, h("figcaption", {}, fileLine(file))) : link;
}

const broken = (file) => h("p.missing", { role: "status" }, icon("warn"), t("thread.file.broken", { file: word(file) }));

const fileLine = (file) =>
  h("p.file", {}, icon("clip"), h("a", { href: address(file), target: "_blank", rel: "noopener" }, file.name || word(file)), h("span.soft", {}, file.size ? size(file.size) : ""));

function place({ latitude, longitude, name, address: street }) {
  const at = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${Number(latitude)}&mlon=${Number(longitude)}#map=17/${Number(latitude)}/${Number(longitude)}`;
  return h("div.carried", {}, icon("pin"), h("div", {},
    h("p.strong", {}, name || t("thread.kind.location")), street ? h("p", {}, street) : null, h("p.soft.number", {}, at),
    h("a", { href: map, target: "_blank", rel: "noopener noreferrer" }, t("thread.on_map"))));
}

const contact = ({ name, phones = [] }) =>
  h("div.carried", {}, icon("person"), h("div", {}, h("p.strong", {}, name || t("thread.kind.contact")),
    phones.map((phone) => h("p", {}, h("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone)))));

/** What stands in the bubble below the words; null when there is nothing. */
export function carriedView({ attachments = [], location, contacts = [] }, fetchAgain) {
  if (!attachments.length && !location && !contacts.length) return null;
  return [
    attachments.length ? h("ul.files", { "aria-label": t("thread.attachments") }, attachments.map((file) => attachment(file, fetchAgain))) : null,
    location ? place(location) : null,
    contacts.map(contact),
  ];
}

/** The customer's emoji on a message; an empty one was taken off again. */
export const reactionView = ({ reaction }) =>
  reaction?.emoji ? h("p.reaction", { title: t("thread.reaction") }, h("span.hidden", {}, `${t("thread.reaction")}: `), reaction.emoji) : null;
