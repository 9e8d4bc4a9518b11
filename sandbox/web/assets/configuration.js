/** The location's settings, from the flat list of names and values that the API publishes. */

import { DONE, call } from "./api.js";

/** The settings, or the answer that did not hold them. */
export async function loadConfiguration() {
  const answer = await call("GET", "/api/public/configuration");
  if (answer.outcome !== DONE || !Array.isArray(answer.body)) return { answer, configuration: null };
  return { answer, configuration: understand(new Map(answer.body.map(({ Name, Value }) => [Name, Value]))) };
}

function understand(values) {
  const read = (name, otherwise) => values.get(`Portal.${name}`) ?? otherwise;
  const isOn = (name) => read(name, "False") === "True";
  return Object.freeze({
    routes: Object.freeze({
      start: read("Routes.Start", "/"),
      signIn: read("Routes.SignIn", "/login"),
      recovery: read("Routes.Recovery", "/forgot-password"),
      reset: read("Routes.Reset", "/reset-password"),
      home: read("Routes.Home", "/home"),
    }),
    tokenIn: read("TokenIn", "query"),
    tokenName: read("TokenName", "token"),
    session: read("Session", "local"),
    header: isOn("Header"),
    recovery: read("Recovery", "page"),
    blankFields: read("BlankFields", "errors"),
    overlays: isOn("Overlays"),
    policy: Object.freeze({
      minimumLength: Number(read("PasswordPolicy.MinimumLength", "0")),
      uppercase: isOn("PasswordPolicy.Uppercase"),
      lowercase: isOn("PasswordPolicy.Lowercase"),
      digit: isOn("PasswordPolicy.Digit"),
      symbol: isOn("PasswordPolicy.Symbol"),
    }),
  });
}
