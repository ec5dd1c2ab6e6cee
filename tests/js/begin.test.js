import assert from "node:assert/strict";
import { test } from "node:test";

import { isGood } from "../../static/js/player/begin.js";

const HOUR = 3600 * 1000;
const NOW = Date.parse("2026-11-22T08:00:00Z");
const at = (hours) => new Date(NOW + hours * HOUR).toISOString();
const TAKEN = { version: 1, status: "active", nodes: [{}], workout: null, issued_at: at(-5), valid_until: at(1) };

test("a bundle is good until the moment that it says", () => {
  assert.ok(isGood(TAKEN, NOW + HOUR - 1));
  assert.ok(!isGood(TAKEN, NOW + HOUR));
});

test("nothing begins without a bundle, with another format, or while the plan is stopped", () => {
  for (const taken of [null, undefined, { ...TAKEN, version: 2 }, { ...TAKEN, nodes: undefined }, { ...TAKEN, status: "stopped" }]) {
    assert.ok(!isGood(taken, NOW));
  }
});
