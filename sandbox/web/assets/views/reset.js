/** Where a member who followed the link in the mail chooses a new password. */

import { call } from "../api.js";
import { complete } from "./completion.js";
import { alertBox, heading, link, make } from "../parts/dom.js";
import { Field, Form } from "../parts/form.js";
import { showCard } from "../parts/frame.js";
import { newPasswordField } from "../parts/password-field.js";
import { tokenIn, usableClaims } from "../token.js";

/** Show the reset view; without a usable token, sign-in is shown instead, without a message. */
export function reset(portal, visit) {
  const { texts, configuration, router, session } = portal;
  const { routes } = configuration;
  const token = tokenIn(new URL(window.location.href), configuration) ?? window.history.state?.resetToken;
  const claims = usableClaims(token);
  if (!claims) return router.replace(routes.signIn, { turnedAway: true });
  // Out of the address bar, where it could be read, copied or bookmarked. This entry of the tab's history remembers it
  // over a reload; success puts the dashboard in this entry's place, so that it is nowhere afterwards.
  window.history.replaceState({ resetToken: token }, "", routes.reset);

  // The vendor's portal asks who is signed in at every start, here as well.
  if (session.exists) call("GET", "/api/public/coworkers/profiles", { bearer: session.bearer, visit: visit.left });

  const back = make("p", { class: "back" }, link(routes.signIn, texts.backToSignIn));
  const show = (title, ...content) => showCard(portal, visit, title, heading(title), ...content, back);
  if (portal.location) return showForm();
  return showNoLocation();

  function showForm() {
    const email = new Field(texts.email, { value: claims.email, readonly: true, autocomplete: "username" });
    const password = newPasswordField(texts, configuration.policy);
    const form = new Form(texts, texts.resetPassword, [email, password], send);
    show(texts.resetHeading, make("p", { class: "help" }, texts.resetHelp, timeLimit()), form.element);

    async function send(begin) {
      if (password.value === "") return password.complain([texts.newPasswordMissing]);
      const missed = password.missedRules();
      if (missed.length > 0) return password.complain([`${texts.rulesMissed} ${missed.join(", ")}.`]);
      begin();
      return complete({ portal, visit, token, password, form, show });
    }
  }

  // The call needs the location, so nothing can be sent without it.
  function showNoLocation() {
    const again = make("button", { type: "button", class: "primary", onclick: tryAgain }, texts.tryAgain);
    show(texts.resetHeading, alertBox([texts.trouble]), again);

    async function tryAgain() {
      again.disabled = true;
      await portal.loadLocation(visit);
      if (portal.location) showForm();
      else showNoLocation();
    }
  }

  function timeLimit() {
    if (!Number.isFinite(claims.exp)) return null;
    const end = new Date(claims.exp * 1000);
    const isToday = end.toDateString() === new Date().toDateString();
    const format = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return ` ${texts.linkWorksUntil(new Intl.DateTimeFormat(document.documentElement.lang, format).format(end))}`;
  }
}
