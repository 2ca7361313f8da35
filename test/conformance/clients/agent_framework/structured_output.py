"""A judge that must answer in a schema."""

from agents import agent
from conformance import run, said
from pydantic import BaseModel


class Verdict(BaseModel):
    score: int
    summary: str


async def main():
    reply = await agent("judge", "You judge.").run("How good is it?", options={"response_format": Verdict})
    return [said("judge", reply.value.model_dump())]


run(main)
