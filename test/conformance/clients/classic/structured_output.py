"""AG2 only: a judge that must answer in a schema."""

from agents import assistant, transcript, user_proxy
from conformance import run
from pydantic import BaseModel


class Verdict(BaseModel):
    score: int
    summary: str


def main():
    judge = assistant("judge", "You judge.", response_format=Verdict)
    proxy = user_proxy()
    proxy.initiate_chat(judge, message="How good is it?", max_turns=1)
    return transcript(proxy.chat_messages[judge])


run(main)
