import assert from "node:assert/strict";
import { test } from "node:test";

import { add, beginRest, crossed, left, pause, resume } from "../../static/js/player/time.js";

const NOW = 1_000_000;

test("a rest goes by the clock on the wall, however seldom it is looked at", () => {
  const rest = beginRest(60, NOW);
  assert.equal(left(rest, NOW), 60_000);
  assert.equal(left(rest, NOW + 59_999), 1);
  assert.equal(left(rest, NOW + 60_000), 0);
  assert.equal(left(rest, NOW + 3_600_000), 0); // the phone was locked
});

test("a paused rest stands still, and goes on from there", () => {
  const held = pause(beginRest(60, NOW), NOW + 20_000);
  assert.equal(left(held, NOW + 500_000), 40_000);
  assert.equal(left(resume(held, NOW + 500_000), NOW + 510_000), 30_000);
});

test("seconds are added to a rest that runs and to one that is paused", () => {
  assert.equal(left(add(beginRest(60, NOW), 15, NOW + 50_000), NOW + 50_000), 25_000);
  const held = add(pause(beginRest(60, NOW), NOW + 50_000), 15, NOW + 90_000);
  assert.equal(left(held, NOW + 99_000), 25_000);
});

test("seconds added after the end count from now", () => {
  assert.equal(left(add(beginRest(60, NOW), 15, NOW + 70_000), NOW + 70_000), 15_000);
});

test("ten seconds and the end are said once each", () => {
  assert.deepEqual(crossed(10_001, 10_000), ["ten-seconds"]);
  assert.deepEqual(crossed(10_000, 9_750), []);
  assert.deepEqual(crossed(60_000, 10_001), []);
  assert.deepEqual(crossed(250, 0), ["rest-ends"]);
  assert.deepEqual(crossed(0, 0), []);
});

test("who comes back after the end hears of the end alone", () => {
  assert.deepEqual(crossed(40_000, 0), ["rest-ends"]);
});
