/** A ring that turns while the portal works. */

import { make } from "./dom.js";

const STEP = 250;

/** A new one. */
export const spinner = (texts) =>
  turning(make("span", { class: "spinner", role: "progressbar", "aria-label": texts.wait }));

/** By a timer: an animation is drawn sixty times a second, and in a test run many browsers wait side by side. */
export function turning(ring) {
  if (matchMedia("(prefers-reduced-motion: no-preference)").matches) setTimeout(turn, STEP, ring, 0.125);
  return ring;
}

function turn(ring, turns) {
  if (!ring.isConnected) return;
  ring.style.rotate = `${turns}turn`;
  setTimeout(turn, STEP, ring, turns + 0.125);
}
