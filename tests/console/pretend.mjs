// As much of a staff page as a pane needs: elements with children, properties, events and a focus, and a server.

class Node extends EventTarget {
  constructor(tag) {
    super();
    Object.assign(this, { tag, children: [], parent: null, className: "", textContent: "", value: "", type: "", disabled: false, hidden: false, open: false });
  }
  setAttribute(name, value) { this[name] = String(value); }
  append(...nodes) { this.children.push(...nodes.map((node) => (node instanceof Node ? Object.assign(node, { parent: this }) : String(node)))); }
  replaceChildren(...nodes) {
    for (const child of this.children) if (child instanceof Node) child.parent = null;
    this.children = [];
    this.append(...nodes);
  }
  get isConnected() { return this === document.body || Boolean(this.parent?.isConnected); }
  contains(node) { return node === this || this.children.some((child) => child instanceof Node && child.contains(node)); }
  every(fits) { return this.children.flatMap((child) => (child instanceof Node ? [...(fits(child) ? [child] : []), ...child.every(fits)] : [])); }
  /** Of selectors no more than lists of a tag, and a type with it. */
  querySelectorAll(selector) {
    const wanted = selector.split(", ").map((one) => one.match(/^(\w+)(?:\[type=(\w+)\])?$/));
    return this.every((node) => wanted.some(([, tag, type]) => node.tag === tag && (!type || node.type === type)));
  }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
  focus() { document.activeElement = this; }
  showModal() { this.open = true; }
  close() { this.open = false; }
}

/** `serve(method, path, body)` answers, or throws when the line breaks. */
export function pretendPage(serve) {
  const body = new Node("body"), announcer = new Node("p");
  globalThis.document = {
    body, activeElement: body, documentElement: { lang: "en" }, addEventListener: () => undefined,
    createElement: (tag) => new Node(tag), createElementNS: (_, tag) => new Node(tag),
    getElementById: (id) => (id === "announcer" ? announcer : null), querySelector: () => null, querySelectorAll: () => [],
  };
  globalThis.fetch = async (path, { method, body: sent }) => {
    const answer = await serve(method, path, sent ? JSON.parse(sent) : null);
    return { ok: true, status: 200, json: async () => answer };
  };
  globalThis.setInterval = () => undefined;  // the page's clock would keep the test from ending
  return body;
}
