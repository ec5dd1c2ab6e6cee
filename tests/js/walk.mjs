// Follows sets through transition tables as the page does: one JSON job a line in, one answer a line out.

import { createInterface } from "node:readline";
import { Table } from "../../static/js/player/table.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, workouts, day } = JSON.parse(line);
  const table = new Table(bundle);
  console.log(JSON.stringify(workouts.map((sets) => walk(table, sets, day))));
}

function walk(table, sets, day) {
  let node = table.root;
  const told = sets.map((answers) => {
    const { rule, outcome, ends, to } = table.edge(node, answers);
    node = to;
    const { level, rep_step: repStep, reps } = table.ask(node);
    return { rule, outcome, ends, id: node.id, over: node.over, stopped: node.stopped, asks: [level, repStep, reps] };
  });
  return { told, receipt: table.receipt(node, day)?.outcome ?? null };
}
