// The lever: how hard the legs pull, at any angle. What is said stands in the page, with its blanks.

import { controls } from "./controls.js";
import { figure } from "./figure.js";
import { load } from "./lever.js";

const STEP = 3; // degrees from one point of the curve to the next

const form = document.getElementById("lever");
const svg = form.querySelector(".jointed");
const chart = form.querySelector(".lever-chart");
const draw = figure(svg);
const part = (name) => form.querySelector(`[data-part=${name}]`);
const [bar, percent, dot, curve] = ["bar", "percent", "dot", "curve"].map(part);
const share = +svg.dataset.share;
const [left, right, top, bottom] = chart.dataset.edges.split(" ").map(Number);
const x = (thigh) => (left + ((90 - thigh) / 90) * (right - left)).toFixed(1);
const y = (now) => (bottom + (now / 100) * (top - bottom)).toFixed(1);
let bent = null;

function line(knee) {
  const points = [];
  for (let thigh = 90; thigh > knee / 2; thigh -= STEP) points.push(thigh);
  points.push(knee / 2);
  return `M${points.map((thigh) => `${x(thigh)} ${y(load(share, thigh, knee))}`).join("L")}`;
}

controls(form, ({ thigh, knee }) => {
  const now = load(share, thigh, knee);
  draw({ thigh, knee });
  bar.setAttribute("width", now);
  percent.textContent = Math.round(now);
  dot.setAttribute("transform", `translate(${x(thigh)} ${y(now)})`);
  if (knee !== bent) curve.setAttribute("d", line(knee));
  bent = knee;
  const said = svg.dataset.said.replace("{thigh}", thigh).replace("{knee}", knee).replace("{load}", Math.round(now));
  svg.setAttribute("aria-label", said);
  return said;
});
