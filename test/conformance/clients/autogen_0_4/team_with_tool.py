"""A team of two: an analyst with a tool that runs here, then a writer."""

from agents import assistant, transcript
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from conformance import query_internal_database, run


async def main():
    team = RoundRobinGroupChat(
        [assistant("analyst", "You analyse data.", tools=[query_internal_database]), assistant("writer", "You write.")],
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(8),
    )
    return transcript(await team.run(task="Report on the customers."))


run(main)
