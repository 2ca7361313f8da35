"""An analyst calls tools that the user proxy executes."""

import autogen
from agents import assistant, transcript, user_proxy
from conformance import delete_table, query_internal_database, run


def main():
    analyst = assistant("analyst", "You analyse data.")
    proxy = user_proxy()
    for tool in (query_internal_database, delete_table):
        autogen.register_function(tool, caller=analyst, executor=proxy, name=tool.__name__, description=tool.__doc__)
    proxy.initiate_chat(analyst, message="Look at the customers, then clean up.", max_turns=5)
    return transcript(proxy.chat_messages[analyst])


run(main)
