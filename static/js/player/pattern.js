// The card after a pop: what it is more typical of, looked up in the shell's table.

/** As the rules' own how_often: `named` is the set of the repetitions that popped. */
export function howOften(pops, named, reps) {
  if (reps >= 2 && Array.from({ length: reps }, (_, index) => index + 1).every((rep) => named.has(rep))) return "every";
  if (named.size >= 2) return "some";
  return pops === 1 && reps >= 2 ? "once" : "unknown";
}

/** The filled card of a set, or null where nothing popped or there was a sign. */
export function patternCard({ pops, reps, discomfort, symptoms, pop_location, pop_phase, pop_repetitions = [] }) {
  const table = document.getElementById("patterns");
  if (!pops || symptoms.length) return null;
  const location = pop_location ?? "unsure";
  const named = new Set(pop_repetitions);
  const look = (row, cell = "th") => table.querySelector(`[data-${row}] ${cell}`)?.textContent ?? table.dataset.notTold;
  const found = look(`location="${location}"`, `[data-often="${howOften(pops, named, reps)}"]`);
  const card = document.getElementById(`pattern-${found}`).content.cloneNode(true);
  const lead = discomfort === null ? "unanswered" : discomfort ? "uncomfortable" : "painless";
  const put = (part, text) => { card.querySelector(`[data-part="${part}"]`).textContent = text; };
  put("lead", look(`lead="${lead}"`));
  put("where", pop_location ? look(`location="${location}"`) : table.dataset.notTold);
  put("when", look(`phase="${pop_phase}"`));
  if (named.size) {
    put("which", [...named].join(", "));
    const last = Math.max(reps, ...named);
    card.querySelector('[data-part="marks"]').append(...Array.from({ length: last }, (_, index) => mark(named.has(index + 1))));
  }
  card.querySelector(".place")?.setAttribute("data-place", location);
  return card;
}

function mark(popped) {
  const dot = document.createElement("span");
  dot.className = popped ? "rep-mark popped" : "rep-mark";
  return dot;
}
