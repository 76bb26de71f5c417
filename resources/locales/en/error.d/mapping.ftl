error-expression-empty = The expression is empty
    .next = Type an attribute such as [mail], a text in quotes, or a function.
error-expression-too-long = The expression is too long
    .why = It has { $length } characters; Entra accepts { $limit }.
    .next = Shorten it, or split it across two attributes.
error-expression-too-deep = The expression is nested too deeply
    .why = More than { $limit } functions are nested.
    .next = Simplify it.
error-expression-expected = { $slip ->
        [none] Something is missing at position { $at }
       *[other] There is an unexpected character at position { $at }
    }
    .why = { $slip ->
        [quotes] The quote { $found } is a curly (typographic) quote.
        [single] Text needs double quotes, not single quotes.
        [invisible] There is an invisible character ({ $sign }).
        [semicolon] Arguments are separated by commas, not by semicolons.
        [and] Expressions do not support &&.
        [or] Expressions do not support ||.
        [equals] A comparison uses a single =.
        [differs] “Not equal” is written <>.
        [stray] The character “{ $found }” is not used in expressions.
       *[none] { $what ->
        [close] { $found ->
            [end] A comma or closing parenthesis is missing at the end.
           *[other] A comma or closing parenthesis is missing before “{ $found }”.
        }
       *[value] { $found ->
            [end] A value is missing at the end: [attribute], "text", a number or a function.
           *[other] A value is missing before “{ $found }”: [attribute], "text", a number or a function.
        }
    }
    }
    .next = { $slip ->
        [quotes] Write straight quotes: "text".
        [single] Write "text".
        [invisible] Delete it, or type this part of the expression again.
        [semicolon] Write a comma.
        [and] Put one IIF inside the other: IIF(first, IIF(second, "yes", "no"), "no").
        [or] Put one IIF inside the other: IIF(first, "yes", IIF(second, "yes", "no")).
        [equals] Write =.
        [differs] Write <>.
        [stray] Remove it, or put it in quotes as part of a text.
       *[none] Correct the marked place.
    }
error-expression-unclosed-text = A text has no closing quote
    .why = The quote at character { $at } is not closed.
    .next = Add the closing quote; a quote inside a text is written \".
error-expression-unclosed-attribute = An attribute has no closing bracket
    .why = The bracket at character { $at } is not closed.
    .next = Add the closing bracket.
error-expression-unknown-function = There is no function { $name }
    .why = Names are case-sensitive.
    .next = { $near ->
        [none] Choose a function from the list that “mappings functions” and the expression field show.
       *[other] Did you mean { $near }?
    }
error-expression-arguments = { $name } does not take { $given } arguments
    .why = Its syntax is { $signature }.
    .next = Correct the arguments.
error-expression-trailing = There is extra text after the end of the expression
    .why = { $slip ->
        [invisible] From character { $at } on there is an invisible character ({ $sign }).
       *[other] From character { $at } on: “{ $found }”.
    }
    .next = Remove it, or put it inside the function.
error-expression-not-a-call = “{ $found }” is not an expression
    .next = Put text in quotes, attributes in brackets, or use a function.
error-expression-not-a-number = { $function } needs a whole number
    .why = It was given “{ $value }”.
    .next = Correct the argument, or the data it comes from.
error-expression-out-of-range = { $function } was given a number out of range
    .why = It was { $value }.
    .next = Correct the argument, or the data it comes from.
error-schema-shape = This is not a synchronization schema
    .why = Its part “{ $part }” is missing or of the wrong kind.
    .next = Read it again from Entra.
error-schema-no-mapping = The schema has no mapping for { $kind }
    .next = Restore the default mappings, or look at the application in the portal.
error-matching-not-computable = This program cannot tell who matches
    .why = { $target } is used for matching, and uses { $part }, which Entra can evaluate but this program cannot.
    .next = Match by another attribute, or try single people in Entra with “Provision on demand”.
error-matching-refused = This sign-in is not allowed to read what { $role ->
        [filter] the filter “{ $target }”
       *[matching] matching by { $target }
    } needs
    .why = Entra refused to let it read { $names }. Without this, it is not known who is in scope or already has an account.
    .next = Sign in with an account that may read it, or use a different attribute there.
error-schema-no-matching = No attribute is used for matching { $kind ->
        [Group] groups
       *[User] people
    }
    .why = No row of the mapping has a matching precedence (matchingPriority), so existing accounts cannot be found.
    .next = Give one row the matching precedence 1, usually { $kind ->
        [Group] displayName
       *[User] userName
    }.
error-schema-cut = PowerShell left out part of this schema
    .why = It contains the name of a type, { $value }, instead of the value.
    .next = Export it again with ConvertTo-Json -Depth 20.
error-mapping-has-problems = { $count ->
    [one] You must fix 1 problem before saving
   *[other] You must fix { $count } problems before saving
}
    .why = Entra would refuse it. The first one affects { $first }.
    .next = Select the marked rows; each says what to do.
error-schema-changed-meanwhile = Somebody changed the mappings or filters in the portal in the meantime
    .why = Different since you decided to undo: { $names }. Nothing was saved.
    .next = Look at it on the Health page. If you save again here, your version replaces it.
error-settings-changed-meanwhile = Somebody changed these settings in the portal in the meantime
    .why = They differ from what you saw when you decided to undo. Nothing was saved.
    .next = Look at them on the Health page. If you save again here, your version replaces them.
error-schema-not-kept = Entra did not save the mappings as they were sent
    .why = The saved mappings differ from what was sent.
    .next = Read the mappings again and compare; somebody else may have edited them at the same time.
error-filter-operator = The operator { $operator } is not known
    .next = Choose one of the operators in the list.
error-filter-pattern = The pattern is not a valid regular expression
    .why = “{ $pattern }” cannot be read.
    .next = Correct the pattern.
error-schema-not-json = This file is not a schema
    .why = It is not valid JSON at line { $line }, column { $column }.
    .next = Choose a file exported from Graph or from the portal’s schema editor.
error-schema-too-large = This file is too large for a schema
    .why = The limit is { $limit } million characters.
    .next = Choose another file.
error-mapping-expression-refused = Entra does not accept the expression for { $target }
    .why = Your tenant’s own check says: { $detail }
    .next = Correct the expression of { $target }. Nothing was saved.
error-mapping-operator-refused = Entra does not know the operator { $operator }
    .why = The filter “{ $filter }” uses it. Your tenant offers: { $known }.
    .next = Choose another operator for the filter. Nothing was saved.
