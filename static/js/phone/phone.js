// What this phone keeps and sends. Everything that a page says is saved went through `add`.

import { SignedOut, Unreachable, ask, empty, isErased, unsent } from "./sending.js";
import { Memory, Vault, forgetEverybody, lastAccount } from "./vault.js";

export { SignedOut, Unreachable };

const FIRST_PAUSE = 5_000, LONGEST_PAUSE = 300_000; // milliseconds between tries, twice as long each time
const YEAR = 365 * 24 * 3600; // seconds

let found;

/** The phone that this page is on. */
export async function thisPhone() {
  return (found ??= meet());
}

async function meet() {
  const phone = new Phone();
  const signedIn = document.querySelector("meta[name=account]")?.content;
  const account = signedIn ?? (phone.keeps && (await lastAccount().catch(() => null)));
  if (account) await phone.take(account, Boolean(signedIn));
  return phone;
}

/** The phone's own time with its offset: 2026-11-22T07:05:00.000+01:00. */
export function localTime() {
  const now = new Date();
  const offset = -now.getTimezoneOffset(); // minutes
  const there = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  return `${there}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** The card that stays of two: an emergency outranks. */
export const graver = (before, card) => (before === "emergency" ? before : card);

class Phone extends EventTarget {
  account = null;
  isShared = /(?:^|;\s*)shared_phone=1/.test(document.cookie);
  keeps = !this.isShared;
  #vault = null;
  #stopped = null;
  #sending = null;
  #isWanted = false;
  #pause = FIRST_PAUSE;
  #retry;
  #channel = new BroadcastChannel("phone");

  constructor() {
    super();
    this.#channel.onmessage = ({ data }) => this.dispatchEvent(new Event(data));
    addEventListener("online", () => this.send());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.send(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.send(); });
  }

  /** Work for this account from here on. */
  async take(account, isSignedIn) {
    this.#vault = this.keeps && (await Vault.of(account, isSignedIn).catch(() => null));
    this.account = account;
    if (!this.#vault) this.#keepNothing();
  }

  #keepNothing() {
    this.keeps = false;
    this.#vault = new Memory(this.account);
  }

  // --- The workout that was taken along

  /** The bundle that was taken along, or null. */
  async bundle() {
    const bundle = await this.#get("bundle");
    return bundle && (await this.#stop()) ? { ...bundle, status: "stopped" } : bundle;
  }

  /** The bundle as it is now, kept from here on; null where this account has no program. */
  async fetchBundle() {
    const stop = await this.#stop();
    const isKnown = !(await this.#alarms()).length;
    const bundle = await ask("/workout/bundle/").catch((error) => {
      if (error.status === 404) return null;
      throw error instanceof SignedOut ? error : new Unreachable();
    });
    if (bundle && !this.account) await this.take(bundle.account, true);
    if (bundle && bundle.account !== this.account) throw Object.assign(new SignedOut(), { isOther: true });
    if (!this.account) return null;
    await (bundle ? this.#vault.put("bundle", bundle) : this.#vault.drop("bundle"));
    // A stop ends only where the server knew of it when it was asked, and says otherwise.
    const isSame = (await this.#stop())?.at === stop?.at;
    if (stop && isSame && isKnown && bundle && bundle.status !== "stopped") {
      this.#stopped = null;
      await this.#vault.drop("stop");
      this.#changed();
    }
    return this.bundle();
  }

  draft() { return this.#get("draft"); }
  async saveDraft(draft) { await this.#vault.put("draft", draft); }
  async dropDraft() { await this.#vault?.drop("draft"); }

  // --- Entries

  /** Keeps an entry and begins to send it. Where `keeps` is false after this, only the page has it. */
  async add(body, { alarm = false } = {}) {
    if (!this.account) throw new SignedOut();
    const entry = { id: crypto.randomUUID(), at: localTime(), ...body, account: this.account };
    const row = { id: entry.id, body: entry, alarm };
    await this.#vault.add(row).catch(() => {
      // The disk is full, or somebody logged out in another tab: better in the page than nowhere.
      this.#keepNothing();
      return this.#vault.add(row);
    });
    this.#changed();
    this.send();
    return entry;
  }

  /** What the server does not have, warning signs first. */
  async waiting() {
    if (!this.account) return [];
    const vault = this.#vault; // it may be forgotten while it is read
    const told = (entry, state) => ({ body: null, alarm: false, why: null, ...entry, state });
    const sendable = await unsent(vault);
    const refused = (await vault.entries()).filter(({ refusal }) => refusal);
    const others = (await vault.rows()).filter((row) => row.account !== vault.account && !row.acknowledged);
    return [
      ...sendable.map(({ id, body, alarm }) => told({ id, body, alarm }, "waiting")),
      ...refused.map(({ id, body, alarm, refusal: { code, why } }) => told({ id, body, alarm, why: why ?? code }, "refused")),
      ...others.map(({ id }) => told({ id }, "another-account")),
    ];
  }

  /** Takes an entry that the server refused off the list. */
  async discard(id) {
    await this.#vault.remove([id]);
    this.#changed();
  }

  // --- Sending

  /** Sends what waits: one tab at a time, and once more if it was asked for meanwhile. */
  send() {
    this.#isWanted = true;
    const failed = () => ({ sent: 0, waiting: null, reason: "server" });
    return (this.#sending ??= this.#sendAll().catch(failed).finally(() => { this.#sending = null; }));
  }

  async #sendAll() {
    clearTimeout(this.#retry);
    let result = { sent: 0, waiting: 0, reason: null };
    while (this.#isWanted && this.account) {
      this.#isWanted = false;
      const vault = this.#vault; // it may be forgotten while it is sent
      const turn = () => empty(vault, (answer) => this.#answered(answer));
      const { sent, reason } = await (navigator.locks ? navigator.locks.request("outbox", turn) : turn());
      result = { sent: result.sent + sent, waiting: (await unsent(vault)).length, reason };
    }
    if (result.reason === "erased") await this.forget();
    else if (result.sent) this.#changed();
    this.#tryAgain(result);
    this.dispatchEvent(new CustomEvent("sent", { detail: result }));
    return result;
  }

  #tryAgain({ sent, waiting, reason }) {
    if (sent) this.#pause = FIRST_PAUSE;
    if (!waiting || ["signed-out", "not-agreed", "erased"].includes(reason) || document.hidden || !navigator.onLine) return;
    this.#retry = setTimeout(() => this.send(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  async #answered(answer) {
    const bundle = await this.bundle();
    if (answer.status === "stopped" && bundle?.status !== "stopped") await this.stop("stop");
    else if (bundle && answer.status !== bundle.status) this.fetchBundle().catch(() => {}); // else at the next visit
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }

  // --- Stops

  /** No workouts on this phone until the server has heard of it and opened the plan again. */
  async stop(card) {
    const before = await this.#stop().catch(() => null);
    this.#stopped = { card: graver(before?.card, card), at: localTime() }; // holds in this page even where it cannot be kept
    await this.#vault?.put("stop", this.#stopped).catch(() => {});
    this.#changed();
  }

  /** Why there are no workouts here, or null. */
  async locked() {
    const stop = await this.#stop();
    if (stop) return stop;
    const [alarm] = await this.#alarms();
    if (alarm) return { card: "stop", at: alarm.body.at };
    const bundle = await this.#get("bundle");
    return bundle?.status === "stopped" ? { card: "stop", at: bundle.issued_at } : null;
  }

  async #stop() {
    return this.#stopped ?? this.#get("stop");
  }

  async #alarms() {
    return this.account ? (await unsent(this.#vault)).filter((entry) => entry.alarm) : [];
  }

  // --- Forgetting

  /** Whether the account that was signed in here last is no more. */
  async isErased() {
    return Boolean(this.account && this.keeps) && isErased(this.account);
  }

  /** Deletes the key of this account, and all that was kept with it. */
  async forget() {
    await this.#vault?.forget();
    try { sessionStorage.clear(); } catch { /* then nothing was kept there */ }
    this.account = this.#vault = this.#stopped = null;
    this.dispatchEvent(new Event("change"));
    this.#channel.postMessage("forgotten");
  }

  /** A shared phone keeps nothing of anybody. */
  async share(isShared) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `shared_phone=1; path=/; max-age=${isShared ? YEAR : 0}; samesite=lax${secure}`;
    this.isShared = isShared;
    this.keeps = !isShared;
    if (!isShared) return;
    await forgetEverybody().catch(() => {}); // where nothing can be kept, nothing was
    await this.forget();
    // Where a browser has none of it (a private window), there is nothing to take away.
    for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
    for (const name of (await globalThis.caches?.keys().catch(() => null)) ?? []) await caches.delete(name);
  }

  // --- Within

  async #get(name) {
    return this.#vault ? this.#vault.get(name) : null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
    this.#channel.postMessage("change");
  }
}
