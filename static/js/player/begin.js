// The way into a workout, from today and from the player alike, and what the phone keeps of it on the way.

const KEPT_OPEN = 4 * 3600 * 1000; // milliseconds
export const UNDER_WAY = ["ready", "set", "how", "rest"];

/** A workout at the root of its bundle, which it takes along: the stored one may be renewed meanwhile. */
export function draftOf(bundle, { id, at }) {
  return {
    bundle,
    workout: { id, at, plan: bundle.plan },
    node: bundle.nodes[bundle.root].id,
    state: "ready",
    told: [],
    rest: null,
    after: null,
    ...freshSet(),
  };
}

/** `marks`: the pops of the set that runs. `reps`: done of it. `telling`: an entry on its way to the outbox. */
export function freshSet() {
  return { marks: [], rep: 1, reps: 0, telling: null };
}

export function isOld(draft, now) {
  return now - draft.touched > KEPT_OPEN;
}

/** Whether a workout may begin with this bundle; one that was under way in it goes on for a few hours. */
export function isGood(bundle, now) {
  if (bundle?.version !== 1 || !bundle.nodes || bundle.status === "stopped") return false;
  const closes = bundle.workout ? Date.parse(bundle.issued_at) + KEPT_OPEN : Infinity;
  return Math.min(Date.parse(bundle.valid_until), closes) > now;
}

const PATIENCE = 4_000; // milliseconds

/** The plan as the server has it now, or nothing where it cannot be asked or does not have everything yet. */
export async function freshBundle(phone) {
  if (!navigator.onLine) return undefined;
  const asked = phone.send().then(({ waiting, reason }) => (waiting || reason ? undefined : phone.fetchBundle()));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  return Promise.race([asked, late]);
}

/** A workout is begun once its entry and its draft are kept. */
export async function beginWorkout(phone, bundle, id) {
  const entry = await phone.add({ type: "workout", id, plan: bundle.plan });
  const draft = { ...draftOf(bundle, entry), touched: Date.now() };
  await phone.saveDraft(draft);
  return draft;
}
