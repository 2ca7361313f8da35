"""Microsoft Agent Framework: function middleware that asks Sallyport. A denial is the function's result, which the agent reads."""

import asyncio

from agent_framework import FunctionInvocationContext, FunctionMiddleware
from sallyport_decisions import Denied, Sallyport


class SallyportMiddleware(FunctionMiddleware):
    """For `Agent(middleware=[SallyportMiddleware(sallyport)])`. Put it last, so that it sees the arguments that are used."""

    def __init__(self, sallyport: Sallyport):
        self._sallyport = sallyport

    async def process(self, context: FunctionInvocationContext, call_next) -> None:
        given = context.arguments
        arguments = dict(given) if not hasattr(given, "model_dump") else given.model_dump()
        try:
            allowed = await asyncio.to_thread(self._sallyport.tool_call, context.function.name, arguments)
        except Denied as denied:
            context.result = f"Error: {denied}"
            return
        if allowed != arguments:
            # The framework takes no changed arguments behind its checks: what policy would change does not run.
            context.result = f"Error: Not allowed as it is. Call it again with these arguments: {allowed}"
            return
        await call_next()
