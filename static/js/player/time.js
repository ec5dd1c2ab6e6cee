// Where a set and a rest are, from the time that has gone by: nothing here counts ticks.

// --- A set. Seconds

/** The step of a list [[name, seconds], …] that `elapsed` falls into, or null after the last. */
export function place(steps, elapsed) {
  let begins = 0;
  for (const [index, [name, seconds]] of steps.entries()) {
    if (elapsed < begins + seconds) return { index, name, into: elapsed - begins, seconds };
    begins += seconds;
  }
  return null;
}

const sum = (steps) => steps.reduce((total, [, seconds]) => total + seconds, 0);

export class Tempo {
  /** `phases` are one repetition, as an ask of the bundle has them. */
  constructor(phases, reps) {
    this.phases = phases;
    this.reps = reps;
    this.seconds = sum(phases);
    this.moved = sum(phases.slice(0, phases.findLastIndex(([name]) => name !== "hold") + 1));
  }

  /** When a repetition (from 1) begins. */
  begins(rep) {
    return (rep - 1) * this.seconds;
  }

  /**
   * `way`: lowering or raising; a hold belongs to the way before it. `done`: repetitions whose last
   * movement has ended. Null once the set is over.
   */
  at(elapsed) {
    const rep = Math.floor(elapsed / this.seconds) + 1;
    if (rep > this.reps) return null;
    const into = elapsed - this.begins(rep);
    const phase = place(this.phases, into);
    const way = this.phases.slice(0, phase.index + 1).findLast(([name]) => name !== "hold")[0];
    return { rep, into, phase, way, done: into < this.moved ? rep - 1 : rep };
  }
}

// --- A rest, by the clock on the wall: it goes on while the phone is locked. Milliseconds

export function beginRest(seconds, now) {
  return { ends_at: now + seconds * 1000, held: null };
}

/** `held` is what was left when it was paused. */
export function left(rest, now) {
  return Math.max(0, rest.held ?? rest.ends_at - now);
}

export function pause(rest, now) {
  return { ...rest, held: left(rest, now) };
}

export function resume(rest, now) {
  return { ends_at: now + left(rest, now), held: null };
}

export function add(rest, seconds, now) {
  const more = left(rest, now) + seconds * 1000;
  return rest.held === null ? { ends_at: now + more, held: null } : { ...rest, held: more };
}

/** Which announcements lie between two looks at the clock. */
export function crossed(before, after) {
  if (after <= 0) return before > 0 ? ["rest-ends"] : [];
  return before > 10_000 && after <= 10_000 ? ["ten-seconds"] : [];
}
