/** The button with the member's name, and what it opens. */

import { call } from "../api.js";
import { freshId, make } from "./dom.js";

/** The profile menu: a button that discloses a list, closed by Escape, by a second press or by a click elsewhere. */
export function profileMenu(portal, fullName) {
  const { texts } = portal;
  const id = freshId("menu");
  const button = make(
    "button",
    { type: "button", class: "profile", "aria-expanded": "false", "aria-controls": id, onclick: toggle },
    make("span", { class: "initial", "aria-hidden": "true" }, [...fullName.trim()][0] ?? ""),
    make("span", { class: texts.profileButtonClass }, texts.profileButton(fullName)),
  );
  const signOut = make("button", { type: "button", onclick: () => leave(portal, signOut) }, texts.signOut);
  const list = make("ul", { id, hidden: true }, make("li", {}, signOut));
  const attributes = { class: "profile-menu", "aria-label": texts.profileMenu, onkeydown: closeOnEscape };
  const menu = make("nav", attributes, button, list);
  document.addEventListener("click", closeOnClickElsewhere);
  return menu;

  function toggle() {
    setOpen(list.hidden);
  }

  function setOpen(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  function closeOnEscape(event) {
    if (event.key !== "Escape" || list.hidden) return;
    setOpen(false);
    button.focus();
  }

  function closeOnClickElsewhere(event) {
    if (!menu.isConnected) return document.removeEventListener("click", closeOnClickElsewhere);
    // Answering a dialog that came over the page is no decision about the menu.
    return menu.contains(event.target) || event.target.closest?.("dialog, .notice") ? undefined : setOpen(false);
  }
}

/** End the session: at the server as well, and here also where the server can't be reached. */
async function leave({ session, configuration, router }, button) {
  button.disabled = true;
  await call("POST", "/api/sys/users/signout", { bearer: session.bearer });
  session.forget();
  router.replace(configuration.routes.start);
}
