// What was tapped becomes the answers of a set. Unanswered is null, never 0.

const OPTIONAL = ["pop_location", "pop_phase", "hands"];

export const ALL_GOOD = { lumbar_contact: "held", pops: 0, discomfort: 0, symptoms: [] };

/** What pops marked in a set say about it; null where nothing was marked. */
export function ofMarks(marks) {
  if (!marks.length) return { pops: null };
  const ways = new Set(marks.map(({ way }) => way));
  return {
    pops: marks.length,
    pop_repetitions: [...new Set(marks.map(({ rep }) => rep))].sort((a, b) => a - b),
    ...(ways.size === 1 && { pop_phase: marks[0].way }),
  };
}

/** A set that a sign broke off: what is known of it, and nothing more. */
export function brokenOff(reps, marks, symptoms) {
  return { reps, lumbar_contact: null, discomfort: null, symptoms, ...ofMarks(marks) };
}

function number(data, name) {
  const text = (data.get(name) ?? "").trim().replace(",", ".");
  return text === "" ? null : Number(text);
}

/** "3, 5-7" -> [3, 5, 6, 7]; null where it is not understood. */
export function repetitions(text) {
  const found = new Set();
  for (const part of text.replace(/\s*[-–]\s*/g, "-").split(/(?:[\s,;]|and)+/).filter(Boolean)) {
    const [, from, to] = part.match(/^(\d{1,3})(?:-(\d{1,3}))?$/) ?? [];
    if (!from) return null;
    for (let rep = Number(from); rep <= Number(to ?? from); rep += 1) found.add(rep);
  }
  const sorted = [...found].sort((a, b) => a - b);
  return sorted.every((rep) => rep >= 1 && rep <= 100) ? sorted : null;
}

const within = (value, most) => value !== null && value >= 0 && value <= most;

/**
 * The answers in a form as far as they were understood, and the names of the other fields. `marks`: where pops
 * were marked, whether it hurt, and whether there was any sign, has to be answered (H19).
 */
export function read(data, marks = []) {
  const told = number(data, "reps");
  const reps = Number.isInteger(told) && within(told, 100) ? told : null;
  const angle = number(data, "lowest_angle");
  const popped = repetitions(data.get("pop_repetitions") ?? "");
  const answers = {
    reps,
    lumbar_contact: data.get("lumbar_contact") || null,
    pops: counted(number(data, "pops"), marks),
    discomfort: number(data, "discomfort"),
    symptoms: data.getAll("symptoms"),
  };
  for (const name of OPTIONAL) if (data.get(name)) answers[name] = data.get(name);
  if (popped?.length && answers.pops !== 0) answers.pop_repetitions = popped;
  if (within(angle, 90)) answers.lowest_angle = angle;
  const faults = [];
  if (reps === null) faults.push("reps");
  if (marks.length && answers.discomfort === null) faults.push("discomfort");
  if (marks.length && !answers.symptoms.length && !data.get("none")) faults.push("none");
  if (popped?.length !== (answers.pop_repetitions?.length ?? 0)) faults.push("pop_repetitions");
  if (angle !== (answers.lowest_angle ?? null)) faults.push("lowest_angle");
  return { answers, faults };
}

/** "4+" is as many as were marked, where that is more. */
function counted(pops, marks) {
  return pops === 4 ? Math.max(4, marks.length) : pops;
}
