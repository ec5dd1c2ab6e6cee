// Why it pops: the chain, link by link, as the legs go down. What is said stands in the page.

import { controls } from "./controls.js";
import { figure } from "./figure.js";
import { load } from "./lever.js";

const form = document.getElementById("chain");
const svg = form.querySelector("svg");
const draw = figure(svg);
const core = form.querySelector("[name=core]");
const links = [...form.querySelectorAll("[data-load]")];
const outcomes = Object.fromEntries([...form.querySelectorAll("[data-outcome]")].map((each) => [each.dataset.outcome, each]));
const { share, top, tips, pops } = Object.fromEntries(Object.entries(svg.dataset).map(([name, value]) => [name, +value]));

function outcome(thigh, now, held) {
  if (thigh >= top) return "at-the-top";
  if (held) return "held";
  if (now < tips) return "light";
  return now < pops ? "arched" : "popped";
}

controls(form, ({ thigh, knee }) => {
  const now = load(share, thigh, knee);
  const held = core.checked;
  const name = outcome(thigh, now, held);
  const arch = held || thigh >= top ? 0 : Math.min(1, Math.max(0, (now - tips) / (100 - tips)));
  draw({ thigh, knee, arch, core: held, popped: name === "popped" });
  for (const link of links) link.classList.toggle("link-on", thigh < top && now >= +link.dataset.load && (!held || "held" in link.dataset));
  for (const each in outcomes) outcomes[each].hidden = each !== name;
  const said = outcomes[name].textContent.trim();
  svg.setAttribute("aria-label", `${svg.dataset.view} ${said}`);
  return said;
});
