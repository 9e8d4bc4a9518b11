/** The portal's own address: a public page where there is one, else the way in. */

import { heading, make } from "../parts/dom.js";
import { showCard } from "../parts/frame.js";

/** Show the public page; who is signed in goes on to the dashboard. */
export function start(portal, visit) {
  const { texts, session, configuration, router } = portal;
  const { home, signIn } = configuration.routes;
  if (session.exists) return router.replace(home);
  if (!configuration.header) return router.replace(signIn);
  const title = texts.welcomeHeading(portal.locationName);
  return showCard(portal, visit, title, heading(title), make("p", { class: "help" }, texts.welcome));
}
