/** The live line: events with growing ids, resumed after a break from the last one seen. */

/** Milliseconds before the next try: 0.5 s doubling to 15 s, spread so that not all come at once. */
export const pause = (attempt, random = Math.random) =>
  Math.min(15_000, 500 * 2 ** attempt) * (0.6 + 0.4 * random());

const QUIET = 2500;  // a break shorter than this is nobody's business

/** `on.event`, `on.signal`, `on.down`, `on.up` (after a break that was shown), `on.again` (after every break). */
export function makeSocket(address, on, { Socket = globalThis.WebSocket, setTimer = setTimeout } = {}) {
  let last = 0, attempt = 0, socket = null, shown = false, broken = false, closed = false;

  function connect() {
    if (closed) return;
    socket = new Socket(address(last));
    const mine = socket;
    socket.onopen = () => {
      attempt = 0;
      if (shown) on.up?.();
      if (broken) on.again?.();
      shown = broken = false;
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = () => mine === socket && again();
  }

  function receive(message) {
    if (message.type === "signal") return on.signal?.(message);
    if (message.type !== "event" || message.id <= last) return undefined;  // seen before the break
    last = message.id;
    return on.event?.(message);
  }

  function again() {
    if (!broken) {
      broken = true;
      setTimer(() => {
        if (!broken) return;
        shown = true;
        on.down?.();
      }, QUIET);
    }
    on.lost?.();
    setTimer(connect, pause(attempt));
    attempt += 1;
  }

  return {
    start(after) {
      last = Math.max(last, after ?? 0);
      connect();
    },
    /** The network is back: do not wait for the pause to end. */
    hurry() {
      if (broken && socket?.readyState !== 1 && socket?.readyState !== 0) connect();
    },
    stop() {
      closed = true;
      socket?.close();
    },
    get last() { return last; },
  };
}
