// Two sliders with their number fields: whichever is moved, the other follows, and the legs stay off the floor.

import { say, status } from "../site.js";
import { lowest } from "./lever.js";

const QUIET = 600; // milliseconds without a movement before it is read out

export function controls(form, moved) {
  const fields = Object.fromEntries(["thigh", "knee"].map((name) => [name, [...form.querySelectorAll(`[data-sets=${name}]`)]]));
  const value = (name) => +fields[name][0].value;
  let frame = 0;
  let speaking = 0;

  function put(name, degrees, except) {
    for (const field of fields[name]) if (field !== except) field.value = degrees;
  }

  function draw() {
    frame = 0;
    const said = moved({ thigh: Math.max(value("thigh"), lowest(value("knee"))), knee: value("knee") });
    clearTimeout(speaking);
    speaking = setTimeout(() => say(status, said), QUIET);
  }

  form.addEventListener("input", (event) => {
    const name = event.target.dataset.sets;
    if (name) {
      const { min, max, value: typed } = event.target;
      if (typed === "") return; // still typing
      const degrees = Math.min(max, Math.max(min, Math.round(typed)));
      put(name, degrees, event.target);
      // The heels are on the floor: the thighs cannot go lower, and rise as the knees bend.
      const floor = Math.ceil(lowest(value("knee")));
      if (value("thigh") < floor) put("thigh", floor, event.target.type === "number" ? event.target : null);
    }
    frame ||= requestAnimationFrame(draw);
  });

  // What was typed and cannot be is put right once it is done with.
  form.addEventListener("change", (event) => {
    const name = event.target.dataset.sets;
    if (name) put(name, name === "thigh" ? Math.max(value("thigh"), Math.ceil(lowest(value("knee")))) : value("knee"));
  });

  form.addEventListener("submit", (event) => event.preventDefault());
}
