# How an address that was tried differs from the one that was given.

finder-as-given = as entered
finder-without-discovery = without the document name at the end
finder-parent = shortened by one or more parts
finder-without-doubled = without the repeated part
finder-with-doubled = with “scim” added again
finder-with-scim = with “scim”
finder-with-scim-v2 = with “scim/v2”
finder-with-v2 = with “v2”
finder-without-v2 = without “v2”
finder-after-flag = with the path moved before the flag
