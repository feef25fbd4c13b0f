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
refresh-wait-title = Waiting for a second person
refresh-wait-text = You wrote this campaign, so another colleague must approve it.
refresh-findings = The message cannot be sent like this
refresh-live = Sending
refresh-sent = Sent
refresh-planned = Not sent yet
refresh-failed = Refused or came back
refresh-unknown = Outcome unknown
refresh-answered = Answered
refresh-results = Results
refresh-check = Check
refresh-audience = Audience
refresh-audience-value = Will receive: { $total } · Left out: { $out }
refresh-see = See
refresh-message = Message
refresh-message-value = Service message, French and English
refresh-message-permitted = Message with a link to choices, French and English
refresh-per-hour = Mails in an hour, at most
refresh-per-hour-hint = Fewer mails in an hour spare your mail server’s reputation.
refresh-per-hour-error = Write a number from 1 to { $max }
refresh-kind = Legal nature
refresh-kind-value = Service message for accuracy (Article 5(1)(d) GDPR), no advertising
refresh-kind-consent = Message with a link to choices, only to those who agreed to: { $what } (Article 6(1)(a) GDPR)
refresh-kind-interest = Message with a link to choices, only to customers who did not object to: { $what } (Articles 6(1)(f) and 21(2) GDPR)
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

# Rules of an audience
refresh-rules = Who it is about
refresh-rules-lead = Rules choose among the people in the customer file. They can bring back nobody who is left out.
refresh-rules-none = Everybody in the customer file
refresh-rules-outside = Not chosen by the rules
refresh-rules-fixed = The rules can be changed while the campaign is a draft.
refresh-rules-save = Save and count again
refresh-rules-saved = The rules were saved and everybody was counted again.
refresh-rules-narrowest-title = The rules leave nobody
refresh-rules-narrowest = Without the rule “{ $rule }” the campaign would reach: { $total }.
refresh-rules-all-narrow = No rule alone is the cause: several of them leave nobody together, or everybody is left out for the reasons below.
refresh-rule-any = Any
refresh-rule-lang = Language
refresh-rule-lang-is = Language: { $language }
refresh-rule-source = Customer file
refresh-rule-source-is = Customer file: { $source }
refresh-rule-segment = Group in the customer file
refresh-rule-segment-hint = As the customer file calls it. It is not one of the saved segments below.
refresh-rule-segment-is = Group in the customer file: { $group }
refresh-rule-related = Last order or dealing
refresh-rule-related-months = Months since the last order or dealing
refresh-rule-related-within = { $months ->
    [one] Last order or dealing in the last { $months } month
   *[other] Last order or dealing in the last { $months } months
}
refresh-rule-related-before = { $months ->
    [one] Last order or dealing more than { $months } month ago
   *[other] Last order or dealing more than { $months } months ago
}
refresh-rule-related-never = No known order or dealing
refresh-rule-contacted = Last contact
refresh-rule-contacted-months = Months since the last contact
refresh-rule-contacted-within = { $months ->
    [one] Last contact in the last { $months } month
   *[other] Last contact in the last { $months } months
}
refresh-rule-contacted-before = { $months ->
    [one] Last contact more than { $months } month ago
   *[other] Last contact more than { $months } months ago
}
refresh-rule-contacted-never = No known contact
refresh-rule-confirmed = Last confirmation
refresh-rule-confirmed-months = Months since the last confirmation
refresh-rule-confirmed-within = { $months ->
    [one] Confirmed in the last { $months } month
   *[other] Confirmed in the last { $months } months
}
refresh-rule-confirmed-before = { $months ->
    [one] Last confirmed more than { $months } month ago
   *[other] Last confirmed more than { $months } months ago
}
refresh-rule-confirmed-never = Never confirmed
refresh-rule-months-hint = Only for “in the last months” and “longer ago”.
refresh-rule-months-wrong = Write a whole number of months from 1 to { $max }
refresh-test-within = In the last months
refresh-test-before = Longer ago
refresh-test-never = Never, or not known
refresh-segments = Saved segments
refresh-segments-lead = A segment is a set of rules under a name, for the next campaign.
refresh-segments-none = No segment yet. Save the rules of this campaign under a name and the next one can use them.
refresh-segment = Segment
refresh-segment-rules = Rules
refresh-segment-actions = Actions
refresh-segment-used = In use here
refresh-segment-use = Use these rules
refresh-segment-remove = Remove
refresh-segment-name = Name of the segment
refresh-segment-name-hint = For colleagues only, for example “French customers of this year”.
refresh-segment-keep = Save these rules as a segment
refresh-segment-taken = Another segment has this name. Choose a different one
refresh-segment-kept = The rules are saved as “{ $name }”.
refresh-segment-removed = The segment was removed. Campaigns that used its rules keep them.
refresh-sample = Ten of them
refresh-sample-lead = Ten people at random who would get the mail, their addresses hidden. That you looked is logged.
refresh-sample-show = Show ten
refresh-sample-none = Nobody who would get the mail was found.
refresh-why-outside = The rules of this campaign do not choose this person.

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
refresh-exclusion-erased = Erased
refresh-exclusion-erased-why = They were erased and must stay so, also when a file brings them back.
refresh-exclusion-erasing = Deletion asked for
refresh-exclusion-erasing-why = Who asked for deletion is not written to about anything else.
refresh-exclusion-restricted = Use restricted
refresh-exclusion-restricted-why = The use of their data is restricted (Article 18 GDPR).
refresh-exclusion-deceased = Deceased
refresh-exclusion-deceased-why = The person died. Their family is not asked to check anything.
refresh-exclusion-held = Breach or fraud looked into
refresh-exclusion-held-why = Until it is cleared up nothing must tell that an account is here.
refresh-exclusion-minor = Under fifteen
refresh-exclusion-minor-why = Children under fifteen are not asked; their parents are the ones to talk to.
refresh-exclusion-silenced = No mail at all
refresh-exclusion-silenced-why = Nothing may be sent to this address.
refresh-exclusion-objected = Objected to details checks
refresh-exclusion-objected-why = They objected under “My choices” (Article 21 GDPR).
refresh-exclusion-complained = Called a mail unwanted
refresh-exclusion-complained-why = They pressed “this is spam” in their mail program, which counts as an objection.
refresh-exclusion-stopped = Asked not to be asked
refresh-exclusion-stopped-why = They said “do not ask me again”.
refresh-exclusion-unpermitted = No permission
refresh-exclusion-unpermitted-why = The message needs their agreement, or that they did not object to its marketing. They never agreed, took it back, it became too old, or they objected.
refresh-exclusion-archived = Former customer
refresh-exclusion-archived-why = Their time is over: what is left of them is archived or about to be deleted.
refresh-exclusion-disowned = “This is not me”
refresh-exclusion-disowned-why = Somebody else reads this mailbox. A colleague must look first.
refresh-exclusion-bounced = Address does not work
refresh-exclusion-bounced-why = Mails came back from there, or the mail server refused it for good.
refresh-exclusion-generic = Shared or test mailbox
refresh-exclusion-generic-why = Several people read it, such as info@, contact@ or test@.
refresh-exclusion-staff = Colleague
refresh-exclusion-staff-why = The address of a colleague who works here.
refresh-exclusion-unsourced = Not in the customer file
refresh-exclusion-unsourced-why = No customer file ever named the address.
refresh-exclusion-gone = No longer a customer
refresh-exclusion-gone-why = The customer file no longer names them.
refresh-exclusion-duplicate = Several entries
refresh-exclusion-duplicate-why = The customer file names the address more than once, and nobody has confirmed which entry is right.
refresh-exclusion-confirmed = Confirmed recently
refresh-exclusion-confirmed-why = They confirmed in the last { $months } months.
refresh-exclusion-changed = Corrected recently
refresh-exclusion-changed-why = They corrected their details in the last { $months } months.
refresh-exclusion-ordered = Details given with an order
refresh-exclusion-ordered-why = The customer file says that they gave or confirmed these details themselves in the last { $days } days, as with an order to be delivered.
refresh-exclusion-asked = Asked recently
refresh-exclusion-asked-why = They were asked in the last { $months } months.
refresh-excluded-none = Nobody is left out.
refresh-reasons-none = Reasons that leave nobody out at the moment
refresh-why-title = Why is an address left out?
refresh-why-lead = Each look is written in the audit log, without the address.
refresh-why-email = Email address
refresh-why-look = Look up
refresh-why-due = This address would be asked.
refresh-why-out = This address is left out:
refresh-why-hidden = For a reason that the data protection officer sees.
refresh-bar-reason = Leave this address out of every campaign
refresh-bar-choose = Choose a reason
refresh-bar = Leave out
refresh-given = { $reason }: given by a colleague on { $day }.
refresh-unbar = Take back

