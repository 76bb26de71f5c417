error-usage-token-stdin = The token is read from standard input only
    .why = On the command line other people on this computer could see it.
    .next = Add --token-stdin and give the token on standard input.
error-usage-answers = The answers cannot be used
    .why = { $file }{ $line ->
        [0] {""}
       *[other] , line { $line }, column { $column }
    }: { $problem ->
        [unreadable] it cannot be read ({ $detail }).
        [encoding] it is not text in UTF-8 or UTF-16 with its mark. Save it as UTF-8.
        [json] this is not JSON ({ $detail }).
        [toml] this is not TOML ({ $detail }).
        [object] an object with keys is expected, { "{" } … { "}" }.
        [secret] “{ $name }”: a secret does not belong into a file. Use --token-stdin.
        [internal] “{ $name }” is set by the program and cannot be given.
        [twice] “{ $name }” stands there twice.
        [unknown] there is no answer “{ $name }”. Did you mean { $detail }?
        [strange] there is no answer “{ $name }”.
        [choice] “{ $name }” must be one of { $detail }.
        [check] “{ $name }”: { $detail }.
       *[kind] “{ $name }” must be { $detail ->
            [flag] true or false, without quotes
            [number] a whole number
            [rows] a list of attributeMapping objects
            [filter] a list of filterGroup objects
            [assignments] a list of user names and group names
           *[text] text in quotes
        }.
    }
    .next = Correct the file and start again; nothing was done. “cloudgate-setup setup --print-answers” shows what it may hold.
error-usage-nobody-asked = Standard input is not a terminal, so no questions can be asked
    .why = A new setup needs answers, and none were given.
    .next = Run the command in a terminal, or give --answers FILE. “cloudgate-setup setup --print-answers” prints a template.
error-usage-file = The file cannot be used
    .why = { $file }: { $reason }
    .next = Correct the path or the file.
error-usage-json = The file is no valid JSON
    .why = { $file }, line { $line }, column { $column }.
    .next = Correct the file there.
error-usage-json-empty = The file is empty
    .why = { $file } holds nothing but blanks.
    .next = Export it again.
error-usage-json-twice = The file has a name twice in one object
    .why = { $file } has “{ $name }” more than once in the same object, so that it is not clear which value counts.
    .next = Remove one of the two.
error-file-encoding = The file is not UTF-8
    .why = { $kind ->
        [ansi] { $file } is not UTF-8 from line { $line } on. It is probably in an ANSI code page, which Excel and some editors write; which one, the file does not say.
        [cut] { $file } ends in the middle of a character (line { $line }). It was probably not written or copied to its end.
        [zip] { $file } is a ZIP archive or an Excel workbook, not a text file.
        [office] { $file } is an Excel or Office file, not a text file.
        [pdf] { $file } is a PDF, not a text file.
        [gzip] { $file } is compressed.
       *[binary] { $file } holds bytes that no text has (line { $line }).
    }
    .next = { $kind ->
        [ansi] Save it as UTF-8: in Excel as “CSV UTF-8 (comma delimited)”, in PowerShell with Export-Csv -Encoding UTF8 or Out-File -Encoding utf8, in Notepad with “Encoding: UTF-8”. UTF-16 is read too.
        [cut] Export it again.
        [gzip] Unpack it first.
       *[other] In Excel save it as “CSV UTF-8 (comma delimited)”, or give the file that the export wrote.
    }
error-file-partial = { $file } has only a part of the list
    .why = { $why ->
        [next] “{ $part }” has { $rows ->
            [one] one entry
           *[other] { $rows } entries
        } and a link to a next page.
        [total] “{ $part }” has { $rows ->
            [one] one entry
           *[other] { $rows } entries
        }, and says that there are { $total }.
       *[start] “{ $part }” begins with entry { $start }.
    } Whoever is missing would be planned wrongly: people would be left out, or created a second time.
    .next = Fetch all pages and give them together: one list, a list of the pages, or the pages one after the other in one file. With --partial the part is used as it is, and the result is marked.
error-usage-cases = The file holds no cases
    .why = { $file } is no list of objects with an expression.
    .next = Give a JSON list whose entries have expression, attributes and expected.
error-usage-time = “{ $value }” is no time
    .next = Write it like 2026-01-31T09:30:00Z.
