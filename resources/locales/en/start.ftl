# Step 1: Start.

start-new-title = Set up provisioning
start-new-text = For your own tenant. Every answer is saved as you go; nothing is switched on before you have seen what it would do.
start-new-button = New setup
start-new-name = New setup
start-practice-title = Practise first
start-practice-text = A made-up company with its own Entra and CloudGate on this computer. Everything works, nothing leaves this computer, and no account is needed.
start-practice-button = Open the practice company
start-practice-name = Practice company
start-practice-starting = Starting the practice company…
start-practice-chip = practice
start-saved-title = Continue a setup
start-more = Show { $count } more of { $left }
start-saved-place = Step { $number }, { $title }
start-continue = Continue
start-remove = Remove
start-remove-sure = Remove this setup and its token?
start-remove-yes = Remove
start-remove-no = Keep
start-remove-without = Remove the setup and leave its token where it is
start-remove-stuck = Nothing was removed. Try again once it is open, or remove the setup without its token.
start-token-stays = The setup is removed; its token is still in the key store
start-token-stays-text = Remove it there when you can: the entry is called “{ $entry }”. Or make a new token in CloudGate, and the old one is worth nothing.
start-damaged = Setup { $id }
start-damaged-text = The file is damaged and cannot be opened. Remove it here with its token, or put it back from a backup.
start-damaged-chip = damaged
start-unreadable = { $count ->
    [one] One saved setup cannot be opened; its file is kept
   *[other] { $count } saved setups cannot be opened; their files are kept
}
