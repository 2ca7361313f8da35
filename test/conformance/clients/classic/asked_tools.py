"""An analyst's tools ask the decision API, under the key of whoever runs them, before they run."""

import autogen
from agents import assistant, transcript, user_proxy
from autogen_0_2 import guarded
from conformance import BASE_URL, delete_table, key, query_internal_database, run
from sallyport_decisions import Sallyport


def main():
    sallyport = Sallyport(BASE_URL, key("runner"))
    analyst, proxy = assistant("analyst", "You analyse data."), user_proxy()
    for tool in (query_internal_database, delete_table):
        autogen.register_function(
            guarded(tool, sallyport), caller=analyst, executor=proxy, name=tool.__name__, description=tool.__doc__
        )
    proxy.initiate_chat(analyst, message="Look at the customers, then clean up.", max_turns=5)
    return transcript(proxy.chat_messages[analyst])


run(main)
