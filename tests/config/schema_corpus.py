#!/usr/bin/env python3
"""The corpus against the JSON Schema: good files and the example fit, bad files do not, unless they are marked.

A bad file whose first line is "# loader-only" holds an error that a schema cannot see: where it parses as YAML at all
it must fit, so that the mark is true. YAML is read as version 1.2, as editors and harvestd read it: "off" is text.
"""
import json
import pathlib
import re
import sys

import jsonschema
import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Core12Loader(yaml.SafeLoader):
    """YAML 1.2's core schema: no yes/no/on/off, no dates, no octal 010."""


Core12Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+.0123456789"),
]:
    Core12Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(rf"^(?:{pattern})$"), list(first))
Core12Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


def whole_number(loader, node):
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0x", "0o") else int(text, 10)


Core12Loader.add_constructor("tag:yaml.org,2002:int", whole_number)


def main():
    schema = json.loads((ROOT / "config/harvestd.schema.json").read_text(encoding="utf-8"))
    validator_class = jsonschema.validators.validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)
    wrong = []
    checked = 0

    def errors_of(path):
        document = yaml.load(path.read_bytes(), Loader=Core12Loader)
        return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(document)]

    good = sorted((HERE / "corpus/good").glob("*.yaml")) + [ROOT / "config/harvestd.example.yaml"]
    for path in good:
        checked += 1
        wrong += [f"{path.name} should fit: {error}" for error in errors_of(path)]
    for path in sorted((HERE / "corpus/bad").glob("*.yaml")):
        checked += 1
        marked = path.read_bytes().startswith(b"# loader-only")
        try:
            errors = errors_of(path)
        except (yaml.YAMLError, ValueError, TypeError) as error:
            if not marked:
                wrong.append(f"{path.name} should parse, or be marked: {error}")
            continue
        if marked:
            wrong += [f"{path.name} is marked loader-only, but: {error}" for error in errors]
        elif not errors:
            wrong.append(f"{path.name} should not fit")
    print("\n".join(wrong) if wrong else f"{checked} files agree with the schema")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
