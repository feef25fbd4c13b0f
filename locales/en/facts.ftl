# My data (C3, C4, C5): facts, corrections.

fact-yes = yes
fact-no = no
fact-bytes = a file of { $size } bytes
language-en = English
language-fr = French

facts-title = My data
facts-summary = We hold { $facts ->
    [one] { $facts } fact
   *[other] { $facts } facts
} about you from { $systems ->
    [one] { $systems } system
   *[other] { $systems } systems
}, shared with { $companies ->
    [0] no company
    [one] { $companies } company
   *[other] { $companies } companies
}.
facts-open-requests = { $count ->
    [one] { $count } open request
   *[other] { $count } open requests
}
facts-next-date = Next answer by { $date }.
facts-down-title = Not every system answers just now
facts-down-text = Missing here: { $sources }. Come back in a few minutes.
facts-empty-title = We hold nothing about you
facts-empty-text = Checked on { $date }. This page counts as an answer to your access request. You can print or save it.
facts-empty-asked = Systems that were asked: { $sources }.
facts-stop-marketing = Stop all marketing
facts-download = Download my data
facts-delete = Delete my data
facts-jump = On this page
facts-all = See all
facts-more = { $count ->
    [one] See { $count } more
   *[other] See { $count } more
}
facts-receivers = Who has my data
facts-receivers-all = More about them
facts-receivers-lead = The companies and offices that receive something of what we hold about you, by name, as of { $date }.
facts-receivers-inside = Where European law protects it
facts-receivers-outside = Outside the European Union
facts-receivers-data = Which data
facts-receivers-protection = What protects it there
facts-receivers-none = Nobody outside { $company } receives your data
facts-receivers-none-text = As of { $date }. You can print this page or save it.
facts-receivers-ask = Do you want to know more about one of them?
facts-receivers-ask-link = Ask us
facts-receivers-notice = Everyone who receives data of any customer is named in the privacy notice.
facts-read-at = Read from our systems on { $date }.
facts-until-day = { $day } ({ $why })
facts-why = { $purposes }. Where it comes from: { $origin }.
facts-change = Change
facts-ask = Ask us
facts-address-note = You sign in with it. We email a code to the new one before it changes.
facts-review-note = A colleague checks changes first.
facts-shared-note = Another person has it too.
facts-sooner = Would you like it gone sooner?
facts-sooner-link = See what can be deleted
facts-group-empty = Nothing in this group
facts-group-empty-text = We hold nothing of this kind about you.
facts-history = What you changed
facts-history-done = { $label } was changed
facts-history-undone = { $label } was changed, then put back
facts-history-failed = { $label } was not changed
facts-history-acting = { $label } is being changed
facts-history-values = Before: { $before }. After: { $after }.
facts-undo-until = Until { $date }

facts-edit-title = Change: { $what }
facts-edit-lead = What you save is written at once into { $source }. You can undo it for 72 hours.
facts-edit-review = Where a colleague checks first, you get an answer within a month, usually sooner.
facts-review-hint = A colleague checks this change before it is made.
facts-no-answer = No answer
facts-save = Save
facts-cancel = Cancel
facts-saved = Saved. We told your mailbox too.
facts-saved-and-asked = Saved. A colleague checks the rest: { $reference }.
facts-asked = Sent to a colleague. Your reference is { $reference }.
facts-asked-what = Correction: { $label }
facts-nothing-changed = Nothing was changed.
facts-undone = It is as it was before.
facts-undone-not-all = Something was changed again since, so it was left as it is.
facts-undo-too-late = This can no longer be undone here. You can change it again.
facts-error-long = { $label }: write at most 500 characters
facts-error-phone = { $label }: write a phone number, such as +33 6 12 34 56 78
facts-error-date = { $label }: write a date, such as 27/3/1990
facts-error-number = { $label }: write a number, such as 12
facts-error-url = { $label }: write a web address that begins with https://
facts-error-stale = { $label } was changed meanwhile: it is now “{ $now }”. Nothing was overwritten. Save again to replace it.
facts-error-gone = { $label } is no longer held.
facts-error-refused = { $label }: our system does not accept this. Shorten it, or do not leave it empty.
facts-error-down = { $label }: the system does not answer just now. We check whether it was saved.
facts-told-once = For everything in this group

frozen-title = Your data will be deleted on { $date }
frozen-text = Until then we use nothing of it: no mailing, no download, no change, and our team does not see it. Only you can take the deletion back.
frozen-link = See what is deleted, or take it back
frozen-refused = Your data are about to be deleted, so nothing is changed or packed any more. Take the deletion back first.

facts-check-title = Please check your details
facts-check-never = You have not told us yet whether what we hold is still correct.
facts-check-since = You last told us on { $date } that everything is correct.
facts-check-yes = Everything is correct
facts-check-no = If something is wrong, change it below.
facts-confirmed = Thank you. We noted that your details are correct.
facts-category-on = Confirmed on { $date }
facts-category-old = Confirmed on { $date }, long ago. Please check it.
facts-category-never = Never confirmed
facts-category-yes = This is correct
facts-category-confirmed = Thank you. We noted that this is correct.
facts-remove = Delete
facts-removed = Deleted. We told your mailbox too.
facts-remove-refused = This could not be deleted: it was changed meanwhile, or our system needs it.
facts-remove-down = The system does not answer just now. We check whether it was deleted.
facts-freeze = Freeze the use of this data
facts-show = Show
facts-hidden-hint = What we hold stays hidden. Leave this empty to keep it.
facts-year = Year
facts-years-all = All years

# The archive, after an erasure
facts-archive = Archive ({ $source })
facts-archived = { $table }, in the archive
facts-archived-reason = Kept under lock because a law asks for it. Nobody works with it, and it is deleted after its last day.

facts-shared = Several people use this mailbox by now. Confirm that it is you, then tell us which one you are.
