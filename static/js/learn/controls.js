// Two sliders with their number fields: whichever is moved, the other follows, and the legs stay off the floor.

import { say, status } from "../site.js";
import { lowest } from "./lever.js";

const QUIET = 600; // milliseconds without a movement before it is read out

export function controls(form, moved) {
  const fields = Object.fromEntries(["thigh", "knee"].map((name) => [name, [...form.querySelectorAll(`[data-sets=${name}]`)]]));
  const now = { thigh: +fields.thigh[0].value, knee: +fields.knee[0].value };
  let frame = 0;
  let speaking = 0;

  // What is being typed is left alone until it is done with.
  function put(typing) {
    for (const name in fields) for (const field of fields[name]) if (field !== typing) field.value = now[name];
  }

  function draw() {
    frame = 0;
    const said = moved(now);
    clearTimeout(speaking);
    speaking = setTimeout(() => say(status, said), QUIET);
  }

  form.addEventListener("input", ({ target }) => {
    const name = target.dataset.sets;
    if (name && target.value === "") return;
    if (name) {
      now[name] = Math.round(Math.min(target.max, Math.max(target.min, target.value)));
      // The heels are on the floor: the thighs go no lower, and rise as the knees bend.
      now.thigh = Math.max(now.thigh, Math.ceil(lowest(now.knee)));
      put(target.type === "number" ? target : null);
    }
    frame ||= requestAnimationFrame(draw);
  });

  form.addEventListener("change", () => put(null));
  form.addEventListener("submit", (event) => event.preventDefault());
}
