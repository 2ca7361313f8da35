"""An analyst's workbench asks the decision API, under the key of whoever runs the tools, before they run."""

from agents import assistant, transcript
from autogen_0_4 import GuardedWorkbench
from autogen_core.tools import FunctionTool, StaticWorkbench
from conformance import BASE_URL, delete_table, key, query_internal_database, run
from sallyport_decisions import Sallyport


async def main():
    tools = [FunctionTool(tool, tool.__doc__) for tool in (query_internal_database, delete_table)]
    workbench = GuardedWorkbench(StaticWorkbench(tools), Sallyport(BASE_URL, key("runner")))
    analyst = assistant("analyst", "You analyse data.", workbench=workbench, max_tool_iterations=4)
    return transcript(await analyst.run(task="Look at the customers, then clean up."))


run(main)
