"""Two runs in a row: what the reader makes of its document is pasted into the sender's task."""

from agents import agent, texts
from conformance import GIVEN, read_document, run, send_email


async def main():
    reader = agent("reader", "You read.", tools=[read_document])
    sender = agent("sender", "You send.", tools=[send_email])
    first = texts((await reader.run(GIVEN["task"])).messages)
    second = texts((await sender.run(f"Finish what is open. Notes so far:\n\n{first[-1]['text']}")).messages)
    return first + second


run(main)
