// What a member can read on the page, and what assistive technology reads of it.
// Evaluated by screen.py: one function that answers one question.
({ question, text, before }) => {
  const unread = "script, style, noscript, template, option, title, svg";
  const controls = "button, [role=button], [role=progressbar]";
  const loading = "[aria-busy=true]:not(:has(input))"; // stands for a view that is not there yet
  const decoration = "blockquote, figure, [role=figure], [role=marquee], [role=timer]";
  const beside = ":is(aside, [role=complementary], [aria-roledescription=carousel]):not(:has(input))";

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
    for (const one of ancestry(element)) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none") return null; // a picture: there is no single colour to compare with
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
    if (ancestry(element).reduce((opacity, one) => opacity * getComputedStyle(one).opacity, 1) < 0.1) return "transparent";
    if (textBoxes(element).length === 0) return "hidden";
    if (scroll) element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const boxes = textBoxes(element);
    const box = boxes.reduce((largest, one) => (one.width * one.height > largest.width * largest.height ? one : largest));
    if (parseFloat(style.fontSize) < 4 || box.height < 4) return "too small to see";
    for (const one of ancestry(element)) {
      const look = getComputedStyle(one);
      const frame = one.getBoundingClientRect();
      const clips = look.overflow !== "visible" || look.clipPath !== "none" || look.clip !== "auto";
      if (clips && one !== document.documentElement && one !== document.body && (frame.width < 4 || frame.height < 4))
        return "clipped away";
    }
    const textColor = rgba(style.webkitTextFillColor || style.color);
    if (textColor[3] < 26) return "transparent";
    const backgroundColor = background(element);
    if (backgroundColor) {
      const [light, dark] = [luminance(textColor), luminance(backgroundColor)].sort((one, other) => other - one);
      if ((light + 0.05) / (dark + 0.05) < 1.25) return "the same colour as its background";
    }
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const page = document.documentElement;
    if (x < 0 || x + scrollX > Math.max(page.scrollWidth, innerWidth) || y + scrollY < 0) return "off the screen";
    const inside = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
    if (!inside) return scroll ? "off the screen" : "";
    const top = topmost(x, y);
    if (top && !contains(element, top) && !contains(top, element)) {
      if (getComputedStyle(element).pointerEvents !== "none") return `covered by <${top.tagName.toLowerCase()}>`;
    }
    return "";
  };

  const isUnread = (element) => nearest(element, unread);
  const elements = () => everything().filter((element) => !isUnread(element) && ownText(element));
  // A bar or bubble over a part of the page that is there to be closed, such as one about cookies: it may come late.
  const isBanner = (one) => {
    const { width, height } = one.getBoundingClientRect();
    const isSmall = width * height < (innerWidth * innerHeight) / 2;
    return isSmall && getComputedStyle(one).position === "fixed" && within(one, "button, [role=button]").length > 0 && within(one, "h1, main, input").length === 0;
  };
  const isMessage = (element) =>
    !nearest(element, `${controls}, ${loading}, ${decoration}`) &&
    (Boolean(nearest(element, `${LIVE}, dialog, [role=dialog], [role=alertdialog]`)) || !(nearest(element, beside) || ancestry(element).some(isBanner)));
  const messages = (state) =>
    [...new Set(elements().filter((one) => isMessage(one) && state.test(obstacle(one, { scroll: false }))).map((one) => clean(textIn(one))))];
  const uncounted = (line) => line.replace(/\d+/g, "0"); // a countdown is not a new text each second
  // The smallest elements that contain the text.
  const smallestElementsWith = (wanted) => {
    const all = everything().filter((element) => !isUnread(element) && clean(textIn(element)).includes(clean(wanted)));
    return all.filter((element) => !all.some((other) => other !== element && contains(element, other)));
  };

  // Text that a style sheet adds, such as a tick after a rule that is met; after a slash, its text for screen readers.
  const generated = (element) =>
    ["::before", "::after"]
      .map((part) => getComputedStyle(element, part).content)
      .filter((content) => content.includes('"'))
      .map((content) => clean(content.replace(/^.* \/ (?=")/, "").replaceAll('"', "")));

  // What assistive technology reads, controls' own names and values aside: text, names of pictures, states and meters.
  const accessibleText = () =>
    everything()
      .filter((element) => !isUnread(element) && !nearest(element, "[aria-hidden=true], input, textarea, button, [role=button]"))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) =>
        [
          ownText(element),
          ...generated(element),
          ...["aria-label", "alt", "aria-checked", "aria-valuenow", "aria-valuetext"].map((name) => element.getAttribute(name) ?? ""),
          ["METER", "PROGRESS"].includes(element.tagName) ? String(element.value) : "",
        ]
          .filter(Boolean)
          .join(" "),
      )
      .filter(Boolean)
      .join("\n");

  // A submit button shows that it is busy by a picture in place of its text, or by text that ends in dots.
  const hasNoText = (button) => {
    const texts = [button, ...within(button)]
      .filter((element) => /^(|covered.*|off the screen)$/.test(obstacle(element, { scroll: false })))
      .map(ownText);
    return /^$|(…|\.\.\.)$/.test(clean(texts.join(" ")));
  };

  // What shows that something is in progress: a progress bar, a busy region, an animation that never ends by itself.
  const busyIndicators = () => {
    const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
    const kinds = {
      "endless animation of": [...endless().map(({ effect }) => effect.target), ...everywhere("svg [repeatCount=indefinite]").map((motion) => motion.parentElement)],
      "progress bar": everywhere("[role=progressbar], progress"),
      "aria-busy on": everywhere("[aria-busy=true]"),
      "no text on": everywhere("form button:not([type=button])").filter(hasNoText),
    };
    const disabledIn = (element) => {
      const button = within(element, "button:disabled, button[aria-disabled=true]")[0];
      return button ? `, with the disabled ${namedAs(button, textIn(button))}` : "";
    };
    const words = new Map(); // an element counts once, however it shows it
    for (const [kind, elements] of Object.entries(kinds))
      for (const element of elements) if (element && seen(element) && !words.has(element)) words.set(element, `${kind} ${tagOf(element)}${disabledIn(element)}`);
    return [...words.values()];
  };

  // A member who asked for less motion may be shown a still picture.
  const staticBusyIndicators = () => {
    const isPicture = (element) =>
      partsOf(element).length === 0 && !element.matches("input, textarea") && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const pictures = everything().filter((element) => isPicture(element) && element.getBoundingClientRect().width > 3);
    return [...busyIndicators(), ...pictures.map(({ localName }) => localName)];
  };

  const fieldsThatShow = (value) =>
    everywhere("input, textarea, output").filter((field) => {
      if (field.value !== value || !field.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      const { width, height } = field.getBoundingClientRect();
      return width >= 4 && height >= 4 && field.type !== "password" && !isUnderItsLabel(field);
    });

  const answers = {
    accessibleText,
    busyIndicators,
    staticBusyIndicators,
    busyWithoutMotion: () => staticBusyIndicators().length > before.length,
    busy: () => busyIndicators().length > before.length,
    idle: () => busyIndicators().length <= before.length,
    accessibleTextDiffers: () => accessibleText() !== text,
    accessibleTextIs: () => accessibleText() === text,
    // "" where the text can be read, else why not.
    obstacle: () => {
      const found = smallestElementsWith(text);
      if (found.length === 0) return "not on the page";
      const obstacles = found.map((element) => obstacle(element, { scroll: true }));
      return obstacles.includes("") ? "" : obstacles[0];
    },
    readable: () => answers.obstacle() === "",
    unreadable: () => answers.obstacle() !== "",
    // As text, or as what a field holds: both are ways to show what is not to be changed.
    shown: () => answers.readable() || fieldsThatShow(text).length > 0,
    settled: () => inTransition().length === 0,
    // All that can be read now, except buttons and progress, whose text changes while something is in progress, and
    // what may change by itself or from visit to visit: guests' quotes, a picture's caption, a clock.
    texts: () => messages(/^$/),
    // A line that a banner has covered meanwhile is there.
    missing: () => {
      const there = messages(/^$|^covered/).map(uncounted);
      return before.filter((line) => !there.includes(uncounted(line)));
    },
    showsAll: () => answers.missing().length === 0,
    hasNewTexts: () => answers.newTexts().length > 0,
    newTexts: () => answers.texts().filter((line) => !before.map(uncounted).includes(uncounted(line))),
    // In a live region, focused, or the description of a field: each is an accepted way (WCAG 2.2, 4.1.3 and 3.3.1).
    announced: () =>
      smallestElementsWith(text).some((element) => {
        if (nearest(element, LIVE)) return true;
        if (contains(focused(), element)) return true;
        return everywhere("input, [role=textbox]").some((field) =>
          named(field, "aria-describedby", "aria-errormessage").some((note) => contains(note, element)),
        );
      }),
  };
  return answers[question]();
};
