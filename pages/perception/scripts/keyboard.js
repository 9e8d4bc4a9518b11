// Where the focus is: its position among the stops so far (-1: outside the page), and what a member sees of it.
// A caret counts as a visible focus (WCAG 2.2, 2.4.7), so a text field needs nothing else. Evaluated by keyboard.py.
(stops) => {
  const at = focused();
  if (!at) return { position: -1 };
  const known = stops.indexOf(at);
  const labels = [...(at.labels ?? [])];
  // A control that is drawn by its label or by what follows it, and is itself next to nothing.
  const isDrawnByOthers = at.getBoundingClientRect().width < 4 || getComputedStyle(at).opacity === "0";
  const drawn = isDrawnByOthers ? [at, ...labels, at.nextElementSibling].filter(Boolean) : [at];
  const frames = drawn.map((one) => one.getBoundingClientRect());
  const [x, y] = [Math.min(...frames.map((frame) => frame.left)), Math.min(...frames.map((frame) => frame.top))];
  const width = Math.max(...frames.map((frame) => frame.right)) - x;
  const height = Math.max(...frames.map((frame) => frame.bottom)) - y;
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const onTop = points
    .map(([across, down]) => topmost(x + width * across, y + height * down))
    .filter(Boolean);
  const isPartOf = (one) => contains(one, at) || [at, ...drawn, ...labels].some((part) => contains(part, one));
  const pressed = "[type=checkbox], [type=radio], [type=button], [type=submit], [type=image], [type=file], [type=range]";
  const isText = at.matches(`textarea, [contenteditable], input:not(${pressed})`);
  return {
    position: known < 0 ? stops.push(at) - 1 : known,
    name: namedAs(at, labelOf(at)),
    box: { x, y, width, height },
    isFrame: at.localName === "iframe", // what has the focus in it, only its own document knows
    hasCaret: isText && !/^rgba\(.*, 0\)$/.test(getComputedStyle(at).caretColor),
    isObscured: !onTop.some(isPartOf),
  };
};
