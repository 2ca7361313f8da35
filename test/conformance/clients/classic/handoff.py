"""AG2 only: triage hands a customer to billing by a handoff tool."""

from agents import assistant, transcript, user_proxy
from autogen.agentchat import initiate_group_chat
from autogen.agentchat.group import AgentTarget, OnCondition, StringLLMCondition, TerminateTarget
from autogen.agentchat.group.patterns import DefaultPattern
from conformance import run


def main():
    triage = assistant("triage", "You triage.")
    billing = assistant("billing", "You do the billing.")
    triage.handoffs.add_llm_condition(
        OnCondition(target=AgentTarget(billing), condition=StringLLMCondition(prompt="The customer wants money back."))
    )
    for agent in (triage, billing):
        agent.handoffs.set_after_work(TerminateTarget())
    pattern = DefaultPattern(initial_agent=triage, agents=[triage, billing], user_agent=user_proxy())
    result, _context, _last = initiate_group_chat(pattern=pattern, messages="I want a refund.", max_rounds=6)
    return transcript(result.chat_history)


run(main)
