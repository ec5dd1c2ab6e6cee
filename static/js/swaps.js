// What htmx leaves to the pages that use it: focus, the CSRF header, failures.

import { alert, say, status, words } from "./site.js";

const UNREACHED = "That did not reach us. Check your connection, then try again.";
const REFUSED = "That did not work, and was not saved. Reload the page, then try again.";

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
  if (ctx.response.status >= 400) say(alert, words(REFUSED));
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

document.addEventListener("htmx:error", () => say(alert, words(UNREACHED)));

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
