"""Three agents; the selector's model chooses who speaks."""

from agents import assistant, client, transcript
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import SelectorGroupChat
from conformance import GIVEN, run


async def main():
    members = [assistant("planner", "You plan."), assistant("coder", "You code."), assistant("reviewer", "You review.")]
    team = SelectorGroupChat(
        members,
        model_client=client("manager"),
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(5),
    )
    return transcript(await team.run(task=GIVEN.get("task", "Build a parser.")))


run(main)
