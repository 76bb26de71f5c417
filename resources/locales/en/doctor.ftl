# The lines of Test Connection.

doctor-name-pass = Name resolves: { $host } → { $address }
doctor-name-fail = Name does not resolve: { $host }
doctor-name-proxy = Name is resolved by the proxy { $proxy }
doctor-name-skip = Name (not reached)
doctor-tls-pass = Secure connection: { $version }, certificate trusted by this computer, valid until { $until }
doctor-tls-proxy = Secure connection is made through the proxy
doctor-tls-untrusted = Secure connection: the certificate of { $host } is not trusted
doctor-tls-expired = Secure connection: the certificate of { $host } is not valid today
doctor-tls-name = Secure connection: the certificate is made for another name than { $host }
doctor-tls-fail = Secure connection: { $host } and this computer found no common ground
doctor-connect-fail = No connection to { $host }
doctor-tls-skip = Secure connection (not reached)
doctor-service-pass = SCIM service answers: ServiceProviderConfig, PATCH and filter supported
doctor-service-limited = SCIM service answers, but does not announce both PATCH and filter
doctor-service-none = No ServiceProviderConfig (Entra does not need it)
doctor-service-skip = SCIM service (not reached)
doctor-users-pass = User query as Entra sends it: 200, empty list
doctor-users-fail = User query as Entra sends it: { $status }
doctor-users-error = User query as Entra sends it: no usable answer
doctor-users-skip = User query (not reached)
doctor-groups-pass = Group query as Entra sends it: 200, empty list
doctor-groups-fail = Group query as Entra sends it: { $status }
doctor-groups-error = Group query as Entra sends it: no usable answer
doctor-groups-skip = Group query (not reached)
