// “Start the workout” on today leads to the player. Whatever fails: the server's own page.

import { thisPhone } from "../phone/phone.js";
import { UNDER_WAY, beginWorkout, freshBundle, isGood } from "./begin.js";

const form = document.querySelector("form[data-player]");

async function prepare() {
  const phone = await thisPhone();
  if (!phone.keeps) {
    if (!navigator.onLine) throw new Error("nothing is kept here");
    return; // the player asks the server
  }
  const draft = await phone.draft();
  if (UNDER_WAY.includes(draft?.state)) return;
  const fresh = await freshBundle(phone).catch(() => null);
  // The bundle of a workout that is done knows nothing of what it decided.
  const bundle = fresh ?? (draft ? null : await phone.bundle());
  if (!isGood(bundle, Date.now())) throw new Error("no bundle");
  if (draft) await phone.dropDraft();
  if (!bundle.workout) await beginWorkout(phone, bundle, form.elements.uuid.value);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  try {
    await prepare();
    location.assign(form.dataset.player);
  } catch {
    // Without a network the player says at least why not.
    if (navigator.onLine) form.submit();
    else location.assign(form.dataset.player);
  }
});
