# One message per error code: what happened; .why the reason; .next what to do now.

error-unexpected = An unexpected error occurred
    .why = The code is { $code }.
    .next = Try again. If it happens again, copy the details for support.
