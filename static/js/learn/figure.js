// Moves the figure of _jointed.svg. Only attributes of a few elements change.

import { between, load, rise } from "./lever.js";

export function figure(svg) {
  const share = +svg.dataset.share;
  const reach = +svg.dataset.reach / 100;
  const [thinnest, thickest] = svg.dataset.widths.split(" ").map(Number);
  const part = (name) => svg.querySelector(`[data-part=${name}]`);
  const set = (element, values) => {
    for (const name in values) element.setAttribute(name, values[name]);
  };
  const turns = [...svg.querySelectorAll("[data-more]")];
  const bends = [...svg.querySelectorAll("[data-part=bend]")];
  const soft = [...svg.querySelectorAll("[data-flat]")];
  const pull = part("pull");
  const hold = pull && Math.hypot(pull.getAttribute("x2"), pull.getAttribute("y2"));
  const [lever, weight, drop] = ["lever", "weight", "drop"].map(part);
  let arched = -1;

  return ({ thigh, knee, arch = 0, core = false, popped = false }) => {
    const now = load(share, thigh, knee);
    for (const turn of turns) turn.setAttribute("transform", `rotate(${-thigh - turn.dataset.more})`);
    for (const bend of bends) bend.setAttribute("transform", `rotate(${knee} ${bend.dataset.at})`);
    if (arch !== arched) {
      for (const path of soft) path.setAttribute("d", between(path.dataset.flat, path.dataset.arched, arch));
      set(part("gap"), { display: arch ? "inline" : "none" });
      set(part("lock"), { display: arch ? "none" : "inline" });
      arched = arch;
    }
    if (pull) {
      const angle = (thigh * Math.PI) / 180;
      set(pull, { x2: Math.round(hold * Math.cos(angle)), y2: Math.round(-hold * Math.sin(angle)), "stroke-width": thinnest + ((thickest - thinnest) * now) / 100 });
      set(part("core"), { class: core ? "f-core" : "f-core f-core-off" });
      set(part("pop"), { display: popped ? "inline" : "none" });
    }
    if (lever) {
      const x = Math.round(reach * now);
      const y = Math.round(-reach * rise(share, thigh, knee));
      set(lever, { x2: x });
      set(weight, { cx: x, cy: y });
      set(drop, { x1: x, x2: x, y1: y });
    }
  };
}
