"""Asks every call of the API, as several roles, for what fits its description and for what does not (schemathesis).

Input: where the house is, a token for each role, ids of real things, the organisation's short name. The seed is fixed, so that
a run can be repeated; ids of paths are real ones half of the time, so that requests get past the first look-up.
"""
import json
import os
import sys
import time
import urllib.request
import warnings

warnings.filterwarnings("ignore")

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, CHECKS

# Requests to each call by each role: those that fit the description, those that do not.
FITTING, UNFITTING = (int(number) for number in os.environ.get("STEWARD_FUZZ_EXAMPLES", "8,5").split(","))
# What must hold of every answer.
LAWS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
]
# They end the token that the next request needs.
LEFT_OUT = {"logout"}

told = json.load(sys.stdin)
document_url = told["base"] + "/api/v1/openapi.json"
load_all_checks()
checks = [CHECKS.get_one(name) for name in LAWS]
with urllib.request.urlopen(document_url) as answer:
    document = json.load(answer)
# A control takes a status out of the description: then it must be missed.
for path in document["paths"].values():
    for call in path.values():
        call["responses"].pop(told.get("without"), None)
schema = schemathesis.openapi.from_dict(document)
schema.config.base_url = told["base"]
slips, requests, statuses = {}, 0, {}


def real(case, draw):
    """Mostly the organisation, half of the time the ids of a path are real ones; the simplest example is a real one."""
    parameters = dict(case.path_parameters or {})
    if "org" in parameters and draw(st.integers(0, 19)) < 19:
        parameters["org"] = told["org"]
    if "id" in parameters and not draw(st.booleans()):
        noun = case.operation.path.split("/{id}")[0].rsplit("/", 1)[-1]
        parameters["id"] = told["ids"].get(noun, parameters["id"])
    case.path_parameters = parameters
    if isinstance(case.body, dict):
        case.body = with_real_ids(case.body, draw)


# What the ids of a body name.
NOUNS = {"resource_id": "resources", "location_id": "locations", "parent_id": "locations", "user_id": "users", "id": "bookings"}


def with_real_ids(body, draw):
    told_of = {}
    for name, value in body.items():
        if isinstance(value, str) and name in NOUNS and not draw(st.booleans()):
            value = told["ids"].get(NOUNS[name], value)
        elif isinstance(value, list):
            value = [with_real_ids(one, draw) if isinstance(one, dict) else one for one in value]
        elif name == "starts_at" and isinstance(value, str) and not draw(st.booleans()):
            value = "2030-03-04T09:00:00Z"
        told_of[name] = value
    return told_of


def one(operation, role, mode):
    global requests
    strategy = operation.as_strategy(generation_mode=mode)

    @seed(20260302)
    @settings(
        max_examples=FITTING if mode == GenerationMode.POSITIVE else UNFITTING,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, data=st.data())
    def ask(case, data):
        global requests
        if mode == GenerationMode.POSITIVE:
            real(case, data.draw)
        elif "org" in (case.path_parameters or {}) and not data.draw(st.booleans()):
            case.path_parameters = dict(case.path_parameters, org=told["org"])
        response = case.call(headers={"Authorization": "Bearer " + role["token"]})
        requests += 1
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        try:
            case.validate_response(response, checks=checks)
        except BaseException as failure:  # every slip is told, not only the first
            if isinstance(failure, KeyboardInterrupt):
                raise
            key = (operation.label, response.status_code, type(failure).__name__)
            if key not in slips:
                slips[key] = f"{role['name']}: {operation.label} ({mode.name})\n{failure}"[:3000]

    try:
        ask()
    except hypothesis.errors.Unsatisfiable:
        pass  # a call without parameters has nothing that could be wrong


started = time.monotonic()
for result in schema.get_all_operations():
    operation = result.ok()
    if operation.definition.raw.get("operationId") in LEFT_OUT:
        continue
    for role in told["roles"]:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                one(operation, role, mode)
            except Exception as error:
                if type(error).__name__ in ("Unsatisfiable", "SkipTest"):
                    continue
                slips[(operation.label, mode.name, repr(error)[:200])] = f"{operation.label}: {error!r}"
for text in slips.values():
    print(text, "\n")
print(requests, "requests in", round(time.monotonic() - started), "s:", dict(sorted(statuses.items())))
sys.exit(1 if slips else 0)
