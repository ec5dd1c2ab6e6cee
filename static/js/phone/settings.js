// The page about this phone: what waits on it, and who may be forgotten.

import { words as spoken } from "../site.js";
import { thisPhone } from "./phone.js";

const KINDS = { workout: "A workout", set: "A set", undo: "A set taken back", finish: "The end of a workout", symptom: "Something felt wrong", morning: "The morning after" };
const REASONS = {
  "another-body": "It is saved already, with other answers.",
  "not-here": "It belongs to a workout that is not yours, or is gone.",
  "not-allowed": "A warning sign cannot be taken back.",
  unreadable: "It was damaged on this phone.",
};
const phone = await thisPhone();
const part = (id) => document.getElementById(id);

function line({ id, body, state, why }) {
  const item = part("entry").content.cloneNode(true);
  const put = (name, text) => { item.querySelector(`[data-${name}]`).textContent = text; };
  put("kind", spoken(KINDS[body?.type] ?? "A report"));
  put("when", body ? new Date(body.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }) : "");
  put("why", state === "refused" ? spoken(REASONS[why] ?? why) : "");
  const button = item.querySelector("button");
  if (state === "refused") button.addEventListener("click", () => phone.discard(id));
  else button.remove();
  return item;
}

async function show() {
  const entries = await phone.waiting();
  for (const state of ["waiting", "refused", "another-account"]) {
    const found = entries.filter((entry) => entry.state === state);
    const section = part(`list-${state}`);
    section.hidden = !found.length;
    section.querySelector("ul")?.replaceChildren(...found.map(line));
  }
  part("list-none").hidden = entries.length > 0;
  part("shared").setAttribute("aria-checked", phone.isShared);
}

/** Nothing that was not sent is deleted in passing. */
async function sure(isGoing) {
  const { length: unsent } = (await phone.waiting()).filter(isGoing);
  return !unsent || confirm(spoken(unsent === 1 ? "1 report is not sent yet. Delete it?" : "{n} reports are not sent yet. Delete them?", { n: unsent }));
}

part("forget").addEventListener("click", async () => {
  if (!(await sure(({ state }) => state !== "another-account"))) return;
  await phone.forget();
  part("said").textContent = spoken("Nothing of you is kept on this phone now.");
});
part("shared").addEventListener("click", async () => {
  if (phone.isShared || (await sure(() => true))) await phone.share(!phone.isShared);
  show();
});
phone.addEventListener("change", show);
show();
