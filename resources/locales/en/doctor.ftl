# The lines of Test Connection.

doctor-name-pass = Name resolves: { $host } → { $address }
doctor-name-fail = Name does not resolve: { $host }
doctor-name-proxy = Name is resolved by the proxy { $proxy }
doctor-name-skip = Name (not reached)
doctor-tls-pass = Secure connection: { $version }, certificate trusted by this computer, valid until { $until } ({ $connect } ms to connect)
doctor-tls-untrusted = Secure connection: the certificate of { $host } is not trusted
doctor-tls-expired = Secure connection: the certificate of { $host } is not valid today
doctor-tls-name = Secure connection: the certificate is made for another name than { $host }
doctor-tls-fail = Secure connection: { $host } and this computer found no common ground
doctor-connect-fail = No connection to { $host }
doctor-proxy-fail = No connection through the proxy { $proxy }
doctor-tls-skip = Secure connection (not reached)
doctor-service-pass = { $count ->
    [1] SCIM service describes itself: ServiceProviderConfig
   *[other] SCIM service describes itself: { $count } of 3 discovery documents
}
doctor-service-none = No ServiceProviderConfig (Entra does not need it)
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
doctor-patch-create = Creating the throw-away account { $name }
doctor-patch-try = { $form ->
    [classic] Disabling it the way Entra does without the feature flag
   *[standard] Disabling it the way Entra does with the feature flag
}
doctor-patch-result = Without the feature flag: { $classic ->
    [yes] works
    [no] does not work
   *[unknown] not tried
}. With the feature flag: { $standard ->
    [yes] works
    [no] does not work
   *[unknown] not tried
}.
doctor-patch-left = The account { $name } could not be deleted. Please delete it in CloudGate.
