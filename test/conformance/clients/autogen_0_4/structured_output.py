"""A judge that must answer in a schema."""

from agents import assistant, transcript
from conformance import run
from pydantic import BaseModel


class Verdict(BaseModel):
    score: int
    summary: str


async def main():
    return transcript(await assistant("judge", "You judge.", output_content_type=Verdict).run(task="How good is it?"))


run(main)
