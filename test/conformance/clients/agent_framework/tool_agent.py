"""An analyst calls tools that run here."""

from agents import agent, texts
from conformance import STREAM, delete_table, query_internal_database, run, said


async def main():
    analyst = agent("analyst", "You analyse data.", tools=[query_internal_database, delete_table])
    session = analyst.create_session()

    async def ask(task: str):
        if not STREAM:
            return texts((await analyst.run(task, session=session)).messages)
        text = ""
        async for update in analyst.run(task, session=session, stream=True):
            text += update.text or ""
        return [said("analyst", text)]

    messages = await ask("Look at the customers, then clean up.")
    if "TERMINATE" not in messages[-1]["text"]:
        messages += await ask("Go on.")
    return messages


run(main)
