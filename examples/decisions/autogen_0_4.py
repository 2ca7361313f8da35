"""AutoGen 0.4+: a workbench and an approval function that ask Sallyport. A denial is a tool result with `is_error`."""

import asyncio
from typing import Any, Mapping

from autogen_agentchat.agents import ApprovalRequest, ApprovalResponse
from autogen_core.tools import TextResultContent, ToolResult, Workbench
from sallyport_decisions import Denied, Sallyport


class GuardedWorkbench(Workbench):
    """For `AssistantAgent(workbench=GuardedWorkbench(workbench, sallyport))`: every call of every tool in it is asked about."""

    def __init__(self, workbench: Workbench, sallyport: Sallyport):
        self._workbench = workbench
        self._sallyport = sallyport

    async def list_tools(self):
        return await self._workbench.list_tools()

    async def call_tool(
        self, name: str, arguments: Mapping[str, Any] | None = None, cancellation_token=None, call_id: str | None = None
    ) -> ToolResult:
        try:
            allowed = await asyncio.to_thread(self._sallyport.tool_call, name, dict(arguments or {}))
        except Denied as denied:
            return ToolResult(name=name, result=[TextResultContent(content=str(denied))], is_error=True)
        return await self._workbench.call_tool(name, allowed, cancellation_token, call_id)

    async def start(self) -> None:
        await self._workbench.start()

    async def stop(self) -> None:
        await self._workbench.stop()

    async def reset(self) -> None:
        await self._workbench.reset()

    async def save_state(self) -> Mapping[str, Any]:
        return await self._workbench.save_state()

    async def load_state(self, state: Mapping[str, Any]) -> None:
        await self._workbench.load_state(state)


def approval_func(sallyport: Sallyport, language: str = "python"):
    """For `CodeExecutorAgent(approval_func=approval_func(sallyport))`. Code that policy would change is not approved."""

    async def approve(request: ApprovalRequest) -> ApprovalResponse:
        try:
            allowed = await asyncio.to_thread(sallyport.code, language, request.code)
        except Denied as denied:
            return ApprovalResponse(approved=False, reason=str(denied))
        if allowed != request.code:
            return ApprovalResponse(approved=False, reason="Not allowed: policy would change this code.")
        return ApprovalResponse(approved=True, reason="allowed by policy")

    return approve
