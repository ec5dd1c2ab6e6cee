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

/** Whether a workout may begin with this bundle, or go on with it. */
export function isGood(bundle, now) {
  return bundle?.version === 1 && bundle.status !== "stopped" && Boolean(bundle.nodes) && Date.parse(bundle.valid_until) > now;
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
