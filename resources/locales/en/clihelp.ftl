# What “--help” of each command tells beside its options: the purpose, examples, and exit codes with a meaning of their
# own. The id is clihelp- and the command’s words.

clihelp-setup = Takes you through the whole setup in the terminal, step by step, by the same steps as the window. It asks before it writes anything that affects people. With --answers, nothing is asked.
    .example =
        setup --practice
        setup --print-answers > answers.toml
        setup --answers answers.toml --token-stdin < token.txt
    .exit0 = the setup is complete
    .exit1 = a step failed
    .exit3 = stopped because your decision is needed; nothing of it was done
clihelp-status = Tells how a setup is doing: the job, the next cycle, who fails and why, deletions that are held back, the token, and what was changed in the portal. It only reads. With a certificate or a workload identity of your own app registration, no person has to sign in.
    .example =
        status "Contoso Ltd"
        status 3f9a12c4b7e0 --json --certificate /etc/cloudgate/monitor.pem --client-id 11111111-2222-3333-4444-555555555555
    .exit0 = nothing needs your attention
    .exit1 = something needs your attention
    .exit3 = the setup could not be read, so nothing is known
clihelp-replace-token = Replaces the secret token of a setup. The new one is tested from this computer and by Entra, saved, and tested again as saved; only then the old one leaves the key store.
    .example =
        replace-token 3f9a12c4b7e0 --token-stdin < new-token.txt
    .exit0 = Entra has the new token
    .exit1 = it failed; the error says which token Entra has
clihelp-check = Tests the connection to CloudGate the way Entra does: the Tenant URL, the token, and what a SCIM server must answer. Nothing is written.
    .example =
        check --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin < token.txt
        check --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin --json < token.txt
    .exit0 = Entra can connect
    .exit1 = Entra cannot connect, or the test failed
clihelp-doctor = Lists and explains the doctor’s rules, finds the right Tenant URL, and tests changes.
clihelp-doctor-list = Prints every rule: its ID, its layer, who can fix it, and what it recognizes.
    .example = doctor list
clihelp-doctor-show = Prints everything that is known about one finding: its title, its cause, its fix, and each rule that recognizes it, with its layer and who can fix it. Works offline.
    .example =
        doctor show cred-401-invalid
        doctor show conn-null-resources --json
    .exit2 = there is no finding of that ID; the error names similar ones
clihelp-doctor-find-url = Tries likely variants of a Tenant URL. It only reads.
    .example = doctor find-url --tenant-url https://cloudgate.example.com --token-stdin < token.txt
    .exit0 = the Tenant URL that was given answers as SCIM does
    .exit1 = it does not, or the test failed
clihelp-doctor-patch = Creates temporary test accounts and groups in CloudGate, changes them the way Entra does with and without the PATCH flag aadOptscim062020, verifies each change, and deletes them. Exits with 1 if something that Entra needs does not work.
    .example = doctor patch --tenant-url https://cloudgate.example.com/scim/v2 --token-stdin --agree < token.txt
    .exit0 = the Tenant URL is right as it is
    .exit1 = the flag must be added or removed, or the test failed
    .exit3 = --agree is missing; nothing was created
clihelp-mappings = Tries expressions, and checks and compares attribute mappings. Works offline.
clihelp-mappings-eval = Evaluates an expression with the attributes of one person, or all cases of a file.
    .example =
        mappings eval "ToLower([mail])" --attributes person.json
        mappings eval --cases cases.json
    .exit1 = the expression is not valid, or a case failed
clihelp-mappings-check = Checks a synchronization schema; with --people also checks the mappings on these people.
    .example = mappings check schema.json --people users.csv
    .exit0 = nothing was found
    .exit1 = something was found, or the file is not a schema
clihelp-mappings-diff = Compares what two synchronization schemas do.
    .example = mappings diff before.json after.json
    .exit0 = they do the same
    .exit1 = they differ, or a file is not a schema
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
    .exit1 = it failed, or nobody was checked; with --match-audit: somebody would fail or get a second account
    .exit3 = the plan exceeds the limits; it was shown, and nothing was written
clihelp-why = Explains why a person or group is created, changed or left out: every step with its values.
    .example =
        why "Femi Björklund" --practice
        why femi --setup 3f9a12c4b7e0
    .exit0 = found and explained
    .exit1 = no match, more than one match, or it failed
