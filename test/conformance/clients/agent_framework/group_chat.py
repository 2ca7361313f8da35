"""An orchestrating agent chooses who speaks."""

from agents import agent, texts
from agent_framework.orchestrations import GroupChatBuilder
from conformance import GIVEN, run


async def main():
    workflow = GroupChatBuilder(
        participants=[agent("planner", "You plan."), agent("coder", "You code."), agent("reviewer", "You review.")],
        orchestrator_agent=agent("manager", "You lead the group."),
        max_rounds=4,
        output_from="all",
    ).build()
    result = await workflow.run(GIVEN.get("task", "Build a parser."))
    return [turn for output in result.get_outputs() for turn in texts(getattr(output, "messages", [output]), "manager")]


run(main)
