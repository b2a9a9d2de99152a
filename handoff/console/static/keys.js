/** Which key does what. One table feeds the page and the overview shown on "?". */

export const KEYS = [
  { group: "list", action: "next", keys: ["j"] },
  { group: "list", action: "previous", keys: ["k"] },
  { group: "list", action: "open", keys: ["o"], also: ["Enter"] },
  { group: "list", action: "show_new", keys: ["."] },
  { group: "list", action: "search", keys: ["/"] },
  { group: "thread", action: "claim", keys: ["c"] },
  { group: "thread", action: "reply", keys: ["r"] },
  { group: "thread", action: "note", keys: ["n"] },
  { group: "thread", action: "release", keys: ["u"] },
  { group: "thread", action: "return", keys: ["b"] },
  { group: "thread", action: "close", keys: ["e"] },
  { group: "thread", action: "undo", keys: ["z"] },
  { group: "thread", action: "person", keys: ["p"] },
  { group: "thread", action: "insert", keys: ["i"] },
  { group: "thread", action: "template", keys: ["t"] },
  { group: "go", action: "go_queue", keys: ["g q"] },
  { group: "go", action: "go_mine", keys: ["g m"] },
  { group: "go", action: "go_open", keys: ["g o"] },
  { group: "go", action: "go_closed", keys: ["g c"] },
  { group: "go", action: "go_training", keys: ["g t"] },
  { group: "go", action: "go_library", keys: ["g l"] },
  { group: "go", action: "go_channels", keys: ["g h"] },
  { group: "general", action: "send", shown: ["Enter", "Ctrl+Enter"] },
  { group: "general", action: "newline", shown: ["Shift+Enter"] },
  { group: "general", action: "leave", shown: ["Esc"] },
  { group: "general", action: "help", keys: ["?"] },
];

const ACTIONS = new Map(KEYS.flatMap(({ action, keys = [] }) => keys.map((key) => [key, action])));
const PREFIX_MS = 1500;

/** press(event) → the action's name or null. Keys typed into fields or with Ctrl, Alt or Cmd are not ours. */
export function makeKeys({ now = Date.now, enabled = () => true } = {}) {
  let prefix = null, since = 0;
  return function press({ key, ctrlKey, altKey, metaKey, typing = false }) {
    if (key === "Escape") return "leave";
    if (!enabled() && key !== "?") return null;
    if (typing || ctrlKey || altKey || metaKey || key.length !== 1) return null;
    const second = prefix !== null && now() - since < PREFIX_MS;
    const whole = second ? `${prefix} ${key.toLowerCase()}` : key.toLowerCase();
    prefix = null;
    if (!second && whole === "g") {
      prefix = "g";
      since = now();
      return null;
    }
    return ACTIONS.get(whole) ?? null;
  };
}
