"""A planner's text goes on to a coder."""

from agents import agent, texts
from agent_framework.orchestrations import SequentialBuilder
from conformance import run


async def main():
    workflow = SequentialBuilder(
        participants=[agent("planner", "You plan."), agent("coder", "You code.")], output_from="all"
    ).build()
    result = await workflow.run("Build a parser.")
    return [turn for output in result.get_outputs() for turn in texts(output.messages)]


run(main)
