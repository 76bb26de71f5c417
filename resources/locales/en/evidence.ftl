# Server evidence: pages for those who write the server. The rules name where they stand.

evidence-title = Server evidence
evidence-lead = { $people ->
    [0] Send this to CloudGate support. It contains no token and no person’s record.
    [one] Send this to CloudGate support. It contains no token, but it contains the record of a person as CloudGate returned it. Review it first.
   *[other] Send this to CloudGate support. It contains no token, but it contains the records of { $people } people as CloudGate returned them. Review it first.
}
evidence-defect = What is wrong
evidence-rule = The rule
evidence-request = Request
evidence-answer = Answer
evidence-expected = Expected answer
evidence-when = When
evidence-rule-conn-404-for-empty-query = RFC 7644, section 3.4.2: a query that matches nothing is answered with status 200 and totalResults 0. Entra’s test looks for a user who cannot exist and fails on 404.
evidence-rule-conn-filter-attribute-unsupported = RFC 7644, section 3.4.2.2: filters compare attributes with “eq”. Entra finds accounts by a filter on the matching attribute.
evidence-rule-conn-null-resources = RFC 7644, section 3.4.2: a list answer has schemas and totalResults, and Resources is an array. Entra requires the array even when it is empty.
evidence-rule-map-silent-duplicates = RFC 7644, section 3.4.2.2: a filtered query returns only the resources that match. Entra treats whatever is returned as the account it searched for.
evidence-rule-run-service-incompatible = RFC 7644, section 3.4.2: a query is answered with status 200 and a JSON list of type ListResponse.
evidence-rule-conn-group-lookup-unsupported = RFC 7644, section 3.2: /Groups answers the same queries as /Users. Entra searches for groups by displayName when groups are mapped.
evidence-rule-run-multiple-entries-in-response = RFC 7644, sections 3.4.2.4 and 3.9: count limits the resources of a page, and excludedAttributes leaves attributes out.
evidence-rule-service-paging = RFC 7644, section 3.4.2.4: startIndex and count choose a page, and totalResults counts everything that matches, whatever the size of the page.
evidence-rule-service-filter-quoting = RFC 7644, section 3.4.2.2: a filter’s value is a JSON string, in which quotes and backslashes are escaped; the query itself is percent-encoded.
evidence-rule-service-trailing-slash = RFC 7644, section 3.2: the endpoint is /Users. Entra does not follow redirects, and sends no token to where they lead.
evidence-rule-conn-entra-request-refused = RFC 9110, section 10.1.5: a User-Agent header is not required. Entra sends none.
evidence-rule-service-search-finds-others = RFC 7644, section 3.4.2.2: “eq” means that the values are identical.
evidence-rule-service-search-misses = RFC 7644, section 3.4.2: a filtered query returns every resource that matches.
evidence-rule-service-search-letter-case = RFC 7643, section 4.1.1: userName is case-insensitive; RFC 7644, section 3.4.2.2: so is the comparison.
evidence-rule-service-attribute-shapes = RFC 7643, sections 2.4, 4.1.2 and 4.3: emails and similar lists hold objects, and manager is an object.
evidence-rule-service-media-type-refused = RFC 7644, section 3.1: SCIM bodies have the media type application/scim+json, and servers must accept it.
evidence-rule-service-content-type = RFC 7644, section 3.1: answers have the content type application/scim+json.
