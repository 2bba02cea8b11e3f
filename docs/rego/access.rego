# Samples of policies over grants, for: terrabind review check plan.json --conftest docs/rego
#
# `input` is the JSON report (docs/schemas/review-1.schema.json). A delta names its principal, role and scope, and by the
# ids in `before` and `after` the grants themselves, which hold levels, limits and origins.
package access

import rego.v1

grants[id] := grant if {
	some grant in input.grants
	id := grant.id
}

gained contains delta if {
	some delta in input.deltas
	delta.change in {"gained", "widened"}
	delta.allowed
}

# Nobody from outside may come to hold more than read access.
deny contains message if {
	some delta in gained
	grant := grants[delta.after]
	grant.principal.realm == "external"
	grant.level in {"write", "admin", "grant"}
	message := sprintf("%s gains %s in %s", [delta.principal, delta.role, concat(" > ", delta.scope)])
}

# Standing admin access of people needs an end.
deny contains message if {
	some delta in gained
	grant := grants[delta.after]
	grant.principal.kind == "user"
	grant.level in {"admin", "grant"}
	not grant.qualifiers.expires
	message := sprintf("%s gains %s without an end", [delta.principal, delta.role])
}

# More than ten gains in one change should be split.
warn contains message if {
	count(gained) > 10
	message := sprintf("%d grants are gained at once", [count(gained)])
}
