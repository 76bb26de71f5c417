reading-progress = { $people } people and { $accounts } accounts read{ $rate ->
    [0] {""}
   *[other] , { $rate } a second{ $left ->
        [-1] {""}
       *[other] , about { $left } s left
    }
}
reading-lookups = { $why ->
    [failed] CloudGate failed to give its accounts page by page
    [endless] CloudGate gives pages without end
    [short] CloudGate gave fewer accounts than it says there are
   *[hidden] CloudGate finds accounts that none of its pages had
}, so { $count ->
    [one] 1 user is looked up
   *[other] { $count } users are looked up one by one
} as Entra does