# Message
refresh-message-lead = The message is fixed, so that it stays what you chose below. You may add an introduction.
refresh-intro-fr = Introduction in French
refresh-intro-en = Introduction in English
refresh-intro-hint = At most { $max } characters: why you ask now. No offer, no price, no link.
refresh-family = Who may get it
refresh-family-hint = A link to what people can choose to receive turns the message into marketing. Companies were fined for sending one to people who had said no.
refresh-family-service = Everybody due: a service message
refresh-family-service-hint = It asks about details and nothing else. The right choice in nearly every case.
refresh-family-permitted = Only who may be sent: { $what }
refresh-family-consent-hint = The message also links to “My choices”. It goes only to those who agreed to this and still do: “{ $words }”
refresh-family-interest-hint = The message also links to “My choices”. It goes only to customers who have not objected to this: “{ $words }”
refresh-family-error = Choose who may get it
refresh-advice = Allowed in this message, and better left out
refresh-advice-text = Its readers permit marketing, so this does not stop the campaign. The more of it there is, the fewer answer.
refresh-save = Save
refresh-saved = The message was saved.
refresh-fixed = The campaign is no draft any more, so the message is fixed.
refresh-preview = Preview
refresh-preview-text = Exactly what is sent: made by the same program part.
refresh-preview-html = See as a mail
refresh-test = Send a test to me
refresh-test-sent = The test was sent to your own address.
refresh-reminder = Reminder
refresh-reminder-text = Sent once, after { $days } days, to those who did not answer the message, and to nobody else.
refresh-reminder-value = After { $days } days: “{ $subject }”
refresh-lint = { $language }: { $better }
refresh-lint-words = { $language }, “{ $words }”: { $better }

