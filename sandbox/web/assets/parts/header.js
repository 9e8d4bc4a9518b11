/** The header above signed-out views: whose portal it is, its languages, and another way in. */

import { link, make } from "./dom.js";
import { languageMenu } from "./language.js";

/** The header, where the location has one. */
export function siteHeader({ texts, configuration, locationName }) {
  if (!configuration?.header) return null;
  const { start, signIn } = configuration.routes;
  const brand = link(start, locationName ?? texts.toStart, { class: "brand" });
  return make("header", { class: "bar" }, brand, languageMenu(texts), link(signIn, texts.signIn));
}
