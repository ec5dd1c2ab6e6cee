// The words with the server. Only what it calls stored or known counts as acknowledged; nothing else
// that it says, or does not say, loses an entry.

const PATIENCE = 15_000; // milliseconds
const BATCH = 50;
const KEPT = 7 * 24 * 3600 * 1000; // milliseconds that an acknowledged entry stays, to be offered
const OFFERED = "offered"; // in sessionStorage: whose ids were offered since this tab was opened

export class Unreachable extends Error { reason = "offline"; }
export class SignedOut extends Error { reason = "signed-out"; }
export class Failed extends Error { reason = "server"; }

/** The JSON at an address of ours. A redirect is somebody else's: the login page of a network, say. */
export async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new Unreachable();
  }
  const { ok, status } = response;
  if (status === 401) throw new SignedOut();
  const answer = await response.json().catch(() => null);
  if (!ok || !answer) throw Object.assign(new Failed(), { status, answer });
  return answer;
}

/** Whether this account was erased. Only an answer that names it says so. */
export async function isErased(account) {
  const { erased } = await ask(`/outbox/?account=${account}`).then(() => ({}), ({ answer }) => answer ?? {});
  return erased?.includes?.(account) === true;
}

function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/)?.[1];
}

function post(batch) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() ?? "" };
  return ask("/outbox/", { method: "POST", headers, body: JSON.stringify(batch) });
}

async function tell(batch) {
  const answer = await post(batch).catch(async (error) => {
    if (error.status !== 403) throw error;
    await ask("/outbox/"); // brings a fresh token
    return post(batch);
  });
  // A page of the network in between may say 200 to anything.
  if (!Array.isArray(answer.results)) throw new Failed();
  return answer;
}

/** What may be sent, warning signs first; the order of each kind stays. */
export async function unsent(vault) {
  const entries = (await vault.entries()).filter((entry) => !entry.refusal);
  return [...entries.filter((entry) => entry.alarm), ...entries.filter((entry) => !entry.alarm)];
}

/** Sends until nothing more can be: how many the server took, and why it ended early. */
export async function empty(vault, onAnswer) {
  let sent = 0;
  try {
    for (let more = true; more;) {
      const before = sent;
      for await (const taken of round(vault, onAnswer)) sent += taken;
      // What came after another entry may be taken now.
      more = sent > before && (await unsent(vault)).length;
    }
    return { sent, reason: null };
  } catch (error) {
    const { erased, code } = error.answer ?? {};
    // Only what names this account ends it: a network in between may say 410 to anything.
    const gone = erased?.includes?.(vault.account) && "erased";
    return { sent, reason: gone || (code === "not-agreed" && code) || (error.reason ?? "server") };
  }
}

/** Every unsent entry once, in batches. */
async function* round(vault, onAnswer) {
  let offered = await toOffer(vault);
  let size = BATCH;
  const tried = new Set();
  for (;;) {
    const batch = (await unsent(vault)).filter(({ id }) => !tried.has(id)).slice(0, size);
    if (!batch.length && !offered.length) return;
    try {
      yield await deliver(vault, batch, offered, onAnswer);
      offered = [];
      for (const { id } of batch) tried.add(id);
    } catch (error) {
      if (![400, 413].includes(error.status) || !batch.length) throw error;
      // Something in it is too much for the server: it must not hold up the others.
      if (batch.length === 1) tried.add(batch[0].id);
      size = Math.ceil(batch.length / 2);
    }
  }
}

async function deliver(vault, batch, offered, onAnswer) {
  // Somebody else may have signed in meanwhile, in another tab.
  if (!(await vault.isPresent())) throw new SignedOut();
  const entries = batch.map(({ body }) => body);
  const answer = await tell({ sent_at: new Date().toISOString(), device: vault.device, entries, offered });
  if (answer.account !== vault.account) throw new SignedOut();
  const results = answer.results.filter((result) => batch.some(({ id }) => id === result.id));
  const taken = results.filter(({ status }) => status === "stored" || status === "known").map(({ id }) => id);
  await vault.mark(taken, Date.now());
  await vault.mark(offered.filter((id) => answer.missing?.includes(id)), 0);
  for (const { id, status, code, why } of results) {
    if (status === "refused" && code !== "another-account") await vault.refuse(id, { code, why });
  }
  try { sessionStorage.setItem(OFFERED, vault.account); } catch { /* then they are offered again */ }
  await onAnswer(answer);
  return taken.length;
}

/** The ids that the server may have lost, once a tab. Older ones go. */
async function toOffer(vault) {
  try { if (sessionStorage.getItem(OFFERED) === vault.account) return []; } catch { return []; }
  const rows = (await vault.rows()).filter((row) => row.account === vault.account && row.acknowledged);
  const isOld = ({ acknowledged }) => Date.now() - acknowledged > KEPT;
  await vault.remove(rows.filter(isOld).map(({ id }) => id));
  return rows.filter((row) => !isOld(row)).map(({ id }) => id);
}
