import assert from "node:assert/strict";
import { test } from "node:test";

import { brokenOff, ofMarks, read, repetitions } from "../../static/js/player/answers.js";

const MARKS = [{ rep: 5, way: "lowering" }, { rep: 3, way: "lowering" }, { rep: 5, way: "lowering" }];

function data(fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ reps: "8", ...fields })) {
    for (const each of [value].flat()) form.append(name, each);
  }
  return form;
}

const told = (fields, marks) => read(data(fields), marks).answers;
const faults = (fields, marks) => read(data(fields), marks).faults;

test("what was not answered is null, never 0", () => {
  assert.deepEqual(told(), { reps: 8, lumbar_contact: null, pops: null, discomfort: null, symptoms: [] });
  assert.equal(told({ discomfort: "0", pops: "0" }).discomfort, 0);
  assert.equal(told({ lowest_angle: "  " }).lowest_angle, undefined);
});

test("every answer of the form is in the set", () => {
  assert.deepEqual(
    told({
      lumbar_contact: "lost", pops: "2", discomfort: "3", symptoms: ["numbness", "sharp_pain"], hands: "crossed",
      pop_location: "sacroiliac", pop_phase: "raising", pop_repetitions: "3, 5", lowest_angle: "62,5",
    }),
    {
      reps: 8, lumbar_contact: "lost", pops: 2, discomfort: 3, symptoms: ["numbness", "sharp_pain"], hands: "crossed",
      pop_location: "sacroiliac", pop_phase: "raising", pop_repetitions: [3, 5], lowest_angle: 62.5,
    },
  );
});

test("four or more pops are as many as were marked", () => {
  const marks = Array.from({ length: 6 }, () => ({ rep: 1, way: "raising" }));
  assert.equal(told({ pops: "4" }, marks).pops, 6);
  assert.equal(told({ pops: "4" }).pops, 4);
  assert.equal(told({ pops: "3" }, marks).pops, 3);
});

test("repetitions are a whole number from 0 to 100", () => {
  for (const reps of ["0", "100"]) assert.deepEqual(faults({ reps }), []);
  for (const reps of ["", "-1", "101", "7.5", "many"]) assert.deepEqual(faults({ reps }), ["reps"]);
});

test("an angle lies between 0 and 90", () => {
  for (const lowest_angle of ["0", "90"]) assert.deepEqual(faults({ lowest_angle }), []);
  for (const lowest_angle of ["-1", "90.1", "low"]) assert.deepEqual(faults({ lowest_angle }), ["lowest_angle"]);
});

test("after a marked pop nobody goes on without a word about pain and signs", () => {
  assert.deepEqual(faults({}, MARKS), ["discomfort", "none"]);
  assert.deepEqual(faults({ discomfort: "0", none: "yes" }, MARKS), []);
  assert.deepEqual(faults({ discomfort: "0", symptoms: "numbness" }, MARKS), []);
  assert.deepEqual(faults({}), []);
});

test("repetitions are read as people write them", () => {
  assert.deepEqual(repetitions("3, 5"), [3, 5]);
  assert.deepEqual(repetitions("5 and 3,  3"), [3, 5]);
  assert.deepEqual(repetitions("2 – 4; 8"), [2, 3, 4, 8]);
  assert.deepEqual(repetitions(""), []);
  for (const text of ["three", "0", "101", "1.5", "3-"]) assert.equal(repetitions(text), null);
});

test("no pop beside repetitions that popped is not understood", () => {
  assert.deepEqual(faults({ pops: "0", pop_repetitions: "3" }), ["pop_repetitions"]);
});

test("marks say how many, on which repetitions, and in which phase if it was always the same", () => {
  assert.deepEqual(ofMarks([]), { pops: null });
  assert.deepEqual(ofMarks(MARKS), { pops: 3, pop_repetitions: [3, 5], pop_phase: "lowering" });
  assert.equal(ofMarks([...MARKS, { rep: 6, way: "raising" }]).pop_phase, undefined);
});

test("a set that a sign broke off says what is known, and leaves the rest open", () => {
  assert.deepEqual(brokenOff(2, [], ["numbness"]), { reps: 2, lumbar_contact: null, discomfort: null, symptoms: ["numbness"], pops: null });
  assert.equal(brokenOff(5, MARKS, ["numbness"]).pops, 3);
});

test("what was not understood is left out, and the rest is kept: beside a sign it counts", () => {
  const unclear = { reps: "many", lumbar_contact: "lost", pops: "0", pop_repetitions: "3", symptoms: "numbness", lowest_angle: "120" };
  assert.deepEqual(told(unclear), { reps: null, lumbar_contact: "lost", pops: 0, discomfort: null, symptoms: ["numbness"] });
  assert.deepEqual(faults(unclear), ["reps", "pop_repetitions", "lowest_angle"]);
});
