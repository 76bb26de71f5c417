# The options of the program that opens the window.

main-usage =
    { $program } [options]
           { $program } COMMAND …
main-description = Sets up automatic user provisioning from Microsoft Entra ID to Soloinsight-CloudGate SSO. Without a command it opens the window.
main-practice = start with the built-in practice company; nothing real is changed
main-dark = dark colors, regardless of the system setting
main-light = light colors, regardless of the system setting
main-ca = also trust the certificate authorities in this PEM file; may be given several times
main-version = print the version, and exit
main-self-test = check that this installation is complete, and exit
main-support-file = open this support file
main-commands = Commands:
main-commands-more = “{ $program } COMMAND --help” explains one. Example: { $program } setup --practice
