"""A coder and an executor take turns."""

import warnings

from agents import assistant, transcript
from autogen_agentchat.agents import CodeExecutorAgent
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_ext.code_executors.local import LocalCommandLineCodeExecutor
from conformance import run


async def main():
    warnings.simplefilter("ignore")
    executor = CodeExecutorAgent("executor", code_executor=LocalCommandLineCodeExecutor(work_dir="."))
    team = RoundRobinGroupChat(
        [assistant("coder", "You write code."), executor],
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(5),
    )
    return transcript(await team.run(task="What is six times seven?"))


run(main)
