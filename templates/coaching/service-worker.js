// Keeps what a workout without a network needs: these files by their versions, and the pages that are
// the same for everybody. No other page, no answer about anybody, no request that changes anything.

const NAME = "shell-{{ version }}";
const LANGUAGE = "{{ language }}"; // in which the pages are kept
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGES = [{% for page in pages %}"{{ page }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 10_000; // milliseconds

async function fill() {
  const cache = await caches.open(NAME);
  const take = async (page) => {
    const answer = await fetch(`${page}?language=${LANGUAGE}`, { credentials: "omit", cache: "reload", redirect: "error" });
    if (!answer.ok) throw new Error(page);
    await cache.put(page, answer);
  };
  await Promise.all([cache.addAll(FILES), ...PAGES.map(take)]);
}

async function clear() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
}

async function kept(address) {
  return (await caches.open(NAME)).match(address, { ignoreVary: true });
}

async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

// The network first; a cellar where it hangs is like one where there is none.
async function page(request) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return (await kept("{{ pages.0 }}")) ?? Response.error();
  }
}

// Our own pages come with their own files, of one release, and wait for no network.
async function shell(request, path) {
  return (await kept(path)) ?? page(request);
}

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(clear()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (FILES.includes(pathname)) event.respondWith(file(event.request));
  else if (mode === "navigate" && !/^\/(admin|accounts)\//.test(pathname)) event.respondWith(PAGES.includes(pathname) ? shell(event.request, pathname) : page(event.request));
});

// A page says that no workout runs in it. A new version takes over where that page is the only one.
async function takeOver() {
  if ((await clients.matchAll({ type: "window", includeUncontrolled: true })).length <= 1) registration.waiting?.postMessage("take over");
}
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  else if (event.data?.type === "idle") event.waitUntil(takeOver());
});
