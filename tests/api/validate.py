"""Judges an OpenAPI document on standard input."""
import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

document = json.load(sys.stdin)
errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]
for error in errors:
    print(error)
if errors:
    sys.exit(1)
print("valid:", len(document["paths"]), "paths")
