/** What surrounds a view: the page, its title and the focus. */

import { make } from "./dom.js";
import { siteHeader } from "./header.js";
import { spinner } from "./spinner.js";

/** Show a signed-out view: a card, and on wide screens an illustration beside it. */
export function showCard(portal, visit, title, ...content) {
  if (visit.dialog) return fillDialog(portal, visit.dialog, title, content);
  const brand = portal.locationName ? make("p", { class: "brand" }, portal.locationName) : null;
  const card = make("div", { class: "card" }, brand, ...content);
  // Decoration, which has no text alternative because it has no meaning.
  const picture = make("img", { src: "/assets/illustration.svg", alt: "", width: "640", height: "720" });
  const main = make("main", { class: "split" }, card, make("div", { class: "picture" }, picture));
  return showPage(portal, visit, title, ...[siteHeader(portal), main].filter(Boolean));
}

/** A modal dialog over what is shown; closing it leads back to sign-in. */
export function openDialog({ router, configuration }) {
  const dialog = make("dialog", { "aria-modal": "true", onclose: () => router.go(configuration.routes.signIn) });
  document.querySelector("main").append(dialog);
  dialog.showModal();
  return dialog;
}

function fillDialog(portal, dialog, title, content) {
  entitle(portal, title);
  dialog.setAttribute("aria-label", title);
  dialog.replaceChildren(...content);
  focusHeading();
}

/** Show that a view is loading. */
export function showWaiting(portal, visit) {
  const { texts } = portal;
  const name = make("h1", { class: "for-readers-only", tabindex: "-1" }, portal.locationName ?? texts.wait);
  showPage(portal, visit, texts.wait, make("main", { class: "waiting", "aria-busy": "true" }, name, spinner(texts)));
}

/** Put the focus on the view's heading, so that a change of view is noticed by those who don't see it. */
export const focusHeading = () => (document.querySelector("dialog[open] h1") ?? document.querySelector("h1")).focus();

/** Name the view in the tab and in history. */
export function entitle(portal, title) {
  document.title = portal.locationName ? portal.texts.title(title, portal.locationName) : title;
}

/** Show a page. */
export function showPage(portal, visit, title, ...content) {
  entitle(portal, title);
  document.getElementById("portal").replaceChildren(...content);
  window.scrollTo(0, 0);
  // A document that has just been opened is read from its top anyway.
  if (!visit.isFirst) focusHeading();
  visit.isFirst = false;
}
