# Deleting everything (C8), and what is said about it in mails.

erasure-title = Delete my data
erasure-lead = See what happens before you decide. Nothing is deleted on this page.
erasure-scope = What should we delete?
erasure-scope-everything = Everything
erasure-scope-everything-hint = What the law makes us keep is locked away until its last day.
erasure-scope-part = Only some kinds of data
erasure-scope-part-hint = You tick them on the next page. The rest stays.
erasure-scope-marketing = Only what is used for marketing
erasure-scope-marketing-hint = You choose on the next page. It takes effect at once.
erasure-effect = What happens with “Everything”
erasure-continue = Continue
erasure-rows = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
erasure-nothing-held = We hold nothing of this kind about you.
erasure-kept-until = Until { $until }. { $ground }
erasure-ground-law = { $ground } ({ $law })
erasure-law = Required by { $law }.
erasure-archived = Locked away for as long as the law asks.
erasure-shared = Another person has it too. Your link to it is removed.
erasure-unlinked = Stays without anything that leads to you.
erasure-needed = Needed for the rest: it tells us whose it is, or our software cannot do without it. It goes with “Everything”.
erasure-part-title = Which data should go?
erasure-part-lead = Tick what should be deleted. The rest stays as it is. Nothing is deleted on this page.
erasure-part-kinds = Kinds of data
erasure-part-missing = Tick at least one kind of data.
erasure-part-empty-title = Nothing can go on its own
erasure-part-empty-text = You can still delete everything.
erasure-part-nothing = Nothing of what you ticked can be deleted while the rest stays. Tick something else, or delete everything.
erasure-part-others = This cannot go on its own
erasure-part-asked = Only: { $what }.
erasure-part-reason = Would you like to tell us why?
erasure-part-confirm = Delete what I ticked
erasure-part-scheduled-title = What you ticked will be deleted
erasure-part-running-title = What you ticked is being deleted
erasure-part-after = When it is done, an email tells you what we deleted. The rest stays as it is.
erasure-part-done-title = What you ticked is deleted
erasure-part-done-text = Gone: { $what }. Our email to you holds the receipt.
erasure-empty-title = There is nothing to delete
erasure-empty-text = We hold nothing about you under this email address. This answer counts as an access answer.
erasure-empty-archived = What is left of you lies in the archive that the law asks for. Nobody works with it, and it goes by itself on its last day.
erasure-down-title = Not every system answered
erasure-down-text = Not shown here: { $sources }. If you delete your data, this is done there too, as soon as the system answers.
erasure-check-title = Check before we delete
erasure-check-lead = { $days ->
    [0] We begin at once. This cannot be undone.
    [one] We begin in { $days } day. Until then you can change your mind.
   *[other] We begin in { $days } days. Until then you can change your mind.
}
erasure-check-goes = This goes
erasure-check-stays = This is kept
erasure-check-backups = { $days ->
    [one] Our backups are overwritten within { $days } day. Nobody works with them, and if one is restored we delete your data again first.
   *[other] Our backups are overwritten within { $days } days. Nobody works with them, and if one is restored we delete your data again first.
}
erasure-backups = Our backups no longer hold these data from { $day } on. Nobody works with them, and if one is restored we delete again first.
erasure-reason = Why are you leaving?
erasure-reason-hint = Only if you like. It changes nothing.
erasure-unneeded-after = When it is done, an email tells you what we deleted, what stays for now, and why. The rest goes by itself.
erasure-unneeded-confirm = Delete what is no longer needed
erasure-running-now = Something is still under way
erasure-running-now-text = We delete everything that it does not need, and stop marketing at once. The rest goes by itself when it is over; you need not ask again.
erasure-running-now-review = If it is not over on { $day }, we write to you.
erasure-waits-title = The rest waits until it is no longer needed
erasure-waits-text = What we no longer need is deleted. Each night we look whether the rest is still needed, and delete it when it is not. If it is still needed on { $day }, we write to you.
erasure-waits-keep = Have you changed your mind? Then the rest stays, and your account with it.
erasure-waits-cancel = Keep the rest
erasure-confirm = Delete my data
erasure-download-first = Download my data first
erasure-keep = Keep my data
erasure-scheduled-title = Your data will be deleted
erasure-reference = Your reference is { $reference }.
erasure-scheduled-text = We begin on { $date }. Until then you can change your mind.
erasure-access-first = You asked us for a copy of your data ({ $reference }). We answer that first, and delete afterwards.
erasure-access-now = You asked us for a copy of your data ({ $reference }). We answer that first. The deletion then begins by itself; until then you can change your mind.
erasure-scheduled-after = When it is done, a last email tells you what we deleted. Then we forget your address.
erasure-cancel = Do not delete my data
erasure-cancelled = Nothing is deleted. Your data stay as they are.
erasure-too-late = The deletion has begun and cannot be stopped.
erasure-running-title = Your data are being deleted
erasure-running-text = You do not have to do anything. Come back whenever you like.
erasure-step-done = Done and checked
erasure-step-waiting = Not done yet
erasure-step-problem = This system does not answer. We try again until it is done.
erasure-steps = Where we are
erasure-erased-title = Your data are deleted
erasure-erased-text = Your last email is on its way. You will be signed out.
erasure-proof = What remains is a log entry without your name, which proves that we did it.
erasure-did-erase = Deleted: { $what }.
erasure-did-archive = Locked away as the law asks: { $what }.
erasure-did-keep = Kept: { $what }.
erasure-did-share = Shared with another person, no longer linked to you: { $what }.
erasure-did-need = Needed for the rest: { $what }.

# The receipt behind the last mail.
receipt-title = Receipt of a deletion
receipt-lead = { $company } finished this deletion on { $finished }.
receipt-reference = Reference { $reference }, asked for on { $asked }.
receipt-only = Asked for: only { $what }.
receipt-not-verified = Something was still written somewhere when we looked again. A colleague takes care of it.
receipt-empty-title = Nothing was held
receipt-empty-text = No system held anything, so there was nothing to delete.
receipt-table = What was done: { $source }
receipt-what = Kind of data
receipt-outcome = Outcome
receipt-count = Records
receipt-detail = Why, and until when
receipt-erased = Deleted
receipt-archived = Locked away
receipt-kept = Kept
receipt-shared = No longer linked to you
receipt-needed = Needed for the rest
receipt-verified = Looked at again on { $at }.
receipt-left = Something was found then; a colleague takes care of it.
receipt-told = Who must hear of it
receipt-told-text = We pass the deletion on to those who received these data from us (Article 19 GDPR). This is how it stands today.
notification-to-send = Not told yet
notification-sent = Told
notification-confirmed = Told, and done there
notification-impossible = Could not be told
notification-disproportionate = Not told: the effort would have been out of proportion
receipt-proof-title = Proof
receipt-proof-text = This file proves that the receipt is in our tamper-evident log. It holds no personal data. Anybody can verify it without us.
receipt-file = Download the proof
receipt-how = How to verify it
receipt-how-text = Use any tool for C2SP tlog-proof files, with this public key of our log:

# After a restored backup.
closed-title = We open again in a moment
closed-lead = Our database was restored from a backup.
closed-text = Before anybody sees anything here, we apply again the deletions and objections made since. Your data are safe. Please come back in a few minutes.
