"""Triage hands a customer to billing by a handoff tool."""

from agents import agent, texts
from agent_framework.orchestrations import HandoffBuilder
from conformance import run


async def main():
    triage = agent("triage", "You triage.", require_per_service_call_history_persistence=True)
    billing = agent("billing", "You do the billing.", require_per_service_call_history_persistence=True)
    workflow = (
        HandoffBuilder(participants=[triage, billing])
        .add_handoff(triage, [billing])
        .with_start_agent(triage)
        .build()
    )
    result = await workflow.run("I want a refund.")
    return [turn for output in result.get_outputs() for turn in texts(getattr(output, "messages", [output]))]


run(main)
