/** Where a member signs in, and where the way to a new password begins. */

import { DONE, REFUSED, call, explain } from "../api.js";
import { heading, link, make } from "../parts/dom.js";
import { Field, Form, emailField } from "../parts/form.js";
import { showCard } from "../parts/frame.js";
import { passwordField } from "../parts/password-field.js";
import { safeReturn } from "../router.js";

/** The name of the parameter that holds where the member wanted to go. */
export const RETURN = "wishedView";

/** Show the sign-in view; a member who is signed in already is sent on at once. */
export function signIn(portal, visit) {
  const { texts, session, configuration, router } = portal;
  const goOn = () => router.replace(destination(configuration.routes));
  // An unusable reset link leads here, also if a member is signed in: that is what `turnedAway` says.
  if (session.exists && !window.history.state?.turnedAway) return goOn();

  const email = emailField(texts, "username");
  const password = passwordField(texts, texts.password, "current-password");
  const code = new Field(texts.codeLabel, { autocomplete: "one-time-code", inputmode: "numeric" });
  const remember = make("input", { type: "checkbox" });
  const options = make(
    "div",
    { class: "options" },
    session.canBeRemembered ? make("label", { class: "checkbox" }, remember, texts.keepLoggedIn) : null,
    link(configuration.routes.recovery, texts.forgotPassword),
  );
  const form = new Form(texts, texts.logIn, [email, password], send, options);
  if (configuration.blankFields === "button") form.isReady = () => email.value.trim() !== "";
  email.input.addEventListener("input", () => form.refresh());
  form.refresh();

  const title = texts.signInTo(portal.locationName);
  showCard(portal, visit, title, heading(title), form.element, newcomers(texts));

  async function send(begin) {
    if (password.value === "") password.complain([texts.passwordMissing]);
    if (email.value.trim() === "") email.complain([texts.emailMissing]);
    if (password.value === "" || email.value.trim() === "") return;
    if (form.fields.includes(code) && code.value.trim() === "") return code.complain([texts.codeNeeded]);
    begin();
    const answer = await call("POST", "/api/token", { form: credentials(), visit: visit.left });
    if (answer.outcome === DONE && answer.body.access_token) {
      session.keep(answer.body.access_token, remember.checked);
      return goOn();
    }
    return tell(answer);
  }

  function credentials() {
    const form = { grant_type: "password", username: email.value.trim(), password: password.value };
    return code.value.trim() === "" ? form : { ...form, totp: code.value.trim() };
  }

  function tell(answer) {
    const error = answer.outcome === REFUSED ? answer.body.error : null;
    if (error === "two_factor_auth_check") return askForCode();
    if (error === "invalid_grant") return form.complain([texts.wrongCredentials]);
    if (error === "must_reset_password") return form.complain([texts.mustReset]);
    return form.complain(explain(answer, texts));
  }

  function askForCode() {
    if (!form.fields.includes(code)) {
      form.fields.push(code);
      password.element.after(code.element);
    }
    code.complain([texts.codeNeeded]);
  }
}

function destination({ home, signIn: here }) {
  const wish = safeReturn(new URLSearchParams(window.location.search).get(RETURN));
  return wish && !wish.startsWith(here) ? wish : home;
}

function newcomers(texts) {
  return make(
    "details",
    { class: "newcomers" },
    make("summary", {}, texts.createAccount),
    make("p", {}, texts.accountsByTeam),
  );
}
