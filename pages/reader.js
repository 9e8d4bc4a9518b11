// What reaches a member who can't see. Evaluated in the page by reader.py: one function that answers one question.
({ question, field, lines }) => {
  const words = (value) => value.replace(/\s+/g, " ").trim();
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const textOf = (element) => words(element.textContent ?? "");
  const LIVE = "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive], output";

  const named = (element, ...attributes) =>
    attributes
      .flatMap((attribute) => (element.getAttribute(attribute) ?? "").split(/\s+/))
      .map((id) => id && document.getElementById(id))
      .filter(Boolean);
  const notes = (control) => [
    ...named(control, "aria-describedby", "aria-errormessage").map(textOf),
    words(control.getAttribute("aria-description") ?? ""),
  ];
  const focused = () => {
    const at = document.activeElement;
    if (!at || at === document.body) return [];
    const around = at.closest("dialog, [role=dialog], [role=alertdialog]");
    return [textOf(at), ...(around ? [textOf(around)] : [])];
  };
  const fields = () => [...document.querySelectorAll("input, [role=textbox]")];
  const regions = () => [...document.querySelectorAll(LIVE)].filter(isThere).map(textOf);

  const shares = (note, line) => note !== "" && (note.includes(words(line)) || words(line).includes(note));
  const told = (note) => lines.some((line) => shares(note, line));

  // The accepted ways in which an error belongs to its field (WCAG 2.2, 3.3.1 and 4.1.2).
  const ties = {
    "describes the field": () => notes(field).some(told),
    "is announced while the field is marked as invalid": () =>
      field.getAttribute("aria-invalid") === "true" && [...regions(), ...focused()].some(told),
    "links to the field": () =>
      field.id !== "" && [...document.querySelectorAll(`a[href$="#${CSS.escape(field.id)}"]`)].some((link) => told(textOf(link))),
    "is the browser's own": () => Boolean(field.form && !field.form.noValidate && !field.validity.valid),
  };

  const answers = {
    heard: () => [...new Set([...regions(), ...focused(), ...fields().flatMap(notes)])].filter(Boolean),
    hearsMore: () => answers.heard().some((line) => !lines.includes(line)),
    tied: () => Object.values(ties).some((holds) => holds()),
    // Words beside the field that stay while it is filled: a label, or the same words as its name, somewhere in its form.
    labelled: () => {
      const shows = (element) => isThere(element) && element.getBoundingClientRect().width > 3 && textOf(element) !== "";
      if ([...(field.labels ?? []), ...named(field, "aria-labelledby")].some(shows)) return true;
      const name = words(field.getAttribute("aria-label") ?? "");
      const around = [...(field.form ?? document.body).querySelectorAll(":not(button, input)")];
      return name !== "" && around.some((element) => textOf(element) === name && shows(element));
    },
  };
  return answers[question]();
};
