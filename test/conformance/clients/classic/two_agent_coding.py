"""A coder writes code, the user proxy runs it on this machine and reports back."""

from agents import assistant, transcript, user_proxy
from conformance import run


def main():
    coder = assistant("coder", "You write code.")
    proxy = user_proxy(code_execution_config={"work_dir": "work", "use_docker": False})
    proxy.initiate_chat(coder, message="What is six times seven?", max_turns=4)
    return transcript(proxy.chat_messages[coder])


run(main)
