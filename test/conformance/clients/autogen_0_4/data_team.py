"""A team of four: one reads documents, one makes something of them, one sends mails, one reports."""

from agents import assistant, transcript
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from conformance import GIVEN, read_document, run, send_email


async def main():
    team = RoundRobinGroupChat(
        [
            assistant("reader", "You read.", tools=[read_document]),
            assistant("analyst", "You analyse."),
            assistant("sender", "You send.", tools=[send_email]),
            assistant("reporter", "You report."),
        ],
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(12),
    )
    return transcript(await team.run(task=GIVEN["task"]))


run(main)
