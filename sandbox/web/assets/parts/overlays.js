/** What may cover the dashboard: an onboarding dialog and, once that is answered, a notice. */

import { freshId, make } from "./dom.js";

const LATE = 400;

/** Show what this visit has not answered yet; slightly late, as content from other hosts is. */
export function showOverlays(texts, visit) {
  const steps = [onboarding, notice].slice(window.history.state?.answered ?? 0);
  next();

  function next() {
    const step = steps.shift();
    if (!step) return;
    const timer = setTimeout(() => step(texts, visit, next), LATE);
    visit.left.addEventListener("abort", () => clearTimeout(timer));
  }
}

function onboarding(texts, visit, next) {
  const id = freshId("onboarding");
  const later = make("button", { type: "button", class: "primary", onclick: () => dialog.close() }, texts.maybeLater);
  const dialog = make(
    "dialog",
    { "aria-labelledby": id, "aria-modal": "true", onclose: answered },
    make("h2", { id }, texts.onboardingHeading),
    make("p", {}, texts.onboarding),
    later,
  );
  document.querySelector("main").append(dialog);
  dialog.showModal();

  function answered() {
    dialog.remove();
    remember(1);
    next();
  }
}

function notice(texts, visit) {
  const id = freshId("notice");
  const okay = make("button", { type: "button", class: "secondary", onclick: answered }, texts.gotIt);
  const title = make("h2", { id }, texts.noticeHeading);
  const box = make("aside", { class: "notice", "aria-labelledby": id }, title, make("p", {}, texts.notice), okay);
  document.querySelector("main").append(box);

  function answered() {
    box.remove();
    remember(2);
    document.querySelector("h1").focus();
  }
}

// In the history entry: it survives a reload, and leaves nothing in storage.
const remember = (answered) => window.history.replaceState({ ...window.history.state, answered }, "");
