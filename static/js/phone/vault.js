// What the phone keeps of one account: IndexedDB, sealed with a key that cannot be read out of it.
// In the open lie only ids, the account's, and when an entry was acknowledged.

const KEYS = "keys", THINGS = "things", ENTRIES = "entries";
const PATIENCE = 4_000; // milliseconds

let opening;

function open() {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("lumbar-lock", 1);
    const fail = () => { opening = null; reject(new Error("not opened")); };
    // Safari may never answer: then the page goes on without.
    const late = setTimeout(fail, PATIENCE);
    request.onerror = request.onblocked = fail;
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore(KEYS, { keyPath: "account" });
      db.createObjectStore(THINGS);
      db.createObjectStore(ENTRIES, { keyPath: "order", autoIncrement: true }).createIndex("id", "id", { unique: true });
    };
    request.onsuccess = () => {
      clearTimeout(late);
      const db = request.result;
      db.onversionchange = () => { db.close(); opening = null; };
      resolve(db);
    };
  }));
}

async function transact(mode) {
  const begin = (db) => db.transaction([KEYS, THINGS, ENTRIES], mode, { durability: "strict" });
  const db = await open();
  try {
    return begin(db);
  } catch {
    // Safari drops the connection of a page in the background: once more with a new one.
    opening = null;
    return begin(await open());
  }
}

const underWay = new Set();

// Safari puts a page that was left aside as it is: a transaction under way in it would shut every
// other page out. What it was to write was not said to be saved yet.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) for (const transaction of underWay) try { transaction.abort(); } catch { /* it is being committed */ }
});

/** What `work` gives, once everything that it wrote is on the disk. */
async function within(mode, work) {
  const transaction = await transact(mode);
  underWay.add(transaction);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("the page was left"));
  }).finally(() => underWay.delete(transaction));
  const stores = [KEYS, THINGS, ENTRIES].map((name) => transaction.objectStore(name));
  const [result] = await Promise.all([work(...stores), done]);
  return result;
}

const read = (work) => within("readonly", work);
const write = (work) => within("readwrite", work);

function got(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const bytes = (text) => new TextEncoder().encode(text);

/** The account that was signed in here last, or null. */
export async function lastAccount() {
  const rows = await read((keys) => got(keys.getAll()));
  return rows.sort((a, b) => b.seen - a.seen)[0]?.account ?? null;
}

/** Deletes what is kept of anybody. */
export function forgetEverybody() {
  return write((...stores) => stores.forEach((store) => store.clear()));
}

export class Vault {
  #key;

  /** `isSignedIn`: this account is the one to take from here on. */
  static async of(account, isSignedIn) {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const row = await write(async (keys) => {
      const known = await got(keys.get(account));
      const row = known ?? { account, key: fresh, device: crypto.randomUUID() };
      if (isSignedIn || !known) keys.put({ ...row, seen: Date.now() });
      return row;
    });
    return Object.assign(new Vault(row.key), { account, device: row.device });
  }

  constructor(key) {
    this.#key = key;
  }

  #how(iv, label) {
    return { name: "AES-GCM", iv, additionalData: bytes(label) };
  }

  async #seal(label, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt(this.#how(iv, label), this.#key, bytes(JSON.stringify(value))) };
  }

  async #open(label, { iv, sealed }) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(this.#how(iv, label), this.#key, sealed)));
  }

  /** Writes only while the key is there: after a logout in another tab nothing may come back. */
  #write(work) {
    return write(async (keys, ...stores) => {
      if (!(await got(keys.get(this.account)))) throw new Error("forgotten");
      return work(...stores);
    });
  }

  async get(name) {
    const label = `${this.account}/${name}`;
    const row = await read((_, things) => got(things.get(label)));
    return row ? this.#open(label, row) : null;
  }

  async put(name, value) {
    const label = `${this.account}/${name}`;
    const row = await this.#seal(label, value);
    await this.#write((things) => { things.put(row, label); });
  }

  drop(name) {
    return write((_, things) => { things.delete(`${this.account}/${name}`); });
  }

  /** What the server does not have yet, as it was made. */
  async entries() {
    const rows = (await this.rows()).filter((row) => row.account === this.account && !row.acknowledged);
    return Promise.all(rows.map(async ({ id, said, refusal }) => {
      try {
        return { id, ...(await this.#open(id, said)), refusal: refusal && (await this.#open(id, refusal)) };
      } catch {
        // One that was damaged must not hide the others.
        return { id, body: null, refusal: { code: "unreadable" } };
      }
    }));
  }

  /** Every entry, of every account, as it lies there. */
  rows() {
    return read((_, __, entries) => got(entries.getAll()));
  }

  async add({ id, body, alarm }) {
    const row = { id, account: this.account, acknowledged: 0, said: await this.#seal(id, { body, alarm }), refusal: null };
    await this.#write(async (_, entries) => {
      if (!(await got(entries.index("id").get(id)))) entries.add(row);
    });
  }

  /** `acknowledged`: when, or 0 for one that has to be sent again. */
  mark(ids, acknowledged) {
    return this.#change(ids, (row) => ({ ...row, acknowledged }));
  }

  async refuse(id, refusal) {
    const sealed = await this.#seal(id, refusal);
    await this.#change([id], (row) => ({ ...row, refusal: sealed }));
  }

  remove(ids) {
    return this.#change(ids, () => null);
  }

  #change(ids, change) {
    return this.#write(async (_, entries) => {
      for (const id of ids) {
        const row = await got(entries.index("id").get(id));
        const changed = row && change(row);
        if (changed) entries.put(changed);
        else if (row) entries.delete(row.order);
      }
    });
  }

  async isPresent() {
    return (await lastAccount()) === this.account;
  }

  /** Deletes the key, and all that was sealed with it. */
  forget() {
    return write(async (keys, things, entries) => {
      keys.delete(this.account);
      things.delete(IDBKeyRange.bound(`${this.account}/`, `${this.account}0`));
      for (const row of await got(entries.getAll())) if (row.account === this.account) entries.delete(row.order);
    });
  }
}

/** The vault of a phone that keeps nothing: what is in it is gone with the page. */
export class Memory {
  #things = new Map();
  #entries = new Map();
  device = crypto.randomUUID();

  constructor(account) {
    this.account = account;
    addEventListener("beforeunload", (event) => { if (this.#waiting().length) event.preventDefault(); });
  }

  #waiting() { return [...this.#entries.values()].filter((entry) => !entry.acknowledged); }

  async get(name) { return this.#things.get(name) ?? null; }
  async put(name, value) { this.#things.set(name, value); }
  async drop(name) { this.#things.delete(name); }
  async entries() { return this.#waiting(); }
  async rows() { return [...this.#entries.values()]; }
  async add(entry) { this.#entries.set(entry.id, { ...entry, account: this.account, acknowledged: 0 }); }
  async mark(ids, acknowledged) { for (const id of ids) Object.assign(this.#entries.get(id) ?? {}, { acknowledged }); }
  async refuse(id, refusal) { Object.assign(this.#entries.get(id) ?? {}, { refusal }); }
  async remove(ids) { for (const id of ids) this.#entries.delete(id); }
  async isPresent() { return true; }
  async forget() { this.#things.clear(); this.#entries.clear(); }
}
