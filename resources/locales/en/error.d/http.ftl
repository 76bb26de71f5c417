error-cancelled = Cancelled
    .next = Start it again when you are ready.
error-url-invalid = This is not a web address that can be used
    .why = It has no host name, or it contains characters that are not allowed in an address.
    .next = Copy the complete address again, starting with https://.
error-url-not-https = The address does not begin with https://
    .why = The token would be sent unprotected, and Entra refuses such an address.
    .next = Use the https:// address that CloudGate shows.
error-token-characters = The token contains characters that cannot be sent
    .why = Tokens consist of plain letters, digits and symbols, without spaces or line breaks.
    .next = Copy the token again from CloudGate and paste it as it is.
error-ca-file-unreadable = The certificate file cannot be used
    .why = { $file } is missing or contains no certificate in PEM format.
    .next = Choose the file again, or ask your network team for the root certificate as a PEM file.
error-name-unknown = The name { $host } was not found
    .why = DNS on this computer has no address for it.
    .next = Check the spelling of the address, and whether this computer is online.
error-connection-refused = { $host } refuses the connection
    .why = The server is there, but nothing is listening on that port.
    .next = Check the port in the address. If it is right, the service is down: ask its operator.
error-connection-cut = { $host } closed the connection
    .why = The connection was closed before an answer came, by the server or by a firewall in between.
    .next = Try again. If the problem persists, show your network team this host name.
error-connection-failed = No connection to { $host }
    .why = { $reason }
    .next = Check that this computer is online, then try again.
error-network-unreachable = { $host } cannot be reached from here
    .why = There is no network route from this computer to that host.
    .next = Check the network connection and, if one is needed, the VPN.
error-connect-timeout = { $host } does not respond
    .why = No connection was made within the time limit. A firewall may be dropping it.
    .next = Try again. If the problem persists, ask your network team whether this host may be reached.
error-answer-timeout = { $host } took too long to answer
    .why = The connection was made, but no answer came within the time limit.
    .next = Try again in a minute. If the problem persists, ask the service’s operator.
error-answer-too-large = { $host } sent an answer that is too large
    .why = The answer is larger than { $limit } bytes.
    .next = Check the address: something other than the expected service may be answering.
error-answer-broken = { $host } sent an answer that cannot be read
    .why = It is not valid HTTP, or it was damaged in transit.
    .next = Try again. If the problem persists, show the request and response to the service’s operator.
error-answer-not-json = The answer is not JSON
    .why = HTTP { $status } came with content type { $type }.
    .next = Check the address: a login page or a proxy may be answering in place of the service.
error-tls-untrusted = The certificate of { $host } is not trusted
    .why = { $reason }
    .next = If your network inspects TLS, add its root certificate. Otherwise the server must send a certificate from a public authority.
error-tls-expired = The certificate of { $host } has expired
    .why = { $reason }
    .next = Check this computer’s clock. If it is right, the server’s operator must renew the certificate.
error-tls-not-yet-valid = The certificate of { $host } is not valid yet
    .why = { $reason }
    .next = Check this computer’s clock.
error-tls-wrong-name = The certificate was not issued for { $host }
    .why = { $reason }
    .next = Check the spelling of the address. If it is right, the server’s operator must correct the certificate.
error-tls-failed = No secure connection to { $host }
    .why = The server and this computer have no TLS version in common, or the connection was tampered with.
    .next = The server must offer TLS 1.2 or newer. A proxy in between can also be the cause.
error-proxy-login = The proxy requires a sign-in
    .why = It answered 407 to the request for { $host }.
    .next = Ask your network team to allow this host without a sign-in, or for a proxy address that includes one.
error-proxy-failed = { $why ->
    [status] The proxy { $proxy } does not let the request to { $host } through
    [kind] The proxy { $proxy } is of a type that this program does not support
   *[other] The proxy { $proxy } does not work
}
    .why = { $why ->
        [kind] It is a { $reason } proxy.
        [address] Its address cannot be used.
        [name] DNS has no address for it.
        [refused] It refuses connections: nothing is listening there.
        [silent] It does not answer.
        [cut] It closed the connection before it answered.
        [route] There is no network route to it.
        [tls] The secure connection to it failed: { $reason }.
        [status] It answered { $reason }.
       *[broken] Its answer cannot be read; it may not be a proxy.
    } The setting comes from { $source ->
        [windows] the proxy settings of Windows
        [macos] the proxy settings of macOS
        [system] the settings of this computer
       *[other] the variable { $source }
    }. { $host } was not contacted.
    .next = Correct the setting, or ask your network team. If this computer reaches { $host } directly, add it to NO_PROXY.
