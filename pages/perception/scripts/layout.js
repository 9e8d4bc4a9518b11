// How the page fits its window, and what moves on it. Evaluated by layout.py: one function that answers one question.
({ question }) => {
  const SLACK = 1; // pixels that rounding may cost
  const UNSEEN = 3; // pixels that are left of words for screen readers alone
  const label = (element) => namedAs(element, labelOf(element));
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isPage = (element) => element === document.body || element === document.documentElement;

  // What a member sees of a box once everything around it has clipped it.
  const visiblePart = (element, { left, right }) => {
    for (const one of ancestry(element)) {
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

  const overflowing = () => {
    const page = document.scrollingElement;
    const width = page.clientWidth;
    const found = [];
    const { overflowX } = [document.documentElement, document.body].map((one) => getComputedStyle(one)).find((style) => style.overflowX !== "visible") ?? {};
    if (!["hidden", "clip"].includes(overflowX) && page.scrollWidth > width + SLACK)
      found.push(`the page is ${page.scrollWidth} px wide in a window of ${width} px`);
    for (const form of everywhere("form"))
      for (const one of ancestry(parentOf(form)).filter((one) => !isPage(one)))
        if (["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + SLACK)
          found.push(`<${one.localName}> around the form scrolls sideways`);
    for (const element of everything()) {
      if (nearest(element, "script, style, noscript, template, option, svg") || !isSeen(element)) continue;
      const parts = boxes(element).filter((box) => box.width > 0).map((box) => visiblePart(element, box));
      const isCut = ({ left, right }) =>
        right - left > UNSEEN && ((left < width && right > width + SLACK) || (left < -SLACK && right > 0));
      if (parts.some(isCut)) found.push(`${label(element)} is cut off`);
    }
    return found;
  };

  const MOVING = /^(transform|translate|rotate|scale|left|top|right|bottom|inset|margin|width|height|backgroundPosition|offset|strokeDash)/;
  const moving = () => {
    const animated = endless()
      .filter(({ effect }) => effect.getKeyframes().some((frame) => Object.keys(frame).some((name) => MOVING.test(name))))
      .map(({ effect }) => effect.target);
    const drawn = everywhere("animateTransform[repeatCount=indefinite], animateMotion[repeatCount=indefinite]").map((one) => one.parentElement);
    const playing = everywhere("video").filter((video) => !video.paused);
    const rolling = everywhere("marquee");
    const all = [...animated, ...drawn, ...playing, ...rolling].filter((element) => element && isSeen(element));
    return [...new Set(all)].map(label);
  };

  // Pictures as large as a tenth of the window, those behind the whole form aside: they are the page's background.
  const LARGE = 0.1;
  const illustrations = () => {
    const frameOf = (element) => element.getBoundingClientRect();
    const fields = everywhere("input").filter((field) => isSeen(field) && frameOf(field).width > UNSEEN).map(frameOf);
    const isBehindAll = ({ left, right, top, bottom }) =>
      fields.every((field) => left <= field.left && right >= field.right && top <= field.top && bottom >= field.bottom);
    const isPicture = (element) =>
      element.matches("img, svg, canvas, video, object") || getComputedStyle(element).backgroundImage.includes("url(");
    const isLarge = ({ width, height }) => width * height >= LARGE * innerWidth * innerHeight;
    return everything()
      .filter((element) => isSeen(element) && isPicture(element) && isLarge(frameOf(element)) && !isBehindAll(frameOf(element)))
      .map((element) => `<${element.localName}> of ${Math.round(frameOf(element).width)} x ${Math.round(frameOf(element).height)} px`);
  };

  const answers = {
    overflowing,
    moving,
    illustrations,
    isIllustrated: () => illustrations().length > 0,
    isPlain: () => illustrations().length === 0,
    fits: () => overflowing().length === 0,
    still: () => moving().length === 0,
  };
  return answers[question]();
};
