import assert from "node:assert/strict";
import { test } from "node:test";

import { Tempo, place } from "../../static/js/player/time.js";

const PHASES = [["lowering", 3], ["hold", 0.5], ["raising", 2], ["hold", 0.5]];
const CRUNCH = [["raising", 2], ["hold", 0.5], ["lowering", 3], ["hold", 0.5]];
const where = (tempo, elapsed) => {
  const { rep, phase, way, done } = tempo.at(elapsed);
  return [rep, phase.index, way, done];
};

test("a step lasts until the next one begins, and there is none after the last", () => {
  const steps = [["three", 1], ["two", 1]];
  assert.equal(place(steps, 0).name, "three");
  assert.equal(place(steps, 0.999).name, "three");
  assert.deepEqual(place(steps, 1), { index: 1, name: "two", into: 0, seconds: 1 });
  assert.equal(place(steps, 2), null);
});

test("a repetition goes down, holds, comes up and holds", () => {
  const tempo = new Tempo(PHASES, 8);
  assert.deepEqual(where(tempo, 0), [1, 0, "lowering", 0]);
  assert.deepEqual(where(tempo, 2.99), [1, 0, "lowering", 0]);
  assert.deepEqual(where(tempo, 3), [1, 1, "lowering", 0]); // still the way down
  assert.deepEqual(where(tempo, 3.5), [1, 2, "raising", 0]);
  assert.deepEqual(where(tempo, 6), [2, 0, "lowering", 1]);
});

test("a repetition is done once its last movement has ended", () => {
  const tempo = new Tempo(PHASES, 8);
  assert.deepEqual(where(tempo, 5.49), [1, 2, "raising", 0]);
  assert.deepEqual(where(tempo, 5.5), [1, 3, "raising", 1]);
});

test("the reverse crunch begins on the way up", () => {
  const tempo = new Tempo(CRUNCH, 8);
  assert.deepEqual(where(tempo, 0), [1, 0, "raising", 0]);
  assert.deepEqual(where(tempo, 2.2), [1, 1, "raising", 0]);
  assert.deepEqual(where(tempo, 5.5), [1, 3, "lowering", 1]);
});

test("a set is over after its last repetition, and not before", () => {
  const tempo = new Tempo(PHASES, 2);
  assert.equal(tempo.at(11.99).rep, 2);
  assert.equal(tempo.at(12), null);
  assert.equal(tempo.at(10_000), null);
});

test("a set that goes on begins its repetition anew", () => {
  const tempo = new Tempo(PHASES, 8);
  for (let rep = 1; rep <= 8; rep += 1) {
    assert.deepEqual(where(tempo, tempo.begins(rep)), [rep, 0, "lowering", rep - 1]);
  }
});
