/** What this device keeps; without storage it lasts as long as the page. */

export function openStore(name, storage) {
  const box = new Map();
  const attempt = (job) => {
    try {
      job(storage());
    } catch {}
  };
  const path = (key) => `${name}/${key}`;
  const parse = (text) => text && JSON.parse(text);
  const drop = (full) => {
    box.delete(full);
    attempt((disk) => disk.removeItem(full));
  };
  attempt((disk) => Object.entries(disk).forEach(([key, text]) => key.startsWith(path("")) && box.set(key, text)));
  return {
    path,
    read: (key) => parse(box.get(path(key))),
    write(key, value) {
      box.set(path(key), JSON.stringify(value));
      attempt((disk) => disk.setItem(path(key), box.get(path(key))));
    },
    drop: (key) => drop(path(key)),
    // One key an entry: two tabs never write over each other's unsent messages.
    outbox: () => [...box].filter(([key]) => key.startsWith(path("out:"))).map(([, text]) => parse(text))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
    forget: () => [...box.keys()].forEach(drop),
  };
}
