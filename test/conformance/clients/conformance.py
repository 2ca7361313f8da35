"""What every Python scenario shares: where the gateway is, which key an agent has, and how the result is told.

A scenario prints one JSON object: `messages` (who said what, in order), `executed` (what ran on this side), `error`.
Whatever a framework prints goes to stderr.
"""

import asyncio
import inspect
import json
import os
import sys
import tempfile
import traceback

ORIGIN = os.environ["ORIGIN"]  # the gateway without a path, for clients that build the path themselves
BASE_URL = os.environ["BASE_URL"]
WORKFLOW = os.environ.get("WORKFLOW", "")
STREAM = os.environ.get("STREAM") == "1"
TRIPWIRE_URL = os.environ.get("TRIPWIRE_URL")
MODEL = "gpt-4o"

# What people ask for and what the tools answer, where a scenario says so.
GIVEN: dict[str, str] = json.loads(os.environ.get("GIVEN", "{}"))

executed: list[str] = []


def key(agent: str) -> str:
    return os.environ[f"KEY_{agent.upper()}"]


def query_internal_database(table: str, limit: int) -> str:
    """Reads rows of a table of the internal database."""
    executed.append(f"query_internal_database {table} {limit}")
    return f"42 rows of {table}"


def delete_table(table: str) -> str:
    """Deletes a table of the internal database."""
    executed.append(f"delete_table {table}")
    return f"{table} deleted"


def read_document(name: str) -> str:
    """Reads a document that somebody sent."""
    executed.append(f"read_document {name}")
    return GIVEN["document"]


def send_email(to: str, subject: str, body: str) -> str:
    """Sends an email."""
    executed.append(f"send_email {to}")
    return "The email was sent."


def said(speaker: str, text: object) -> dict[str, str]:
    return {"from": speaker, "text": text if isinstance(text, str) else json.dumps(text, default=str, ensure_ascii=False, separators=(",", ":"))}


def error_of(error: BaseException) -> dict[str, object]:
    """The parts of an exception that a caller can act on. Looks through wrappers for the SDK's own error."""
    seen: BaseException | None = error
    while seen is not None and not hasattr(seen, "status_code"):
        seen = seen.__cause__ or seen.__context__
    root = seen or error
    return {
        "type": type(error).__name__,
        "status": getattr(root, "status_code", None),
        "code": getattr(root, "code", None),
        "message": str(error)[:300],
    }


def run(main) -> None:
    """Runs `main`, which returns the messages, and prints the result as the only line of stdout."""
    out = os.dup(1)
    os.dup2(2, 1)
    messages: list[dict[str, str]] = []
    error = None
    with tempfile.TemporaryDirectory(prefix="sallyport-conformance-", ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            messages = asyncio.run(main()) if inspect.iscoroutinefunction(main) else main()
        except Exception as caught:  # the runner decides whether an error was expected
            traceback.print_exc(file=sys.stderr)
            error = error_of(caught)
        os.chdir(os.sep)
    sys.stdout.flush()
    os.write(out, json.dumps({"messages": messages, "executed": executed, "error": error}).encode() + b"\n")
