/** Password fields: hidden at first, shown on request, with live feedback on the rules, if there are any. */

import { Field } from "./form.js";
import { forReadersOnly, freshId, make, statusRegion } from "./dom.js";
import { rulesOf } from "./policy.js";

/** A password field with its toggle. */
export function passwordField(texts, label, autocomplete, help = []) {
  const around = (input) => make("div", { class: "with-toggle" }, input, toggleFor(input, texts));
  const attributes = { type: "password", autocomplete, autocapitalize: "none", spellcheck: "false" };
  return new Field(label, attributes, { help, around });
}

// The name alone shows the state: a pressed state as well would contradict the changing name.
function toggleFor(input, texts) {
  const button = make("button", { type: "button", class: "toggle", onclick: toggle });
  const name = ([verb, noun]) => button.replaceChildren(verb, forReadersOnly(` ${noun}`));
  function toggle() {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    name(show ? texts.hidePassword : texts.showPassword);
  }
  name(texts.showPassword);
  return button;
}

/** A field for a new password, which shows while the member types which rules are met. */
export function newPasswordField(texts, policy) {
  const rules = rulesOf(policy, texts.rules).map((rule) => ({ ...rule, state: forReadersOnly("") }));
  const items = rules.map(({ text, state }) => make("li", {}, text, state));
  const introduction = make("p", {}, texts.rulesIntroduction);
  const list = make("div", { id: freshId("rules"), class: "rules" }, introduction, make("ul", {}, ...items));
  const summary = statusRegion({ class: "for-readers-only" });
  const field = passwordField(texts, texts.newPassword, "new-password", rules.length > 0 ? [list] : []);
  field.element.append(summary);

  const judge = () => {
    const met = rules.map((rule) => rule.met(field.value));
    met.forEach((isMet, index) => {
      items[index].classList.toggle("met", isMet);
      rules[index].state.textContent = ` (${isMet ? texts.met : texts.notMet})`;
    });
    return rules.filter((_, index) => !met[index]);
  };
  field.input.addEventListener("input", () => {
    const missed = judge();
    // An unchanged text would be announced again by some readers, at every key.
    const words = field.value === "" ? "" : texts.rulesMet(rules.length - missed.length, rules.length);
    if (rules.length > 0 && summary.textContent !== words) summary.textContent = words;
  });
  judge();
  field.missedRules = () => judge().map(({ text }) => text);
  return field;
}
