# The evidence of a campaign: its archive and its paper.

evidence-link = Evidence
evidence-link-lead = What proves this campaign to an authority, in one archive: its purpose, who decided, whom it asked and left out, the message, the results in counts, and the log. It names no customer.
evidence-link-take = Download the evidence
evidence-title = Evidence of the campaign “{ $campaign }”
evidence-readme = { $company }: evidence of the campaign “{ $campaign }”, { $date }
evidence-lead = The controller must be able to show that the law is kept (Article 5(2) GDPR). This paper shows it for one campaign that asked customers whether their details are still right. It names the colleagues who decided, and no customer.

# What the files are
evidence-file-paper = All of it in words, to be read and filed.
evidence-file-json = The same for programs.
evidence-file-message = The mails as they were rendered for nobody: their links belong to no customer.
evidence-file-lint = What the portal found in each mail that a details check must not say, as “habeas lint-mail --json” tells it.
evidence-file-intro = The introductions that the author wrote; empty where there was none.
evidence-file-sources = The files that the mails were made of, each with its SHA-256. The paper and campaign.json name the SHA-256 of this list.
evidence-file-people = Each mail with its language, what became of it, what was reported about it, and the answer.
evidence-file-audit = The events of the audit log about this campaign: who did what, and when.
evidence-file-checkpoint = The newest signed head of the audit log.
evidence-people = people.csv names nobody. A mail is told by an id of its own, which only the portal can lead back to somebody, and only for { $months } months after it left; then the rows name nobody.
evidence-audit = Each line of audit/events.jsonl stands letter by letter in the file that “habeas audit export” writes, and “habeas audit verify” checks that file. Events about one person (an answer, a look at an address) are counted in campaign.json and stay in the log.
evidence-nobody = No name, address or other datum of a customer is in this archive.

# Purpose
evidence-purpose = Purpose and legal basis
evidence-activity = Activity in the record
evidence-record = Record of processing
evidence-record-version = Version { $number }, in force at the approval, SHA-256 { $hash }
evidence-record-now = The version in force today; the one of the approval cannot be read
evidence-no-activity = The record of processing has no activity “data-refresh”.

# Who decided
evidence-decision = Who decided
evidence-approved = Approved on
evidence-ended = Ended on
evidence-not-yet = not yet
evidence-two-people = Who wrote a campaign cannot approve it: the portal refuses it.
evidence-acts = What was done
evidence-when = When
evidence-what = What
evidence-who = Who
evidence-by-itself = the portal by itself
evidence-more-acts = The acts after these are in audit/events.jsonl.
evidence-act-created = Campaign begun
evidence-act-written = Message and pace written
evidence-act-scheduled = Schedule chosen
evidence-act-chosen = Rules of the audience chosen
evidence-act-submitted = Handed to a second person
evidence-act-reopened = Back to draft
evidence-act-approved = Approved
evidence-act-paused = Paused
evidence-act-resumed = Resumed
evidence-act-stopped = Stopped for good
evidence-act-unknown_settled = Mails without a known outcome settled

# Whom it asked
evidence-rules-json = The rules as the portal keeps them
evidence-horizon = Measured against
evidence-horizon-value = Left out: who confirmed in the last { $confirmed } months, who was asked by any campaign in the last { $asked } months, who gave their details with an order in the last { $days } days (by the settings of today).
evidence-recipients = Recipients written down (first mails)
evidence-last-pass = This campaign looks at everybody each night: the counts of who was left out are those of the last night.
evidence-reasons = Left out, by reason
evidence-why = Why
evidence-zone = Time zone
evidence-first = First mail
evidence-last = Last mail

# What it said
evidence-message-kept = The mails are those of the moment of the approval: they were kept then.
evidence-message-today = The mails are rendered today: this campaign was approved before the portal kept them.
evidence-messages = Mails
evidence-first-mail = First mail
evidence-subject = Subject
evidence-lint = Forbidden words
evidence-lint-fine = nothing that stops the mail; findings: { $count }
evidence-lint-stops = may not be sent; findings: { $count }
evidence-file = File
evidence-sources = SHA-256 of message/sources.sha256

# What came of it
evidence-number = Number
evidence-first-mails = First mails
evidence-reminders = Reminders
evidence-lost = Not arrived, by reason, and complaints
evidence-mails = Rows in people.csv: { $mails }.
evidence-state-planned = Not sent yet
evidence-state-sending = Being handed over
evidence-state-sent = Taken by the mail server
evidence-state-unknown = Outcome unknown
evidence-state-failed = Refused or came back
evidence-state-skipped = Left out at the last moment

# How it is proven
evidence-proof = How this is proven
evidence-events = Events of the audit log about this campaign: { $events } that concern no customer, { $persons } that concern one.
evidence-until = The portal keeps this proof until { $day }.
evidence-until-later = The portal keeps this proof for { $years } years after the end of the campaign.
