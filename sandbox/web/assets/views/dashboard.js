/** What a signed-in member sees. */

import { DONE, call, explain } from "../api.js";
import { alertBox, heading, make } from "../parts/dom.js";
import { showCard, showPage, showWaiting } from "../parts/frame.js";
import { showOverlays } from "../parts/overlays.js";
import { profileMenu } from "../parts/profile-menu.js";
import { RETURN } from "./sign-in.js";

/** Show the dashboard of the signed-in member; without a session, sign-in, which leads back here. */
export async function dashboard(portal, visit) {
  const { texts, session, configuration, router } = portal;
  const turnAway = () => {
    session.forget();
    const { pathname, search } = window.location;
    router.replace(`${configuration.routes.signIn}?${new URLSearchParams({ [RETURN]: pathname + search })}`);
  };
  if (!session.exists) return turnAway();

  showWaiting(portal, visit);
  const answer = await call("GET", "/api/public/coworkers/profiles", { bearer: session.bearer, visit: visit.left });
  if (answer.status === 401) return turnAway();
  const fullName = answer.body?.User?.FullName;
  if (answer.outcome !== DONE || typeof fullName !== "string") return showTrouble();
  return showMember(fullName);

  function showMember(fullName) {
    const greeting = texts.hello(fullName.trim().split(/\s+/)[0]);
    const brand = make("p", { class: "brand" }, portal.locationName ?? "");
    const bar = make("header", { class: "bar" }, brand, profileMenu(portal, fullName));
    const tile = ([title, text]) => make("section", { class: "tile" }, make("h2", {}, title), make("p", {}, text));
    const main = make(
      "main",
      { class: "dashboard" },
      heading(greeting),
      make("p", { class: "help" }, texts.dashboardHelp(portal.locationName ?? "")),
      make("div", { class: "tiles" }, ...texts.cards.map(tile)),
    );
    showPage(portal, visit, greeting.replace(/,$/, ""), bar, main);
    if (configuration.overlays) showOverlays(texts, visit);
  }

  function showTrouble() {
    const tryAgain = () => dashboard(portal, visit);
    const again = make("button", { type: "button", class: "primary", onclick: tryAgain }, texts.tryAgain);
    showCard(portal, visit, texts.brokenHeading, heading(texts.brokenHeading), alertBox(explain(answer, texts)), again);
  }
}
