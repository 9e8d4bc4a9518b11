/** The language in which the visitor reads the portal: the location's, or the one chosen in the header. */

import { said } from "../platform.js";
import { make } from "./dom.js";
import { menu } from "./menu.js";

const CHOSEN = "portal.wording";
const OFFERED = [["English (Int.)", "version-5"], ["Spanish", "spanish"], ["German", "german"]];

const choice = () => window.localStorage.getItem(CHOSEN);

/** The wording to show. */
export const chosenWording = () => choice() ?? said("wording");

/** Set the language of the document to the chosen one; the location's own is there already. */
export function applyChoice(texts) {
  if (choice()) document.documentElement.lang = texts.language;
}

/** The control that offers languages. */
export function languageMenu(texts) {
  const choose = (wording) => {
    window.localStorage.setItem(CHOSEN, wording);
    window.location.reload();
  };
  const option = ([name, wording]) => make("button", { type: "button", onclick: () => choose(wording) }, name);
  return menu(texts.languageMenu, [texts.languageMenu], OFFERED.map(option));
}
