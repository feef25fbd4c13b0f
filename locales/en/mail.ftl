# What mails say.
# The frame of every mail
mail-moment = { $day } at { $time } ({ $zone })
mail-size = { $amount } { $unit ->
    [kb] KB
   *[mb] MB
}
mail-hello = Hello,
mail-signed = { $company }
mail-plain-link = { $label }:
mail-kept-until = { $what }: until { $until } ({ $ground })
mail-kept = { $what }: { $ground }
mail-reference = Your reference: { $reference }
mail-complain-title = If you do not agree
mail-complain = Answer this message first, so that we can put it right. You may also complain to the data protection authority ({ $authority }) at any time, and go to court.
mail-not-you = If this was not you, answer this message at once.
mail-never-phone = We never ask for a code by phone or by message.
mail-why-asked = You get this message because this address was typed on the data page of { $company }.
mail-why-request = You get this message because of your request to { $company } about your data.
mail-why-account = You get this message because something changed on your data page at { $company }.
mail-why-check = You get this message because { $company } holds data about you and the law asks us to keep it accurate. It is not advertising.
mail-why-staff = You get this message because you work on the data portal of { $company }.
mail-who = { $name }, { $address }
mail-dpo = Data protection officer: { $name }, { $email }
mail-contact = Questions about your data: { $email }
mail-notice = How we use your data
mail-authority = Data protection authority: { $authority }

# 1 Sign-in code
mail-sign-in-code-subject = Your code: { $code }
mail-sign-in-code-subject-plain = Your sign-in code
mail-sign-in-code-preheader = It opens your data page and works once, until { $until }.
mail-sign-in-code-lead = Type this code on the page where you asked for it:
mail-sign-in-code-or = Or open this link in the same browser:
mail-sign-in-code-button = Sign in to my data
mail-sign-in-code-until = The code and the link work once, until { $until }.
mail-asked-from = Asked for on { $at } from { $device }.
mail-asked-at = Asked for on { $at }.
mail-sign-in-code-safety = If you did not ask for it, you need not do anything: nobody can sign in without this code.

# 2 Nothing held
mail-nothing-held-subject = We hold no data under this address
mail-nothing-held-preheader = We searched all our systems. Perhaps you used another address.
mail-nothing-held-lead = Someone asked { $company } to see the data held under this email address.
mail-nothing-held-answer = We searched our systems and found nothing under it. This is our answer to a request for access (Article 15 GDPR).
mail-nothing-held-other = Perhaps you gave us another address, for example an older one or one from work. You can try it on our page:
mail-nothing-held-button = Try another address
mail-nothing-held-contact = If you believe that we hold something all the same, answer this message.
mail-nothing-held-safety = If you did not ask, you need not do anything.

# 3 New sign-in
mail-new-sign-in-subject = New sign-in to your data page
mail-new-sign-in-preheader = If it was you, there is nothing to do.
mail-new-sign-in-lead = A device that we had not seen before signed in to your data page.
mail-new-sign-in-when = When: { $at }
mail-new-sign-in-device = Device: { $device }
mail-new-sign-in-fine = If it was you, there is nothing to do. If not, end that session and write to us:
mail-new-sign-in-button = See and end my sessions

# 4 Request received
mail-request-received-subject = We have your request { $reference }
mail-request-received-preheader = We will answer by { $due } at the latest.
mail-request-received-lead = We have received your request: { $what }.
mail-request-received-due = The law gives us until { $due } to answer.
mail-request-received-usual = We usually answer by { $usual }.
mail-request-received-frozen = Until we have decided, we only store your data for this use.
mail-request-received-button = Follow my request

# 5 Something is needed
mail-need-something-subject = One thing needed for { $reference }
mail-need-something-preheader = We can go on as soon as you have answered.
mail-need-something-lead = To go on with your request, we need: { $what }.
mail-need-something-why = Why: { $why }.
mail-need-something-paused = The time to answer has stood still since { $since }. It goes on when we have your answer.
mail-need-something-refuse = You may also say no on the same page. We then answer with what we have.
mail-need-something-button = Answer

# 6 More time
mail-more-time-subject = More time needed for { $reference }
mail-more-time-preheader = Our answer will come by { $due }.
mail-more-time-lead = We need more time for your request. We will answer by { $due }.
mail-more-time-law = The law allows this once, for at most two months (Article 12(3) GDPR).
mail-more-time-button = See my request

