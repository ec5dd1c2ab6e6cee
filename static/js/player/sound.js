// What is heard and felt: tones made here, the browser's voice, vibration. Each can be switched off.

import { cues } from "./view.js";

const KEPT = "player-sound";
const TONE = 0.16; // loudness, of 1
/** [hertz, begins, lasts] in seconds: down is down, up is up, a pop is a knock on wood. */
const TONES = {
  one: [[440, 0, 0.3]],
  two: [[440, 0, 0.3]],
  three: [[440, 0, 0.3]],
  lowering: [[523, 0, 0.16], [392, 0.14, 0.34]],
  raising: [[392, 0, 0.16], [523, 0.14, 0.34]],
  last: [[659, 0, 0.1], [659, 0.16, 0.1], [523, 0.32, 0.16], [392, 0.46, 0.34]],
  "pop-marked": [[196, 0, 0.08], [147, 0.06, 0.12]],
  "set-done": [[523, 0, 0.2], [659, 0.18, 0.2], [784, 0.36, 0.5]],
  "ten-seconds": [[587, 0, 0.12]],
  "rest-ends": [[587, 0, 0.14], [587, 0.2, 0.14], [784, 0.4, 0.4]],
  "workout-done": [[523, 0, 0.2], [659, 0.18, 0.2], [784, 0.36, 0.2], [1047, 0.54, 0.6]],
  paused: [[330, 0, 0.3]],
  stopped: [[330, 0, 0.3]],
};
const BEATS = { lowering: 60, raising: [40, 60, 40], last: [60, 60, 60], "pop-marked": 25, "rest-ends": [90, 90, 90], "set-done": 180 };

export const switches = { tones: true, voice: true, vibration: true, ...kept() };

let context;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null; // no storage here, or not ours
  }
}

export function change(name, isOn) {
  switches[name] = isOn;
  if (!isOn && name === "voice") hush();
  try {
    localStorage.setItem(KEPT, JSON.stringify(switches));
  } catch { /* then for this page only */ }
}

/** What this browser has of it. */
export const has = {
  tones: "AudioContext" in window,
  voice: "speechSynthesis" in window,
  vibration: "vibrate" in navigator && matchMedia("(pointer: coarse)").matches,
};

/** Browsers stay silent until a tap: call it in one. */
export function unlock() {
  if (navigator.audioSession) navigator.audioSession.type = "playback";
  if (has.tones) (context ??= new AudioContext()).resume();
  if (has.voice && switches.voice) speechSynthesis.speak(new SpeechSynthesisUtterance(""));
}

/** The words of a cue: the reverse crunch has some of its own, and so has a back that keeps its curve. */
export function said(name, isReverseCrunch = false, keepsCurve = false) {
  return (isReverseCrunch && cues.get(`${name}-reverse-crunch`)) || (keepsCurve && cues.get(`${name}-natural-curve`)) || cues.get(name);
}

/** Play a cue; `spoken` takes the place of its words, null says nothing. */
export function play(name, spoken) {
  if (switches.tones) for (const tone of TONES[name] ?? []) sound(...tone);
  if (switches.vibration && has.vibration && BEATS[name]) navigator.vibrate(BEATS[name]);
  if (spoken) say(spoken);
}

function sound(hertz, begins, lasts) {
  if (context?.state !== "running") return;
  const at = context.currentTime + begins;
  const tone = new OscillatorNode(context, { type: "triangle", frequency: hertz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(TONE, at + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + lasts);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + lasts);
}

export function say(text) {
  if (!has.voice || !switches.voice) return;
  speechSynthesis.cancel(); // what is late is of no use
  const words = new SpeechSynthesisUtterance(text);
  words.lang = document.documentElement.lang;
  speechSynthesis.speak(words);
}

export function hush() {
  if (has.voice) speechSynthesis.cancel();
}
