"""A team of four in a group chat: one reads documents, one makes something of them, one sends mails, one reports."""

import autogen
from agents import assistant, ends, transcript, user_proxy
from conformance import GIVEN, read_document, run, send_email


def main():
    proxy = user_proxy()
    team = [
        assistant("reader", "You read."),
        assistant("analyst", "You analyse."),
        assistant("sender", "You send."),
        assistant("reporter", "You report."),
    ]
    for tool, caller in ((read_document, team[0]), (send_email, team[2])):
        autogen.register_function(tool, caller=caller, executor=proxy, name=tool.__name__, description=tool.__doc__)
    turns = iter(team)

    def next_speaker(last, chat):
        if chat.messages[-1].get("tool_calls"):
            return proxy
        if last is proxy and len(chat.messages) > 1:
            return next(agent for agent in team if agent.name == chat.messages[-2]["name"])
        return next(turns)

    chat = autogen.GroupChat(
        agents=[proxy, *team], messages=[], max_round=12, speaker_selection_method=next_speaker
    )
    manager = autogen.GroupChatManager(groupchat=chat, name="manager", llm_config=False, is_termination_msg=ends)
    proxy.initiate_chat(manager, message=GIVEN["task"])
    return transcript(chat.messages)


run(main)
