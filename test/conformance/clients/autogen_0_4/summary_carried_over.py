"""Two runs in a row: what the reader makes of its document is pasted into the sender's task."""

from agents import assistant, transcript
from conformance import GIVEN, read_document, run, send_email


async def main():
    reader = assistant("reader", "You read.", tools=[read_document], reflect_on_tool_use=True)
    sender = assistant("sender", "You send.", tools=[send_email], reflect_on_tool_use=True)
    first = transcript(await reader.run(task=GIVEN["task"]))
    second = transcript(await sender.run(task=f"Finish what is open. Notes so far:\n\n{first[-1]['text']}"))
    return first + second


run(main)
