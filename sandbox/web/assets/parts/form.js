/** Forms that say what is wrong in their own words, and send one request at a time. */

import { alertBox, freshId, make } from "./dom.js";
import { spinner } from "./spinner.js";

/** A labelled field that can show an error: in text, tied to the input, announced and with the focus on it. */
export class Field {
  #help;
  #complaint = null;

  /** `around` wraps the input (a toggle beside it); `help` are elements that describe it. */
  constructor(label, attributes, { help = [], around = (input) => input } = {}) {
    const id = freshId("field");
    this.input = make("input", { id, type: "text", ...attributes });
    this.#help = help.map((element) => element.id);
    this.element = make("div", { class: "field" }, make("label", { for: id }, label), around(this.input), ...help);
    this.#describe();
  }

  get value() {
    return this.input.value;
  }

  complain(sentences, ...more) {
    this.forgive();
    this.#complaint = alertBox(sentences, ...more);
    this.element.append(this.#complaint);
    this.input.setAttribute("aria-invalid", "true");
    this.#describe();
    this.input.focus();
    this.#complaint.scrollIntoView({ block: "nearest" });
  }

  /** Remove the error of the last try. */
  forgive() {
    this.#complaint?.remove();
    this.#complaint = null;
    this.input.removeAttribute("aria-invalid");
    this.#describe();
  }

  #describe() {
    const ids = [...this.#help, this.#complaint?.id].filter(Boolean);
    if (ids.length > 0) this.input.setAttribute("aria-describedby", ids.join(" "));
    else this.input.removeAttribute("aria-describedby");
  }
}

/** A field for an email address; plain text, because browsers rewrite what is typed into their own email fields. */
export const emailField = (texts, autocomplete) =>
  new Field(texts.email, { autocomplete, inputmode: "email", autocapitalize: "none", spellcheck: "false" });

/** A form with one button. While `send` works there is a spinner, and neither button nor Enter starts it again. */
export class Form {
  #button;
  #submitArea;
  #complaint = null;
  #texts;
  /** Whether there is enough in the fields for the button to work. */
  isReady = () => true;

  constructor(texts, buttonLabel, fields, send, ...more) {
    this.#texts = texts;
    this.fields = fields;
    this.#button = make("button", { type: "submit", class: "primary" }, buttonLabel);
    this.#submitArea = make("div", { class: "submit" }, this.#button);
    const contents = [...fields.map((field) => field.element), ...more, this.#submitArea];
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit(send);
    };
    // The browser's own messages differ in wording, place and language, and vanish by themselves.
    this.element = make("form", { novalidate: true, onsubmit }, ...contents);
  }

  /** Enable the button by the content of the fields, unless a request is under way. */
  refresh() {
    this.#button.disabled = this.#isBusy || !this.isReady();
  }

  get #isBusy() {
    return this.element.ariaBusy === "true";
  }

  /** Show an error of the whole form; what was typed stays. */
  complain(sentences, ...more) {
    this.#complaint = alertBox(sentences, ...more);
    this.#submitArea.before(this.#complaint);
    this.#complaint.scrollIntoView({ block: "nearest" });
  }

  async #submit(send) {
    if (this.#isBusy) return;
    this.#complaint?.remove();
    this.fields.forEach((field) => field.forgive());

    const focused = document.activeElement;
    const waiting = spinner(this.#texts);
    const begin = () => {
      this.element.ariaBusy = "true";
      this.refresh();
      this.#submitArea.append(waiting);
    };
    try {
      await send(begin);
    } finally {
      this.element.ariaBusy = null;
      this.refresh();
      waiting.remove();
    }
    // A disabled button loses the focus; whoever pressed it goes on from there.
    if (document.activeElement === document.body && focused.isConnected) focused.focus();
  }
}
