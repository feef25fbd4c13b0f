# The desk: the clock of a case, requests received elsewhere, reports.

# The count of a case, and its extension
staff-case-arrived = It arrived on { $at }, { $channel }.
staff-case-count = How the date is counted
staff-write-identity = A question about who they are
staff-write-identity-hint = Only if you have a reason to doubt. Ask at once: later questions do not move the date.
staff-extend = Take more time
staff-extend-text = Once, until { $until } at the latest. The person is told today, and the new last day is { $due }.
staff-extend-why = Why does it take longer?
staff-extend-no-ground = The law does not count this. The data protection officer is told.
staff-extend-reason = Say it to the person in your own words
staff-extend-do = Extend until { $due } and tell the person
staff-extended = The term is extended and the person is told.
staff-extend-done = The term was extended; without that it ended on { $first }.
staff-extend-over = More time could be taken until { $date } only.
staff-extend-already = The term was extended before. The law allows it once.
staff-extend-late = The first term is over: it cannot be extended any more.
staff-extend-never = This law knows no extension.

# A request that arrived elsewhere
staff-intake = Record a request received elsewhere
staff-intake-lead = The month began when the request reached any of us, not today. Write down when that was.
staff-intake-received = Day it arrived
staff-intake-time = Time it arrived
staff-intake-time-hint = For example 14:30
staff-intake-time-wrong = Write the time as hours and minutes, for example 14:30
staff-intake-ancient = This was more than ten years ago
staff-intake-future = This moment has not come yet
staff-intake-channel = How did it arrive?
staff-intake-email = Email address of the person
staff-intake-email-hint = The one in our files, if you know it. The confirmation goes there.
staff-intake-moved = This person has another address by now. Ask which one, and write that.
staff-intake-rights = What do they ask for?
staff-intake-message = What did they say?
staff-intake-message-hint = In their own words, as far as you can. The person can read this.
staff-intake-lang = Language to answer in
staff-intake-do = Record the request
staff-intake-done = The request is recorded as { $reference } and is yours.
staff-intake-reminded = The person asked this before in { $reference }, which is still open. We noted that they asked again.

# Handing on, putting aside, the digest
staff-turn = Hand it on, or put it aside
staff-assign-to = Give it to
staff-assign-do = Hand it on
staff-assign-nobody = There is no other colleague at the desk.
staff-assigned = The case has a new owner.
staff-snooze = Put it aside until (at the latest { $last })
staff-snooze-do = Put aside
staff-snoozed = The case is put aside and comes back by itself.
staff-snooze-until = Put aside until { $date }.
staff-band-aside = Put aside
staff-band-second = Needs a second person
staff-home-seconds-all = Show all ({ $count })
staff-queue-reference-hint = Such as R-2026-0012, or 12
staff-queue-unreadable = Write the whole reference, such as R-2026-0012, or its number.
staff-queue-csv = Download this list (CSV)
staff-queue-closed = Closed requests with this reference
staff-queue-all-aside = Nothing to do now
staff-queue-all-aside-text = Every open request is put aside and comes back by itself.
staff-refused-incomplete = A part of the answer to the access request is open. Tick each part, or say that there is none.
staff-refused-colleague = Choose a colleague of the desk.
staff-refused-snooze = Choose a day from tomorrow on and not past the due date.
staff-refused-officer = Only the data protection officer may refuse a request as abusive.
staff-refused-evidence = Write the evidence on the case first, as a note: what shows the aim, from outside and in their own conduct.
staff-refused-excessive = One request in a year is never excessive. Choose another ground.
staff-checklist-text = The answer must say each of these, or say that there is none (Article 15).
staff-checklist-given = It is in the answer
staff-checklist-none = There is none, and the answer says so
staff-checklist-do = Save the checklist
staff-checked = The checklist is saved.
staff-letter = What the person will read
staff-letter-see = See the letter
staff-letter-lead = This leaves when you send it, in { $lang }. What was decided, and where to complain, stands in it by itself.
staff-letter-plain = Easy to read: { $score } of 100. The longest sentence has { $longest } words.
staff-letter-hard = Hard to read: { $score } of 100, and the longest sentence has { $longest } words. Aim at 50 or more and 30 words at most: shorter sentences, plainer words.
staff-letter-gloss = The same in your language
staff-letter-change = Change your words
staff-letter-again = See it again
staff-letter-post = By post
staff-letter-address = Name and address on the envelope
staff-letter-address-hint = One line each, as they stand in the window. Nothing of it is kept. Send and close the case here as well: the person can then read the answer on the portal too.
staff-letter-paper = Make the PDF
access-part-purposes = Why the data is used
access-part-categories = Which kinds of data there are
access-part-recipients = Who gets the data, by name
access-part-retention = How long the data is kept
access-part-rights = The rights to correct, delete, freeze and object
access-part-complaint = The right to complain to the authority
access-part-origin = Where the data comes from
access-part-automated = Decisions made by machines alone
access-part-transfers = What protects data outside the European Union
access-part-copy = The copy of the data
staff-checklist = { $count ->
    [0] Checklist: complete
    [one] Checklist: one part is open
   *[other] Checklist: { $count } parts are open
}
staff-queue-forecast = { $count ->
    [one] One case is due within a week and nobody has taken it.
   *[other] { $count } cases are due within a week and nobody has taken them.
}

