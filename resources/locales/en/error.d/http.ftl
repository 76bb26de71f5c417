error-cancelled = Cancelled
    .next = Start it again when you are ready.
error-url-invalid = This is not a web address that can be used
    .why = It has no host name, or it holds characters that an address cannot have.
    .next = Copy the address again, from https:// to its end.
error-url-not-https = The address does not begin with https://
    .why = A token would travel unprotected, and Entra refuses such an address.
    .next = Use the https:// address that CloudGate shows.
error-token-characters = The token holds characters that cannot be sent
    .why = Tokens consist of plain letters, digits and signs, without blanks or line breaks.
    .next = Copy the token again from CloudGate and paste it as it is.
error-ca-file-unreadable = The certificate file cannot be used
    .why = { $file } is missing or holds no certificate in PEM form.
    .next = Choose the file again, or ask your network team for the root certificate as a PEM file.
error-name-unknown = The name { $host } was not found
    .why = This computer's name service knows no address for it.
    .next = Check the spelling of the address, and whether this computer is online.
error-connection-refused = { $host } refuses the connection
    .why = The computer is there, but nothing listens at that port.
    .next = Check the port in the address. If it is right, the service is down: ask its operator.
error-connection-cut = { $host } cut the connection
    .why = The connection was closed before an answer came, by the server or by a firewall on the way.
    .next = Try again. If it stays so, show your network team this host name.
error-connection-failed = No connection to { $host }
    .why = { $reason }
    .next = Check that this computer is online, then try again.
error-network-unreachable = { $host } cannot be reached from here
    .why = No route leads from this computer to that network.
    .next = Check the network connection and, if one is needed, the VPN.
error-connect-timeout = { $host } does not pick up
    .why = No connection came about within the time limit; a firewall may swallow it.
    .next = Try again. If it stays so, ask your network team whether this host may be reached.
error-answer-timeout = { $host } took too long to answer
    .why = The connection stands, but the answer did not come within the time limit.
    .next = Try again in a minute. If it stays so, ask the service's operator.
error-answer-too-large = { $host } sent more than can be right
    .why = The answer is larger than { $limit } bytes.
    .next = Check the address: something other than the expected service may be answering.
error-answer-broken = { $host } sent an answer that cannot be read
    .why = It breaks the rules of HTTP, or was damaged on the way.
    .next = Try again. If it stays so, look at the exchange and show it to the service's operator.
error-answer-not-json = The answer is not JSON
    .why = HTTP { $status } came with content of type { $type }.
    .next = Check the address: a login page or a proxy may be answering in place of the service.
error-tls-untrusted = The certificate of { $host } is not trusted
    .why = { $reason }
    .next = If your network inspects TLS, add its root certificate. Otherwise the server must send a certificate of a public authority.
error-tls-expired = The certificate of { $host } has expired
    .why = { $reason }
    .next = Check this computer's clock. If it is right, the server's operator must renew the certificate.
error-tls-not-yet-valid = The certificate of { $host } is not valid yet
    .why = { $reason }
    .next = Check this computer's clock.
error-tls-wrong-name = The certificate is not made for { $host }
    .why = { $reason }
    .next = Check the spelling of the address. If it is right, the server's operator must correct the certificate.
error-tls-failed = No secure connection to { $host }
    .why = The server and this computer found no common version of TLS, or the connection was tampered with.
    .next = The server must offer TLS 1.2 or newer. A proxy on the way may also be the cause.
error-proxy-login = The proxy wants a login of its own
    .why = It answered 407 on the way to { $host }.
    .next = Ask your network team to let this host pass without a login, or for a proxy address with one.
error-proxy-failed = { $why ->
    [status] The proxy { $proxy } does not let the request to { $host } through
    [kind] The proxy { $proxy } is of a kind that this program does not speak
   *[other] The proxy { $proxy } does not work
}
    .why = { $why ->
        [kind] It is a { $reason } proxy.
        [address] Its address cannot be used.
        [name] The name service knows no address for it.
        [refused] It refuses connections: nothing listens there.
        [silent] It does not answer.
        [cut] It closed the connection before it answered.
        [route] No route leads there.
        [tls] The secure connection to it did not come about: { $reason }.
        [status] It answered { $reason }.
       *[broken] Its answer cannot be read; perhaps it is no proxy.
    } The setting comes from { $source ->
        [windows] the proxy settings of Windows
        [macos] the proxy settings of macOS
        [system] the settings of this computer
       *[other] the variable { $source }
    }. { $host } itself was never asked.
    .next = Correct the setting, or ask your network team. If this computer reaches { $host } directly, add it to NO_PROXY.
