"""A plan is passed on to a coder under somebody's name; then a reviewer reports."""

from agents import agent, texts
from agent_framework import Message
from conformance import GIVEN, run


async def main():
    planner, coder, reviewer = agent("planner", "You plan."), agent("coder", "You code."), agent("reviewer", "You review.")
    first = texts((await planner.run(GIVEN["task"])).messages)
    passed_on = Message("user", [first[-1]["text"]], author_name=GIVEN["speaker"])
    second = texts((await coder.run(passed_on)).messages)
    third = texts((await reviewer.run("What has been done?")).messages)
    return first + second + third


run(main)
