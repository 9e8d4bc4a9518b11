// What covers the page: the topmost element that is taken out of the flow, and its buttons. Evaluated by overlays.py.
() => {
  const isLayer = (element) =>
    element.matches("dialog, [role=dialog], [role=alertdialog]") || ["fixed", "absolute", "sticky"].includes(getComputedStyle(element).position);
  const layerAt = (x, y) => ancestry(topmost(x, y)).filter((one) => one !== document.body && isLayer(one)).at(-1);
  const area = (element) => element.getBoundingClientRect().width * element.getBoundingClientRect().height;
  const grid = [0.1, 0.3, 0.5, 0.7, 0.9];
  const layers = new Set(grid.flatMap((x) => grid.map((y) => layerAt(x * innerWidth, y * innerHeight))));
  layers.delete(undefined);
  if (layers.size === 0) return null;
  const layer = [...layers].reduce((largest, one) => (area(one) > area(largest) ? one : largest));
  const label = named(layer, "aria-labelledby").map(textIn).join(" ") || layer.getAttribute("aria-label") || textIn(within(layer, "h1, h2, h3, [role=heading]")[0] ?? layer);
  const buttons = within(layer, "button, [role=button], a").map((one) => clean(one.getAttribute("aria-label") ?? textIn(one)));
  const isSignIn = within(layer, "input[type=password]").length > 0;
  return { name: namedAs(layer, label), buttons: buttons.filter(Boolean).slice(0, 8), isSignIn };
};
