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