# 7 Download ready
mail-download-ready-subject = Your data is ready until { $until }
mail-download-ready-preheader = Sign in to download one file of { $size }.
mail-download-ready-lead = The copy of your data is ready. It is one file of { $size }.
mail-download-ready-unknown = It is not complete: nobody could look there yet: { $sources }. You get another file, with everything, when somebody has.
mail-download-ready-silent = It is not complete: this did not answer: { $sources }. We ask again every 15 minutes. You get another file, with everything, when it answers.
mail-download-ready-holds = It holds a page to read and files that another service can use (JSON and CSV).
mail-download-ready-until = It can be downloaded until { $until }, after you sign in. Then we delete it; you can ask again at any time.
mail-download-ready-button = Download my data

# 8 Correction done
mail-correction-done-subject = Your details were changed
mail-correction-done-preheader = Check that it was you.
mail-correction-done-lead = These details were changed on { $at }:
mail-correction-done-item = { $label }, now { $masked }
mail-correction-done-told = We pass this on to those who received the old details: { $told }.
mail-correction-done-undo = See or undo the change
mail-correction-done-button = See my details

# 9 Address change
mail-address-code-subject = Confirm your new email
mail-address-code-preheader = One code proves that this mailbox is yours.
mail-address-code-lead = You want to use this address for your data page. Type this code there:
mail-address-code-until = It works once, until { $until }.
mail-address-code-safety = If you did not ask for it, you need not do anything: the address is not changed without this code.
mail-address-changed-subject = Your sign-in address was changed
mail-address-changed-preheader = You can take this back for 72 hours.
mail-address-changed-lead = Since { $at }, your data page opens with another email address. This one no longer works.
mail-address-changed-revert = If this was not you, take it back by { $until }:
mail-address-changed-button = Keep my old address

# 10 Deletion scheduled
mail-deletion-scheduled-subject = Your deletion starts on { $starts }
mail-deletion-scheduled-preheader = Until then you can change your mind with one click.
mail-deletion-scheduled-lead = We will begin to delete your data on { $starts }.
mail-deletion-scheduled-part = We will begin to delete what you ticked on { $starts }. The rest stays as it is.
mail-deletion-scheduled-goes = What goes:
mail-stays = What stays, and why:
mail-deletion-scheduled-cancel = You can change your mind until then:
mail-deletion-scheduled-button = See or cancel

# 11 Deletion receipt
mail-deletion-receipt-subject = What we deleted
mail-deletion-receipt-preheader = The result for each of our systems. Please keep this message.
mail-deletion-receipt-lead = Your deletion was finished on { $finished }. Then we looked again to be sure.
mail-deletion-receipt-part = What you ticked was deleted on { $finished }. Then we looked again to be sure. The rest stays as it was.
mail-deletion-receipt-now = What we no longer need was deleted on { $finished }. Then we looked again to be sure.
mail-deletion-receipt-review = The rest is needed for what is under way. When it is over we delete it by ourselves; you need not ask again. If it is not over on { $day }, we write to you.
mail-deletion-waits-subject = The rest of your data is still needed
mail-deletion-waits-preheader = We looked again, and this is not over yet.
mail-deletion-waits-lead = You asked us to delete your data, and most of it is gone. Something is still under way, such as an order. What it needs stays until it is over.
mail-deletion-waits-next = We look each night and delete the rest as soon as we can. If it is not over on { $day }, we write to you again.
mail-deletion-waits-button = See what stays
mail-deletion-receipt-outcomes = What was done:
mail-deletion-receipt-item = { $source }: { $done }
mail-deletion-receipt-backups = Our backups no longer hold these data from { $day } on. Nobody works with them, and if one is restored we delete again first.
mail-deletion-receipt-proof = Your receipt, with a proof that anybody can verify:
mail-deletion-receipt-button = Open the receipt
mail-deletion-receipt-last = This is our last message: we no longer have your address to write to. Please keep it as your proof.
mail-deletion-receipt-rest = Please keep this message as your proof.

# 12 Choice recorded
mail-choice-recorded-subject-stopped = We stopped: { $what }
mail-choice-recorded-subject-started = Started again: { $what }
mail-choice-recorded-preheader = Your choice has been in force since { $from }.
mail-choice-recorded-lead-stopped = As you asked, we stopped this on { $from }: { $what }.
mail-choice-recorded-lead-started = As you asked, we started this again on { $from }: { $what }.
mail-choice-recorded-remains = What goes on:
mail-choice-recorded-undo = You can change your mind at any time:
mail-choice-recorded-button = See my choices