# Requests made without signing in
staff-case-outside = Asked without signing in
staff-contact = Who asks, and how to reach them
staff-contact-name = Name
staff-contact-about = Whose data it is
staff-contact-reach = Address or telephone
staff-proof-myself = Compare what they know with the file: a customer number, the month of the last order. Ask for a document only with a reason, and last of all.
staff-proof-child = Check parental authority. Answer in words fit for a child if the child asks too.
staff-proof-ward = Check the judgment that names the guardian, and what it covers.
staff-proof-deceased = If directives name this person, those count. Without any, an heir shows a notary’s deed or the family record book, and has limited rights (Art. 85 of the French Data Protection Act).
staff-proof-client = The mandate must name rights, data, duration, the person who gives it and who receives the answer. If one is missing, ask for it at once. The answer goes to whom the mandate names.

# Who asked without signing in
staff-step-identify = Confirm who asks
staff-identity = Who they are
staff-identity-do = Confirm who they are
staff-identity-again = Correct this
staff-identity-how = How was it checked?
staff-rung-mailbox = They answered from the mailbox in our files
staff-rung-facts = They knew what only they can know
staff-rung-call-back = We called back the number in our files
staff-rung-document = They showed a document
staff-rung-hint-mailbox = The first step, and enough for most requests.
staff-rung-hint-facts = A customer number, the month of the last order. Never tell them what the file says.
staff-rung-hint-call-back = The number in the file, not the one they gave.
staff-rung-hint-document = The last step, for a doubt you can name. Delete every copy now; only this note stays.
staff-identity-why = What was compared, or why you had a doubt
staff-identity-why-hint = Needed for all but the mailbox. Write no number of a document here.
staff-identity-address = Their email address in our files
staff-identity-address-hint = Whoever opens this mailbox will see the request among their own. Leave it empty if there is none or another person may read it.
staff-identity-save = Confirm
staff-identity-by = { $name }, { $at }
staff-identity-is = The request belongs to the person at { $address } and stands among their requests.
staff-identity-nobody = The request belongs to nobody in our files.
staff-identity-linked = It is confirmed who asks, and the request stands among their own.
staff-identity-alone = It is confirmed who asks. The request belongs to nobody in our files.
staff-identity-unknown = Our files hold nothing under this address. Check it, or leave it empty.
staff-identity-moved = This person has another address by now. Use that one, or leave it empty.
staff-identity-down = { $sources } did not answer, so nobody can say whether this address is in our files. Try again.
staff-identity-leaving = The deletion of this person’s data waits for its day: their file stays closed until then.
staff-refused-unidentified = Confirm first who asks: nothing is given to somebody we do not know.
request-event-identified = It was confirmed who asks

# Reports
staff-nav-reports = Reports
report-ahead = What lies ahead
report-forecast-clear = At the present pace no request will be late.
report-forecast-unknown = Nothing was answered in the last { $days } days, so nobody can say what will be late.
report-forecast-late = { $count ->
    [one] At the present pace one request will be late or is so already.
   *[other] At the present pace { $count } requests will be late or are so already.
}
report-forecast-first = The first is due on { $date }.
report-forecast-how = Reckoned from the answers of the last { $days } days, the next due taken first.
report-ages = { $count ->
    [one] One open request, by age
   *[other] { $count } open requests, by age
}
report-age = Age
report-age-week = Up to 7 days
report-age-two-weeks = 8 to 14 days
report-age-three-weeks = 15 to 21 days
report-age-month = 22 to 30 days
report-age-longer = More than 30 days
report-requests = Requests
report-behind = What was answered
report-period = Period
report-last-days = { $days ->
    [365] Last 12 months
   *[other] Last { $days } days
}
report-headline = { $on_time } of { $answers } answers left in time ({ $percent } %).
report-on-time = Answered in time, by right
report-share = Share
report-percent = { $percent } %
report-by-right = Answers by right
report-answers = Answers
report-in-time = In time
report-refused = Refused
report-median = Median
report-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
report-all = All
report-how = Each right of a request counts once. What a colleague decides is answered when the answer leaves; what the person does alone, when it is done. Half of the answers took the median or less.
report-refusals = Refusals by ground
report-none = Nothing was answered in this period
report-none-text = As soon as an answer leaves, it is counted here.
report-extensions = Extensions by ground
report-why = Why
report-extensions-hint = Many extensions are a warning: the law means them for the exception.