# The schedule
refresh-schedule = Schedule
refresh-schedule-lead = Nothing leaves at night or on a public holiday. The hours are those of the time zone { $zone }.
refresh-schedule-once = Each recipient once.
refresh-schedule-rolling = Each person { $months } months after they last confirmed, as long as the campaign lasts.
refresh-schedule-value = { $days }, from { $from }:00 to { $to }:00, never on a public holiday.
refresh-schedule-provider = To each large mail provider, at most { $mails } mails in an hour.
refresh-schedule-warm-up = Warm-up: at most { $mails } mails on the first day, and twice as many on each further one.
refresh-schedule-reminder = One reminder after { $days } days.
refresh-schedule-no-reminder = No reminder.
refresh-schedule-from = Not before { $day }.
refresh-schedule-own-hours = Where the customer file names a time zone or a country, the hours and public holidays are those of each recipient.
refresh-schedule-until = Last day: { $day }.
refresh-schedule-saved = The schedule was saved.
refresh-schedule-fixed = The campaign is no draft any more, so its schedule is fixed.
refresh-rhythm = Rhythm
refresh-rhythm-once = Once
refresh-rhythm-once-hint = Everybody due on the day of the approval.
refresh-rhythm-rolling = Again and again
refresh-rhythm-rolling-hint = Each night, those whose time has come.
refresh-every = Again and again: months after the last confirmation
refresh-every-hint = From 6 to 60. Whatever stands here, nobody is asked more than once in { $cap } months, by all campaigns together.
refresh-every-wrong = Write a number of months from 6 to 60
refresh-hour = { $hour }:00
refresh-hour-wrong = Choose one of the hours
refresh-hour-before = Choose an hour after the one it begins at
refresh-from-hour = From
refresh-to-hour = Until
refresh-days = Days
refresh-days-hint = A public holiday is always left out, even if it is one of these days.
refresh-days-none = Choose at least one day of the week
refresh-days-range = { $first } to { $last }
refresh-day-1 = Monday
refresh-day-2 = Tuesday
refresh-day-3 = Wednesday
refresh-day-4 = Thursday
refresh-day-5 = Friday
refresh-day-6 = Saturday
refresh-day-7 = Sunday
refresh-per-provider = Mails in an hour to each mail provider, at most
refresh-per-provider-hint = From 1 to { $to }. Gmail, Outlook, Yahoo, Orange, Free and other large providers slow a sender down who brings them many mails at once. While a campaign has this limit, the mails of all campaigns count. Leave it empty to set no limit of its own.
refresh-warm-up = Warm-up: mails on the first day, at most
refresh-warm-up-hint = From { $from } to { $to }; for an address or a server that has sent few mails so far. On each further day on which mails leave, twice as many, until the mails in an hour are the limit. Reminders count too. Leave it empty for no warm-up.
refresh-limit-wrong = Write a number from { $from } to { $to }, or leave it empty
refresh-remind = Reminder after (days)
refresh-remind-hint = From { $from } to { $to }. A single reminder, to those who did not answer; leave it empty to send none.
refresh-remind-wrong = Write a number of days from 14 to 21, or leave it empty
refresh-starts-on = First day
refresh-starts-on-hint = Before this day nothing leaves, and whom the campaign asks is decided on that day. Empty: as soon as it is approved. For example: 31/03/2026
refresh-ends-on = Last day
refresh-ends-on-hint = After this day nothing leaves any more, even if recipients are left. For example: 31/03/2026
refresh-ends-past = Choose today or a day ahead
refresh-ends-before = Choose a last day that is not before the first
refresh-reminders = Reminders sent
refresh-reminders-next = { $sent }; to come: { $planned } at most, from { $day }
refresh-begins = The campaign begins on { $day }
refresh-begins-text = Whom it asks is decided on that day. Until then nothing leaves.
refresh-plan = Warm-up plan
refresh-plan-caption = Mails on each day of the warm-up
refresh-plan-sending-day = Sending day
refresh-plan-mails = Mails, at most
refresh-plan-reached = People reached in all
refresh-plan-day = Day { $day }
refresh-plan-on = Each day from day { $day } on
refresh-plan-days = Sending days until all recipients there are now ({ $people }) are reached: about { $days }.
refresh-plan-provider = The limit to each mail provider may make them more.
refresh-plan-hint = A day on which nothing leaves (a weekend, a holiday, a pause) is not counted as a sending day.
refresh-share = Warm-up, sending day { $day }: at most { $mails } mails today, { $left } of them left.
refresh-full = These mail providers have had their share of this hour: { $providers }. Mails to all others go on.
refresh-waits = Sending waits until { $until }
refresh-waits-here = In the company’s time zone, sending waits until { $until }
refresh-waits-here-text = People in other time zones, or with other public holidays, are written to at their own hours meanwhile.
refresh-waits-own = Whoever is left is outside their own hours, or their mail server asked for patience. Sending then goes on by itself.
refresh-waits-night = Outside the chosen hours nothing leaves. Sending then goes on by itself.
refresh-waits-weekday = This day of the week is not chosen. Sending then goes on by itself.
refresh-waits-share = All { $mails } mails that the warm-up allows today have left. Sending then goes on by itself.
refresh-waits-holiday = Today is a public holiday ({ $holiday }). Sending then goes on by itself.

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
refresh-c-marketing = This message also spoke of what you can choose to receive. You can stop that, too:
refresh-c-contact = A question? Write to { $email }.

