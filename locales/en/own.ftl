# What is held about a colleague, for themselves

own-title = What we hold about you
own-lead = You work with this portal, so it holds data about you as well. Here is all of it. You need not ask anybody.
own-json = Take everything with you (JSON)
own-csv = Take the log with you (CSV)
own-account = Your account
own-name = Name
own-email = Email address
own-role = Role
own-lang = Language
own-opened = Account opened
own-factor = Second factor
own-factor-yes = { $left ->
    [one] Set up, with one recovery code left
   *[other] Set up, with { $left } recovery codes left
}
own-factor-no = { $left ->
    [one] Not set up
   *[other] Not set up
}
own-passkeys = Passkeys
own-why = Why we hold it
own-why-text = The account lets you in and nobody else. The log proves who did what to other people’s data (Arts. 5(2) and 32 GDPR). The law asks us to be able to prove that, and we have a legitimate interest in it (Art. 6(1)(c) and (f) GDPR).
own-who-text = Data protection officers and administrators can read the log. Customers are told which team looked at their data and when, and never your name. The log is only added to, so no entry can be changed. Sessions go after two days.
own-never-text = The log is not used to measure how much or how fast you work.
own-rights-text = You can have your account corrected, and you can object. Ask our data protection officer.
own-complain = You can also complain to { $authority }.
own-sessions = Where you are signed in
own-sessions-hint = Only times are kept, no place and no device.
own-session = Since { $began }, last used { $seen }
own-log = The log
own-log-caption = What you did, and what was done to your account
own-log-at = When
own-log-about = About
own-log-action = Entry
own-log-object = On
own-log-by = By
own-log-none = There are no entries here.
own-by-you = You
own-by-other = Somebody else
own-newest = Newest entries
own-older = Older entries
own-area-access = Packages
own-area-api = API tokens
own-area-archive = The archive
own-area-audit = The audit log
own-area-breaches = The register of breaches
own-area-consents = Choices and consents
own-area-directives = Wishes for after a death
own-area-erasure = Erasures
own-area-manual = Looking by hand
own-area-notifications = Telling recipients
own-area-person = A look at somebody’s data
own-area-record = The record of processing
own-area-redaction = Words hidden in what a person receives
own-area-refresh = Mailings
own-area-requests = Requests
own-area-restriction = Restricted data
own-area-retention = Retention
own-area-staff = Accounts and sign-in
own-area-tasks = Tasks
own-area-other = Something else

# How a colleague signs in

passkey-sign-in-title = With a passkey
passkey-sign-in = Sign in with a passkey
passkey-use = Use a passkey
passkey-failed = The passkey did not answer. Try again, or sign in with your password and a code.
passkey-twice = This device has a passkey for your account already.
passkey-unknown = This browser cannot use passkeys. Sign in with your password and a code.
passkey-no-script = A passkey needs JavaScript. Without it, use your password and a code.
passkey-no-script-new = To add a passkey, switch JavaScript on for this site. Without it you go on signing in with your password and a code.
staff-passkey-late = That took more than five minutes, or it was sent twice. Try again.
staff-passkey-refused = This passkey does not open this account. Try another one, or use your password and a code.
ways-title = How I sign in
ways-lead = What opens your account, and where it is open now. You get an email whenever one of these ways changes, and every other session ends.
ways-passkeys = Passkeys
ways-passkeys-none = No passkey yet
ways-passkeys-none-text = With a passkey you sign in by finger, face or PIN. Nobody can ask you for it by email, because it works on this site only.
ways-passkey-new = Add a passkey
ways-passkey-new-lead = Your device makes the passkey and keeps it. It asks for your finger, your face or your PIN, so it counts as both factors.
ways-passkey-name = Name
ways-passkey-name-hint = So that you recognise it later, such as “Laptop” or “Blue key”.
ways-passkey-save = Make the passkey
ways-passkey-added = The passkey is added. Every other session has ended.
ways-passkey-many = You have { $most } passkeys, which is the most. Remove one first.
ways-passkey-added-at = Added { $at }
ways-passkey-used-at = Last used { $at }
ways-passkey-unused = Never used
ways-passkey-elsewhere = Made for { $host }. It does not work at { $address }, so you can remove it.
ways-passkey-remove = Remove
ways-passkey-removed = The passkey is removed. Every other session has ended.
ways-passkey-last = This is your only way in. Add another passkey, or have a password and an app set up, before you remove it.
ways-passkey-impossible = Passkeys are not possible here
ways-passkey-impossible-text = A passkey belongs to the name of a site, and { $address } has a number instead of a name. Whoever runs the portal can set base_url in the section [portal] to an https address with a name.
ways-password = Password and app
ways-password-yes = You have a password.
ways-password-no = You have no password.
ways-app-yes = An authenticator app is set up.
ways-app-no = No authenticator app is set up.
ways-app-change = To change either, ask an administrator to open your account again.
ways-codes = Recovery codes
ways-codes-left = { $left ->
    [0] No code is left.
    [one] One code is left.
   *[other] { $left } codes are left.
}
ways-codes-hint = Each signs you in once if you lose your phone. New ones replace all the old ones and are shown once.
ways-codes-renew = Make new codes
ways-codes-renewed = Your new recovery codes
ways-session-ended = Ended.
ways-again-title = Is it you?
ways-again-lead = You signed in more than ten minutes ago. Before your ways to sign in change, show once more who you are.
ways-again-go = Go on
ways-proven = Thank you. You have ten minutes for what you wanted to do.

