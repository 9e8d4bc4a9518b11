// The page as its member sees it: the content of open shadow roots is part of it, and slotted content is in its slot. In scope of every other script (script.py).
const rootsFrom = (root) => [
  root,
  ...[root, ...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? rootsFrom(one.shadowRoot) : [])),
];
const within = (root, selector = "*") => rootsFrom(root).flatMap((one) => [...one.querySelectorAll(selector)]);
const everywhere = (selector) => within(document, selector);
const everything = () => within(document.body);

const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
const ancestry = (element) => {
  const line = [];
  for (let one = element; one; one = parentOf(one)) line.push(one);
  return line;
};
const nearest = (element, selector) => {
  for (let one = element; one; one = parentOf(one)) if (one.matches(selector)) return one;
  return null;
};
const contains = (outer, inner) => {
  for (let one = inner; one; one = parentOf(one)) if (one === outer) return true;
  return false;
};

const clean = (value) => (value ?? "").replace(/\s+/g, " ").trim();
// The beginning of a text, cut between two words.
const begun = (text, length = 60) => (text.length > length ? `${text.slice(0, length).replace(/\s\S*$/, "")} …` : text);
const tagOf = (element) => {
  const attributes = ["type", "id", "class"].filter((name) => element.getAttribute(name));
  return `<${[element.localName, ...attributes.map((name) => `${name}="${begun(element.getAttribute(name))}"`)].join(" ")}>`;
};
// An element as messages name it: by a label or its text, else by its attributes.
const namedAs = (element, label) => (clean(label) ? `<${element.localName}> "${begun(clean(label))}"` : `${tagOf(element)} without a name`);
const UNREAD = "script, style, template";
const partsOf = (node) => {
  if (node.shadowRoot) return [...node.shadowRoot.childNodes];
  const slotted = node.localName === "slot" ? node.assignedNodes() : [];
  return slotted.length > 0 ? slotted : [...node.childNodes];
};
const read = new Map(); // of this evaluation: the texts of nested elements are asked for again and again
const textIn = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(UNREAD)) return "";
  if (!read.has(node)) read.set(node, partsOf(node).map(textIn).join(""));
  return read.get(node);
};
const ownText = (element) =>
  clean([...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" "));

// What a control is called, for messages.
const labelOf = (element) =>
  element.getAttribute("aria-label") ??
  [...named(element, "aria-labelledby"), ...(element.labels ?? []), element].map(textIn).find(clean) ??
  element.getAttribute("placeholder");
// What assistive technology announces when it changes.
const LIVE = "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive], output";
const named = (element, ...attributes) =>
  attributes
    .flatMap((attribute) => (element.getAttribute(attribute) ?? "").split(/\s+/))
    .map((id) => id && element.getRootNode().getElementById(id))
    .filter(Boolean);
const focused = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return !at || at === document.body || at === document.documentElement ? null : at;
};
const topmost = (x, y, root = document) => {
  const at = root.elementFromPoint(x, y);
  const inside = at?.shadowRoot && at.getRootNode() === root ? topmost(x, y, at.shadowRoot) : null;
  return inside ?? at;
};
const running = () =>
  [...new Set(rootsFrom(document).flatMap((root) => root.getAnimations()))].filter(
    ({ playState }) => playState === "running",
  );
const isEndless = ({ effect }) => effect?.getComputedTiming().iterations === Infinity;
const endless = () => running().filter(isEndless);
// Text that fades or slides in can't be read yet, and text on its way out can't be read any more.
const inTransition = () =>
  running().filter((animation) => !isEndless(animation) && animation.effect?.target?.textContent.trim());

// A label that stands in its field until there is a value, and stays there: neither of the two can be read.
const isUnderItsLabel = (field) => {
  const { left, right, top, bottom } = field.getBoundingClientRect();
  const { direction, paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(field);
  const start = direction === "rtl" ? right - parseFloat(paddingRight) - 20 : left + parseFloat(paddingLeft); // 20 px of the value
  const middle = (top + parseFloat(paddingTop) + bottom - parseFloat(paddingBottom)) / 2;
  const lies = (rect) => rect.top < middle && rect.bottom > middle && Math.min(rect.right, start + 20) - Math.max(rect.left, start) > 4;
  const isSeen = (label) => label.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && label.getBoundingClientRect().width > 3;
  return [...(field.labels ?? [])].filter(isSeen).some((label) => {
    const range = document.createRange();
    const texts = [...label.childNodes].filter((node) => node !== field && clean(node.textContent) && !contains(node, field));
    return texts.some((node) => (range.selectNodeContents(node), [...range.getClientRects()].some(lies)));
  });
};
