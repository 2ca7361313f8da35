"""Three agents in a group; the manager's model selects who speaks."""

import autogen
from agents import assistant, llm_config, transcript, user_proxy
from conformance import GIVEN, run


def main():
    members = [
        user_proxy(),
        assistant("planner", "You plan."),
        assistant("coder", "You code."),
        assistant("reviewer", "You review."),
    ]
    chat = autogen.GroupChat(agents=members, messages=[], max_round=4, speaker_selection_method="auto")
    manager = autogen.GroupChatManager(groupchat=chat, name="manager", llm_config=llm_config("manager"), is_termination_msg=ends_group)
    members[0].initiate_chat(manager, message=GIVEN.get("task", "Build a parser."))
    return transcript(chat.messages)


def ends_group(message: dict) -> bool:
    return "TERMINATE" in (message.get("content") or "")


run(main)