# 13 Answer
mail-answer-ready-subject = Our answer to { $reference }
mail-answer-ready-preheader-granted = We did what you asked.
mail-answer-ready-preheader-partly = We did a part of what you asked.
mail-answer-ready-preheader-refused = We did not do what you asked; here is why.
mail-answer-ready-preheader-answered = Your question has been answered.
mail-answer-ready-granted = We have done what you asked for in { $reference }.
mail-answer-ready-partly = We have done a part of what you asked for in { $reference }.
mail-answer-ready-refused = We have not done what you asked for in { $reference }.
mail-answer-ready-answered = We have answered { $reference }.
mail-answer-ready-reasons = Why: { $reasons }
mail-answer-ready-law = The rules that apply: { $law }.
mail-answer-ready-button = Read the whole answer

# 14 New message
mail-new-message-subject = A reply about { $reference }
mail-new-message-preheader = Sign in to read it; nothing of it is in this mail.
mail-new-message-lead = There is a new message on your request { $reference }.
mail-new-message-safe = It may speak of your data, so you read it after signing in.
mail-new-message-button = Read and reply

# 15 and 16 Details check
mail-details-check-subject = Are these details still right?
mail-details-check-preheader = It takes 15 seconds, and nothing in it is advertising.
mail-details-check-lead = From time to time, { $company } asks whether the details held about you are still right.
mail-details-check-kinds = We hold:
mail-details-check-ask = On the next page you can say that all is correct, that something changed, or that this is not you. If all is correct, you need not do anything.
mail-details-check-button = Check my details
mail-details-check-rights = There you can also see everything we hold, have it deleted or object to its use.
mail-details-check-stop = Do not ask me again
mail-details-check-permitted = What we may send you besides: { $what }. You decide about it at any time.
mail-details-check-choices = Choose what you receive
mail-details-reminder-subject = Reminder: 15 seconds to check
mail-details-reminder-preheader = Are your details still right? We will not remind you again.
mail-details-reminder-lead = We asked you some weeks ago whether the details { $company } holds about you are still right. This is the only reminder.

# 17 Colleagues
mail-staff-invitation-subject = Your account on the data portal
mail-staff-invitation-preheader = Choose a password and a second factor.
mail-staff-invitation-hello = Hello { $colleague },
mail-staff-invitation-lead = You have an account on the data portal of { $company }. Open it by choosing a password and a second factor:
mail-staff-invitation-until = The link works once, until { $until }.
mail-staff-invitation-button = Open my account
mail-staff-sign-in-subject = Your sign-in to the data portal has changed
mail-staff-sign-in-preheader = If it was you, there is nothing to do.
mail-staff-sign-in-passkey-added = The passkey “{ $name }” was added to your account on the data portal.
mail-staff-sign-in-passkey-removed = The passkey “{ $name }” was removed from your account on the data portal.
mail-staff-sign-in-app-added = An authenticator app was set up for your account on the data portal.
mail-staff-sign-in-code-used = One of your recovery codes was used on the data portal. It does not work a second time.
mail-staff-sign-in-codes-renewed = New recovery codes were made for your account on the data portal. The old ones no longer work.
mail-staff-sign-in-reset = An administrator opened your account on the data portal again. Your password, your authenticator app and your passkeys are set up anew.
mail-staff-sign-in-provider-added = Your account on the data portal can be opened by your company’s sign-in service from now on.
mail-staff-sign-in-when = When: { $at }
mail-staff-sign-in-fine = If it was you, there is nothing to do. If not, tell your administrator at once, end the sessions and change what was changed:
mail-staff-sign-in-button = How I sign in
mail-staff-digest-subject = { $soon } due this week, { $late } late
mail-staff-digest-preheader = The requests in the order of their due dates.
mail-staff-digest-lead = Requests due in the next week: { $soon }. Late: { $late }.
mail-staff-digest-mails = { $count ->
    [one] One mail in the inbox has not been read.
   *[other] { $count } mails in the inbox have not been read.
}
mail-staff-digest-row = { $due }: { $reference }, { $what }
mail-staff-digest-button = Open the queue
mail-manual-tasks-subject-opened = To look up by hand: { $source }
mail-manual-tasks-subject-half = Still to look up by hand: { $source }
mail-manual-tasks-subject-last-day = Due today, by hand: { $source }
mail-manual-tasks-subject-late = Late, by hand: { $source }
mail-manual-tasks-preheader = People wait for the answer.
mail-manual-tasks-lead-opened = { $count ->
    [one] One task is new in { $source }. It is due on { $due }.
   *[other] { $count } tasks are new in { $source }. The first is due on { $due }.
}
mail-manual-tasks-lead-half = { $count ->
    [one] Half of the time for one task in { $source } is over. It is due on { $due }.
   *[other] Half of the time for { $count } tasks in { $source } is over. The first is due on { $due }.
}
mail-manual-tasks-lead-last-day = { $count ->
    [one] One task in { $source } is due today.
   *[other] { $count } tasks in { $source } are due today.
}
mail-manual-tasks-lead-late = { $count ->
    [one] Nobody signed one task in { $source } that was due on { $due }. What waits for it cannot be called complete.
   *[other] Nobody signed { $count } tasks in { $source }; the first was due on { $due }. What waits for them cannot be called complete.
}
mail-manual-tasks-how = Only a colleague can look there. Sign in to see whom to look for, and sign what you found, or that nothing was there.
mail-manual-tasks-button = Open the tasks

