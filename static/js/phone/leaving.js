// Logging out: what is not sent yet is not lost in passing, and nothing of anybody stays behind.

import { words as spoken } from "../site.js";
import { thisPhone } from "./phone.js";
import { lastAccount } from "./vault.js";

const phone = await thisPhone();
const form = document.getElementById("log-out");
const unsent = document.getElementById("unsent");
const heading = unsent.querySelector("h2");
const why = document.getElementById("unsent-why");
const WHY = {
  offline: "There is no network right now.",
  "signed-out": "You are logged out already. Log in again, then they are sent.",
  server: "The site did not answer.",
};

const left = async () => (await phone.waiting()).filter(({ state }) => state === "waiting").length;

async function leave() {
  if (!(await left())) return forget();
  await tell("Sending now …");
  const { reason } = await phone.send();
  return (await left()) ? tell(WHY[reason] ?? "") : forget();
}

async function tell(words) {
  const count = await left();
  heading.textContent = spoken(count === 1 ? "1 report is not sent yet" : "{n} reports are not sent yet", { n: count });
  why.textContent = spoken(words);
  if (!unsent.hidden) return;
  unsent.hidden = false;
  form.hidden = true;
  heading.focus();
}

let leaving;
/** Once: what was being sent may end while this deletes it, and then there is nothing left to send. */
const forget = () => (leaving ??= forgetAndGo().catch(() => form.submit()));

async function forgetAndGo() {
  await phone.forget();
  // Only then may the browser be emptied: what another account left here must survive.
  form.elements.empty.disabled = Boolean(await lastAccount().catch(() => null));
  form.submit();
}

form.addEventListener("submit", (event) => {
  if (!phone.account) return;
  event.preventDefault();
  leave().catch(() => form.submit());
});
unsent.addEventListener("click", ({ target }) => {
  if (target.name === "send") leave().catch(() => form.submit());
  if (target.name === "delete") forget();
});
