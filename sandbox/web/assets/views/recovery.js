/** Where a member asks for a reset link by email. */

import { DONE, act, explain } from "../api.js";
import { forReadersOnly, heading, link, make, statusRegion } from "../parts/dom.js";
import { Form, emailField } from "../parts/form.js";
import { entitle, focusHeading, showCard } from "../parts/frame.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const INBOXES = [
  ["Gmail", "https://mail.google.com/"],
  ["Outlook", "https://outlook.live.com/mail/"],
  ["iCloud", "https://www.icloud.com/mail"],
  ["Yahoo", "https://mail.yahoo.com/"],
];

/** Show the recovery view. */
export function recovery(portal, visit) {
  const { texts, configuration } = portal;
  const title = heading(texts.recoveryHeading);
  const help = make("p", { class: "help" }, texts.recoveryHelp);
  const email = emailField(texts, "email");
  const form = new Form(texts, texts.resetPassword, [email], send);
  const confirmation = statusRegion();
  const next = make("div", {});
  const back = make("p", { class: "back" }, link(configuration.routes.signIn, texts.backToSignIn));
  showCard(portal, visit, texts.recoveryHeading, title, help, form.element, confirmation, next, back);

  async function send(begin) {
    const address = email.value.trim();
    if (address === "") return email.complain([texts.emailMissing]);
    if (!ADDRESS.test(address)) return email.complain([texts.emailMalformed]);
    begin();
    const request = portal.location ? { email: address, businessId: portal.location.Id } : { email: address };
    const answer = await act("/api/sys/users/startPasswordReset", request, { visit: visit.left });
    if (answer.outcome === DONE) return confirm(address);
    return form.complain(explain(answer, texts));
  }

  // The same words for every address: nobody else may learn whether it is a member's.
  function confirm(address) {
    entitle(portal, texts.sentHeading);
    title.textContent = texts.sentHeading;
    help.remove();
    form.element.remove();
    confirmation.append(make("p", { class: "confirmation" }, texts.sent(address)));
    next.append(
      make("p", { class: "help" }, texts.sentHelp),
      inboxes(texts),
      make("button", { type: "button", class: "secondary", onclick: askAgain }, texts.sendAgain),
    );
    focusHeading();
  }

  function askAgain() {
    entitle(portal, texts.recoveryHeading);
    title.textContent = texts.recoveryHeading;
    confirmation.replaceChildren();
    next.replaceChildren();
    title.after(help, form.element);
    email.input.focus();
  }
}

function inboxes(texts) {
  const away = { target: "_blank", rel: "noopener noreferrer", class: "inbox" };
  const links = INBOXES.map(([name, address]) => {
    const anchor = link(address, name, away);
    anchor.append(forReadersOnly(` ${texts.newTab}`));
    return make("li", {}, anchor);
  });
  return make("section", { class: "inboxes" }, make("h2", {}, texts.goToInbox), make("ul", {}, ...links));
}
