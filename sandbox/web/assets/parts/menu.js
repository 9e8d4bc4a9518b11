/** A menu in a header. */

import { freshId, make } from "./dom.js";

/** A button that discloses a list, closed by Escape, by a second press or by a click elsewhere. */
export function menu(label, contents, items) {
  const id = freshId("menu");
  const button = make(
    "button",
    { type: "button", class: "opens-menu", "aria-expanded": "false", "aria-controls": id, onclick: toggle },
    ...contents,
  );
  const list = make("ul", { id, hidden: true }, ...items.map((item) => make("li", {}, item)));
  const element = make("nav", { class: "menu", "aria-label": label, onkeydown: closeOnEscape }, button, list);
  document.addEventListener("click", closeOnClickElsewhere);
  return element;

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
    if (!element.isConnected) return document.removeEventListener("click", closeOnClickElsewhere);
    // Answering a dialog that came over the page does not close the menu.
    return element.contains(event.target) || event.target.closest?.("dialog, .notice") ? undefined : setOpen(false);
  }
}
