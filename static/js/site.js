// Small things that htmx leaves to the page: focus, the CSRF header, failures, the steppers.
// Every page works without this file.

const TOAST_STAYS = 10_000; // milliseconds
const UNREACHED = "That did not reach us. Check your connection, then try again.";
const REFUSED = "That did not work, and was not saved. Reload the page, then try again.";

const status = document.getElementById("status");
const alert = document.getElementById("alert");

document.documentElement.classList.add("js");

// Days begin and end where the phone is; the server takes it from here with the next report.
document.cookie = `time_zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;

function say(region, text) {
  region.replaceChildren();
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (region === status) paragraph.className = "visually-hidden"; // it is on the page already
  // The next frame: a region that was emptied and filled at once is not read out again.
  requestAnimationFrame(() => region.append(paragraph));
}

function isWholePage(text) {
  return /^\s*<!doctype/i.test(text);
}

function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/)?.[1];
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const token = csrfToken();
  if (token && !/^(GET|HEAD)$/i.test(ctx.request.method)) {
    ctx.request.headers["X-CSRFToken"] = token;
  }
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  alert.replaceChildren();
  ctx.target?.setAttribute?.("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  ctx.target?.removeAttribute?.("aria-busy");
});

// A whole page never goes into a part of one: an error page is told, any other is opened.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!isWholePage(ctx.text) || ctx.select || ctx.target === document.body) return;
  event.preventDefault();
  if (ctx.response.status >= 400) say(alert, REFUSED);
  else location.assign(ctx.response.raw.url);
});

// Where only the middle of a whole page was taken, what stands around it comes along: the colour of
// a stop, the navigation, the footer.
function takeAround(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.body.className = page.body.className;
  for (const name of ["masthead", "help", "footer"]) {
    const old = document.querySelector(`.${name}`);
    const next = page.querySelector(`.${name}`);
    if (old && next) old.replaceWith(next);
    else if (old) old.remove();
    else if (next) document.body.append(next);
  }
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.select === "#main" && isWholePage(ctx.text)) takeAround(ctx.text);
});

document.addEventListener("htmx:error", () => say(alert, UNREACHED));

// Focus what is new: first the errors, then a new heading; else it stays where it was.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = ctx.target?.isConnected ? ctx.target : document.getElementById("main");
  const next = target?.querySelector(".error-summary") ?? target?.querySelector("h1[tabindex='-1']");
  if (!next) return;
  next.focus({ preventScroll: true });
  (next.matches("h1") ? document.documentElement : next).scrollIntoView({ block: "start" });
});

// What was just said of a set is read out after the heading that has the focus.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.select !== "#main") return;
  const words = [...document.querySelectorAll("#main [data-say]")].map((element) => element.textContent);
  if (words.length) say(status, words.join(". "));
});

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
