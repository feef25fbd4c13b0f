# Data-refresh mailings.
refresh-nav = Details checks
# The list
refresh-title = Details checks
refresh-lead = Ask customers from time to time whether their details are still right. It is a service message: it cannot advertise.
refresh-list = Campaigns
refresh-name = Name
refresh-name-hint = For colleagues only, for example “Yearly check 2026”.
refresh-name-long = Use 80 characters at most, on one line
refresh-state = State
refresh-begun = Begun on
refresh-empty = No campaign yet
refresh-empty-text = Create your first yearly check below. Nothing is sent before a second person has approved it.
refresh-new = New campaign
refresh-create = Create
refresh-file = Customer file
refresh-file-none = No source declares a list of people. Add a [directory] section to a source file.
refresh-file-never = { $source }: not read yet.
refresh-file-reading = { $source }: being read, { $seen } people so far.
refresh-file-read = { $source }: read on { $at }, { $seen } people; { $odd } entries have no usable address.
refresh-import = Read the file again
refresh-import-asked = The customer file is being read. Come back in a minute.

# States
refresh-state-draft = Draft
refresh-state-submitted = Awaiting approval
refresh-state-planning = Preparing
refresh-state-sending = Sending
refresh-state-paused = Paused
refresh-state-stopped = Stopped
refresh-state-done = Done

# One campaign
refresh-bounced-title = Paused: too many addresses do not work
refresh-bounced-text = More than 2% of the mails were refused. Check where the addresses come from before you go on.
refresh-wait-title = Waiting for a second person
refresh-wait-text = You wrote this campaign, so another colleague must approve it.
refresh-findings = The message cannot be sent like this
refresh-live = Sending
refresh-sent = Sent
refresh-planned = Not sent yet
refresh-failed = Refused
refresh-unknown = Outcome unknown
refresh-answered = Answered
refresh-results = Results
refresh-check = Check
refresh-audience = Audience
refresh-audience-value = Will receive: { $total } · Left out: { $out }
refresh-see = See
refresh-message = Message
refresh-message-value = Service message, French and English
refresh-per-hour = Mails in an hour, at most
refresh-per-hour-hint = Fewer mails in an hour spare your mail server’s reputation.
refresh-per-hour-error = Write a number from 1 to { $max }
refresh-kind = Legal nature
refresh-kind-value = Service message for accuracy (Article 5(1)(d) GDPR), no advertising
refresh-author = Written by
refresh-approver = Approved by
refresh-nobody-yet = nobody yet
refresh-submit = Ask for approval
refresh-approve = Approve and start sending
refresh-reopen = Back to draft
refresh-pause = Pause
refresh-resume = Go on sending
refresh-stop = Stop for good (not sent yet: { $planned })
refresh-none-due = Nobody is due now, so there is nothing to send.
refresh-unknown-title = Mails whose outcome is unknown
refresh-unknown-text = The connection or the process ended while these were handed over: { $unknown }. They may have arrived, so they are never sent again by themselves.
refresh-unknown-sent = Count them as sent
refresh-unknown-failed = Count them as not sent
refresh-settled = The mails were settled.
refresh-now-submitted = The campaign now waits for another colleague.
refresh-now-draft = The campaign is a draft again.
refresh-now-planning = Approved. The recipients are being written down, then sending begins.
refresh-now-sending = Sending goes on.
refresh-now-paused = Sending is paused.
refresh-now-stopped = The campaign was stopped. Nothing more is sent.
refresh-own = You wrote this campaign: another colleague must approve it.
refresh-moved = Somebody was faster: the campaign stands elsewhere now.
refresh-message-wrong = The message says what it must not. Correct it first.

