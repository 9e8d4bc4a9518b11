"""The steps of a scenario in words, read from its trace."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evidence.recording.trace import Trace

# What a person would call a step; the rest (timeouts, routes, evaluations) is internal to the suite.
_VERBS = {
    "goto": "go to",
    "reload": "reload the page",
    "goBack": "go back",
    "goForward": "go forward",
    "click": "click",
    "dblclick": "double-click",
    "tap": "tap",
    "fill": "fill in",
    "clear": "clear",
    "type": "type into",
    "press": "press",
    "check": "tick",
    "uncheck": "untick",
    "selectOption": "choose in",
    "hover": "point at",
    "focus": "focus",
    "keyboardPress": "press",
    "keyboardType": "type",
    "expect": "expect",
}
BY_SUITE = "the suite "
"""How the words of a step begin that no member would do."""
BY_HAND = " (by hand: "
"""What follows in them: how to do the same by hand."""
_GROUP = "tracingGroup"
_CLOCK = {
    "clockInstall": "takes over the browser's clock",
    "clockFastForward": "moves the browser's clock forward",
    "clockRunFor": "moves the browser's clock forward",
    "clockSetSystemTime": "sets the browser's clock",
    "clockSetFixedTime": "stops the browser's clock",
}
_PARTS = (
    (re.compile(r'internal:describe="(.*?)"'), r"\1"),
    (re.compile(r"internal:role=(\w+)\[name=/(.+?)/[a-z]*\]"), r'\1 "\2"'),
    (re.compile(r'internal:role=(\w+)\[name="(.*?)"[is]?\]'), r'\1 "\2"'),
    (re.compile(r"internal:role=(\w+)"), r"\1"),
    (re.compile(r'internal:(?:label|text|attr)=(?:\[\w+=)?"(.*?)"[is]?\]?'), r'"\1"'),
    (re.compile(r"internal:(?:label|text|attr)=(?:\[\w+=)?/(.*?)/[a-z]*\]?"), r'"\1"'),
)
# Regular-expression syntax, which is left out of the words.
_IS_PATTERN = re.compile(r"[|()\[\]{}*+?]")
_RESOLVED = re.compile(r"locator resolved to (?:visible |hidden )?<\w[^>]*>([^<>…]+)</")
_PATTERN_SIGNS = re.compile(r"\\[bsdw][*+?]?|[\^$]|\\")


@dataclass
class Step:
    """One thing the scenario did or looked at."""

    words: str
    started: float
    """Seconds since the epoch."""
    milliseconds: int = 0
    error: str = ""
    calls: list[str] = field(default_factory=list)


def read_steps(trace: Trace) -> list[Step]:
    """The steps of a trace: actions of page objects, and what the scenario did to the page directly."""
    resolved = dict(_resolved(trace.events))
    began = next((event for event in trace.events if event.get("type") == "context-options"), {})
    offset = (began.get("wallTime", 0) - began.get("monotonicTime", 0)) / 1000
    steps: list[Step] = []
    by_call: dict[str, tuple[Step, float]] = {}
    for event in trace.events:
        call = event.get("callId", "")
        if event.get("type") == "before":
            parent = by_call.get(event.get("parentId", ""))
            if parent:
                parent[0].calls.append(call)
                by_call[call] = (parent[0], event["startTime"])
            elif event.get("method") in (*_VERBS, *_CLOCK, _GROUP) and not _is_question(event):
                step = Step(_words(event, resolved.get(call, "")), offset + event["startTime"] / 1000, calls=[call])
                by_call[call] = (step, event["startTime"])
                steps.append(step)
        elif event.get("type") == "after" and call in by_call:
            step, _ = by_call[call]
            step.milliseconds = round(event["endTime"] - (step.started - offset) * 1000)
            step.error = step.error or str((event.get("error") or {}).get("message", ""))
    _name_tabs(steps, trace.events)
    return steps


def _name_tabs(steps: list[Step], events: list[dict[str, Any]]) -> None:
    """Say of a step in which tab it was done, where that is not the first; a snapshot knows its page."""
    snapshots = [event.get("snapshot") or {} for event in events if event.get("type") == "frame-snapshot"]
    pages = {one.get("callId", ""): one.get("pageId", "") for one in snapshots}
    tabs = list(dict.fromkeys(pages.values()))
    for step in steps:
        page = next((pages[call] for call in step.calls if call in pages), "")
        if page in tabs[1:]:
            step.words += f" (in tab {tabs.index(page) + 1})"


def _resolved(events: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The text of the element that each call acted on, by the call's log."""
    for event in events:
        found = _RESOLVED.search(event.get("message", "")) if event.get("type") == "log" else None
        if found:
            yield event.get("callId", ""), found[1]


def _is_question(event: dict[str, Any]) -> bool:
    """Whether the page is only looked at as a whole, before one of the suite's scripts reads it."""
    return event.get("method") == "expect" and event.get("params", {}).get("selector") == ":root"


def _words(event: dict[str, Any], text: str) -> str:
    if event["method"] == _GROUP:
        return str(event.get("title", ""))
    if event["method"] in _CLOCK:
        return f"{BY_SUITE}{_CLOCK[event['method']]}{BY_HAND}change the computer's clock, then reload)"
    params = event.get("params", {})
    words = [_VERBS[event["method"]]]
    if event["method"] == "goto":
        words.append(params.get("url", ""))
    if "key" in params:
        words += [params["key"], "in" if "selector" in params else ""]
    if "selector" in params:
        words.append(place(params["selector"], text))
    if event["method"] == "expect":
        words.append(("not " if params.get("isNot") else "") + str(params.get("expression", "")).replace(".", " "))
        words.append(str(params.get("expectedNumber", "")))
        words += [
            str(one.get("string") or one.get("regexSource", "").replace("\\", ""))
            for one in params.get("expectedText") or []
        ]
    return " ".join(word for word in words if word)


def place(selector: str, text: str = "") -> str:
    """Name an element as a person would, by the last part of its selector; a pattern is replaced by the found text."""
    for part in reversed(re.split(r" >> ", selector)):
        for pattern, words in _PARTS:
            found = pattern.search(part)
            if found:
                named = _PATTERN_SIGNS.sub("", found.expand(words))
                if "=/" not in found[0] or not _IS_PATTERN.search(named):
                    return named
                return f'{named.partition(" ")[0]} "{text}"' if text else named.partition(' "')[0].strip('"')
    return selector
