"""Judges an OpenAPI document on standard input."""
import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

document = json.load(sys.stdin)
try:
    found = OpenAPIV31SpecValidator(document).iter_errors()
    errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]
except Exception as failure:  # a reference to nothing
    errors = [str(failure)[:300]]
for error in errors:
    print(error)
if errors:
    sys.exit(1)
print("valid:", len(document["paths"]), "paths")
