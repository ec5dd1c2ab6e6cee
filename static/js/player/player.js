// The guided workout. What it says next is looked up in the bundle's table, never decided here.

import { SignedOut, graver, localTime, thisPhone } from "../phone/phone.js";
import { ALL_GOOD, brokenOff, ofMarks, read } from "./answers.js";
import { beginWorkout, draftOf, freshBundle, freshSet, isGood, isOld } from "./begin.js";
import { patternCard } from "./pattern.js";
import * as sound from "./sound.js";
import { Table } from "./table.js";
import * as time from "./time.js";
import { announce, drawn, emergencies, fill, find, findAll, pose, show, showFaults, warn, word } from "./view.js";
import { keepAwake, letGo } from "./wake.js";

/** Seconds. */
const LOCK_CHECK = [["lock-press", 3], ["lock-tuck", 3], ["lock-feel", 3]];
const COUNT_IN = [["three", 1], ["two", 1], ["one", 1]];
const ASLEEP = 10; // between two frames of a set: nobody was led meanwhile
const LOOK = 250; // milliseconds between two looks at a rest
const TOAST = 10_000;
const LATE = 2_000; // after that nobody was watching
const TODAY = "/today/";

let phone;
let draft = null;
let bundle = null; // of the home view
let table = null;
let running = null; // the set that runs: { tempo, at }
let stopClock = () => {};
let stoppedBy = null; // the card of the stop screen
let isTold = true; // the sign behind the stop screen is in the outbox, or was
let hearing = 0;
let isBusy = false;
let isElsewhere = false;
let saving = Promise.resolve();

// --- Where the workout stands

const here = () => table.node(draft.node);
const asked = () => table.ask(here());
const program = () => draft.bundle.program;
const isCrunch = () => asked().level === 0;
const cue = (name) => sound.said(name, isCrunch(), program().keeps_curve);
const lastTold = () => draft.told.at(-1);

function placeInWords() {
  const { number: n } = here();
  const { sets } = program();
  return word(n > sets ? "set-extra" : "set", { n, sets });
}

function prescribed(ask) {
  return { reps: ask.reps, exercise: ask.exercise.toLowerCase(), height: ask.height };
}

const figureOf = (ask, how) => drawn(draft.bundle.figures[ask.figure], how);
const plural = (name, n) => word(n === 1 ? `${name}-1` : name, { n });
const isLeft = () => draft && draft.state !== "done" && isOld(draft, Date.now());
const receiptPage = ({ workout }) => `/workout/${workout.id}/`;

// --- The draft: every step is kept before the next one

function save(changes = {}) {
  Object.assign(draft, changes, { touched: Date.now() });
  const kept = structuredClone(draft);
  saving = saving.then(() => phone.saveDraft(kept)).catch(() => { /* then it lives in this page */ });
  return saving;
}

function drop() {
  draft = null;
  saving = saving.then(() => phone.dropDraft()).catch(() => {});
  return saving;
}

function take(next) {
  draft = next;
  table = draft && new Table(draft.bundle);
}

// --- Opening

async function open() {
  if (location.pathname === "/report/") return signs();
  const locked = await phone.locked();
  if (locked) return stopped(locked.card);
  take(await phone.draft());
  if (draft?.telling) await keepTold();
  let fresh;
  let isSignedOut = false;
  try {
    fresh = await freshBundle(phone);
  } catch (error) {
    if (error.isOther) return location.replace(TODAY); // whose it is, is known there
    isSignedOut = error instanceof SignedOut;
  }
  if (isAlarmed()) return null;
  if (fresh === null) return location.replace(TODAY); // no program yet
  if (fresh) return adopt(fresh);
  if (draft) return isLeft() ? old() : resume();
  return home(await phone.bundle(), isSignedOut ? "signed-out" : "nothing");
}

/** A sign is not interrupted. */
function isAlarmed() {
  return stoppedBy || document.body.classList.contains("at-signs");
}

/** The server has everything: what it says is the truth. */
async function adopt(fresh) {
  if (!fresh.nodes) return location.replace(TODAY);
  const { workout } = fresh;
  if (draft && !workout && draft.state !== "done") {
    const page = receiptPage(draft);
    await drop();
    return location.replace(page);
  }
  if (!workout) {
    if (draft) await drop();
    return home(fresh);
  }
  const root = fresh.nodes[fresh.root];
  const isSame = draft?.workout.id === workout.id;
  if (isSame && draft.node === root.id) {
    // It stays with its own bundle: a new one knows nothing of the sets before this one.
    return isLeft() ? old() : resume();
  }
  take(draftOf(fresh, workout));
  return ready(isSame ? word("elsewhere") : null);
}

