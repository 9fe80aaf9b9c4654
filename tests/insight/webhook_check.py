"""Judges signed messages with the reference library of Standard Webhooks, which knows nothing of our code.

Standard input: a JSON list of {secret, headers, body, wanted}; wanted says whether the library must believe it.
"""

import datetime
import json
import sys

from standardwebhooks import webhooks

cases = json.load(sys.stdin)
wrong = 0
for number, case in enumerate(cases):
    at = datetime.datetime.fromtimestamp(case["now"], datetime.timezone.utc)

    class Then(datetime.datetime):
        """The library asks the clock; the house of a test has another one."""

        @classmethod
        def now(cls, tz=None):
            return at

    webhooks.datetime = Then
    try:
        webhooks.Webhook(case["secret"]).verify(case["body"], case["headers"])
        believed, why = True, ""
    except webhooks.WebhookVerificationError as error:
        believed, why = False, str(error)
    if believed != case["wanted"]:
        wrong += 1
        print(f"case {number}: believed {believed}, wanted {case['wanted']} {why}")
print(len(cases), "judged")
sys.exit(1 if wrong else 0)
