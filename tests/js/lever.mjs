// What the learn pages' own script makes of each [thigh, knee] and of each [flat, arched, share] of the standard input.

import { between, load, lowest, rise } from "../../static/js/learn/lever.js";

const { share, angles, paths } = JSON.parse(await new Response(process.stdin).text());
const legs = angles.map(([thigh, knee]) => [load(share, thigh, knee), rise(share, thigh, knee), lowest(knee)]);
console.log(JSON.stringify({ legs, paths: paths.map((path) => between(...path)) }));