# Restriction of processing (Art. 18)
staff-restrict-why = Why is the processing restricted?
staff-restrict-ground-accuracy = Accuracy is contested, and we verify it (a)
staff-restrict-ground-unlawful = The processing is unlawful, and the person wants no erasure (b)
staff-restrict-ground-claims = The person needs the data for a legal claim (c)
staff-restrict-ground-objection = The person objected, and the balance is not decided (d)
staff-restrict-do = Restrict, and tell the person
staff-restrict-choose = Choose a ground of Article 18(1).
staff-restrict-done = The processing is restricted from now on. The person is told.
staff-objection-frozen = Frozen until you decide (Article 18(1)(d)).
staff-objection-weigh = Other systems hear “no” for this use. Weigh the person’s situation against our grounds: only compelling ones allow a refusal.
staff-objection-uphold = Uphold it: this use stops for good
staff-objection-upheld = Upheld. This use stops, here, in the sources and for other systems.
staff-objection-weighed = The person’s situation, and why ours weighs more
staff-objection-weighed-hint = Needed for compelling grounds: the other side of the balance. The person reads this.
staff-objection-balance = Compelling grounds need both sides: write what you saw of the person’s situation too.
staff-restricted-title = Processing restricted since { $since }
staff-restricted-text = What is held may only be stored. It is out of mailings and purges.
staff-restricted-ends = It ends on { $when }. The person was told.
staff-restricted-list = Restrictions
staff-restricted-exception = For what do you need to see it? (Article 18(2))
staff-restricted-exception-hint = Your choice is logged and the data protection officer is told.
staff-restricted-exception-consent = The person agrees
staff-restricted-exception-claims = A legal claim
staff-restricted-exception-rights = The rights of another person
staff-restricted-exception-interest = An important public interest
staff-restricted-exception-choose = Choose one: restricted data may not be looked at for anything else.
staff-restrictions-lead = People whose data may only be stored (Article 18). They are told before it ends.
staff-restrictions-none = Nobody’s data are restricted
staff-restrictions-none-text = A restriction begins when you agree to it in a case.
staff-restrictions-since = Since
staff-restrictions-ground = Ground
staff-restrictions-end = End
staff-restrictions-open = Until we end it
staff-restrictions-lift = End it
staff-restrictions-why = Tell the person why it ends
staff-restrictions-why-hint = They read this by email and on their page, in { $lang }. It ends seven days later.
staff-restrictions-lift-do = Tell the person, and end it on { $when }
staff-restrictions-told = The person is told. The restriction ends on { $when }.
staff-restrictions-keep = Keep it restricted
staff-restrictions-kept = It stays restricted. The person is told.
staff-restrictions-late = Somebody was first. This is how it stands now.
staff-restrictions-case = Open the case

# Who must hear of it (Art. 19)
staff-recipients = Recipients to tell
staff-recipients-lead = Whoever received data from us must hear that they were corrected, deleted or restricted (Article 19). The portal tells those who have a webhook or an address in the record. For the others: take a list, tell them in their own way, and say so here.
staff-recipients-contact = Contact: { $contact }
staff-recipients-list = Show the list
staff-recipients-confirm = They say it is done
staff-recipients-none = Nobody is waiting to be told
staff-recipients-none-text = When something is corrected, deleted or restricted, those who received it appear here.
staff-recipients-late = Somebody was first. This is how it stands now.
staff-recipients-sent = { $name } is told.
staff-recipients-confirmed = { $name } confirmed. We have forgotten whom it was about.
staff-recipients-impossible = It is noted that { $name } could not be told.
staff-recipients-disproportionate = It is noted that { $name } is not told.
staff-recipient-lead = These addresses are how they know the people. Looking at this list was logged.
staff-recipient-caption = { $count ->
    [one] { $count } person to tell them of
   *[other] { $count } people to tell them of
}
staff-recipient-file = Download the list
staff-recipient-after = When you have told them
staff-recipient-told = I have told them
staff-recipient-not = They cannot be told
staff-recipient-not-why = What stands in the way?
staff-recipient-reason = The facts
staff-recipient-reason-hint = They are kept, for the authority. The person can see that this recipient was not told.
staff-recipient-not-do = Note that they are not told
staff-recipient-none = There is nothing to tell them
notification-head-address = Known as
notification-head-kind = What happened
notification-head-categories = Kinds of data
notification-head-day = On
notification-kind-rectification = Corrected
notification-kind-erasure = Deleted
notification-kind-restriction = Restricted
notification-count-rectification = { $count ->
    [one] { $count } correction
   *[other] { $count } corrections
}
notification-count-erasure = { $count ->
    [one] { $count } deletion
   *[other] { $count } deletions
}
notification-count-restriction = { $count ->
    [one] { $count } restriction
   *[other] { $count } restrictions
}
notification-count-sent = { $count ->
    [one] Told of { $count }, not confirmed yet
   *[other] Told of { $count }, not confirmed yet
}

