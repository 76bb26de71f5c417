# Step 1: Start.

start-new-title = Set up provisioning
start-new-text = For your own tenant. Your answers are saved as you go. Nothing is turned on before you have seen what it would do.
start-new-button = New setup
start-new-name = New setup
start-practice-title = Practice first
start-practice-text = A fictional company with a simulated Entra tenant and CloudGate on this computer. Everything works, nothing leaves this computer, and you need no account.
start-practice-button = Open the practice company
start-practice-name = Practice company
start-practice-starting = Starting the practice company…
start-practice-waiting = Waiting until the practice company of the last run has saved its state…
start-practice-chip = practice
start-saved-title = Continue a setup
start-more = Show { $count } more (of { $left })
start-saved-place = Step { $number }, { $title }
start-continue = Continue
start-rename = Rename
start-rename-field = Name of the setup
start-rename-save = Save
start-rename-cancel = Cancel
start-remove = Remove
start-remove-sure = Remove this setup and its token?
start-remove-yes = Remove
start-remove-no = Keep
start-remove-without = Remove the setup but leave its token in the key store
start-remove-stuck = Nothing was removed. Unlock the key store and try again, or remove the setup without its token.
start-token-stays = The setup is removed; its token is still in the key store
start-token-stays-text = Remove it there when you can: the entry is named “{ $entry }”. Or create a new token in CloudGate, which makes the old one invalid.
start-damaged = Setup { $id }
start-damaged-text = The file is damaged and cannot be opened. Remove it here with its token, or restore it from a backup.
start-damaged-chip = damaged
start-unreadable = { $count ->
    [one] 1 saved setup cannot be opened; its file is kept
   *[other] { $count } saved setups cannot be opened; their files are kept
}

# Whoever has no setup yet is told what it takes.
start-ready-title = Have ready
start-ready-account = An account in your tenant with the role Application Administrator or Cloud Application Administrator
start-ready-cloudgate = A CloudGate account with Admin permissions, to copy the Tenant URL and the secret token
start-ready-license = Microsoft Entra ID P1 or P2 if you want to assign groups; single users can be assigned without it
start-ready-time = About 30 minutes. The first provisioning cycle then runs by itself; you don’t need to wait for it.
