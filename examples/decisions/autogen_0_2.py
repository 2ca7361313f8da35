"""AutoGen 0.2 and AG2: tools and code that run only after Sallyport was asked. A denial is a tool error that the agent reads."""

import functools
import inspect

from autogen.coding import CodeBlock, CodeExecutor, CodeResult
from sallyport_decisions import Denied, Sallyport


def guarded(tool, sallyport: Sallyport):
    """For `register_function(guarded(tool, sallyport), …)`: raises Denied, which AutoGen reports as the tool's error."""
    signature = inspect.signature(tool)

    @functools.wraps(tool)
    def run(*args, **kwargs):
        named = signature.bind(*args, **kwargs).arguments
        return tool(**sallyport.tool_call(tool.__name__, dict(named)))

    return run


class GuardedExecutor(CodeExecutor):
    """For `code_execution_config={"executor": GuardedExecutor(executor, sallyport)}`."""

    def __init__(self, executor: CodeExecutor, sallyport: Sallyport):
        self._executor = executor
        self._sallyport = sallyport

    @property
    def code_extractor(self):
        return self._executor.code_extractor

    def execute_code_blocks(self, code_blocks: list[CodeBlock]) -> CodeResult:
        try:
            allowed = [
                CodeBlock(language=block.language, code=self._sallyport.code(block.language, block.code))
                for block in code_blocks
            ]
        except Denied as denied:
            return CodeResult(exit_code=1, output=str(denied))
        return self._executor.execute_code_blocks(allowed)

    def restart(self) -> None:
        self._executor.restart()
