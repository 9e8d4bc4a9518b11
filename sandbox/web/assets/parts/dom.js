/** Elements made from data. Text only ever becomes a text node, so markup in a name stays text. */

let made = 0;

/** An id no other element of this document has. */
export const freshId = (purpose) => `${purpose}-${++made}`;

/** One element: attributes that are false or null are left out, listeners are given as `onclick` and the like. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A view's one heading; it can take the focus when the view changes. */
export const heading = (text) => make("h1", { tabindex: "-1" }, text);

/** A link to another view or, with further attributes, elsewhere. */
export const link = (href, text, attributes = {}) => make("a", { href, ...attributes }, text);

/** Words for assistive technology alone. */
export const forReadersOnly = (text) => make("span", { class: "for-readers-only" }, text);

/** A live region: it has to be on the page before the words that it announces. */
export const statusRegion = (attributes = {}) => make("div", { role: "status", ...attributes });

/** Sentences that are announced at once; more than one are a list. */
export function alertBox(sentences, ...more) {
  const [only] = sentences;
  const words = sentences.length > 1
    ? make("ul", {}, ...sentences.map((sentence) => make("li", {}, sentence)))
    : make("p", {}, only);
  return make("div", { role: "alert", class: "alert", id: freshId("alert") }, words, ...more);
}
