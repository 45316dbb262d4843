// Keeps the app's shell and nothing else: no state, no place, no answer of the server. SHELL is put before this text.

const CACHE = `field-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([SHELL.page, ...SHELL.files].map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("field-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const isShell = (address) => address.origin === self.location.origin && (address.pathname === SHELL.page || SHELL.files.includes(address.pathname));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || !isShell(address)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(address.pathname)) ?? fetch(event.request);
  })());
});
