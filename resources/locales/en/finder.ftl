# How an address that was tried differs from the one that was given.

finder-as-given = as it was given
finder-without-discovery = without the name of a document at its end
finder-parent = one or more parts shorter
finder-without-doubled = without a part that stands twice
finder-with-doubled = with “scim” once more
finder-with-scim = with “scim”
finder-with-scim-v2 = with “scim/v2”
finder-with-v2 = with “v2”
finder-without-v2 = without “v2”
finder-after-flag = with the path that stood behind the flag
