"""The OpenAPI document, read as the generators of clients read it: whole, named, and with examples that are true."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, _IncludedRouter

import running_api
from interviewer.api.routes import table

METHODS = ("get", "put", "post", "patch", "delete")
WITHOUT_EXAMPLE = {"audio/ogg": "sound"}
"""Kinds of content of which no example can be shown, and why."""
WITHOUT_VERSION = {
    "DELETE /v1/session": "a browser ends its own",
    "DELETE /v1/candidates/{candidate_id}/consent": "what a candidate takes back is taken back, whatever others did",
}
"""Changes that need not name the version that they are made from, and why."""
VERSION_OF = {
    "/v1/candidates/{candidate_id}/zone": "/v1/candidates/{candidate_id}",
    "/v1/appointments/{interview_id}": "/v1/interviews/{interview_id}",
}
"""What has its version elsewhere."""
Json = dict[str, Any]


@pytest.fixture
def document() -> Json:
    return running_api.document()


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def contents(operation: Json) -> Iterator[tuple[str, str, Json]]:
    """What is sent and what is answered with success: where, of which kind, and what is said of it."""
    said = {"body": operation.get("requestBody", {})} | operation["responses"]
    for where, part in said.items():
        if where == "body" or where.startswith("2"):
            yield from ((where, kind, content) for kind, content in part.get("content", {}).items())


def examples(document: Json, content: Json) -> list[Any]:
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    named = [example["value"] for example in content.get("examples", {}).values()]
    return [*([content["example"]] if "example" in content else []), *named, *schema.get("examples", [])]


def faults(document: Json, schema: Json, example: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    validator = jsonschema_rs.validator_for(whole, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(example)]


def test_the_document_is_openapi(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(copy.deepcopy(document)).validate()


def test_each_operation_is_named_as_a_method_told_in_a_line_and_filed_under_one_tag(document: Json) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for label, operation in operations(document):
        name = operation["operationId"]
        assert name.isidentifier(), label
        assert name == name.lower(), label
        assert "v1" not in name, label
        assert len(operation["tags"]) == 1, label
        assert operation["summary"], label
        assert operation["description"], label


def test_models_have_names_that_can_be_read(document: Json) -> None:
    assert [name for name in document["components"]["schemas"] if not name.isalpha()] == []


def test_each_operation_says_what_every_one_of_them_can_answer(document: Json) -> None:
    for label, operation in operations(document):
        if "/v1/" not in label or label == "DELETE /v1/session":
            continue
        answers = operation["responses"]
        assert {"400", "503"} <= answers.keys(), label
        assert ("409" in answers) or label.startswith("GET"), label
        assert ("412" in answers) is any(p["name"] == "if-match" for p in operation.get("parameters", [])), label


def test_each_put_patch_and_delete_needs_the_version_that_a_get_of_the_thing_tells(document: Json) -> None:
    for label, operation in operations(document):
        method, path = label.split()
        if method in ("GET", "POST") or label in WITHOUT_VERSION:
            continue
        assert {"412", "428"} <= operation["responses"].keys(), label
        seen = document["paths"][VERSION_OF.get(path, path)]["get"]["responses"]["200"]
        assert seen["headers"]["ETag"]["required"], label


def test_a_turn_of_a_campaign_or_an_interview_may_name_the_version_that_it_is_made_from(document: Json) -> None:
    for label, operation in operations(document):
        method, path = label.split()
        if method == "POST" and path.startswith(("/v1/campaigns/{", "/v1/interviews/{")):
            assert ("412" in operation["responses"]) is not path.endswith("/candidates"), label


def test_what_makes_a_thing_says_that_it_answers_with_its_address(document: Json) -> None:
    for label in ("POST /v1/interviews", "POST /v1/jobs", "POST /v1/campaigns", "POST /v1/webhooks/{webhook_id}/test"):
        answers = dict(operations(document))[label]["responses"]
        (made,) = (answer for status, answer in answers.items() if status.startswith("2"))
        assert made["headers"]["Location"]["required"], label


def test_every_refusal_is_a_problem(document: Json) -> None:
    for label, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (label, status)


def test_every_body_and_every_success_has_an_example_and_each_is_what_its_schema_says(document: Json) -> None:
    for label, operation in operations(document):
        for where, kind, content in contents(operation):
            if kind in WITHOUT_EXAMPLE:
                continue
            found = examples(document, content)
            assert found, f"{label} {where} {kind} has no example"
            for example in found:
                wrong = faults(document, content.get("schema", {}), example)
                assert wrong == [], f"{label} {where} {kind}"


def test_the_examples_of_models_and_parameters_are_what_their_schemas_say(document: Json) -> None:
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            assert faults(document, schema, example) == [], name
    for label, operation in operations(document):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            shown = [parameter["example"]] if "example" in parameter else []
            for example in [*shown, *schema.get("examples", [])]:
                assert faults(document, schema, example) == [], (label, parameter["name"])


def test_nothing_is_referred_to_that_is_not_there(document: Json) -> None:
    def referred(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (node[key] for key in ("$ref",) if isinstance(node.get(key), str))
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from referred(inner)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(referred(document)) <= known


def test_no_route_waits_for_a_thread() -> None:
    def plain(dependant: Dependant) -> Iterator[str]:
        if dependant.call is not None and not inspect.iscoroutinefunction(dependant.call):
            yield f"{dependant.path}: {dependant.call}"
        for part in dependant.dependencies:
            yield from plain(part)

    routers = [one.original_router for one in table() if isinstance(one, _IncludedRouter)]
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    assert routes
    assert [told for route in routes for told in plain(route.dependant)] == []