# Signing in through the company's own service

provider-button = Sign in with your company account
provider-or-password = Or with your password
provider-emergency = Emergency account
staff-sign-in-wrong-here = The address, the password or the passkey does not open an account here. Sign in through your company’s service.
provider-go-title = On to your company’s sign-in
provider-go-lead = You go on to { $host } now, and come back here once you are signed in there.
provider-go = Go on
provider-failed-title = You are not signed in
provider-back = Back to the sign-in
provider-password-works = Your password and code, or your passkey, go on working.
provider-fault-call = Your company’s sign-in service could not be reached.
provider-cure-call = Try again in a few minutes. If it stays so, whoever runs the portal checks issuer in the section [oidc], and whether the section [outgoing] allows that host.
provider-fault-status = Your company’s sign-in service answered with an error ({ $detail }).
provider-cure-status = Try again in a few minutes. If it stays so, whoever runs the portal checks issuer in the section [oidc].
provider-fault-unreadable = The answer of your company’s sign-in service could not be read.
provider-cure-unreadable = Whoever runs the portal checks that issuer in the section [oidc] names an OpenID Connect service.
provider-fault-issuer = The sign-in service calls itself something else than the settings of the portal do.
provider-cure-issuer = Whoever runs the portal copies issuer from the service’s discovery document into the section [oidc], letter by letter.
provider-fault-declined = The sign-in was cancelled, or the service does not let you use this portal.
provider-cure-declined = Try again. If the service refuses you, ask its administrator to assign the portal to you.
provider-fault-code = The sign-in service did not take back its own code.
provider-cure-code = Try again. If it stays so, whoever runs the portal checks client_id and client_secret in the section [oidc], and the address to come back to at the service.
provider-fault-late = This sign-in took too long, was used already, or began in another browser.
provider-cure-late = Begin again on this device.
provider-fault-signature = The proof that the service gave is not signed as it must be.
provider-cure-signature = Tell whoever runs the portal. Nothing was opened.
provider-fault-key = The proof that the service gave is signed with a key that it does not publish.
provider-cure-key = Try again. If it stays so, tell whoever runs the portal. Nothing was opened.
provider-fault-audience = The proof that the service gave is meant for another program.
provider-cure-audience = Whoever runs the portal checks client_id in the section [oidc].
provider-fault-expired = The proof that the service gave is too old, or not yet good.
provider-cure-expired = Try again. If it stays so, whoever runs the portal checks the clock of this machine.
provider-fault-nonce = The proof that the service gave does not belong to this sign-in.
provider-cure-nonce = Begin again. Nothing was opened.
provider-fault-again = The service did not ask you to sign in again, or somebody else did.
provider-cure-again = Sign out at the service and try again, or enter a code of your app.
provider-fault-unverified = The service does not say that your email address is verified.
provider-cure-unverified = Ask the service’s administrator to verify your address. Whoever runs the portal can name the right claim with verified_claim in the section [oidc].
provider-fault-domain = Your email address is of a domain that the portal does not take from this service.
provider-cure-domain = Sign in with your company address, or ask whoever runs the portal to add the domain to domains in the section [oidc].
provider-fault-not-invited = Nobody has opened an account for you here yet.
provider-cure-not-invited = Ask an administrator of the portal to invite you.
provider-fault-linked = The account of your address belongs to another person of the service.
provider-cure-linked = Ask an administrator of the portal to open your account again; then the next sign-in links it anew.
provider-fault-closed = Your account on this portal is closed.
provider-cure-closed = Ask an administrator of the portal if that is a mistake.
provider-fault-no-role = The service gives you no role on this portal.
provider-cure-no-role = Ask the service’s administrator to put you into the right group.

# Who has an account

access-review-nav = Accounts
access-review-title = Who still needs an account
access-review-lead = Look at each account and say whether its owner still needs it. What you say is written into the audit log.
access-review-months = { $count ->
    [one] Each is due again a month later.
   *[other] Each is due again { $count } months later.
}
access-review-due = { $count ->
    [0] No account waits for a decision.
    [one] One account waits for a decision.
   *[other] { $count } accounts wait for a decision.
}
access-review-is-due = Due
access-review-is-closed = Closed on { $at }
access-review-entered = Last sign-in
access-review-never = Never; opened on { $at }
access-review-factors = Signs in with
access-review-no-factors = Nothing set up yet
access-review-password = password
access-review-app = app
access-review-passkeys = { $count ->
    [one] one passkey
   *[other] { $count } passkeys
}
access-review-decided = Last decision
access-review-undecided = None yet
access-review-keep = Still needed
access-review-close = Close the account
access-review-kept = Noted: the account is still needed.
access-review-closed = The account is closed, and its sessions have ended.
access-review-own = You cannot close your own account. Ask another administrator.
access-review-closed-before = This account was closed before.
access-review-command = An account is opened with “habeas staff add”, given another role with “habeas staff role”, and opened again with “habeas staff reset”.
