// Something feels wrong: it acts on this phone at once, and goes to the server before all else.

import { thisPhone } from "./phone.js";

const PATIENCE = 2_000; // milliseconds for the server; then the stop is shown from what is kept here

const phone = await thisPhone();
const form = document.getElementById("signs");

async function report() {
  const told = new FormData(form);
  const symptoms = told.getAll("symptoms");
  const emergency = form.dataset.emergency.split(" ");
  await phone.stop(symptoms.some((sign) => emergency.includes(sign)) ? "emergency" : "stop");
  const { id } = await phone.add({ type: "symptom", id: told.get("uuid"), symptoms }, { alarm: true });
  await Promise.race([phone.send(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const isWaiting = (await phone.waiting()).some((entry) => entry.id === id);
  location.assign(isWaiting ? "/player/" : "/today/");
}

async function canShow() {
  return phone.account && phone.keeps && Boolean(await globalThis.caches?.match("/player/"));
}

// Decided before the tap: a form must be held back at once or not at all.
if (await canShow()) {
  form.addEventListener("submit", (event) => {
    if (!new FormData(form).has("symptoms")) return; // the server says what is missing
    event.preventDefault();
    report().catch(() => form.submit());
  });
}