function resume() {
  const states = { ready, set: () => broken(), how, rest, done: () => done() };
  return states[draft.state]();
}

function home(taken, why) {
  idle();
  bundle = taken;
  if (bundle?.status === "paused" && Date.parse(bundle.valid_until) > Date.now()) return connect("paused-until", "paused-plan");
  if (bundle?.workout || !isGood(bundle, Date.now())) return connect(bundle?.status === "needs-agreement" ? "agreement" : why ?? "nothing");
  const ask = bundle.asks[bundle.nodes[bundle.root].ask];
  return show("home", {
    ask,
    figure: drawn(bundle.figures[ask.figure]),
    sets: bundle.program.sets,
    cue: `${ask.cues[0]}. ${ask.cues[2]}.`,
    taken: word(phone.keeps ? "taken" : "shared"),
  });
}

function connect(why, heading = "connect") {
  idle();
  const login = why === "signed-out";
  show("connect", { heading: word(login ? "log-in" : heading), why: word(why, bundle), login, again: !login });
}

async function begin() {
  const taken = await phone.bundle();
  // This page may have stood here for days, or another tab has heard of another plan.
  if (taken?.issued_at !== bundle.issued_at || !isGood(bundle, Date.now())) return open();
  take(await beginWorkout(phone, bundle, crypto.randomUUID()));
  return ready();
}

/** Nothing runs: the screen may go dark, a newer release may take over. */
function idle() {
  halt();
  letGo();
  navigator.serviceWorker?.controller?.postMessage({ type: "idle" });
}

function halt() {
  stopClock();
  stopClock = () => {};
  running = null;
  sound.hush();
}

/** Calls `look` with the seconds gone by at every frame, until it says false. */
function everyFrame(look) {
  const begins = performance.now();
  let frame;
  const turn = () => {
    if (look((performance.now() - begins) / 1000) !== false) frame = requestAnimationFrame(turn);
  };
  stopClock = () => cancelAnimationFrame(frame);
  turn();
}

// --- Ready

function ready(notice = null) {
  halt();
  save({ state: "ready", rest: null });
  const ask = asked();
  const { number: n } = here();
  show("ready", {
    place: placeInWords(),
    notice,
    ask,
    title: word("title", prescribed(ask)),
    height: word(ask.thigh_angle === null ? "height-plain" : "height", ask),
    figure: figureOf(ask),
    start: word("start", { n }),
    undo: undoInWords(),
  });
  progress();
  switches();
  if (notice) announce(notice);
}

function progress() {
  const bar = find("progress");
  bar.max = program().sets;
  bar.value = here().number;
}

function switches() {
  for (const box of findAll("[data-switch]")) {
    const { switch: name } = box.dataset;
    box.checked = sound.switches[name];
    box.parentElement.hidden = !sound.has[name];
  }
}

/** What offers to take the last set back; null where there is none. */
function undoInWords() {
  const told = !draft.isEnded && lastTold();
  return told ? { text: word("undo", { n: told.number }) } : null;
}

// --- The lock check, then the count

function lead(steps = [...LOCK_CHECK, ...COUNT_IN], from = 1) {
  sound.unlock();
  keepAwake();
  halt();
  show("lead", { place: word("lead", { place: placeInWords() }), steps: steps.map(() => "") });
  progress();
  const marks = [...findAll(".player-steps li")];
  let index = -1;
  everyFrame((elapsed) => {
    const step = time.place(steps, elapsed);
    if (!step) {
      runSet(from);
      return false;
    }
    if (step.index === index) return true;
    ({ index } = step);
    const text = cue(step.name);
    fill({ caption: text });
    marks[index].className = "done";
    sound.play(step.name, text);
    if (step.name.startsWith("lock")) announce(text);
    return true;
  });
}

// --- The set, led by the tempo

