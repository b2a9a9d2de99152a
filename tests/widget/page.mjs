// As much of a page as the widget's small parts need: elements with children, attributes and texts.

class Node {
  constructor(tag) { Object.assign(this, { tag, attributes: {}, children: [], parent: null }); }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  removeAttribute(name) { delete this.attributes[name]; }
  set href(value) { this.attributes.href = value; }
  get href() { return this.attributes.href; }
  adopt(nodes) { return nodes.map((node) => (node instanceof Node ? Object.assign(node, { parent: this }) : String(node))); }
  append(...nodes) { this.children.push(...this.adopt(nodes)); }
  prepend(...nodes) { this.children.unshift(...this.adopt(nodes)); }
  remove() { this.parent.children = this.parent.children.filter((child) => child !== this); }
  get text() { return this.children.map((child) => child.text ?? child).join(""); }
  every(tag) { return this.children.flatMap((child) => (child instanceof Node ? [...(child.tag === tag ? [child] : []), ...child.every(tag)] : [])); }
  querySelector(tag) { return this.every(tag)[0] ?? null; }
}

export const pretendPage = () => {
  globalThis.document = { createElement: (tag) => new Node(tag), createElementNS: (_, tag) => new Node(tag) };
};
