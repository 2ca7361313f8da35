"""AutoGen 0.2 and AG2 share `import autogen`; so do their scenarios."""

import autogen
from conformance import BASE_URL, MODEL, STREAM, TRIPWIRE_URL, key, said

if STREAM:
    # The real counter downloads its tables when it is first used; the count only feeds a cost estimate.
    import autogen.oai.client as oai_client

    if hasattr(oai_client, "count_token"):
        oai_client.count_token = lambda *_args, **_kwargs: 1


def llm_config(agent: str, **extra) -> dict:
    """The agent's own key first. Behind it a second entry, as teams have it for fail-over, where nothing may ever arrive."""
    entry = {"model": MODEL, "api_key": key(agent), "base_url": BASE_URL, "stream": STREAM, **extra}
    entries = [entry]
    if TRIPWIRE_URL:
        entries.append({**entry, "api_key": "tripwire", "base_url": TRIPWIRE_URL})
    return {"config_list": entries, "cache_seed": None, "temperature": 0}


def ends(message: dict) -> bool:
    return (message.get("content") or "").rstrip().endswith("TERMINATE")


def user_proxy(code_execution_config=False, **extra) -> autogen.UserProxyAgent:
    return autogen.UserProxyAgent(
        name="user_proxy",
        human_input_mode="NEVER",
        is_termination_msg=ends,
        default_auto_reply="Go on.",
        code_execution_config=code_execution_config,
        **extra,
    )


def assistant(name: str, system_message: str, **extra) -> autogen.AssistantAgent:
    return autogen.AssistantAgent(
        name=name,
        system_message=system_message,
        description=f"the {name}",
        llm_config=llm_config(name, **extra),
    )


def transcript(messages: list[dict]) -> list[dict[str, str]]:
    """Turns of the chat; a turn without text is told by its tool calls."""
    return [said(m.get("name") or m.get("role", ""), m.get("content") or m.get("tool_calls") or "") for m in messages]