function runSet(from) {
  const ask = asked();
  const tempo = new time.Tempo(ask.phases, ask.reps);
  const begins = tempo.begins(from);
  save({ state: "set", rep: from, reps: from - 1 });
  const figure = figureOf(ask);
  show("set", { place: placeInWords(), of: word("of", ask), figure, marks: Array.from({ length: ask.reps }, () => "") });
  showMarks();
  const run = find(".player-run");
  let turn = "";
  let seen = 0;
  running = { at: tempo.at(begins) };
  everyFrame((elapsed) => {
    const at = tempo.at(begins + elapsed);
    if (elapsed - seen > ASLEEP) {
      pause();
      return false;
    }
    seen = elapsed;
    if (!at) {
      setDone();
      return false;
    }
    const isTurn = turn !== `${at.rep} ${at.phase.index}`;
    turn = `${at.rep} ${at.phase.index}`;
    running.at = at;
    if (isTurn) turned(at, ask, from);
    draw(run, figure, at);
    return true;
  });
}

function draw(run, figure, at) {
  const share = (100 * at.phase.into) / at.phase.seconds;
  if (at.phase.name !== "hold") run.setAttribute("stroke-dasharray", `${at.way === "lowering" ? share : 100 - share} 100`);
  pose(figure, at);
}

function turned({ rep, phase }, ask, from) {
  if (phase.name === "hold") return;
  const isLast = rep === ask.reps;
  const way = cue(phase.name);
  fill({ rep, way });
  if (phase.index > 0) {
    sound.play(phase.name, rep === from ? way : null);
    return;
  }
  save({ rep, reps: rep - 1 });
  fill({ caption: isLast ? cue("last") : ask.cues[rep % ask.cues.length] });
  showMarks();
  sound.play(isLast ? "last" : phase.name, firstWords(rep, isLast, rep === from, way));
  // A screen reader has the count on the page; it hears where a set begins and ends.
  if (rep === from) announce(`${rep} ${word("of", ask)}. ${way}`);
  else if (isLast) announce(cue("last"));
}

function firstWords(rep, isLast, isFirst, way) {
  if (isLast) return cue("last");
  return isFirst ? way : String(rep);
}

function showMarks() {
  const popped = new Set(draft.marks.map(({ rep }) => rep));
  for (const [index, mark] of [...findAll(".player-marks li")].entries()) {
    const rep = index + 1;
    mark.classList.toggle("done", rep < draft.rep);
    mark.classList.toggle("now", rep === draft.rep);
    mark.classList.toggle("popped", popped.has(rep));
  }
  fill({ unpop: draft.marks.length > 0 || null });
}

function pop() {
  if (!running) return;
  const { rep, way } = running.at;
  mark([...draft.marks, { rep, way }], word(`pop-${way}`, { rep }));
  sound.play("pop-marked", cue("pop-marked"));
}

function unpop() {
  mark(draft.marks.slice(0, -1), word("pop-undone"));
  if (!draft.marks.length) find(".player-pop").focus({ preventScroll: true });
}

/** Said once it is kept. */
async function mark(marks, caption) {
  await save({ marks });
  fill({ caption });
  showMarks();
  announce(caption);
}

function hold() {
  const { rep, done: reps } = running.at;
  save({ rep, reps });
  halt();
}

/** The page went out of sight: nobody can follow what is neither seen nor heard. */
function pause() {
  hold();
  letGo();
  pausedView(word("paused", { rep: draft.rep }), word("paused-how"), word("goon", { rep: draft.rep }));
}

/** The page was gone in mid-set. */
function broken() {
  pausedView(word("broken"), word("broken-how"), null);
}

function pausedView(heading, how, goon) {
  const { marks } = draft;
  show("paused", {
    place: placeInWords(),
    heading,
    how,
    marked: marks.length ? plural("marked", marks.length) : null,
    goon: goon && { text: goon },
    again: !goon,
  });
}

function goon() {
  lead(COUNT_IN, draft.rep);
}

function stop() {
  if (!running) return;
  hold();
  signs();
  sound.play("stopped", cue("stopped"));
}

/** A set that is not told yet is told with the sign. */
function signs() {
  const isInside = !stoppedBy && ["set", "how"].includes(draft?.state);
  show("signs", {
    place: isInside ? placeInWords() : null,
    heading: word(isInside ? "what-happened" : "feels-wrong"),
    outside: !isInside,
    inside: isInside && { goon: draft.state === "set" && word("goon", { rep: draft.rep }) },
  });
  find("form").dataset.inside = isInside ? "yes" : "";
}

function setDone() {
  halt();
  save({ reps: asked().reps });
  how();
  sound.play("set-done", `${cue("set-done")} ${cue("how-was-it")}`);
  announce(cue("set-done"));
}

// --- How it was

