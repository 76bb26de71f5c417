reading-progress = { $people } people and { $accounts } accounts read{ $rate ->
    [0] {""}
   *[other] , { $rate } per second{ $left ->
        [-1] {""}
       *[other] , about { $left } s left
    }
}
reading-lookups = { $why ->
    [failed] CloudGate could not return its accounts page by page
    [endless] CloudGate returns endless pages
    [short] CloudGate returned fewer accounts than its total
   *[hidden] CloudGate finds accounts that are missing from its pages
}, so { $count ->
    [one] 1 user is searched for
   *[other] { $count } users are searched for one by one
} the way Entra does it
