/** How much was not delivered, beside "Channels" in every page's top bar. */

import { $ } from "./dom.js";
import { api, t } from "./page.js";

const EVERY_MS = 60_000;

export async function countLost() {
  const badge = $("lost-count");
  if (!badge) return;
  const found = await api.get("/deliveries/count").catch(() => null);  // a number beside a link: the page is whole without it
  if (!found) return;
  badge.hidden = !found.lost;
  badge.textContent = found.lost ? String(found.lost) : "";
  badge.title = found.lost ? t("app.not_delivered", { n: found.lost }) : "";
}

countLost();
setInterval(() => { if (!document.hidden) countLost(); }, EVERY_MS);