error-usage-mappings-eval = Give one expression, or a file of cases
    .next = For example: mappings eval "ToLower([mail])" with --attributes person.json.
error-usage-function = There is no function { $name }
    .why = Names are case-sensitive.
    .next = Did you mean { $near }?
error-people-shape = The people or attributes cannot be read
    .why = { $file } { $expected ->
        [nothing] holds no list of people: neither by itself nor under “people” or “value”.
        [list] has no list under “{ $part }”.
        [object] has something else than an object of names and values as entry { $number } of “{ $part }”.
        [principal] names nobody in entry { $number } of “{ $part }”: an id, a name, or an object with an id is expected.
        [unknown] names “{ $field }” in entry { $number } of “{ $part }”, which is no person and no group of the file.
        [same-name] has two names for the same with different values in entry { $number } of “{ $part }”: { $field }.
        [no-person] has something that is no person ({ $field }) as entry { $number } of “{ $part }”.
        [twice] has the id “{ $field }” a second time, as entry { $number } of “{ $part }”.
        [flag] has something else than true or false as “{ $field }” in entry { $number } of “{ $part }”.
       *[value] has something else than a text, whole number, boolean, list of texts or null as “{ $field }” in entry { $number } of “{ $part }”.
    }
    .next = Correct the file there. “cloudgate-setup rehearse --help” tells what it may hold.
error-people-csv = { $file } cannot be used as a table of people
    .why = { $problem ->
        [titles] The title row (line { $line }) has none of the titles userPrincipalName, displayName and mail. It has: { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        }.
        [no-titles] The first line has no titles, it looks like a person already. The titles userPrincipalName, displayName or mail are expected.
        [cells] Line { $line } has { $cells } cells, and there are { $titles } titles. The first one too many begins “{ $value }”. A separator inside a value needs quotes around the value.
        [line-break] Line { $line } ends too early, and the next one has the rest. A line break inside a value needs quotes around the value.
        [twice] Columns { $first } and { $second } of the title row (line { $line }) mean the same: { $value }.
        [nobody] Line { $line } has no user name, name, mail address or object id.
       *[broken] Line { $line } is not written as CSV: a quote is missing or too many.
    }
    .next = { $problem ->
        [twice] Remove one of the two columns.
       *[other] Download the users again in the portal, as CSV, or correct the line.
    }
error-people-nobody = There is nobody in { $file }
    .why = It can be read, but it has no entry.
    .next = Export the people again.
error-people-names = Nothing in { $file } tells who anybody is
    .why = No entry has userPrincipalName, displayName, mail, mailNickname or id. Not understood: { $names ->
        [0] –
       *[other] { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        }
    }.
    .next = Name the properties as Microsoft Graph does, in any letter case. docs/files.md lists the forms.
error-people-not-read = { $file } does not tell what { $role ->
        [filter] the scoping filter “{ $target }”
       *[matching] the matching attribute { $target }
    } reads
    .why = It has no { $names }. What was not read is not empty: nobody could be told who { $role ->
        [filter] is in scope
       *[matching] has an account already
    }.
    .next = Export the people with it, for example with GET /users?$select=… of Microsoft Graph, or with Get-MgUser -All -Property …. If really nobody has a value, add the property with null, or an empty column.
error-people-no-members = { $file } does not have the members of assigned groups
    .why = Without “members” nobody knows who is in { $names }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }.
    .next = Add the members (GET /groups/ID/members), or an empty list where there is none; or use --scope all.
error-accounts-user-name = { $file } does not tell which account is whose
    .why = No account in it has a userName, so that everybody would be planned as new.
    .next = Export the accounts with all attributes: GET /Users without “attributes”.
error-accounts-same-name = { $file } has two values for one attribute
    .why = Account { $number } has { $names }, which differ in letter case only; SCIM takes them for the same.
    .next = Export the accounts again, or remove one of the two.
error-plan-shape = { $file } is no saved plan
    .why = { $number ->
        [0] It has no “operations”.
       *[other] Operation { $number } in it is damaged.
    }
    .next = Give a file that “rehearse --json” or the preview's export has written.
error-usage-arguments = The command cannot be understood
    .why = { $reason }
    .next = “{ $program } --help” explains it.
error-usage-yes = Setup { $id } was not deleted
    .why = Nobody agreed to it.
    .next = Run the command in a terminal and answer y, or add --yes.
