/** Starts the portal: its settings, its location, and the view for the address. */

import { DONE, call, explain, useForCalls } from "./api.js";
import { loadConfiguration } from "./configuration.js";
import { alertBox, heading, make } from "./parts/dom.js";
import { openDialog, showCard, showWaiting } from "./parts/frame.js";
import { turning } from "./parts/spinner.js";
import { findApi } from "./platform.js";
import { Router, pathOf } from "./router.js";
import { Session } from "./session.js";
import { dashboard } from "./views/dashboard.js";
import { recovery } from "./views/recovery.js";
import { reset } from "./views/reset.js";
import { signIn } from "./views/sign-in.js";
import { start } from "./views/start.js";
import { wrongTurn } from "./views/wrong-turn.js";
import { applyChoice, chosenWording } from "./parts/language.js";
import { wordingOf } from "./wording/index.js";

/** What every view is given. */
const portal = {
  texts: wordingOf(chosenWording()),
  configuration: null,
  session: null,
  router: new Router(viewAt),
  location: null,
  get locationName() {
    return this.location?.Name ?? null;
  },
  /** Ask for the location; null if there is no answer. */
  async loadLocation(visit) {
    const answer = await call("GET", "/api/public/businesses/current", { visit: visit?.left });
    if (answer.outcome === DONE && Number.isInteger(answer.body.Id)) this.location = answer.body;
  },
};

async function open() {
  applyChoice(portal.texts);
  useForCalls({ language: portal.texts.language });
  const found = await findApi();
  if (found.outcome !== DONE) return showBroken(found);
  const [{ answer, configuration }] = await Promise.all([loadConfiguration(), portal.loadLocation()]);
  // Without its settings the portal has no addresses for its views.
  if (!configuration) return showBroken(answer);
  portal.configuration = configuration;
  portal.session = new Session(configuration.session);
  if (configuration.session === "cookie") useForCalls({ credentials: "include" });
  return portal.router.start();
}

function viewAt(address) {
  const { routes, tokenIn } = portal.configuration;
  const inDialog = portal.configuration.recovery === "dialog";
  const path = pathOf(address);
  if (path === "/" && routes.start !== "/") return () => portal.router.replace(routes.start);
  const views = new Map([
    [routes.start, start],
    [routes.signIn, signIn],
    [routes.recovery, inDialog ? overSignIn(recovery) : recovery],
    [routes.reset, reset],
    [routes.home, dashboard],
  ]);
  const isTokenPath = tokenIn === "path" && path.startsWith(`${routes.reset}/`);
  const view = isTokenPath ? reset : (views.get(path) ?? wrongTurn);
  return (visit) => view(portal, visit);
}

/** A view in a dialog above the sign-in view. */
const overSignIn = (view) => (_portal, visit) => {
  signIn(portal, visit);
  if (!visit.left.aborted) view(portal, { ...visit, dialog: openDialog(portal) });
};

function showBroken(answer) {
  const { texts } = portal;
  const visit = { isFirst: true };
  const tryAgain = () => {
    showWaiting(portal, visit);
    open();
  };
  const again = make("button", { type: "button", class: "primary", onclick: tryAgain }, texts.tryAgain);
  showCard(portal, visit, texts.brokenHeading, heading(texts.brokenHeading), alertBox(explain(answer, texts)), again);
}

// The one that the page has before any script runs.
document.querySelectorAll(".spinner").forEach(turning);
open();
