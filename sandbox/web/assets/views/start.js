/** The portal's own address: a public page if there is one, else sign-in. */

import { heading, make } from "../parts/dom.js";
import { showCard } from "../parts/frame.js";

/** Show the public page; a signed-in member is sent on to the dashboard. */
export function start(portal, visit) {
  const { texts, session, configuration, router } = portal;
  const { home, signIn } = configuration.routes;
  if (session.exists) return router.replace(home);
  if (!configuration.header) return router.replace(signIn);
  const title = texts.welcomeHeading(portal.locationName);
  return showCard(portal, visit, title, heading(title), make("p", { class: "help" }, texts.welcome));
}
