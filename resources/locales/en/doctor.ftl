# The lines of Test Connection.

doctor-name-pass = Name resolves: { $host } → { $address }
doctor-name-fail = Name does not resolve: { $host }
doctor-name-proxy = Name is resolved by the proxy { $proxy }
doctor-name-skip = Name (not reached)
doctor-tls-pass = Secure connection: { $version }, certificate trusted by this computer, valid until { $until } ({ $connect } ms to connect)
doctor-tls-untrusted = Secure connection: the certificate of { $host } is not trusted
doctor-tls-expired = Secure connection: the certificate of { $host } is not valid today
doctor-tls-name = Secure connection: the certificate was issued for a name other than { $host }
doctor-tls-fail = Secure connection: { $host } and this computer could not agree on a secure connection
doctor-connect-fail = No connection to { $host }
doctor-proxy-fail = No connection through the proxy { $proxy }
doctor-tls-skip = Secure connection (not reached)
doctor-service-pass = { $count ->
    [1] SCIM service description: ServiceProviderConfig
   *[other] SCIM service description: { $count } of 3 discovery documents
}
doctor-service-none = No ServiceProviderConfig (not needed by Entra)
doctor-service-skip = SCIM service (not reached)
doctor-computer-pass = This computer: clock, key store and certificate authorities
doctor-computer-proxy = This computer: connects through { $proxy } (set by { $source })
doctor-users-pass = User query as Entra sends it: 200, empty list
doctor-users-fail = User query as Entra sends it: { $status ->
    [200] 200, but not the empty list that Entra expects
   *[other] { $status }
}
doctor-users-error = User query as Entra sends it: no usable answer
doctor-users-skip = User query (not reached)
doctor-groups-pass = Group query as Entra sends it: 200, empty list
doctor-groups-fail = Group query as Entra sends it: { $status ->
    [200] 200, but not the empty list that Entra expects
   *[other] { $status }
}
doctor-groups-error = Group query as Entra sends it: no usable answer
doctor-groups-skip = Group query (not reached)
doctor-matching-pass = User query by { $attribute }: 200, empty list
doctor-matching-fail = User query by { $attribute }: { $status ->
    [200] 200, but not the empty list that Entra expects
   *[other] { $status }
}
doctor-matching-error = User query by { $attribute }: no usable answer
doctor-patch-look = Reading existing accounts
doctor-patch-create = Creating the test object { $name }
doctor-patch-try = { $what ->
    [active] Disabling and enabling
    [attributes] Adding and changing attributes
    [manager] Setting and clearing the manager
   *[groups] Adding and removing members
} { $form ->
    [classic] the way Entra does without the feature flag
   *[standard] the way Entra does with the feature flag
}
doctor-patch-clean = Deleting the test objects
doctor-patch-trial = { $trial ->
    [create-user] Create a user
    [keep-attributes] Store all mapped attributes
    [find-user] Find an existing user
    [disable] Disable
    [enable] Enable again
    [add] Add an attribute
    [replace] Change an attribute
    [new-element] First value of a list element
    [element] Change a list element
    [several] Several changes at once
    [manager] Set a manager
    [manager-clear] Clear the manager
    [create-group] Create a group
    [find-group] Find an existing group
    [rename-group] Rename a group
    [add-members] Add members
    [has-member] Check membership
    [remove-member] Remove one of two members
    [delete-group] Delete groups
   *[delete-user] Delete users
}
doctor-patch-outcome = { $outcome ->
    [works] works
    [refused] refused
    [ignored] accepted, nothing changed
    [wrong] accepted, something else happened
    [not-tried] not tried
   *[unknown] unknown
}
doctor-patch-note = { $note ->
    [saved-anyway] saved anyway
    [no-id] no id in the answer
    [not-there] not found by its id
    [core-schema] works without Entra’s own schema
    [object] works as an object with “value”
    [array] works as a list of objects
    [emptied] the group lost all members
    [disabled-only] only disabled
    [several] more than one found
    [members] members were included
    [along] works alone, but not together with the attributes that are not stored
    [not-mapped] the mapping does not need it
   *[needs-other] an earlier step did not work
}
doctor-patch-verdict = { $best ->
    [either] { $what ->
        [users] For users, changes
       *[all] Changes
    } work the same with and without the flag aadOptscim062020, so the Tenant URL does not need it.
    [classic] { $what ->
        [users] For users only,
       *[all] For this mapping,
    } leave out the feature flag.
    [flag] { $what ->
        [users] For users only,
       *[all] For this mapping,
    } add ?aadOptscim062020 to the end of the Tenant URL.
   *[neither] { $what ->
        [users] For users only, changes do not fully work with
       *[all] For this mapping, changes do not fully work with
    } or without the feature flag.
}
