"""Code that an executor is about to run is asked about first."""

from agents import assistant, transcript
from autogen_0_4 import approval_func
from autogen_agentchat.agents import CodeExecutorAgent
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_ext.code_executors.local import LocalCommandLineCodeExecutor
from conformance import BASE_URL, key, run
from sallyport_decisions import Sallyport


async def main():
    runner = CodeExecutorAgent(
        "executor",
        code_executor=LocalCommandLineCodeExecutor(work_dir="."),
        approval_func=approval_func(Sallyport(BASE_URL, key("runner"))),
    )
    team = RoundRobinGroupChat(
        [assistant("coder", "You write code."), runner],
        termination_condition=TextMentionTermination("TERMINATE") | MaxMessageTermination(8),
    )
    return transcript(await team.run(task="What is six times seven?"))


run(main)