clihelp-steps = Lists the twelve steps and the steps of Microsoft’s tutorial that they cover.
    .example = steps
clihelp-setups = Saved setups.
clihelp-setups-list = Lists the saved setups, newest first.
    .example = setups list
clihelp-setups-show = Shows the answers and results of one saved setup. Secrets are never included.
    .example = setups show 3f9a12c4b7e0
clihelp-setups-delete = Deletes a saved setup and its secret token in the key store. It asks first. Entra and CloudGate are not changed.
    .example =
        setups delete 3f9a12c4b7e0
        setups delete 3f9a12c4b7e0 --yes
    .exit3 = nobody agreed; nothing was deleted
clihelp-history = Shows what a setup has changed in Entra, newest first: when, who, what was there before, and what came of it. Works offline. Never shows a token.
    .example =
        history 3f9a12c4b7e0
        history "Contoso" --json
    .exit1 = a part of the history cannot be read
clihelp-undo = Undoes changes of a setup in Entra. It shows what will be done and who that affects, in the order that harms least. Whatever somebody else has changed since is left as it is. Without --yes, and if nobody can be asked, Entra is only read.
    .example =
        undo 3f9a12c4b7e0 --to 7
        undo 3f9a12c4b7e0 --all --yes 5
    .exit1 = something could not be undone; the history shows what was
    .exit3 = nobody agreed; nothing was undone
clihelp-support = Support files: a setup as one file without secrets.
clihelp-support-make = Makes a support file of a saved setup. You sign in with a code, read-only. Without a sign-in (--offline), the file has no Entra settings, people, preview or log.
    .example =
        support make 3f9a12c4b7e0 contoso.cgsupport
        support make 3f9a12c4b7e0 contoso.cgsupport --offline --overwrite
    .exit3 = the file exists, and nobody agreed to replace it
clihelp-support-record = Sends Entra one read request of each kind, and saves the answers with replacement names. It first tells you what is read and saved, and asks for your consent. You sign in with a code.
    .example =
        support record contoso.recording.zip --setup 3f9a12c4b7e0
        support record contoso.recording.zip --tenant contoso.com --agree
    .exit0 = every request that could be sent was answered, including refusals
    .exit1 = something failed; what was answered is saved
    .exit3 = nobody agreed, or the file exists; nothing was asked
    .exit130 = interrupted; what was answered before is saved
clihelp-support-show = Shows what a support file contains.
    .example = support show contoso.cgsupport
clihelp-support-scan = Scans a support file for credentials, and for a secret that you give.
    .example = support scan contoso.cgsupport --secret-stdin < token.txt
    .exit0 = nothing was found
    .exit1 = something was found, or it failed
clihelp-support-check = Checks the recorded data of a support file again, with the rules of this version.
    .example = support check contoso.cgsupport
    .exit0 = nothing was found
    .exit1 = something was found, or it failed
clihelp-support-compare = Compares what two setups do, the most likely cause first.
    .example =
        support compare contoso.cgsupport defaults
        support compare before.cgsupport after.cgsupport
    .exit0 = they do the same
    .exit1 = they differ, or it failed
clihelp-support-open = Opens a support file in the window.
    .example = support open contoso.cgsupport
clihelp-practice = The practice company: a simulated Entra tenant and a simulated CloudGate on this computer.
clihelp-practice-serve = Serves the practice company until it is interrupted, for any Graph or SCIM client.
    .example =
        practice serve
        practice serve --people 5000 --fault slow-answer --json
    .exit3 = the file to save in holds something else, and nobody agreed to replace it
clihelp-practice-live = Lets days go by in the company of a saved practice setup, with faults turned on and changes that a colleague makes in the portal, so that you can try what status and the Health page tell.
    .example =
        practice live "Harbor Lights" --days 7 --fault run-department-refused
        practice live "Harbor Lights" --edit mapping
clihelp-practice-faults = Lists the faults that can be turned on.
    .example = practice faults
clihelp-practice-strictness = Lists where Microsoft’s pages and recordings disagree: each behavior has a strict and a lenient form.
    .example = practice strictness
clihelp-completion = Prints a script that completes commands, options and files in your shell.
    .example =
        completion bash > ~/.local/share/bash-completion/completions/cloudgate-setup
        completion zsh > ~/.zfunc/_cloudgate-setup
clihelp-man = Prints the manual page, made from the same commands and options.
    .example = man > ~/.local/share/man/man1/cloudgate-setup.1