# The stop page
refresh-u-title = Stop these messages?
refresh-u-lead = { $company } will no longer ask whether your details are right.
refresh-u-lead-permitted = Say what { $company } must stop. It holds from now on, without a reason.
refresh-u-what = What do you want to stop?
refresh-u-both = Both: no question about my details, and no marketing
refresh-u-checks = Being asked whether my details are right
refresh-u-marketing = Marketing of every kind
refresh-u-after-both = It holds from now on: no question about your details, and no marketing. You still get messages about your orders and your requests.
refresh-u-after-checks = It holds from now on: no question about your details. You still get messages about your orders and your requests, and what you agreed to.
refresh-u-after-marketing = It holds from now on: no marketing. You may still be asked whether your details are right.
refresh-u-choices = See all my choices
refresh-u-remains = You still get messages about your orders and your requests.
refresh-u-stop = Stop these messages
refresh-u-done = It is stopped
refresh-u-undo-text = You can take this back for 30 days.
refresh-u-undo = Ask me again

refresh-calendar = Calendar
refresh-calendar-lead = On which days mails leave, and where one campaign stands in the way of another. Whatever the campaigns, nobody is asked twice within { $cap } months.
refresh-calendar-months = Other months
refresh-calendar-month = { $month } { $year }
refresh-calendar-today = today
refresh-calendar-mails = details check
refresh-calendar-reminders = reminders
refresh-calendar-closed = Nothing leaves on a public holiday.
refresh-calendar-none = Nothing leaves in this month.
refresh-calendar-foreseen = The days ahead follow from the number of people and the pace. What mail servers ask to be brought later can take longer.
refresh-conflicts = Campaigns in each other’s way
refresh-conflict-together = “{ $one }” and “{ $other }” both write from { $from } to { $to }. They share the mails of the hour, and whoever is asked by one is left out of the other.
refresh-conflict-day = “{ $one }” and “{ $other }” both write on { $from }. They share the mails of the hour, and whoever is asked by one is left out of the other.
refresh-conflict-on = “{ $one }” and “{ $other }” both write from { $from } on. They share the mails of the hour, and whoever is asked by one is left out of the other.
refresh-conflict-pressure = “{ $later }” comes less than { $months } months after “{ $earlier }”. Whoever was asked by “{ $earlier }” is left out, some until { $until }.
refresh-conflict-short = “{ $one }” does not reach everybody before its last day: { $missed } people are left out at its pace. Send more in an hour or move the last day.