# 18 Campaigns
mail-campaign-approval-subject = Approve “{ $campaign }”
mail-campaign-approval-preheader = A second person must agree before anything is sent.
mail-campaign-approval-lead = { $author } asks for your approval of a details check.
mail-campaign-approval-facts = { $recipients ->
    [one] It would go to one person.
   *[other] It would go to { $recipients } people.
}
mail-campaign-approval-button = Check and decide
mail-campaign-paused-subject = Paused: “{ $campaign }”
mail-campaign-paused-preheader = Nothing more is sent until someone decides.
mail-campaign-paused-lead = The campaign “{ $campaign }” stopped by itself.
mail-campaign-paused-button = See the campaign

mail-consent-question-subject = Please confirm: { $what }
mail-consent-question-preheader = Nothing is agreed to until you answer.
mail-consent-question-own = Somebody gave this address and agreed to this: { $what }. If it was you, please confirm.
mail-consent-question-parent = A child you are responsible for would like to agree to this: { $what }. Somebody this young cannot agree alone, so we ask you.
mail-consent-question-button = Answer
mail-consent-question-silence = Without an answer by { $until } nothing is agreed to, and we do not ask again.

mail-retention-notice-subject = Your data: we delete them after { $day }
mail-retention-notice-lead = Your last contact with us was on { $since }. That is long ago, so we delete your data after { $day }.
mail-retention-notice-nothing = If that is fine, you have nothing to do. If you wish to stay our customer, tell us with one click.
mail-retention-notice-button = Keep my data

# Restriction (Art. 18)
mail-restricted-subject = The use of your data is restricted
mail-restricted-preheader = From now on we only store them.
mail-restricted-lead = Since { $since } we only store your data. We do not use them for anything else.
mail-restricted-law = The law leaves few exceptions: with your consent, for legal claims, or to protect another person (Article 18(2) GDPR).
mail-restricted-end = Before the restriction ends, we tell you.
mail-restricted-button = See my data
mail-restriction-ends-subject = The restriction of your data ends on { $when }
mail-restriction-ends-preheader = We tell you before we use your data again.
mail-restriction-ends-lead = You asked us to restrict the use of your data. The restriction ends on { $when }. This is why:
mail-restriction-ends-answer = If you disagree, write to us before that day.

# The signed head of the audit log
mail-audit-head-subject = Audit log: the signed head of { $day }
mail-audit-head-preheader = Keep this message: with it, a rewritten log is noticed.
mail-audit-head-lead = { $size ->
    [one] On { $day } the audit log had { $size } event. This is its signed head:
   *[other] On { $day } the audit log had { $size } events. This is its signed head:
}
mail-audit-head-keep = Keep this message, outside the portal if you can. Whoever holds it can prove later whether an event before that moment was changed, removed or put in between, also by whoever runs the portal.
mail-audit-head-check = To check: save this text to a file, ask whoever runs the portal for “habeas audit export log.jsonl”, then run “habeas audit verify --offline log.jsonl --head FILE”. The document docs/verify.md shows it with other tools too.

mail-company-asked-subject = A company asked us for your data, and we refused
mail-company-asked-preheader = These rights are yours alone. Here you can use them yourself.
mail-company-asked-lead = On { $date } a company asked us for data about you and said that you work for it. We gave it nothing: an employer cannot use your rights.
mail-company-asked-how = You can ask us yourself at any time. You see, correct or delete your data on your page. It is free.
mail-company-asked-button = See my data
mail-company-asked-who = If you want to know who asked, answer this email.

# A test of whether mails arrive
mail-test-subject = Test mail from { $company }
mail-test-preheader = If you read this, mails arrive.
mail-test-lead = You asked for this mail on { $at } to see whether mails of the portal arrive.
mail-test-look = It arrived. Look at who sent it, and whether your mail program shows a warning beside the name.
mail-test-spam = If you found it among unwanted mails, the page about mails says what to mend.
