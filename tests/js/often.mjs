// How often a pop came, by the player's own script, for each [pops, repetitions, reps] of the standard input.

import { howOften } from "../../static/js/player/pattern.js";

const sets = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(sets.map(([pops, named, reps]) => howOften(pops, new Set(named), reps))));
