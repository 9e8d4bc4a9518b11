// What a member can read on the page, and what assistive technology would say of it.
// Evaluated in the page by screen.py: one function that answers one question, so that a strict content policy has nothing to refuse.
({ question, text, before }) => {
  const silent = "script, style, noscript, template, option, title, svg";
  const controls = "button, [role=button], [role=progressbar]";

  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const background = (element) => {
    for (const one of lineage(element)) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none") return null; // a picture: no one colour to compare with
      const color = rgba(style.backgroundColor);
      if (color[3] > 127) return color;
    }
    return [255, 255, 255, 255];
  };
  const textBoxes = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  };

  // Why a member can't read this element's text; "" where they can.
  const obstacle = (element, { scroll }) => {
    const style = getComputedStyle(element);
    if (nearest(element, "[hidden], details:not([open]) > :not(summary)") && textBoxes(element).length === 0) return "hidden";
    if (style.visibility !== "visible") return "hidden";
    if (lineage(element).reduce((opacity, one) => opacity * getComputedStyle(one).opacity, 1) < 0.1) return "transparent";
    if (textBoxes(element).length === 0) return "hidden";
    if (scroll) element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const boxes = textBoxes(element);
    const box = boxes.reduce((largest, one) => (one.width * one.height > largest.width * largest.height ? one : largest));
    if (parseFloat(style.fontSize) < 4 || box.height < 4) return "too small to see";
    for (const one of lineage(element)) {
      const look = getComputedStyle(one);
      const frame = one.getBoundingClientRect();
      const clips = look.overflow !== "visible" || look.clipPath !== "none" || look.clip !== "auto";
      if (clips && one !== document.documentElement && one !== document.body && (frame.width < 4 || frame.height < 4))
        return "clipped away";
    }
    const ink = rgba(style.webkitTextFillColor || style.color);
    if (ink[3] < 26) return "transparent";
    const paper = background(element);
    if (paper) {
      const [light, dark] = [luminance(ink), luminance(paper)].sort((one, other) => other - one);
      if ((light + 0.05) / (dark + 0.05) < 1.25) return "the same colour as its background";
    }
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const page = document.documentElement;
    if (x < 0 || x + scrollX > Math.max(page.scrollWidth, innerWidth) || y + scrollY < 0) return "off the screen";
    const inside = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
    if (!inside) return scroll ? "off the screen" : "";
    const top = topmost(x, y);
    if (top && !holds(element, top) && !holds(top, element)) {
      if (getComputedStyle(element).pointerEvents !== "none") return `covered by <${top.tagName.toLowerCase()}>`;
    }
    return "";
  };

  const isSilent = (element) => nearest(element, silent);
  const elements = () => everything().filter((element) => !isSilent(element) && ownText(element));
  // The smallest elements whose text holds the words that are looked for.
  const holders = (wanted) => {
    const all = everything().filter((element) => !isSilent(element) && words(textIn(element)).includes(words(wanted)));
    return all.filter((element) => !all.some((other) => other !== element && holds(element, other)));
  };

  // What assistive technology reads, controls' own names and values aside: words, names of pictures, states and meters.
  const spoken = () =>
    everything()
      .filter((element) => !isSilent(element) && !nearest(element, "[aria-hidden=true], input, textarea, button, [role=button]"))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) =>
        [
          ownText(element),
          ...["aria-label", "alt", "aria-checked", "aria-valuenow", "aria-valuetext"].map((name) => element.getAttribute(name) ?? ""),
          ["METER", "PROGRESS"].includes(element.tagName) ? String(element.value) : "",
        ]
          .filter(Boolean)
          .join(" "),
      )
      .filter(Boolean)
      .join("\n");

  // A button that sends shows its work by giving up its words for a picture, or by words that trail off.
  const gaveUpItsWords = (button) => {
    const said = [button, ...within(button)]
      .filter((element) => /^(|covered.*|off the screen)$/.test(obstacle(element, { scroll: false })))
      .map(ownText);
    return /^$|(…|\.\.\.)$/.test(words(said.join(" ")));
  };

  // What shows that something is under way: a progress bar, a busy part, an animation that never ends by itself.
  const signsOfWork = () => {
    const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
    const animated = endless().map(({ effect }) => effect.target);
    const drawn = everywhere("svg [repeatCount=indefinite]").map((motion) => motion.parentElement);
    const told = everywhere("[role=progressbar], progress, [aria-busy=true]");
    const sending = everywhere("form button:not([type=button])").filter(gaveUpItsWords);
    return [...new Set([...animated, ...drawn, ...told, ...sending])].filter((element) => element && seen(element)).map(({ localName }) => localName);
  };

  // Who asked for less motion may be shown a picture that keeps still.
  const stillSigns = () => {
    const isPicture = (element) =>
      partsOf(element).length === 0 && !element.matches("input, textarea") && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const pictures = everything().filter((element) => isPicture(element) && element.getBoundingClientRect().width > 3);
    return [...signsOfWork(), ...pictures.map(({ localName }) => localName)];
  };

  const fieldsThatShow = (value) =>
    everywhere("input, textarea, output").filter((field) => {
      if (field.value !== value || !field.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      const { width, height } = field.getBoundingClientRect();
      return width >= 4 && height >= 4 && field.type !== "password";
    });

  const answers = {
    spoken,
    signsOfWork,
    stillSigns,
    worksStill: () => stillSigns().length > before.length,
    worksMore: () => signsOfWork().length > before.length,
    worksNoMore: () => signsOfWork().length <= before.length,
    speaksOtherwise: () => spoken() !== text,
    speaksSo: () => spoken() === text,
    // "" where the words can be read, else why not.
    obstacle: () => {
      const found = holders(text);
      if (found.length === 0) return "not on the page";
      const obstacles = found.map((element) => obstacle(element, { scroll: true }));
      return obstacles.includes("") ? "" : obstacles[0];
    },
    readable: () => answers.obstacle() === "",
    unreadable: () => answers.obstacle() !== "",
    // As text, or as what a field holds: both are ways to show what is not to be changed.
    shown: () => answers.readable() || fieldsThatShow(text).length > 0,
    settled: () => onTheirWay().length === 0,
    // All that can be read now, but for buttons and progress, whose words change while something is under way.
    texts: () => [
      ...new Set(
        elements()
          .filter((element) => !nearest(element, controls) && obstacle(element, { scroll: false }) === "")
          .map((element) => words(textIn(element))),
      ),
    ],
    lacking: () => before.filter((line) => !answers.texts().includes(line)),
    showsAll: () => answers.lacking().length === 0,
    hasNews: () => answers.news().length > 0,
    news: () => answers.texts().filter((line) => !before.includes(line)),
    // In a live region, focused, or the description of a field: each is an accepted way (WCAG 2.2, 4.1.3 and 3.3.1).
    announced: () =>
      holders(text).some((element) => {
        if (nearest(element, "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive], output")) return true;
        if (holds(focused(), element)) return true;
        return everywhere("input, [role=textbox]").some((field) =>
          named(field, "aria-describedby", "aria-errormessage").some((note) => holds(note, element)),
        );
      }),
  };
  return answers[question]();
};
