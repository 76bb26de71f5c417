error-expression-empty = The expression is empty
    .next = Type an attribute such as [mail], a text in quotes, or a function.
error-expression-too-long = The expression is too long
    .why = It has { $length } characters; Entra accepts { $limit }.
    .next = Shorten it, or split the work over two attributes.
error-expression-too-deep = The expression is nested too deeply
    .why = More than { $limit } functions stand inside each other.
    .next = Simplify it.
error-expression-expected = { $slip ->
        [none] Something is missing at character { $at }
       *[other] A sign is wrong at character { $at }
    }
    .why = { $slip ->
        [quotes] The quote { $found } is that of a word processor.
        [single] A text stands in double quotes, not in single ones.
        [invisible] There is a character that cannot be seen ({ $sign }).
        [semicolon] Arguments are separated by commas, not by semicolons.
        [and] There is no && in expressions.
        [or] There is no || in expressions.
        [equals] A comparison is written with one =.
        [differs] “Not equal” is written <>.
        [stray] The sign “{ $found }” has no meaning in expressions.
       *[none] { $what ->
        [close] A comma or a closing parenthesis belongs here, not “{ $found }”.
       *[value] A value belongs here: [attribute], "text", a number or a function. Found “{ $found }”.
        }
    }
    .next = { $slip ->
        [quotes] Write straight quotes: "text".
        [single] Write "text".
        [invisible] Delete it, or type the expression again at this place.
        [semicolon] Write a comma.
        [and] Put one IIF inside the other: IIF(first, IIF(second, "yes", "no"), "no").
        [or] Put one IIF inside the other: IIF(first, "yes", IIF(second, "yes", "no")).
        [equals] Write =.
        [differs] Write <>.
        [stray] Remove it, or put it into a text in quotes.
       *[none] Correct the marked place.
    }
error-expression-unclosed-text = A text is not closed
    .why = The quote at character { $at } has no partner.
    .next = Add the closing quote; a quote inside a text is written \".
error-expression-unclosed-attribute = An attribute is not closed
    .why = The bracket at character { $at } has no partner.
    .next = Add the closing bracket.
error-expression-unknown-function = There is no function { $name }
    .why = Names are case-sensitive.
    .next = { $near ->
        [none] Choose a function from the list that “mappings functions” and the expression field show.
       *[other] Did you mean { $near }?
    }
error-expression-arguments = { $name } does not take { $given } arguments
    .why = It is written { $signature }.
    .next = Correct the arguments.
error-expression-trailing = Something follows after the end
    .why = { $slip ->
        [invisible] From character { $at } on there is a character that cannot be seen ({ $sign }).
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
    .why = { $target } is used for matching, and uses { $part }, which Entra can carry out and this program cannot.
    .next = Match by another attribute, or try single people in Entra with “Provision on demand”.
error-matching-refused = This sign-in may not read what { $role ->
        [filter] the filter “{ $target }”
       *[matching] matching by { $target }
    } needs
    .why = Entra refused to let it read { $names }. Without it nobody can tell who has an account already, or who is in scope.
    .next = Sign in with an account that may read it, or use another attribute there.
error-schema-no-matching = No attribute is used for matching { $kind ->
        [Group] groups
       *[User] people
    }
    .why = No row of the mapping has a matching precedence (matchingPriority), so that no existing account can be found.
    .next = Give one row the matching precedence 1, usually { $kind ->
        [Group] displayName
       *[User] userName
    }.
error-schema-cut = PowerShell left out a part of this schema
    .why = It has the name of a type, { $value }, in place of what belongs there.
    .next = Export it again with ConvertTo-Json -Depth 20.
error-mapping-has-problems = { $count ->
    [one] One problem must be solved before saving
   *[other] { $count } problems must be solved before saving
}
    .why = Entra would refuse it. The first one concerns { $first }.
    .next = Select the marked rows; each says what to do.
error-schema-not-kept = Entra did not keep the mappings as they were sent
    .why = What was read back differs from what was saved.
    .next = Read the mappings again and compare; somebody else may have edited them at the same time.
error-filter-operator = The operator { $operator } is not known
    .next = Choose one of the offered operators.
error-filter-pattern = The pattern is not a valid regular expression
    .why = “{ $pattern }” cannot be read.
    .next = Correct the pattern.
error-schema-not-json = This file is no schema
    .why = It is not valid JSON at line { $line }, column { $column }.
    .next = Choose the file that Graph or the portal’s schema editor gave.
error-schema-too-large = This file is too large for a schema
    .why = A schema has up to { $limit } million characters here.
    .next = Choose another file.
error-mapping-expression-refused = Entra does not accept the expression for { $target }
    .why = Your tenant's own check says: { $detail }
    .next = Correct the expression of { $target }. Nothing was saved.
error-mapping-operator-refused = Entra does not know the operator { $operator }
    .why = The filter “{ $filter }” uses it. Your tenant offers: { $known }.
    .next = Choose another operator for the filter. Nothing was saved.
