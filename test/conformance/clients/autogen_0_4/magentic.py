"""An orchestrator that plans, keeps a ledger and instructs a coder."""

from agents import assistant, client, transcript
from autogen_agentchat.teams import MagenticOneGroupChat
from conformance import run


async def main():
    team = MagenticOneGroupChat([assistant("coder", "You code.")], model_client=client("manager"), max_turns=4)
    return transcript(await team.run(task="Build a parser."))


run(main)
