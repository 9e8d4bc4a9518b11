/** What an unknown address shows. */

import { heading, link, make } from "../parts/dom.js";
import { showCard } from "../parts/frame.js";

/** Show that there is nothing here, with a link back. */
export function wrongTurn(portal, visit) {
  const { texts } = portal;
  const help = make("p", { class: "help" }, texts.wrongTurnHelp);
  const onwards = link(portal.configuration.routes.start, texts.toStart, { class: "primary" });
  showCard(portal, visit, texts.wrongTurn, heading(texts.wrongTurn), help, onwards);
}
