"""What the Microsoft Agent Framework scenarios share. All use its chat completions client, not the Responses one."""

from agent_framework import Agent
from agent_framework.openai import OpenAIChatCompletionClient
from conformance import BASE_URL, MODEL, key, said


def agent(name: str, instructions: str, **extra) -> Agent:
    client = OpenAIChatCompletionClient(model=MODEL, api_key=key(name), base_url=BASE_URL)
    return Agent(client=client, name=name, instructions=instructions, description=f"the {name}", **extra)


def texts(messages, default: str = "user") -> list[dict[str, str]]:
    """Messages with text; tool traffic shows in `executed`."""
    return [said(message.author_name or default, message.text) for message in messages if message.text]
