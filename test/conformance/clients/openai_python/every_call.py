"""Each kind of call that the official client makes, one after the other; each step is a message of its name."""

import asyncio

from conformance import BASE_URL, MODEL, ORIGIN, WORKFLOW, key, run, said
from openai import AsyncOpenAI, AzureOpenAI, OpenAI
from pydantic import BaseModel


class Verdict(BaseModel):
    score: int
    summary: str


PARAMETERS = {"type": "object", "properties": {"table": {"type": "string"}}, "required": ["table"]}
FUNCTIONS = [{"name": name, "parameters": PARAMETERS} for name in ("query_internal_database", "delete_table")]
TOOLS = [{"type": "function", "function": function} for function in FUNCTIONS]
client = OpenAI(api_key=key("client"), base_url=BASE_URL)


def ask(text: str) -> dict:
    return {"model": MODEL, "messages": [{"role": "user", "content": text}]}


def told(message) -> object:
    if message.tool_calls:
        return [[call.function.name, call.function.arguments] for call in message.tool_calls]
    if message.function_call:
        return [message.function_call.name, message.function_call.arguments]
    return message.content


def buffered(text: str, **extra):
    return told(client.chat.completions.create(**ask(text), **extra).choices[0].message)


def streamed(text: str, **extra):
    with client.chat.completions.stream(**ask(text), **extra) as stream:
        return told(stream.get_final_completion().choices[0].message)


async def streamed_async(text: str):
    words, tokens = "", 0
    stream = await AsyncOpenAI(api_key=key("client"), base_url=BASE_URL).chat.completions.create(
        **ask(text), stream=True, stream_options={"include_usage": True}
    )
    async for chunk in stream:
        words += "".join(choice.delta.content or "" for choice in chunk.choices)
        tokens = chunk.usage.total_tokens if chunk.usage else tokens
    return [words, tokens > 0]


def choices(text: str):
    return [choice.message.content for choice in client.chat.completions.create(**ask(text), n=2).choices]


def parsed(text: str):
    completion = client.chat.completions.parse(**ask(text), response_format=Verdict)
    return completion.choices[0].message.parsed.model_dump()


def azure(text: str):
    through = AzureOpenAI(
        azure_endpoint=ORIGIN,
        api_key=key("client"),
        api_version="2024-10-21",
        azure_deployment=MODEL,
        default_headers={"x-workflow-id": WORKFLOW} if WORKFLOW else None,
    )
    return told(through.chat.completions.create(**ask(text)).choices[0].message)


def main():
    return [
        said("models", any(model.id == MODEL for model in client.models.list())),
        said("buffered", buffered("talk")),
        said("streamed", asyncio.run(streamed_async("talk"))),
        said("tools", buffered("tools", tools=TOOLS)),
        said("tools streamed", streamed("tools", tools=TOOLS)),
        said("functions", buffered("functions", functions=FUNCTIONS)),
        said("choices", choices("choices")),
        said("parsed", parsed("verdict")),
        said("azure", azure("talk")),
    ]


run(main)
