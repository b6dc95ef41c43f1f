{% autoescape off %}// Keeps the page that checks papers, so that it works without a network. It holds no paper and no person.
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const CACHE = "papers-2";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
// The page names what it has loaded itself (styles, fonts), and hears when all of it is kept.
self.addEventListener("message", (event) => {
  const keep = caches.open(CACHE).then((cache) => Promise.all(event.data.keep.map((one) => cache.add(one).catch(() => null))));
  event.waitUntil(keep.then(() => event.source.postMessage({ ready: true })));
});

const fresh = async (request) => {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (cut) {
    const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw cut;
  }
};
const kept = async (request) => (await caches.match(request, { ignoreVary: true })) || fetch(request);

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/v/")) event.respondWith(fresh(event.request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(kept(event.request));
});
{% endautoescape %}