staff-member-hint = Only where several people share the address: it tells whose request this is.
staff-member-needed = Several people share this address. Write here which of them it is.
staff-member-wrong = Nobody who shares this address has this. Ask the person again.
staff-person-shared = Several people share this mailbox, and nobody said whose request this is. Their files are never shown together.

staff-refused-may-answer = The answer may still come: this ground counts once a question about who they are has waited for a week, or the date is five days away.
staff-refused-document = It is known who asks: no document is needed.
staff-document = Ask for a document, as the last step
staff-document-text = Only for a doubt that you can name, when the mailbox, known facts and a call were not enough. We tell them what to cover. What they send is deleted when you confirm who they are.
staff-document-doubt = Why do you have a doubt?
staff-document-do = Ask for a document
staff-document-asked = The person is asked for a document.
staff-document-waits = A document was asked for on { $at }. None has arrived.
staff-document-hint = Sent to show who they are. It is deleted when you confirm who they are, when the case closes, and after 30 days at the latest. Keep no copy.
staff-document-deleted = The document was deleted on { $at }. Only the note of the check stays.
staff-reopen = The answer came after all
staff-reopen-text = The case ended because nobody said who asks. Write down what the person answered: the case goes on, and they need not ask again.
staff-reopen-answer = What did they answer?
staff-reopen-do = Open the case again
staff-reopened = The case goes on. Both dates are shown above.

staff-proof-employee = An employer cannot use the rights of its people. Tell the person how to ask, refuse on that ground, and close. Do not let the company know whether we hold anything.
staff-step-inform = Tell the person
staff-inform = Tell the person whose data was asked for
staff-inform-address = Their email address in our files
staff-inform-address-hint = They are mailed that a company asked, that we refused, and how to ask themselves. Leave it empty if they are not in our files.
staff-inform-do = Tell the person
staff-inform-done = The person was told, or is not in our files.
staff-informed = The person is told that a company asked, and how to ask themselves.
staff-informed-nobody = It is noted that the person is not in our files.
staff-refused-employer = These rights are the person’s own: nothing is done here for a company.
staff-refused-not-informed = First tell the person whose data was asked for.
staff-intake-company = Company, if one asks for somebody who works for it
staff-intake-company-hint = Its name and how to reach it. Then no email address is needed, and nobody is mailed yet.
history-make = History as PDF
history-hint = Everything above on paper, for the file or an authority. That you take it along is logged, and the person sees it.
history-title = History of { $reference }
history-received = Received
history-ended = Ended
history-open = It goes on
history-law = Law
history-proposed = Proposed by
history-decided = Decided by
history-decided-at = Decided on
history-when = When
history-what = What
history-who = Who
history-log = Each line stands in the audit log, which cannot be changed unnoticed: “habeas audit verify” shows it.

quarter-papers = By quarter, as PDF
quarter-papers-text = For the data protection officer and for the files: figures only. A quarter that is over gives the same ones whenever it is read.
quarter-name = Quarter { $number } of { $year }
quarter-so-far = { $quarter }, so far
quarter-title = Requests: { $quarter }
quarter-days = From { $from } to { $until }.
quarter-arrived = Requests that arrived
quarter-answers = Rights that were answered
quarter-open = Requests that waited at the end
quarter-late = Of these, late
quarter-asked = What was asked for
quarter-none-asked = No request arrived.
quarter-number = Number
quarter-how = How it is counted
quarter-how-open = A request waits as long as one of its rights has no answer. It is late once the last day of the law is over.
