"""Triage hands a customer to billing by a handoff tool."""

from agents import assistant, transcript
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import Swarm
from conformance import run


async def main():
    team = Swarm(
        [assistant("triage", "You triage.", handoffs=["billing"]), assistant("billing", "You do the billing.")],
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(6),
    )
    return transcript(await team.run(task="I want a refund."))


run(main)
