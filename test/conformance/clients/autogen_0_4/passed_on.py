"""A plan is passed on to a coder under somebody's name; then a reviewer reports."""

from agents import assistant, transcript
from autogen_agentchat.messages import TextMessage
from conformance import GIVEN, run


async def main():
    planner, coder, reviewer = assistant("planner", "You plan."), assistant("coder", "You code."), assistant("reviewer", "You review.")
    first = transcript(await planner.run(task=GIVEN["task"]))
    second = transcript(await coder.run(task=TextMessage(content=first[-1]["text"], source=GIVEN["speaker"])))
    third = transcript(await reviewer.run(task="What has been done?"))
    return first + second + third


run(main)
