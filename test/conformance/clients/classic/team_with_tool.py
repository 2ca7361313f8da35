"""A group chat: an analyst asks for a tool that the user proxy runs, then a writer reports."""

import autogen
from agents import assistant, ends, transcript, user_proxy
from conformance import query_internal_database, run


def main():
    proxy, analyst, writer = user_proxy(), assistant("analyst", "You analyse data."), assistant("writer", "You write.")
    autogen.register_function(
        query_internal_database, caller=analyst, executor=proxy, description=query_internal_database.__doc__
    )
    chat = autogen.GroupChat(
        agents=[proxy, analyst, writer], messages=[], max_round=8, speaker_selection_method="round_robin"
    )
    manager = autogen.GroupChatManager(groupchat=chat, name="manager", llm_config=False, is_termination_msg=ends)
    proxy.initiate_chat(manager, message="Report on the customers.")
    return transcript(chat.messages)


run(main)
