"""What happened in an attempt, in order of time: steps with the calls they caused, the suite's own calls, mails."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, zip_longest
from typing import Any
from urllib.parse import urlsplit

from evidence.recording.steps import BY_SUITE
from evidence.report.results import Result, Scenario
from testkit.api import endpoints
from testkit.text import shortened

_ERROR, _SERVER_ERROR = 400, 500
_STAGES = {
    endpoints.START_PASSWORD_RESET: "request",
    endpoints.COMPLETE_PASSWORD_RESET: "completion",
    endpoints.EXCHANGE: "exchange",
    endpoints.TOKEN: "session",
    endpoints.PROFILES: "session",
}
_JOINED = {"set-up": "set-up", "call": "the suite's own calls", "mail": "mail"}
STAGES = ("request", "mail", "view", "completion", "exchange", "session")
"""The stages of the flow, in order."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: float
    text: str
    kind: str
    """`step`, `suite` (what no member does) or `mail`."""
    stage: str = ""
    """The stage of the flow that it reached, if any."""
    failed: bool = False


def timeline(result: Result) -> list[Moment]:
    """Everything that is recorded of an attempt, in order."""
    own = [step for step in result.steps if step["words"].startswith(BY_SUITE)]
    steps = sorted((step for step in result.steps if step not in own), key=lambda step: step["started"])
    moments = [_step(step, []) for step in own]
    for step, following in zip_longest(steps, steps[1:]):
        until = following["started"] if following else float("inf")
        calls = [call for call in result.calls if call["by"] != "suite" and step["started"] <= call["at"] < until]
        moments.append(_step(step, calls))
    first = steps[0]["started"] if steps else float("inf")
    early = [call for call in result.calls if call["by"] != "suite" and call["at"] < first and is_telling(call)]
    moments += [Moment(call["at"], f"page: {said(call)}", "step", _stage(call)) for call in early]
    moments += [_own(call, result.prepared) for call in result.calls if call["by"] == "suite"]
    moments += [_mail(mail, result) for mail in result.mails]
    moments.sort(key=lambda moment: moment.at)
    return list(_joined(moments))


def stage_of(result: Result) -> str:
    """The stage of the flow at which an attempt ended; empty if it reached none."""
    return next((moment.stage for moment in reversed(timeline(result)) if moment.stage), "")


def repeated_calls(scenarios: Iterable[Scenario]) -> Counter[str]:
    """The suite's own calls that were made again after a server error, each with its status, and how often."""
    found: Counter[str] = Counter()
    for attempt in (attempt for scenario in scenarios for attempt in scenario.attempts):
        own = [call for call in attempt.calls if call["by"] == "suite"]
        for call, following in pairwise(own):
            made, again = ((one["method"], urlsplit(one["path"]).path) for one in (call, following))
            if call["status"] >= _SERVER_ERROR and made == again:
                found[f"{' '.join(made)}: {call['status']}"] += 1
    return found


def is_telling(call: dict[str, Any]) -> bool:
    """Whether a reader wants to know of this call: it belongs to the flow, changes something or went wrong."""
    path = urlsplit(call["path"]).path
    return path in _STAGES or call["method"] not in {"GET", "OPTIONS"} or not 0 < call["status"] < _ERROR


def said(call: dict[str, Any]) -> str:
    """A call and its answer in a few words."""
    name = urlsplit(call["path"]).path.rpartition("/")[2]
    answer = f"{name} {call['status']}" if call["status"] else f"{name}: no answer yet"
    invented = ", invented by the suite" if call.get("invented") else ""
    return answer + invented + (f' "{shortened(call["message"], 80)}"' if call["message"] else "")


def _step(step: dict[str, Any], calls: list[dict[str, Any]]) -> Moment:
    telling = [said(call) for call in calls if is_telling(call)]
    stages = [stage for call in calls if (stage := _stage(call))]
    words = step["words"]
    kind = "suite" if words.startswith(BY_SUITE) else "step"
    if words.startswith("reset password view"):
        stages.insert(0, "view")
    text = words + (f" → {', '.join(telling)}" if telling else "")
    return Moment(step["started"], text, kind, stages[-1] if stages else "", bool(step["error"]))


def _stage(call: dict[str, Any]) -> str:
    return _STAGES.get(urlsplit(call["path"]).path, "")


def _own(call: dict[str, Any], prepared: float) -> Moment:
    """A call of the suite's own, with its method unless it is a post, as the flow's calls are."""
    words = said(call) if call["method"] == "POST" else f"{call['method']} {said(call)}"
    return Moment(call["at"], words, "set-up" if call["at"] < prepared else "call", _stage(call))


def _mail(mail: dict[str, Any], result: Result) -> Moment:
    at, subject = mail.get("read", result.started), f'"{mail["subject"]}"'
    kind = "set-up" if at < result.prepared else "mail"
    return Moment(at, subject if kind == "mail" else f"mail {subject}", kind, "mail")


def _joined(moments: list[Moment]) -> Iterator[Moment]:
    """The same moments; set-up, mails, the suite's own calls and equal steps that follow each other are one line."""
    for kind, group in groupby(moments, key=lambda moment: moment.kind):
        found = list(group)
        if kind not in _JOINED:
            yield from _counted(found)
            continue
        counted = [(text, len(list(same))) for text, same in groupby(moment.text for moment in found)]
        words = ", ".join(text if times == 1 else f"{text} ({times} times)" for text, times in counted)
        stage = next((moment.stage for moment in reversed(found) if moment.stage), "")
        yield Moment(found[0].at, f"{_JOINED[kind]}: {words}", "mail" if kind == "mail" else "suite", stage)


def _counted(moments: list[Moment]) -> Iterator[Moment]:
    """Equal moments as one, with how many there were."""
    for _, group in groupby(moments, key=lambda moment: (moment.text, moment.stage, moment.failed)):
        first, *others = group
        yield replace(first, text=f"{first.text} ({len(others) + 1} times)") if others else first
