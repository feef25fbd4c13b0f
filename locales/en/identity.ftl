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
