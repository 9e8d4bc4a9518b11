/** The menu of the member who is signed in. */

import { call } from "../api.js";
import { make } from "./dom.js";
import { menu } from "./menu.js";

/** The profile menu, in which a member signs out. */
export function profileMenu(portal, fullName) {
  const { texts } = portal;
  const initial = make("span", { class: "initial", "aria-hidden": "true" }, [...fullName.trim()][0] ?? "");
  const name = make("span", { class: texts.profileButtonClass }, texts.profileButton(fullName));
  const signOut = make("button", { type: "button", onclick: () => leave(portal, signOut) }, texts.signOut);
  return menu(texts.profileMenu, [initial, name], [signOut]);
}

/** End the session: at the server as well, and here also where the server can't be reached. */
async function leave({ session, configuration, router }, button) {
  button.disabled = true;
  await call("POST", "/api/sys/users/signout", { bearer: session.bearer });
  session.forget();
  router.replace(configuration.routes.start);
}
