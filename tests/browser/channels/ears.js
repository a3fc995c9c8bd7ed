// Put into the page around the vault: hears everything that a frame can tell a page of the same
// device, and looks where a frame could have left something for a page that has the network.
(() => {
  const heard = [];
  const hear = ({ data, ports: [port] = [] }) => {
    heard.push(String(data));
    if (port) port.onmessage = hear;
  };
  addEventListener("message", hear);
  self.leak = new BroadcastChannel("leak");
  leak.onmessage = hear;
  frames.sibling?.addEventListener("message", hear);

  const places = {
    heard: async () => heard,
    text: async () => [document.title, document.body.textContent],
    cookies: async () => [document.cookie],
    storage: async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    databases: async () => (await indexedDB.databases()).map(({ name }) => name),
    caches: async () => caches.keys(),
    buckets: async () => navigator.storageBuckets.keys(),
    files: async () => Array.fromAsync((await navigator.storage.getDirectory()).keys()),
    workers: async () =>
      (await navigator.serviceWorker.getRegistrations()).map(
        ({ active, installing }) => (active ?? installing)?.scriptURL,
      ),
    locks: async () => {
      const { held, pending } = await navigator.locks.query();
      return [...held, ...pending].map(({ name }) => name);
    },
    clipboard: async () => [await navigator.clipboard.readText()],
  };

  self.lookAround = async () => {
    const found = await Promise.allSettled(Object.values(places).map((look) => look()));
    return found.flatMap(({ value, reason }) => value ?? String(reason)).join("\n");
  };
})();
