/** The gate before a staging location: one shared password. */

import { alertBox } from "./parts/dom.js";

const form = document.querySelector("form");
const password = form.querySelector("input");
const button = form.querySelector("button");
let complaint = null;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  complaint?.remove();
  button.disabled = true;
  const sentence = await refusal(password.value);
  if (sentence === null) return window.location.reload();
  button.disabled = false;
  complaint = alertBox([sentence]);
  password.setAttribute("aria-describedby", complaint.id);
  password.setAttribute("aria-invalid", "true");
  button.before(complaint);
  return password.focus();
});

/** Why the gate did not open; null if it did. */
async function refusal(word) {
  try {
    const response = await fetch("/gate", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ password: word }),
      signal: AbortSignal.timeout(15_000),
    });
    if (response.ok) return null;
    return response.status < 500 ? "This is not the password." : "Something went wrong. Try again in a moment.";
  } catch {
    return "The site can’t be reached. Check your connection and try again.";
  }
}
