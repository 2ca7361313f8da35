"""A sequence of four: one reads documents, one makes something of them, one sends mails, one reports."""

from agents import agent, texts
from agent_framework.orchestrations import SequentialBuilder
from conformance import GIVEN, read_document, run, send_email


async def main():
    workflow = SequentialBuilder(
        participants=[
            agent("reader", "You read.", tools=[read_document]),
            agent("analyst", "You analyse."),
            agent("sender", "You send.", tools=[send_email]),
            agent("reporter", "You report."),
        ],
        output_from="all",
    ).build()
    result = await workflow.run(GIVEN["task"])
    return [turn for output in result.get_outputs() for turn in texts(output.messages)]


run(main)
