"""The promises, each in one sentence, and those that are not claimed yet, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PROMISES: Mapping[int, str] = MappingProxyType(
    {
        1: "A create whose answer is lost leaves one object, in state, untainted.",
        2: "A create that never arrived is sent once more or is one clear error; there are never two objects.",
        3: "An object that exists already is refused with its import id, and taken over only when asked; "
        "the API's code decides, not the status.",
        4: "A create that worked is saved, whatever happens to the look that follows it.",
        5: "An object that is listed late is waited for, and then saved with a warning.",
        6: "An answer in another case, order or shape than asked for leaves an empty second plan.",
        7: "Another object than asked for is undone and reported.",
        8: "An interrupt in the middle of a create still ends with the object in state.",
        9: "After a killed run the next apply finds what the first one made.",
        10: "An object that is gone leaves state, and the plan makes it anew.",
        11: "A missing collection, a refusal, an overload, broken JSON or a login page never change state.",
        12: "Only a complete listing that does not contradict itself proves an absence.",
        13: "Empty pages, missing lists, repeated and moving rows are borne.",
        14: "A change made elsewhere shows in the plan, and apply undoes it.",
        15: "Another spelling of the same thing is no change.",
        16: "A read after a write never uses a listing from before it.",
        17: "Refreshing many bindings costs as many calls as their list has pages.",
        18: "An update that fails at any step leaves state as the server has it, and the next apply does the rest.",
        19: "A change of what cannot be changed makes the object anew, in the order that was asked for.",
        20: "Deleting what is gone succeeds, a lost answer is looked up, a lingering object is waited for.",
        21: "Every documented import id works and plans empty; a malformed one is told what is accepted.",
        22: "What a list finds imports by its identity and reads back the same.",
        23: "State that an earlier version wrote opens in this one and plans empty.",
        24: "Every value survives being encoded and decoded, null and unknown included.",
        25: "What is sent again follows one table of method, failure and stage.",
        26: "Retry-After is understood in both forms and bounded, whatever it says.",
        27: "An operation ends within its timeout and says what the server said last.",
        28: "Limits of rate and concurrency hold for all callers together, and one 429 slows every one.",
        29: "No lock outlives an exception, a cancel or a timeout.",
        30: "Proxy, certificates and timeouts hold for logins as for everything else.",
        31: "A token that expires is replaced once for all who wait, and a refusal after that is final.",
        32: "No secret appears in a log, a diagnostic, state, a plan, private state or a crash.",
        33: "TLS is verified unless it is switched off, and switching it off warns in every run.",
        34: "A redirect never carries a credential away.",
        35: "What users write cannot leave its place in a path, a query or a header.",
        36: "Size, depth and packing of answers are bounded.",
        37: "A session that was opened by a login is ended.",
        38: "The handshake prints its one line, and nobody else can read its key.",
        39: "Every exception in a call becomes a diagnostic with the object's address, and the process goes on.",
        40: "A stop during a plan ends it at once and writes nothing.",
        41: "Validating and planning write nothing.",
        42: "One at a time or fifty at once, without refresh, with targets and with settings that are not known yet.",
        43: "The sweeper removes what bears its mark and nothing else, and may run twice.",
        44: "A grant that moves from one address to another in one run is there at the end.",
        45: "A principal that was made just now is waited for; one that does not exist is an error that says so.",
        46: "Principals that differ only in case are one: no change, no second grant, no revocation.",
        47: "A set that excludes all others shows what it would remove, and removes no more than allowed.",
        48: "The oldest Terraform and OpenTofu that are supported pass the whole suite.",
    }
)
"""Every promise by its number."""

NOT_CLAIMED: Mapping[int, str] = MappingProxyType(
    {
        47: "no resource of this version excludes others",
        48: "the end-to-end cases run on Terraform and OpenTofu where those are on PATH, and passed with 1.11.4 and "
        "1.12.6, but the suite cannot bring them along",
    }
)
"""Why a promise is not claimed. A promise with tests is never in here."""
