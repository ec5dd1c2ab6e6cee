// Logging out: what is not sent yet is not lost in passing, and nothing of anybody stays behind.

import { thisPhone } from "./phone.js";
import { lastAccount } from "./vault.js";

const phone = await thisPhone();
const form = document.getElementById("log-out");
const unsent = document.getElementById("unsent");
const heading = unsent.querySelector("h2");
const WHY = {
  offline: "There is no network right now.",
  "signed-out": "You are logged out already. Log in again, then they are sent.",
  server: "The site did not answer.",
};

async function leave(isSure) {
  const { reason } = await phone.send();
  const left = (await phone.waiting()).filter(({ state }) => state === "waiting").length;
  if (left && !isSure) {
    heading.textContent = left === 1 ? "1 report is not sent yet" : `${left} reports are not sent yet`;
    document.getElementById("unsent-why").textContent = WHY[reason] ?? "";
    unsent.hidden = false;
    form.hidden = true;
    return heading.focus();
  }
  await phone.forget();
  // Only then may the browser be emptied: what another account left here must survive.
  form.elements.empty.disabled = Boolean(await lastAccount().catch(() => null));
  form.submit();
}

form.addEventListener("submit", (event) => {
  if (!phone.account) return;
  event.preventDefault();
  leave(false).catch(() => form.submit());
});
unsent.addEventListener("click", ({ target }) => {
  if (target.name === "send") leave(false);
  if (target.name === "delete") leave(true);
});
