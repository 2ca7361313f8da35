"""Routes that the gateway does not serve must be refused, clearly and at once."""

from conformance import BASE_URL, MODEL, error_of, key, run, said
from openai import APIStatusError, OpenAI

client = OpenAI(api_key=key("client"), base_url=BASE_URL)


def refusal(call) -> str:
    try:
        call()
    except APIStatusError as error:
        told = error_of(error)
        return f"{told['status']} {told['message']}"
    return "passed"


def main():
    return [
        said("responses", refusal(lambda: client.responses.create(model=MODEL, input="hello"))),
        said("embeddings", refusal(lambda: client.embeddings.create(model="text-embedding-3-small", input="hello"))),
        said("files", refusal(lambda: client.files.list())),
    ]


run(main)