function how() {
  save({ state: "how" });
  const { marks, reps } = draft;
  if (marks.length || !reps) return form();
  const ask = asked();
  return show("how", {
    place: placeInWords(),
    heading: word("how", { n: here().number }),
    rep: reps,
    of: word("of", ask),
    good: word("good", { reps }),
  });
}

const UNMARKED = ["reps", "contact", "pops", "hurt", "where", "more"];
const MARKED = ["pops", "hurt", "where", "contact", "reps", "more"];

function form() {
  const { marks, reps } = draft;
  const { number: n } = here();
  show("form", {
    place: placeInWords(),
    heading: marks.length ? plural("popped", marks.length) : word("how", { n }),
    none: marks.length > 0,
    save: word("save", { n }),
  });
  const fields = find("form");
  const end = find(".actions");
  for (const part of marks.length ? MARKED : UNMARKED) end.before(find(`[data-part="${part}"]`));
  fields.elements.reps.value = reps;
  fields.elements.reps.dataset.unit = "reps";
  if (!marks.length) return;
  prefill(fields.elements, ofMarks(marks));
  askForSigns();
}

function prefill(elements, { pops, pop_repetitions: popped, pop_phase: way }) {
  elements.pops.value = String(Math.min(pops, 4));
  if (way) elements.pop_phase.value = way;
  elements.pop_repetitions.value = popped.join(", ");
}

/** After pops nobody goes on without a word about signs: the list is open, with a way to say none. */
function askForSigns() {
  const fold = find(".signs-fold");
  const list = fold.querySelector(".signs");
  list.append(find(".player-none"));
  fold.replaceWith(list.closest("fieldset"));
}

function good() {
  return tell({ reps: draft.reps, ...ALL_GOOD });
}

async function submitSet(data) {
  const { answers, faults } = read(data, draft.marks);
  if (!faults.length) return tell(answers);
  // A sign acts, though the rest was not understood.
  if (answers.symptoms.length) return tell({ ...answers, reps: answers.reps ?? draft.reps });
  return showFaults(faults);
}

async function submitSigns(data, isInside) {
  const symptoms = data.getAll("symptoms");
  if (!symptoms.length) return showFaults(["symptoms"]);
  if (isInside) return tell(brokenOff(draft.reps, draft.marks, symptoms));
  return act(cardOf(symptoms), { type: "symptom", symptoms });
}

async function tell(answers) {
  const node = here();
  const { level, rep_step } = asked();
  const edge = table.edge(node, answers);
  const body = {
    type: "set",
    id: crypto.randomUUID(),
    at: localTime(),
    workout: draft.workout,
    number: node.number,
    asked: { level, rep_step },
    ...(draft.after && { after: draft.after }),
    ...answers,
  };
  if (edge.to.stopped) return act(cardOf(answers.symptoms), body);
  await save({ telling: body });
  await keepTold();
  return next();
}

/** What is told is in the outbox before the page goes on; after a crash it is put there once more. */
async function keepTold() {
  const { telling } = draft;
  const edge = table.edge(here(), telling);
  await phone.add(telling);
  const { rule, outcome, to } = edge;
  draft.told.push({ ...telling, from: draft.node, to: to.id, rule, outcome });
  await save({
    ...freshSet(),
    node: to.id,
    after: null,
    state: to.over ? "done" : "rest",
    rest: to.over ? null : time.beginRest(program().rest_seconds, Date.now()),
  });
}

function next() {
  if (draft.state === "done") return done();
  return rest(Date.now());
}

async function undo() {
  const told = lastTold();
  if (!told) return;
  halt();
  const entry = await phone.add({ type: "undo", set: told.id });
  draft.told.pop();
  await save({ ...freshSet(), node: told.from, after: entry.id, reps: told.reps, rest: null });
  how();
  announce(word("undone", { n: told.number }));
}

// --- What it means, and the rest

function said(told) {
  const text = draft.bundle.rules[told.rule];
  const before = table.ask(table.node(told.from));
  const after = table.ask(table.node(told.to));
  const isRange = before.figure !== after.figure;
  const range = isRange && {
    before: { ...before, figure: figureOf(before, { still: true }) },
    after: { ...after, figure: figureOf(after) },
  };
  return {
    ...text,
    because: (told.discomfort === null && text?.because_unanswered) || text?.because,
    saved: word(phone.keeps ? "saved" : "saved-page", { n: told.number }),
    range,
    change: before !== after && !isRange && [before, after].map((ask) => word("change", prescribed(ask))),
    card: patternCard(told),
  };
}

