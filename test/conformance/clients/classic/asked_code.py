"""Code that an executor is about to run is asked about first."""

from agents import assistant, transcript, user_proxy
from autogen.coding import LocalCommandLineCodeExecutor
from autogen_0_2 import GuardedExecutor
from conformance import BASE_URL, key, run
from sallyport_decisions import Sallyport


def main():
    executor = GuardedExecutor(LocalCommandLineCodeExecutor(work_dir="."), Sallyport(BASE_URL, key("runner")))
    coder, proxy = assistant("coder", "You write code."), user_proxy(code_execution_config={"executor": executor})
    proxy.initiate_chat(coder, message="What is six times seven?", max_turns=4)
    return transcript(proxy.chat_messages[coder])


run(main)
