"""An analyst calls tools that run here."""

from agents import assistant, transcript
from conformance import delete_table, query_internal_database, run


async def main():
    analyst = assistant(
        "analyst", "You analyse data.", tools=[query_internal_database, delete_table], max_tool_iterations=4
    )
    messages = transcript(await analyst.run(task="Look at the customers, then clean up."))
    if "TERMINATE" not in messages[-1]["text"]:
        messages += transcript(await analyst.run(task="Go on."))
    return messages


run(main)
