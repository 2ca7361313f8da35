"""The same analyst with `functions` and `function_call`, as before tools."""

from agents import assistant, transcript, user_proxy
from conformance import delete_table, query_internal_database, run

TABLE = {"table": {"type": "string"}}
FUNCTIONS = [
    {
        "name": "query_internal_database",
        "description": "Reads rows.",
        "parameters": {"type": "object", "properties": {**TABLE, "limit": {"type": "integer"}}, "required": ["table", "limit"]},
    },
    {
        "name": "delete_table",
        "description": "Deletes a table.",
        "parameters": {"type": "object", "properties": TABLE, "required": ["table"]},
    },
]


def main():
    analyst = assistant("analyst", "You analyse data.", functions=FUNCTIONS)
    proxy = user_proxy()
    proxy.register_function({"query_internal_database": query_internal_database, "delete_table": delete_table})
    proxy.initiate_chat(analyst, message="Look at the customers, then clean up.", max_turns=5)
    return transcript(proxy.chat_messages[analyst])


run(main)
