"""An analyst's functions ask the decision API, under the key of whoever runs them, before they run."""

from agents import agent, texts
from conformance import BASE_URL, delete_table, key, query_internal_database, run
from microsoft_agent_framework import SallyportMiddleware
from sallyport_decisions import Sallyport


async def main():
    middleware = [SallyportMiddleware(Sallyport(BASE_URL, key("runner")))]
    analyst = agent(
        "analyst", "You analyse data.", tools=[query_internal_database, delete_table], middleware=middleware
    )
    return texts((await analyst.run("Look at the customers, then clean up.")).messages)


run(main)
