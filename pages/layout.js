// How the page fits its window, and what moves on it. Evaluated in the page by layout.py: one function, one question.
({ question }) => {
  const SLACK = 1; // pixels that rounding may cost
  const UNSEEN = 3; // pixels that are left of words for screen readers alone
  const words = (element) => (element.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 60);
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const ancestors = (element) => (element.parentElement ? [element.parentElement, ...ancestors(element.parentElement)] : []);
  const isPage = (element) => element === document.body || element === document.documentElement;

  // What a member sees of a box once everything around it has clipped it.
  const visiblePart = (element, { left, right }) => {
    for (const one of [element, ...ancestors(element)]) {
      if (isPage(one) || getComputedStyle(one).overflowX === "visible") continue;
      const frame = one.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
    }
    return { left, right };
  };
  const textBoxes = (element) =>
    [...element.childNodes]
      .filter((node) => node.nodeType === 3 && node.data.trim())
      .flatMap((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()];
      });
  const boxes = (element) =>
    element.matches("input, button, select, textarea") ? [element.getBoundingClientRect()] : textBoxes(element);

  const sideways = () => {
    const page = document.scrollingElement;
    const width = page.clientWidth;
    const found = [];
    const { overflowX } = [document.documentElement, document.body].map((one) => getComputedStyle(one)).find((style) => style.overflowX !== "visible") ?? {};
    if (!["hidden", "clip"].includes(overflowX) && page.scrollWidth > width + SLACK)
      found.push(`the page is ${page.scrollWidth} px wide in a window of ${width} px`);
    for (const form of document.querySelectorAll("form"))
      for (const one of ancestors(form).filter((one) => !isPage(one)))
        if (["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + SLACK)
          found.push(`<${one.localName}> around the form scrolls sideways`);
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("script, style, noscript, template, option, svg") || !isSeen(element)) continue;
      const parts = boxes(element).filter((box) => box.width > 0).map((box) => visiblePart(element, box));
      const isCut = ({ left, right }) =>
        right - left > UNSEEN && ((left < width && right > width + SLACK) || (left < -SLACK && right > 0));
      if (parts.some(isCut)) found.push(`<${element.localName}> ${JSON.stringify(words(element))} sticks out`);
    }
    return found;
  };

  const MOVING = /^(transform|translate|rotate|scale|left|top|right|bottom|inset|margin|width|height|backgroundPosition|offset|strokeDash)/;
  const motion = () => {
    const animated = document
      .getAnimations()
      .filter(({ playState, effect }) => playState === "running" && effect?.getComputedTiming().iterations === Infinity)
      .filter(({ effect }) => effect.getKeyframes().some((frame) => Object.keys(frame).some((name) => MOVING.test(name))))
      .map(({ effect }) => effect.target);
    const drawn = [...document.querySelectorAll("animateTransform[repeatCount=indefinite], animateMotion[repeatCount=indefinite]")].map((one) => one.parentElement);
    const playing = [...document.querySelectorAll("video")].filter((video) => !video.paused);
    const rolling = [...document.querySelectorAll("marquee")];
    const all = [...animated, ...drawn, ...playing, ...rolling].filter((element) => element && isSeen(element));
    return [...new Set(all)].map((element) => `<${element.localName}> ${JSON.stringify(words(element))}`);
  };

  const answers = { sideways, motion, fits: () => sideways().length === 0, rests: () => motion().length === 0 };
  return answers[question]();
};
