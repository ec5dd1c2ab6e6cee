// Small things on every page: what is said, folded text, the steppers. All works without this file.

const TOAST_STAYS = 10_000; // milliseconds

export const status = document.getElementById("status");
export const alert = document.getElementById("alert");

// What scripts say, in the language of the page; an English page needs none of it.
const translated = new Map([...(document.getElementById("said-by-scripts")?.content.children ?? [])].map((line) => [line.dataset.of, line.textContent]));

/** A text of `_said_by_scripts.html`, with values in the place of {names}. */
export function words(text, values = {}) {
  return (translated.get(text) ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

document.documentElement.classList.add("js");

// Days begin and end where the phone is; the server takes it from here with the next report.
document.cookie = `time_zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;

export function say(region, text) {
  region.replaceChildren();
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (region === status) paragraph.className = "visually-hidden"; // it is on the page already
  // The next frame: a region that was emptied and filled at once is not read out again.
  requestAnimationFrame(() => region.append(paragraph));
}

document.querySelector(".error-summary")?.focus();

// A message goes away by itself, but not while somebody is on it.
let leaving;
function leave() {
  clearTimeout(leaving);
  if (!status.firstElementChild) return;
  leaving = setTimeout(() => {
    if (status.matches(":hover, :focus-within")) leave();
    else status.replaceChildren();
  }, TOAST_STAYS);
}
new MutationObserver(leave).observe(status, { childList: true });

// A link that opens folded text: without this file the server sends the page with it open.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const folded = link && document.getElementById(link.dataset.opens);
  if (!folded) return;
  event.preventDefault();
  folded.open = true;
  folded.scrollIntoView({ block: "start" });
  folded.querySelector("summary").focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  const input = step?.parentElement.querySelector("input");
  if (!input) return;
  if (input.value === "") input.value = input.min || 0;
  else if (Number(step.dataset.step) > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("change", { bubbles: true }));
  say(status, `${input.value} ${input.dataset.unit ?? ""}`.trim());
});