/** `since`: when the set was told, if that was just now; for a while it is offered to take it back. */
function rest(since = 0) {
  const told = lastTold();
  const shown = told && said(told);
  const next = prescribed(asked());
  show("rest", {
    place: word("rest", { n: here().number }),
    said: shown,
    undo: undoInWords(),
    next: word("next", next),
    toast: since > 0,
  });
  toned(".said", told?.outcome);
  switches();
  const isNew = shown?.range || shown?.change;
  const words = [since && shown?.saved, shown?.title, shown?.next_set, isNew && word("next-spoken", next)].filter(Boolean);
  announce([...words, word("seconds", { n: secondsLeft() })].join(". "));
  sound.play("rest", [...words, cue("rest")].join(". "));
  watchRest(since);
}

/** The colour of a receipt, by what was decided. */
function toned(receipt, outcome) {
  find(receipt)?.classList.add(`receipt-${outcome}`);
}

const secondsLeft = () => Math.ceil(time.left(draft.rest, Date.now()) / 1000);

function watchRest(since = 0) {
  let before = time.left(draft.rest, Date.now());
  let seen = Date.now();
  const look = () => {
    const now = Date.now();
    if (now < seen) save({ rest: { ...draft.rest, ends_at: draft.rest.ends_at + now - seen } });
    const isLate = now - seen > LATE;
    const after = time.left(draft.rest, now);
    for (const name of isLate ? [] : time.crossed(before, after)) {
      announce(cue(name));
      sound.play(name, cue(name));
    }
    [before, seen] = [after, now];
    if (now - since > TOAST && !find(".toast").matches(":hover, :focus-within")) fill({ toast: null });
    if (after <= 0) return restOver(isLate);
    return showRest(after);
  };
  const clock = setInterval(look, LOOK);
  stopClock = () => clearInterval(clock);
  look();
}

function showRest(left) {
  fill({ seconds: Math.ceil(left / 1000), hold: word(draft.rest.held === null ? "pause" : "resume") });
  const share = Math.min(1, left / (program().rest_seconds * 1000));
  find(".player-dial .player-run").setAttribute("stroke-dasharray", `${100 * share} 100`);
}

/** Hands under the back: the next set begins by itself, if somebody was there to hear it coming. */
function restOver(isLate) {
  halt();
  if (isLeft()) return old();
  if (isElsewhere) return renew();
  return isLate || document.hidden || !navigator.userActivation?.hasBeenActive ? ready() : leadNext();
}

function leadNext() {
  save({ state: "ready", rest: null });
  lead();
}

function changeRest(change) {
  save({ rest: change(draft.rest, Date.now()) });
  halt();
  watchRest();
}

function holdRest() {
  changeRest(draft.rest.held === null ? time.pause : time.resume);
}

function longer() {
  changeRest((now, at) => time.add(now, 15, at));
  announce(word("seconds", { n: secondsLeft() }));
}

// --- The end

async function end() {
  await phone.add({ type: "finish", workout: draft.workout });
  await save({ ...freshSet(), state: "done", rest: null, isEnded: true });
  return done();
}

function done() {
  idle();
  sound.play("workout-done", cue("workout-done"));
  const told = lastTold();
  const receipt = table.receipt(here(), draft.workout.at.slice(0, 10));
  const isUnanswered = receipt?.because_unanswered && draft.told.some(({ pops, discomfort }) => pops && discomfort === null);
  const shown = told && said(told);
  show("done", {
    heading: word(receipt ? "done" : "ended"),
    kept: word(phone.keeps ? "kept-waiting" : "kept-page"),
    said: shown && shown.title !== receipt?.title && { ...shown, next_set: null },
    undo: undoInWords(),
    receipt: receipt && { ...receipt, ...(isUnanswered && { because: receipt.because_unanswered }) },
  });
  toned(".said", told?.outcome);
  toned(".receipt:not(.said)", receipt?.outcome);
  toReceipt().catch(() => {}); // else once it is sent
}

/** Once the server has everything, its own receipt takes the place of ours. */
async function toReceipt() {
  const fresh = await freshBundle(phone).catch(() => null);
  if (!fresh || draft?.state !== "done" || isAlarmed()) return;
  const page = receiptPage(draft);
  await drop();
  location.replace(page);
}

function leave() {
  if (navigator.onLine) return location.assign(TODAY);
  return connect("after-one");
}

function old() {
  halt();
  show("old", { told: draft.told.length < 2 ? word(`told-${draft.told.length}`) : word("told", { n: draft.told.length }) });
}

