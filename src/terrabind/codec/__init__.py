"""Bodies: JSON, XML and form text, and the passage between a resource's attributes and what travels.

`json`, `xml` and `form` turn text into plain values and back, each bounded in size or depth; `attributes`
turns a resource's values into what an operation sends, and an answer into values; `merge_patch` and `json_patch` tell
two bodies apart. May import: `terrabind.spec`, the standard library, and `defusedxml` in `codec.xml`. Does not belong
here: requests, statuses, headers and retries (`terrabind.rest`), vendors' names (`terrabind.apis`).
"""
