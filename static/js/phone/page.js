// What every page does for the phone: the banner, the lock, the service worker.

import { say, status, words as spoken } from "../site.js";
import { thisPhone } from "./phone.js";

const AGREEMENT = "/privacy/agreement/";
const WHY = { offline: "No network right now.", server: "The site did not answer." };

const banner = document.getElementById("waiting");
const [words, form, button] = ["p", "form", "button"].map((part) => banner.querySelector(part));
const signedIn = document.querySelector("meta[name=account]");
const isKnown = isKnownHere(); // before anything is waited for
const phone = await thisPhone();

const isOwn = ({ state }) => state === "waiting";

/** Whether this phone has seen the site before; a first look costs no more than the page itself. */
function isKnownHere() {
  try {
    const isKnown = localStorage.getItem("seen") !== null;
    localStorage.setItem("seen", "");
    return isKnown;
  } catch {
    return false;
  }
}

// --- The banner

const SAVED = {
  one: ["1 report is saved on this phone.", "1 report is only on this page: keep it open."],
  many: ["{n} reports are saved on this phone.", "{n} reports are only on this page: keep it open."],
  stop: ["Your plan is paused on this phone.", "Your plan is paused on this page: keep it open."],
};
const KEPT = ["Kept on this phone, not sent: you have not agreed that we keep it.", "Kept on this page: keep it open, not sent: you have not agreed that we keep it."];
const LOG_IN = { one: "Log in to send it.", many: "Log in to send them.", stop: "Log in to send this." };
const UNSEEN = { one: "Your physiotherapist has not seen it yet.", many: "Your physiotherapist has not seen them yet.", stop: "Your physiotherapist has not seen this yet." };

function inWords(entries) {
  const own = entries.filter(isOwn);
  const isStop = own.some(({ alarm }) => alarm);
  const what = isStop ? "stop" : own.length === 1 ? "one" : "many";
  const where = Number(!phone.keeps);
  const said = [];
  if (own.length && reason === "not-agreed") said.push(isStop && "Your plan is paused.", KEPT[where]);
  else if (own.length) said.push(SAVED[what][where], (reason === "signed-out" ? LOG_IN : UNSEEN)[what], wasAsked && WHY[reason]);
  else if (entries.some(({ state }) => state === "refused")) said.push("Something could not be saved.");
  else if (entries.length) said.push("Reports of another account wait on this phone.");
  return said.filter(Boolean).map((text) => spoken(text, { n: own.length })).join(" ");
}

/** What the button does about it. Where the words stand already, what is left is the advice on a stop. */
function toDo(entries) {
  if (reason === "signed-out") return "Log in";
  if (reason !== "not-agreed") return "Send now";
  if (location.pathname !== AGREEMENT) return "Read and decide";
  return entries.some((entry) => isOwn(entry) && entry.alarm) ? "What to do now" : "";
}

function show(text, label) {
  banner.hidden = !text;
  form.hidden = !label;
  button.textContent = spoken(label);
  leads = label === "Look";
  if (words.textContent === text) return;
  words.textContent = text;
  say(status, text);
}

let leads = false; // to the page about this phone
let reason = null; // why the last try to send ended; told to who asked
let wasAsked = false;
let hadSome = false;

async function refresh() {
  const entries = await phone.waiting();
  const some = entries.some(isOwn);
  // So that the server leaves room for the banner, and nothing moves when this script has loaded.
  document.cookie = `waiting=${Number(some)}; path=/; samesite=lax; max-age=${some ? 31536000 : 0}`;
  if (some) show(inWords(entries), toDo(entries));
  else if (reason === "erased") show(spoken("This account was erased. What this phone kept of it is deleted."), "");
  else if (entries.length) show(inWords(entries), location.pathname === "/phone/" ? "" : "Look");
  else show(phone.account && hadSome ? spoken("All sent.") : "", "");
  hadSome ||= some;
}

form.addEventListener("submit", (event) => {
  if (leads) return;
  event.preventDefault();
  // The pages that are the same for everybody do not say who has logged in: another one goes first.
  const next = signedIn ? location.pathname : "/today/";
  if (reason === "signed-out") return location.assign(`/accounts/login/?next=${encodeURIComponent(next)}`);
  if (reason === "not-agreed") return location.assign(location.pathname === AGREEMENT ? "/player/" : AGREEMENT);
  wasAsked = true;
  phone.send();
});

phone.addEventListener("sent", ({ detail }) => {
  ({ reason } = detail);
  refresh();
});

// --- A stop that the server does not know of yet

async function leaveIfLocked() {
  if (!signedIn || !["/today/", "/workout/"].includes(location.pathname)) return;
  const isUnknown = (await phone.waiting()).some((entry) => isOwn(entry) && entry.alarm);
  if (isUnknown && (await globalThis.caches?.match("/player/"))) location.replace("/player/");
}

phone.addEventListener("change", () => { refresh(); leaveIfLocked(); });

// --- Coming back

// A page of somebody who has logged out meanwhile is not shown again.
addEventListener("pageshow", ({ persisted }) => { if (persisted && (signedIn || phone.account)) location.reload(); });
// Nor may it make a new key while another tab is on its way out: /phone/ is nobody's page.
phone.addEventListener("forgotten", () => location.replace("/phone/"));

// --- What can wait until the page stands

async function takeAlong() {
  const { serviceWorker: workers, storage } = navigator;
  if (!phone.account || !phone.keeps || !workers) return;
  const worker = await workers.register("/service-worker.js");
  // A page with a workout in it says so itself, once there is none.
  if (signedIn) worker.active?.postMessage({ type: "idle" });
  if (matchMedia("(display-mode: standalone)").matches) storage?.persist?.();
}

/** Nothing waits that would be refused: so that nothing stays here of who was erased elsewhere. */
async function forgetIfErased() {
  if (signedIn || !(await phone.isErased())) return;
  reason = "erased";
  await phone.forget();
}

/** Whether the pages speak another language than when this was asked last: so must the bundle. */
function spokenAnew() {
  const { lang } = document.documentElement;
  try {
    const before = localStorage.getItem("language");
    localStorage.setItem("language", lang);
    return before !== null && before !== lang;
  } catch {
    return false;
  }
}

async function whenQuiet() {
  if (!isKnown && location.pathname !== "/player/") return;
  await forgetIfErased().catch(() => {}); // the next page asks again
  await takeAlong().catch(() => {}); // then there is no use without a network
  if ((location.pathname === "/today/" || spokenAnew()) && signedIn) await phone.fetchBundle().catch(() => {});
}

refresh();
leaveIfLocked();
phone.send();
const quietly = globalThis.requestIdleCallback ?? setTimeout;
if (document.readyState === "complete") quietly(whenQuiet);
else addEventListener("load", () => quietly(whenQuiet));