# Audience
refresh-audience-rule = { $months ->
    [one] Everyone in the customer file who has not confirmed for { $months } month, except for the reasons below. Nobody can override a reason.
   *[other] Everyone in the customer file who has not confirmed for { $months } months, except for the reasons below. Nobody can override a reason.
}
refresh-excluded = Left out
refresh-reason = Reason
refresh-people = People
refresh-small = Counts below 10 are shown as “< 10”, so that nobody can be recognised.
refresh-lang-fr = French
refresh-lang-en = English
refresh-exclusion-erasing = Deletion asked for
refresh-exclusion-erasing-why = Who asked for deletion is not written to about anything else.
refresh-exclusion-restricted = Use restricted
refresh-exclusion-restricted-why = The use of their data is restricted (Article 18 GDPR).
refresh-exclusion-stopped = Asked not to be asked
refresh-exclusion-stopped-why = They said “do not ask me again”.
refresh-exclusion-disowned = “This is not me”
refresh-exclusion-disowned-why = Somebody else reads this mailbox. A colleague must look first.
refresh-exclusion-bounced = Address does not work
refresh-exclusion-bounced-why = The mail server refused it for good.
refresh-exclusion-generic = Shared mailbox
refresh-exclusion-generic-why = Several people read it, such as info@ or contact@.
refresh-exclusion-gone = No longer a customer
refresh-exclusion-gone-why = The customer file no longer names them.
refresh-exclusion-confirmed = Confirmed recently
refresh-exclusion-confirmed-why = They confirmed in the last { $months } months.
refresh-exclusion-asked = Asked recently
refresh-exclusion-asked-why = They were asked in the last 6 months.

# Message
refresh-message-lead = The message is fixed, so that it stays a service message. You may add an introduction.
refresh-intro-fr = Introduction in French
refresh-intro-en = Introduction in English
refresh-intro-hint = At most { $max } characters: why you ask now. No offer, no price, no link.
refresh-save = Save
refresh-saved = The message was saved.
refresh-fixed = The campaign is no draft any more, so the message is fixed.
refresh-preview = Preview
refresh-preview-text = Exactly what is sent: made by the same program part.
refresh-preview-html = See as a mail
refresh-test = Send a test to me
refresh-test-sent = The test was sent to your own address.
refresh-lint = { $language }: { $better }
refresh-lint-words = { $language }, “{ $words }”: { $better }

# Results
refresh-results-headline = Answered: { $answered } of { $sent }.
refresh-results-empty = Nothing was sent yet
refresh-results-empty-text = The results fill as answers arrive.
refresh-funnel = From recipients to answers
refresh-funnel-step = Step
refresh-funnel-planned = Recipients
refresh-funnel-sent = Taken by the mail server
refresh-funnel-answered = Answered
refresh-answers = Answers
refresh-answer = Answer
refresh-by-language = By language
refresh-language = Language
refresh-no-opens = Why is there no opening rate?
refresh-no-opens-text = Measuring who opens a mail needs that person’s consent. Only answers given on purpose are counted.
refresh-answer-correct = All correct
refresh-answer-changed = Something changed
refresh-answer-not-me = This is not me
refresh-answer-stop = Do not ask me again

# The answer page
refresh-c-title = Are your details still right?
refresh-c-lead = { $company } asks from time to time, because the law wants details about you to be right.
refresh-c-kinds = We hold these kinds of data:
refresh-c-changed-hint = To see or change the details you sign in with a code sent to your address.
refresh-c-expired = This link is too old
refresh-c-expired-text = You can still see and correct your details: sign in with a code sent to your address.
refresh-c-sign-in = See my data
refresh-c-answered = Your answer of { $day }
refresh-c-thanks-correct = Thank you, that is noted
refresh-c-thanks-changed = Tell us what changed
refresh-c-thanks-not-me = Thank you for telling us
refresh-c-thanks-stop = We will not ask again
refresh-c-after-correct = We will not ask again before { $day }.
refresh-c-after-changed = Sign in to correct your details.
refresh-c-after-not-me = We write no more to this address until a colleague has looked into it.
refresh-c-after-stop = It holds from now on. You still get messages about your orders and your requests.
refresh-c-contact = A question? Write to { $email }.

# The stop page
refresh-u-title = Stop these messages?
refresh-u-lead = { $company } will no longer ask whether your details are right.
refresh-u-remains = You still get messages about your orders and your requests.
refresh-u-stop = Stop these messages
refresh-u-done = It is stopped
refresh-u-undo-text = You can take this back for 30 days.
refresh-u-undo = Ask me again
