/** Under a message the server refused: nothing is lost, it can go again or back under the pen. */

import { h } from "./dom.js";
import { markOf } from "./thread.js";

export function rescueOf({ key, text }, { t, chat, edit, extras: { t: words } }) {
  const press = (name, onclick) => h("button", { type: "button", class: "link", onclick }, name);
  const takeBack = () => {
    chat.dispatch({ type: "takenBack", id: key });
    edit(text);
  };
  return h("div", { class: "foot" }, markOf("failed", t),
    press(words.again, () => chat.sayAgain(key)), press(words.edit, takeBack));
}
