"""A plan is passed on to a coder under somebody's name; then a reviewer reports."""

from agents import assistant, transcript, user_proxy
from conformance import GIVEN, run, said


def main():
    proxy = user_proxy()
    planner, coder, reviewer = assistant("planner", "You plan."), assistant("coder", "You code."), assistant("reviewer", "You review.")
    plan = proxy.initiate_chat(planner, message=GIVEN["task"], max_turns=1).chat_history[-1]["content"]
    proxy.send({"content": plan, "name": GIVEN["speaker"]}, coder, request_reply=False)
    code = coder.generate_reply(sender=proxy)
    report = proxy.initiate_chat(reviewer, message="What has been done?", max_turns=1)
    return [said("planner", plan), said("coder", code), *transcript(report.chat_history)]


run(main)
