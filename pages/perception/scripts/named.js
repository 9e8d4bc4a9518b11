// An element's name in messages, never its HTML: that may carry what was typed, or a link with its token. Evaluated by accessibility.py.
(element) => namedAs(element, labelOf(element))
