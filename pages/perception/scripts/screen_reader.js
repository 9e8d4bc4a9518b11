// What a member who can't see the page learns from it. Evaluated by screen_reader.py: one function that answers one question.
({ question, field, lines }) => {
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const textOf = (element) => clean(textIn(element));

  const notes = (control) => [
    ...named(control, "aria-describedby", "aria-errormessage").map(textOf),
    clean(control.getAttribute("aria-description")),
  ];
  // A control has the focus because it was pressed: its own name tells nothing new.
  const announcedByFocus = () => {
    const at = focused();
    const dialog = nearest(at, "dialog, [role=dialog], [role=alertdialog]");
    const isControl = at?.matches("button, a[href], summary, [role=button], [role=link]");
    return [...(isControl ? notes(at) : [at].filter(Boolean).map(textOf)), ...[dialog].filter(Boolean).map(textOf)];
  };
  const fields = () => everywhere("input, [role=textbox]");
  const regions = () => everywhere(LIVE).filter(isThere).map(textOf);

  const shares = (note, line) => note !== "" && (note.includes(clean(line)) || clean(line).includes(note));
  const matches = (note) => lines.some((line) => shares(note, line));

  // The accepted ways to associate an error with its field (WCAG 2.2, 3.3.1 and 4.1.2).
  const associations = {
    "describes the field": () => notes(field).some(matches),
    "is announced while the field is marked as invalid": () =>
      field.getAttribute("aria-invalid") === "true" && [...regions(), ...announcedByFocus()].some(matches),
    "links to the field": () =>
      field.id !== "" && everywhere(`a[href$="#${CSS.escape(field.id)}"]`).some((link) => matches(textOf(link))),
    "is the browser's own": () => Boolean(field.form && !field.form.noValidate && !field.validity.valid),
  };

  const answers = {
    announced: () => [...new Set([...regions(), ...announcedByFocus(), ...fields().flatMap(notes)])].filter(Boolean),
    hasNewAnnouncements: () => answers.announced().some((line) => !lines.includes(line)),
    associated: () => Object.values(associations).some((isTrue) => isTrue()),
    // Text beside the field that stays while it is filled: a label, or the same text as its name, somewhere in its form.
    labelled: () => {
      const shows = (element) => isThere(element) && element.getBoundingClientRect().width > 3 && textOf(element) !== "";
      if (field.value && isUnderItsLabel(field)) return false;
      if ([...(field.labels ?? []), ...named(field, "aria-labelledby")].some(shows)) return true;
      const name = clean(field.getAttribute("aria-label"));
      const beside = within(field.form ?? document.body, ":not(button, input)");
      return name !== "" && beside.some((element) => textOf(element) === name && shows(element));
    },
  };
  return answers[question]();
};
