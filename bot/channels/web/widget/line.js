/** The line to the server: one WebSocket that comes back by itself, patiently. */

const PING_EVERY = 25_000;
const SILENT_AFTER = 60_000; // two pings unanswered

/** Milliseconds to the next try: 1, 2, 4 … 30 s, spread lest all chats come at once. */
export function pause(tries, chance) {
  return Math.min(30_000, 1000 * 2 ** tries) * (0.75 + chance / 2);
}

export class Line {
  wanted = false;
  unsure = true; // whether to ask for the session first
  tries = 0;

  /** ways: prepare, address, onOpen, onFrame, onClose, onTrouble */
  constructor(ways) {
    Object.assign(this, ways);
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  start() {
    this.wanted = true;
    this.now();
  }

  stop() {
    this.wanted = false;
    this.unsure = true;
    if (!this.socket) return;
    this.socket.onmessage = null; // that chat is over
    this.socket.close();
  }

  async now() {
    if (!this.wanted || this.busy) return;
    if (this.socket) return this.beat();
    clearTimeout(this.timer);
    this.busy = true;
    try {
      this.unsure &&= !(await this.prepare());
      if (!this.unsure && this.wanted) this.connect();
      else this.later();
    } catch (error) {
      this.onTrouble(error);
      this.later();
    }
    this.busy = false;
  }

  connect() {
    const socket = this.socket = new WebSocket(this.address());
    this.heard = 0;
    socket.onopen = () => {
      this.heard = Date.now();
      this.heart = setInterval(() => this.beat(), PING_EVERY);
      this.onOpen();
    };
    socket.onmessage = ({ data }) => {
      this.heard = Date.now();
      this.tries = 0; // not before: refused lines open, too
      this.onFrame(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearInterval(this.heart);
      this.socket = null;
      this.unsure ||= !this.heard || code > 4399;
      this.onClose();
      this.later();
    };
  }

  beat() {
    if (this.heard && Date.now() - this.heard > SILENT_AFTER) this.socket.close();
    else this.send({ type: "ping" });
  }

  later() {
    if (this.wanted) this.timer = setTimeout(() => this.now(), pause(this.tries++, Math.random()));
  }

  send(frame) {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}
