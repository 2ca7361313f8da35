"""Asks Sallyport before something happens. Standard library only; whatever goes wrong counts as "no"."""

import json
import urllib.error
import urllib.request


class Denied(Exception):
    """The gateway said no, or could not be asked. The text is written for the agent that hears of it."""


class Sallyport:
    """`base_url` as for chat completions (`…/v1`, with `/workflows/ID` where you name workflows); `key` of the agent that acts."""

    def __init__(self, base_url: str, key: str, wait_seconds: float = 60):
        self._url = base_url.rstrip("/") + "/decisions"
        self._headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        self._wait = wait_seconds

    def tool_call(self, tool: str, arguments: dict | str) -> dict | str:
        """The arguments to call with: policy may have changed them. Raises Denied."""
        released = self._ask("tool_call", {"type": "tool", "id": tool, "properties": {"arguments": arguments}})
        return released.get("arguments", arguments)

    def code(self, language: str, code: str) -> str:
        """The code to run: policy may have changed it. Raises Denied."""
        released = self._ask("code_execution", {"type": "code", "id": language, "properties": {"code": code}})
        return released.get("code", code)

    def _ask(self, action: str, resource: dict) -> dict:
        context = {"wait_seconds": self._wait}
        while True:
            answer = self._post({"action": {"name": action}, "resource": resource, "context": context})
            about = answer.get("context", {})
            if answer.get("decision") is True:
                return about.get("released", {})
            if "pending" not in about:
                raise Denied(f"Not allowed: {about.get('reason', 'no reason given')}. Do not try the same again.")
            # A person has not answered yet: the same request with this id attaches to the same question.
            context = {**context, "approval": about["pending"]["approval"]}

    def _post(self, body: dict) -> dict:
        request = urllib.request.Request(self._url, json.dumps(body).encode(), self._headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self._wait + 30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Denied(f"Not allowed: the gateway refused to decide (status {error.code}).") from error
        except (OSError, ValueError) as error:
            raise Denied("Not allowed: the gateway can not be asked now.") from error
