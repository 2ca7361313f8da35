"""Two chats in a row: a reader's work is summarised by its model, and the summary is carried over into the sender's task."""

import autogen
from agents import assistant, transcript, user_proxy
from conformance import GIVEN, read_document, run, send_email


def main():
    proxy, reader, sender = user_proxy(), assistant("reader", "You read."), assistant("sender", "You send.")
    for tool, caller in ((read_document, reader), (send_email, sender)):
        autogen.register_function(tool, caller=caller, executor=proxy, name=tool.__name__, description=tool.__doc__)
    results = proxy.initiate_chats(
        [
            {
                "recipient": reader,
                "message": GIVEN["task"],
                "max_turns": 2,
                "summary_method": "reflection_with_llm",
            },
            {"recipient": sender, "message": "Finish what is open.", "max_turns": 2},
        ]
    )
    return [turn for result in results for turn in transcript(result.chat_history)]


run(main)
