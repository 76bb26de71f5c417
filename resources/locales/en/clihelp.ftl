# What “--help” of each command tells beside its options: the purpose, examples, and exit codes with a meaning of their
# own. The id is clihelp- and the command’s words.

clihelp-setup = Takes you through the whole setup in the terminal, step by step, by the same steps as the window. It asks before it writes anything that concerns people. With --answers nothing is asked.
    .example =
        setup --practice
        setup --print-answers > answers.toml
        setup --answers answers.toml --token-stdin < token.txt
    .exit0 = went to its end
    .exit1 = a step failed
    .exit3 = stopped before something that needs your decision; nothing of it was done
clihelp-check = Tests the connection to CloudGate as Entra does it: the Tenant URL, the token, and what a SCIM server must answer. Nothing is written.
    .example =
        check --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin < token.txt
        check --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin --json < token.txt
    .exit0 = Entra can connect
    .exit1 = Entra cannot connect, or the test failed
clihelp-doctor = What the doctor knows, and what it can do besides testing a connection.
clihelp-doctor-list = Prints every rule: its id, its layer, who can fix it, and what it recognizes.
    .example = doctor list
clihelp-doctor-find-url = Tries the addresses that may have been meant with a Tenant URL. It only reads.
    .example = doctor find-url --tenant-url https://cloudgate.example.com --token-stdin < token.txt
    .exit0 = the Tenant URL that was given answers as SCIM does
    .exit1 = it does not, or the test failed
clihelp-doctor-patch = Creates temporary test accounts and groups in CloudGate, changes them as Entra does with and without the flag aadOptscim062020, checks each change by reading, and deletes them. Ends with 1 when something that Entra needs does not work.
    .example = doctor patch --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin --agree < token.txt
    .exit0 = the Tenant URL is right as it is
    .exit1 = a flag has to be added or removed, or the test failed
    .exit3 = --agree is missing; nothing was created
clihelp-mappings = Tries expressions, and checks and compares attribute mappings. It needs no network.
clihelp-mappings-eval = Evaluates an expression with the attributes of one person, or all cases of a file.
    .example =
        mappings eval "ToLower([mail])" --attributes person.json
        mappings eval --cases cases.json
    .exit1 = the expression is not valid, or a case is missed
clihelp-mappings-check = Checks a synchronization schema; with --people also what the mappings do to these people.
    .example = mappings check schema.json --people users.csv
    .exit0 = nothing was found
    .exit1 = something was found, or the file is no schema
clihelp-mappings-diff = Compares two synchronization schemas by meaning.
    .example = mappings diff before.json after.json
    .exit0 = they mean the same
    .exit1 = they differ, or a file is no schema
clihelp-mappings-functions = Lists the functions of the expression language, or explains one of them.
    .example =
        mappings functions
        mappings functions Join
clihelp-rehearse = Shows what the first synchronization would do, by name and with reasons. Nothing is written. It works on a saved setup, on files, or on the practice company.
    .example =
        rehearse --practice
        rehearse 3f9a12c4b7e0 --json > plan.json
        rehearse --schema schema.json --people users.csv --accounts accounts.json
    .exit0 = the plan is within the limits
    .exit1 = it failed, or nobody was looked at; with --radar: somebody would fail or be doubled
    .exit3 = the plan passes the limits; it was shown, and nothing was written
clihelp-why = Explains why a person or group is created, changed or left out: every step with its values.
    .example =
        why "Femi Björklund" --practice
        why femi --setup 3f9a12c4b7e0
    .exit0 = found and explained
    .exit1 = nobody has that name, several have it, or it failed
clihelp-steps = Lists the twelve steps and the steps of Microsoft’s tutorial that they cover.
    .example = steps
clihelp-setups = Saved setups.
clihelp-setups-list = Lists the saved setups, newest first.
    .example = setups list
clihelp-setups-show = Shows the answers and results of one saved setup. It never holds a secret.
    .example = setups show 3f9a12c4b7e0
clihelp-setups-delete = Deletes a saved setup and its secret token in the key store. It asks first; Entra and CloudGate stay as they are.
    .example =
        setups delete 3f9a12c4b7e0
        setups delete 3f9a12c4b7e0 --yes
    .exit3 = nobody agreed; nothing was deleted
clihelp-support = Support files: a setup as one file without secrets.
clihelp-support-make = Makes a support file of a saved setup. You sign in with a code, for reading only.
    .example = support make 3f9a12c4b7e0 contoso.cgsupport
clihelp-support-record = Asks Entra one request of each kind, reading only, and keeps the answers under replacement names. It says beforehand what is asked and kept, and asks for your consent. You sign in with a code.
    .example =
        support record contoso.recording.zip --setup 3f9a12c4b7e0
        support record contoso.recording.zip --tenant contoso.com --agree
    .exit0 = everything that could be asked was answered, refusals among it
    .exit1 = something failed; what was answered is saved
    .exit3 = nobody agreed; nothing was asked
    .exit130 = interrupted; what was answered before is saved
clihelp-support-show = Shows what a support file holds.
    .example = support show contoso.cgsupport
clihelp-support-scan = Looks through a support file for credentials, and for a secret that you give.
    .example = support scan contoso.cgsupport --secret-stdin < token.txt
    .exit0 = nothing was found
    .exit1 = something was found, or it failed
clihelp-support-check = Judges the recorded facts of a support file again, by the rules of this version.
    .example = support check contoso.cgsupport
    .exit0 = nothing was found
    .exit1 = something was found, or it failed
clihelp-support-compare = Compares two setups by meaning, the likeliest cause first.
    .example =
        support compare contoso.cgsupport defaults
        support compare before.cgsupport after.cgsupport
    .exit0 = they mean the same
    .exit1 = they differ, or it failed
clihelp-support-open = Opens a support file in the window.
    .example = support open contoso.cgsupport
clihelp-practice = The practice company: a simulated Entra tenant and a simulated CloudGate on this computer.
clihelp-practice-serve = Serves the practice company until it is interrupted, for any Graph or SCIM client.
    .example =
        practice serve
        practice serve --people 5000 --fault slow-answer --json
clihelp-practice-faults = Lists the faults that can be switched on.
    .example = practice faults
clihelp-practice-strictness = Lists where Microsoft's pages and recordings disagree: each behavior has a strict and a lenient form.
    .example = practice strictness
clihelp-completion = Prints a script that completes commands, options and files in your shell.
    .example =
        completion bash > ~/.local/share/bash-completion/completions/cloudgate-setup
        completion zsh > ~/.zfunc/_cloudgate-setup
clihelp-man = Prints the manual page, made from the same commands and options.
    .example = man > ~/.local/share/man/man1/cloudgate-setup.1