error-program-fault = The program made a mistake
    .why = The place is { $place }.
    .next = Try again. If it happens again, tell support this place. With { $variable }=1 in the environment more is printed; it may hold what you typed.
error-usage-agree = This creates an account in CloudGate
    .why = The probe needs a throw-away account to disable, and deletes it at the end.
    .next = Run the command again with --agree.
error-usage-rehearse = It is not clear what to rehearse
    .why = One of three is needed: a saved setup, the practice company, or files of people and mappings; and only options that belong to it.
    .next = Give the id of a saved setup (“setups list” shows them), or --practice, or --schema FILE --people FILE with --accounts FILE if CloudGate has accounts.
error-usage-limit = { $value } is no limit
    .next = Give how many people may be disabled or deleted, from 0 on.
error-usage-against = A comparison is shown as text or as JSON only
    .next = Leave --csv or --html out, or --against.
error-setup-practice = The practice company of setup { $id } has ended
    .why = A practice company lives as long as the window or the command that started it, and its application and accounts end with it.
    .next = Use “rehearse --practice”, or open the setup in the window, which starts a new one.
error-usage-people = { $count } people cannot be invented
    .why = The practice company has between 1 and 100,000 people.
    .next = Give another number.
error-accounts-shape = { $file } holds no accounts
    .why = { $number ->
        [0] { $part ->
            [users] There is no list of SCIM resources under “users”.
            [groups] There is no list of SCIM resources under “groups”.
           *[other] A JSON list of SCIM resources is expected, alone or under “Resources”, or an object with “users” and “groups”.
        }
       *[other] Entry { $number } is no SCIM resource.
    }
    .next = Export the accounts again, or leave the file out.
error-usage-radar-form = The radar is text or JSON
    .why = --csv and --html are forms of the plan.
    .next = Leave them out, or use --json.
error-answer-needed = An answer is needed
    .next = Type one.
error-answer-number = “{ $value }” is not a whole number
    .next = Type digits only.
error-assign-name-unknown = There is no user or group “{ $name }”
    .why = User names, mail addresses and display names are compared as a whole, letter case aside.
    .next = { $near ->
        [none] Check the spelling in the answers file.
       *[other] Did you mean one of these: { $near }? Correct the answers file.
    }
error-assign-name-several = “{ $name }” is the name of { $count } users or groups
    .why = They are: { $names }.
    .next = Give the user name (UPN) instead, or rename one of the groups.
error-setup-not-found = There is no saved setup “{ $text }”
    .next = { $count ->
        [0] There are no saved setups. Begin a new one with “cloudgate-setup setup”.
       *[other] These are saved: { $names }. “cloudgate-setup setups list” shows all of them.
    }
error-setup-several = “{ $text }” means { $count } saved setups
    .why = They are: { $names }.
    .next = Give more of the id.
error-step-first = Step { $number }, { $title }, has to be done first
    .why = What follows rests on it.
    .next = Do it again, or do it in the portal and have it checked.
error-step-not-passed = “{ $title }” has not passed its test, so nothing was written to your tenant
    .why = Entra would not reach CloudGate with these values.
    .next = Correct what the test names, and run it again. Unattended, “{ $consent }” as true in the answers file goes on all the same.
error-consent-needed = Provisioning was not turned on
    .why = That needs your agreement, and the answers do not hold it. Everything before it is done and saved.
    .next = Check the summary, put “{ $consent }” as true into the answers file, and continue this setup.
error-removals-not-allowed = This would disable or delete { $count } people and groups; nothing was done
    .why = More than { $limit } need your word.
    .next = If that is meant, put "allow_removals": { $count } into the answers and run it again.
error-accounts-left-not-allowed = Entra would lose track of { $count } accounts; nothing was done
    .why = The Tenant URL leads to another application than the one whose accounts Entra remembers. More than { $limit } need your word.
    .next = If that is meant, put "allow_removals": { $count } into the answers and run it again.
error-removals-unknown = What this would do to people cannot be found out; nothing was done
    .why = CloudGate or the people in Entra cannot be read.
    .next = Correct that and run it again, or put "allow_unknown": true into the answers.
error-not-wanted = Nothing was done
    .why = You did not agree to what would happen.
    .next = Change your answers, or continue this setup another time.
