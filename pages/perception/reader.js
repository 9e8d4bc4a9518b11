// What reaches a member who can't see. Evaluated in the page by reader.py: one function that answers one question.
({ question, field, lines }) => {
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const textOf = (element) => words(textIn(element));
  const LIVE = "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive], output";

  const notes = (control) => [
    ...named(control, "aria-describedby", "aria-errormessage").map(textOf),
    words(control.getAttribute("aria-description")),
  ];
  const heardByFocus = () => {
    const at = focused();
    const dialog = nearest(at, "dialog, [role=dialog], [role=alertdialog]");
    return [at, dialog].filter(Boolean).map(textOf);
  };
  const fields = () => everywhere("input, [role=textbox]");
  const regions = () => everywhere(LIVE).filter(isThere).map(textOf);

  const shares = (note, line) => note !== "" && (note.includes(words(line)) || words(line).includes(note));
  const told = (note) => lines.some((line) => shares(note, line));

  // The accepted ways in which an error belongs to its field (WCAG 2.2, 3.3.1 and 4.1.2).
  const ties = {
    "describes the field": () => notes(field).some(told),
    "is announced while the field is marked as invalid": () =>
      field.getAttribute("aria-invalid") === "true" && [...regions(), ...heardByFocus()].some(told),
    "links to the field": () =>
      field.id !== "" && everywhere(`a[href$="#${CSS.escape(field.id)}"]`).some((link) => told(textOf(link))),
    "is the browser's own": () => Boolean(field.form && !field.form.noValidate && !field.validity.valid),
  };

  const answers = {
    heard: () => [...new Set([...regions(), ...heardByFocus(), ...fields().flatMap(notes)])].filter(Boolean),
    hearsMore: () => answers.heard().some((line) => !lines.includes(line)),
    tied: () => Object.values(ties).some((holds) => holds()),
    // Words beside the field that stay while it is filled: a label, or the same words as its name, somewhere in its form.
    labelled: () => {
      const shows = (element) => isThere(element) && element.getBoundingClientRect().width > 3 && textOf(element) !== "";
      if ([...(field.labels ?? []), ...named(field, "aria-labelledby")].some(shows)) return true;
      const name = words(field.getAttribute("aria-label"));
      const beside = within(field.form ?? document.body, ":not(button, input)");
      return name !== "" && beside.some((element) => textOf(element) === name && shows(element));
    },
  };
  return answers[question]();
};
