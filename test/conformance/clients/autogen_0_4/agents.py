"""What the AutoGen 0.4+ scenarios share."""

from autogen_agentchat.agents import AssistantAgent
from autogen_ext.models.openai import OpenAIChatCompletionClient
from conformance import BASE_URL, MODEL, STREAM, key, said


def client(agent: str) -> OpenAIChatCompletionClient:
    return OpenAIChatCompletionClient(model=MODEL, api_key=key(agent), base_url=BASE_URL)


def assistant(name: str, system_message: str, **extra) -> AssistantAgent:
    return AssistantAgent(
        name,
        model_client=client(name),
        system_message=system_message,
        description=f"the {name}",
        model_client_stream=STREAM,
        **extra,
    )


def transcript(result) -> list[dict[str, str]]:
    return [said(message.source, message.to_text()) for message in result.messages]
