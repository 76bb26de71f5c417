reading-progress = { $people } people and { $accounts } accounts read{ $rate ->
    [0] {""}
   *[other] , { $rate } a second{ $left ->
        [-1] {""}
       *[other] , about { $left } s left
    }
}