// --- Stops

function cardOf(symptoms) {
  if (!symptoms.length) return "severe-discomfort";
  return symptoms.some((sign) => emergencies.has(sign)) ? "emergency" : "stop";
}

/** At once on the page, then in the outbox, then at the server. */
async function act(card, body) {
  isTold = false;
  stopped(card);
  sound.play("stopped", null);
  try {
    await Promise.all([phone.add(body, { alarm: true }), phone.stop(card)]);
  } catch {
    return fill({ kept: word("kept-not") });
  }
  isTold = true;
  await drop();
  return hear();
}

function stopped(card) {
  idle();
  stoppedBy = graver(stoppedBy, card);
  const template = `card-${stoppedBy}`;
  const { level } = document.getElementById(template).dataset;
  show("stop", { kept: null, heard: false }, { template, looks: `stop-screen stop-screen-${level}` });
  hear();
}

/** Whether the server has it; what was asked before something else was told is no answer any more. */
async function hear() {
  const asked = (hearing += 1);
  if (!isTold) return;
  const alarms = (await phone.waiting()).filter(({ alarm, state }) => alarm && state !== "another-account");
  if (asked !== hearing || !stoppedBy) return;
  const waits = phone.keeps ? "kept-waiting" : "kept-page";
  const isRefused = alarms.some(({ state }) => state === "refused");
  fill({ kept: word(alarms.length ? (isRefused ? "kept-not" : waits) : "stop-heard"), heard: !alarms.length && navigator.onLine });
}

function back() {
  if (stoppedBy) return stopped(stoppedBy);
  if (draft) return resume();
  return bundle ? home(bundle) : location.assign(TODAY);
}

/** Something feels wrong: in another tab, or the server says so. */
async function onChange() {
  const locked = await phone.locked();
  if (stoppedBy) return hear();
  if (!locked) return null;
  if (!isAlarmed()) return stopped(locked.card);
  stoppedBy = locked.card; // once the form is done
  return null;
}

// --- Other devices

async function onAnswer({ detail }) {
  if (!draft || draft.state === "done" || draft.telling) return;
  if ((await phone.waiting()).some(({ state }) => state === "waiting")) return;
  const { standing } = detail;
  if (standing?.workout === draft?.workout.id && standing.node === draft.node) return;
  isElsewhere = true;
  if (["ready", "rest"].includes(draft?.state) && !running) await renew();
}

async function renew() {
  isElsewhere = false;
  const { node } = draft;
  const fresh = await freshBundle(phone).catch(() => null);
  if (isAlarmed() || draft?.node !== node) return null;
  if (!fresh) return draft.state === "rest" ? ready() : null;
  halt();
  return adopt(fresh);
}

// --- What is tapped

const acts = {
  begin, again: () => open(), lead: () => lead(), wait: () => ready(), tell: how, ready: () => ready(), goon, resume,
  pop, stop, unpop, more: form, good, hold: holdRest, longer, skip: () => restOver(false), undo, end, leave, back,
};

async function tried(work) {
  try {
    await work();
  } catch {
    warn(word("failed"));
  }
}

async function once(work) {
  if (isBusy) return;
  isBusy = true;
  await tried(work);
  isBusy = false;
}

document.addEventListener("click", (event) => {
  const wrong = event.target.closest(".wrong");
  const button = event.target.closest("[data-do]");
  if (wrong) {
    event.preventDefault();
    if (running) return stop();
    halt();
    return signs();
  }
  return button && once(stoppedBy ? back : acts[button.dataset.do]);
});

// A key that is held down is pressed once.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter") event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const { form: name, inside } = event.target.dataset;
  if (!name) return;
  event.preventDefault();
  const data = new FormData(event.target);
  // A sign waits for nothing.
  if (name === "signs") tried(() => submitSigns(data, Boolean(inside)));
  else once(() => submitSet(data));
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset.switch) sound.change(target.dataset.switch, target.checked);
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return isLeft() && !isAlarmed() && old();
  if (running) return pause();
  return document.body.classList.contains("at-lead") && ready();
});

phone = await thisPhone();
phone.addEventListener("answer", (event) => onAnswer(event).catch(() => { /* the next answer says it again */ }));
phone.addEventListener("change", () => tried(onChange));
phone.addEventListener("sent", ({ detail }) => {
  if (draft?.state === "done" && !detail.waiting && !detail.reason) once(toReceipt);
});
await once(open);
