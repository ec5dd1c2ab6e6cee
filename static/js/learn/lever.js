// How hard the legs pull. The server tells `share`: what of the greatest load the thigh side makes up, in percent.

const radians = (degrees) => (degrees * Math.PI) / 180;

export const lowest = (knee) => knee / 2;

export const load = (share, thigh, knee) => share * Math.cos(radians(thigh)) + (100 - share) * Math.cos(radians(thigh - knee));

// The same for the height of the leg's weight: a quarter turn lower it would lie along the floor.
export const rise = (share, thigh, knee) => load(share, thigh - 90, knee);

// A path between two of the same shape; a blank before each number, for a sign may go.
export function between(flat, arched, part) {
  const ends = arched.match(/-?\d+/g);
  let place = 0;
  return flat.replace(/-?\d+/g, (start) => ` ${Math.round(+start + (ends[place++] - start) * part)}`);
}
