// Keeps the screen on while a workout runs, where the browser lets us.

let isWanted = false;
let lock = null;

async function ask() {
  if (!isWanted || document.hidden || (lock && !lock.released)) return;
  lock = await navigator.wakeLock?.request("screen").catch(() => null);
  if (!isWanted) letGo();
}

/** The system takes it back whenever the page is hidden. */
document.addEventListener("visibilitychange", ask);

export function keepAwake() {
  isWanted = true;
  ask();
}

export function letGo() {
  isWanted = false;
  lock?.release();
  lock = null;
}
