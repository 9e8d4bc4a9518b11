/** A ring that turns while the portal works. */

import { make } from "./dom.js";

const STEP = 250;

/** By a timer: an animation is drawn sixty times a second, and in a test run many browsers wait side by side. */
export function spinner(texts) {
  const ring = make("span", { class: "spinner", role: "progressbar", "aria-label": texts.wait });
  if (matchMedia("(prefers-reduced-motion: no-preference)").matches) setTimeout(turn, STEP, ring, 0.125);
  return ring;
}

function turn(ring, turns) {
  if (!ring.isConnected) return;
  ring.style.rotate = `${turns}turn`;
  setTimeout(turn, STEP, ring, turns + 0.125);
}
