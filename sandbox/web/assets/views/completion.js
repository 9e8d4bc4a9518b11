/** From a new password to a signed-in member: complete the reset, exchange its one-time token, begin the session. */

import { DONE, REFUSED, act, call, explain } from "../api.js";
import { link, make, statusRegion } from "../parts/dom.js";

const ONE_DAY = "1440"; // minutes

/** Complete the reset; if that fails, the view shows why, and what was typed stays. */
export async function complete({ portal, visit, token, password, form, show }) {
  const { texts, configuration, session, router } = portal;
  const request = { Token: token, Password: password.value, BusinessId: portal.location.Id };
  const answer = await act("/api/sys/users/completePasswordReset", request, { visit: visit.left });
  if (answer.outcome !== DONE) return tell();

  // The link is used up, and a member who was signed in here before no longer is.
  window.history.replaceState(null, "", configuration.routes.reset);
  session.forget();
  const oneTimeToken = answer.body.Value;
  const bearer = oneTimeToken ? await exchanged(oneTimeToken, visit) : null;
  if (!bearer) return showChanged();
  session.keep(bearer);
  return router.replace(configuration.routes.home);

  function tell() {
    const sentences = explain(answer, texts, texts.tokenRefused);
    if (answer.outcome !== REFUSED) return form.complain(sentences);
    if (!isAboutToken(answer)) return password.complain(sentences);
    return form.complain(sentences, make("p", {}, link(configuration.routes.recovery, texts.newLink)));
  }

  function showChanged() {
    const status = statusRegion();
    const onwards = link(configuration.routes.signIn, texts.signIn, { class: "primary" });
    show(texts.changedHeading, status, onwards);
    status.append(make("p", { class: "confirmation" }, texts.changedSignIn));
  }
}

async function exchanged(token, visit) {
  const query = new URLSearchParams({ token, validForInMinutes: ONE_DAY });
  const answer = await call("POST", `/api/sys/users/exchange?${query}`, { visit: visit.left });
  return answer.outcome === DONE ? answer.body.token : null;
}

// A refused password comes with its rules in `Errors`; without any, it is the link that was refused.
function isAboutToken({ status, body }) {
  if (status === 429) return false;
  const { Errors: errors } = body;
  return !errors || (Array.isArray(errors) && errors.some((entry) => entry?.PropertyName === "Token"));
}
