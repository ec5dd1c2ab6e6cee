// What stands on the page. The words are the server's: templates of the shell, filled in here.

const stage = document.getElementById("player");
const spoken = document.getElementById("spoken");
const alert = document.getElementById("alert");

const copy = (id) => document.getElementById(id).content.cloneNode(true);
const table = (id) => new Map([...document.getElementById(id).content.children].map((row) => [row.dataset.name, row.textContent]));

const words = table("words");
export const cues = table("cues");
export const emergencies = table("emergencies");

/** A sentence of the shell, with its {places} filled in. */
export function word(name, values = {}) {
  return words.get(name).replace(/\{(\w+)\}/g, (_, place) => values[place]);
}

/** The state of that name fills the page; the focus goes to its heading and its name into the title. */
export function show(name, slots = {}, { template = `view-${name}`, looks = "" } = {}) {
  stage.replaceChildren(copy(template));
  fill(slots);
  document.body.className = `player at-${name} ${looks}`;
  alert.replaceChildren();
  const heading = stage.querySelector("h1");
  document.title = document.title.replace(/^.*(?= – )/, heading.textContent.trim());
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Text, a list or a node for each place of that name ("receipt.title"); where there is nothing, the place is hidden. */
export function fill(slots) {
  for (const place of findAll("[data-slot]")) {
    const [name, ...path] = place.dataset.slot.split(".");
    if (name in slots) put(place, path.reduce((value, part) => value?.[part], slots[name]));
  }
}

function put(place, value) {
  place.hidden = value === null || value === undefined || value === false;
  if (place.matches("ol, ul")) place.replaceChildren(...(value ?? []).map(item));
  else if (value instanceof Node) place.replaceChildren(value);
  else if (["string", "number"].includes(typeof value)) place.textContent = value;
}

function item(text) {
  const row = document.createElement("li");
  row.textContent = text;
  return row;
}

export const find = (selector) => stage.querySelector(selector);
export const findAll = (selector) => stage.querySelectorAll(selector);

/** Read out by a screen reader; the page shows it elsewhere. */
export function announce(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "visually-hidden";
  paragraph.textContent = text;
  spoken.replaceChildren();
  // The next frame: a region that was emptied and filled at once is not read out again.
  requestAnimationFrame(() => spoken.append(paragraph));
}

export function warn(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  alert.replaceChildren(paragraph);
}

/** The faults of a form, above it, each a link to its field. */
export function showFaults(faults) {
  for (const old of findAll(".error-summary, .field-error")) old.remove();
  for (const old of findAll(".has-error")) old.classList.remove("has-error");
  const form = find("form");
  form.prepend(copy("faults"));
  const list = form.querySelector(".error-summary ul");
  for (const name of faults) list.append(fault(form, name));
  form.querySelector(".error-summary").focus();
  form.scrollIntoView({ block: "start" });
}

function fault(form, name) {
  const field = form.querySelector(`[name="${name}"]`);
  const place = field.closest(".field, .group") ?? field.parentElement;
  const said = document.createElement("p");
  said.className = "field-error";
  said.textContent = word(`fault-${name}`);
  place.classList.add("has-error");
  place.querySelector("legend, label")?.after(said);
  const row = item("");
  const link = document.createElement("a");
  link.href = `#${field.id}`;
  link.textContent = said.textContent;
  row.append(link);
  return row;
}

// --- The figure, held and led by the tempo instead of by its own clock

const less = matchMedia("(prefers-reduced-motion: reduce)");

export function drawn(svg, { still = false } = {}) {
  const figure = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  if (still) figure.classList.remove("figure-animated");
  return figure;
}

/** The pose at this moment of a repetition; with less motion, where the present phase leads to. */
export function pose(figure, { into, phase }) {
  figure.pauseAnimations();
  const at = less.matches ? into - phase.into + phase.seconds : into;
  figure.setCurrentTime(at);
}
