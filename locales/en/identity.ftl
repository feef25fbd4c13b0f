# Signing in and out, sessions
sign-in-title = Sign in to see your data
sign-in-lead = We will email you a code. You need no password.
sign-in-email = Your email address
sign-in-why = The address you use with us. We use it only to find your data and to send you the code.
sign-in-send = Email me a code
sign-in-no-mail = I no longer have access to my email
sign-in-no-mail-text = You can still exercise your rights. Write to us, and we will find another way to make sure that it is you.
error-email-long = Use 254 characters at most

code-title = Code sent: check your email
code-lead = We have sent an email to
code-label = Code from the email
code-hint = 6 digits. The code works until { $until }.
code-send = Sign in
code-wrong = { $left ->
    [one] This is not the code we sent. You can try once more.
   *[other] This is not the code we sent. You can try { $left } more times.
}
code-missing-title = No email yet?
code-missing-text = It can take a minute. Look among unwanted mail too: the sender is { $sender }.
code-resend = Send a new code
code-resend-hint = You can ask for another one after { $seconds } seconds. The old code will then stop working.
code-other-address = Use another address

wait-title = Please wait a little
wait-text = Several codes were asked for in a short time. You can ask for the next one at { $until }.
wait-valid = A code that you have already received keeps working.
wait-code = Enter a code I have

over-title = This code or link no longer works
over-used = It has already been used.
over-replaced = You have asked for a newer one since.
over-refused = Someone with access to the mailbox said they had not asked for it.
over-tries = Too many wrong codes were entered.
over-ended = It has expired: a code works for a few minutes only.
over-link = It has expired, has already been used, or was replaced by a newer one.
over-safe = Nothing was changed. Ask for a new code below.
over-again = Email me a new code

link-title = Sign in to your data
link-asked = Someone asked for this link at { $time }.
link-asked-device = Someone asked for this link at { $time }, with { $device }.
link-other-browser = You opened this link in another browser than the one it was asked in. Enter the code from the same email to sign in here.
link-first-window = Or go back to the first window and type the code there. Never read it to anyone.
link-sign-in = Sign in on this device
link-not-me-title = Was it not you?
link-not-me-text = Then stop this link and its code. Nobody has seen your data.
link-not-me = I did not ask for this

refused-title = The link is stopped
refused-text = Neither the link nor the code works any more. Nobody has seen your data.
refused-more = Someone may have mistyped their address. You need do nothing else.

confirm-title = Confirm that it is you
confirm-text = Before your data leave or are deleted, we check once more that this mailbox is yours. We will email you a code.
confirm-send = Email me a code

security-title = Where you are signed in
security-lead = If you do not recognise a device, end its session.
security-open = Open sessions
security-ended = Earlier sign-ins
security-unknown = Unknown device
security-began = Signed in: { $at }
security-seen = Last used: { $at }
security-own = This is the device you are using.
security-end = End this session
security-end-others = End all other sessions
signed-out = You are signed out.
session-ended = The session has ended.
sessions-ended = All other sessions have ended.

address-title = Change your sign-in address
address-own = You sign in with
address-new = New email address
address-new-hint = We email a code to it. Nothing changes before you type that code here.
address-send = Email me a code
address-then = What happens then
address-then-place = Your address is changed in: { $place }
address-then-sign-in = You sign in with the new address. Other devices are signed out, and a download that was ready is deleted.
address-then-old = We tell the old address. For 72 hours it can take the change back.
address-stays = Where the old address stays
address-same = This is the address you sign in with already
address-code-title = Type the code from your new mailbox
address-code-send = Change my address
address-over = That code no longer works. Ask for a new one.
address-taken = This address cannot be used: it already belongs to another data page. If it is yours, sign in with it, or ask us to join the two.
address-down = One of our systems does not answer right now, so the address cannot be changed everywhere. Try again in a few minutes.
address-refused = One of our systems did not accept this address, so nothing was changed. Write to us and a colleague will look at it.
address-later = One of our systems stopped answering. We go on trying to change your address; look here again later.
address-changed = Your address is changed. From now on you sign in with the new one.
address-return-title = Keep your old address
address-return-lead = On { $at }, your data page was given another sign-in address.
address-return-text = If that was not you, take it back by { $until }. Everybody who is signed in there is signed out.
address-return-do = Keep my old address
address-returned-title = You have your address back
address-returned-text = Your data page opens with this mailbox again, and with no other. Everybody is signed out.
address-return-down = One of our systems does not answer right now. We go on trying; you can also press the button again.
address-return-refused = The old address could not be put back by itself. Please write to us at once.
address-return-over = This link no longer works: the 72 hours are over, or the change was taken back already.
security-address = Sign-in address
security-address-change = Change it
security-address-since = Changed on { $at }. The address before can take this back until { $until }.

who-title = Who are you?
who-lead = Several people use this mailbox. So that nobody sees another person’s data, please tell us which one you are.
who-hint = You find it on what we sent you. Spaces do not matter.
who-do = Continue
who-wrong = Nobody who uses this mailbox has this. Check it and try again.
who-often = There were too many wrong answers today. Try again tomorrow, or ask without signing in.
who-down = One of our systems does not answer, so that we cannot check this. Try again in a few minutes.
who-lost-title = You do not have it?
who-lost = Then ask us without signing in. A colleague finds out in another way that it is you.
who-lost-do = Ask without signing in
