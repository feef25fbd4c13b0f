# Recipients (Article 19): who is told what, by which way, and how far it is.
notification-kind-lift = Restriction lifted
notification-count-lift = { $count ->
    [one] { $count } restriction lifted
   *[other] { $count } restrictions lifted
}
notification-failed = Not told yet: they could not be reached
notification-state-on = { $state } ({ $day })

notification-way-webhook = Told by webhook at { $where }
notification-way-mail = Told by mail to { $where }
notification-problem-answer = The last call was answered with { $status }.
notification-problem-no-connection = No connection could be made at the last try.
notification-problem-no-answer = No answer came in time at the last try.
notification-problem-too-long = The last answer did not end.
notification-problem-address = Their address may not be called from here.
notification-problem-key = The key that signs the calls is not set here.
notification-problem-mail = The last mail to them was refused or could not leave.
notification-cure-answer = Ask them to look at what their webhook answers to our calls.
notification-cure-no-connection = Check the address in the record, then ask them whether their system is down.
notification-cure-no-answer = Ask them whether their system is slow or down.
notification-cure-too-long = Ask them to answer with a short text or none.
notification-cure-address = Whoever runs the portal can tell why: habeas check.
notification-cure-key = Whoever runs the portal can set it: habeas check names the variable.
notification-cure-mail = Check their address in the record.
notification-tried = { $count ->
    [one] Tried { $count } time
   *[other] Tried { $count } times
}
notification-next = Next try: { $at }.
notification-count-failed = { $count ->
    [one] { $count } could not be told. Tell them yourself from the list, or try again.
   *[other] { $count } could not be told. Tell them yourself from the list, or try again.
}
staff-recipients-again = Try again
staff-recipients-tried = { $name } is being told again.
staff-recipients-by-itself = The portal tells them by itself.

notification-told-rectification = On { $day }, { $company } corrected data of a person that you received from them.
notification-told-erasure = On { $day }, { $company } deleted data of a person that you received from them.
notification-told-restriction = On { $day }, { $company } restricted the use of data of a person that you received from them.
notification-told-lift = On { $day }, { $company } ended the restriction of data of a person that you received from them.
notification-confirm-title = Is it done with you too?
notification-confirm-categories = It is about these kinds of data:
notification-confirm-due = Please do the same in your systems by { $due }, then say so here. The mail says whom it is about.
notification-confirm-button = It is done
notification-confirm-over = Nothing is awaited from you any more.
notification-confirmed-title = Thank you
notification-confirmed-text = You confirmed on { $day } that it is done.

mail-why-recipient = You get this message because { $company } has passed personal data on to you and the law asks us to tell you.
mail-recipient-told-subject-rectification = Data that you received from us were corrected
mail-recipient-told-subject-erasure = Data that you received from us were deleted
mail-recipient-told-subject-restriction = Data that you received from us are restricted
mail-recipient-told-subject-lift = Data that you received from us are restricted no longer
mail-recipient-told-lead-rectification = On { $at } we corrected data of a person whom you know from us. Please take over the correction.
mail-recipient-told-lead-erasure = On { $at } we deleted data of a person whom you know from us. Please delete what you hold of them from us, unless a law obliges you to keep it.
mail-recipient-told-lead-restriction = Since { $at } the data of a person whom you know from us are restricted. Please store them and do not use them, but for what Article 18(2) GDPR allows.
mail-recipient-told-lead-lift = Since { $at } the data of a person whom you know from us are restricted no longer. You can use them again as before.
mail-recipient-told-person = You know them as: { $person }
mail-recipient-told-categories = It is about these kinds of data:
mail-recipient-told-due = Please do this by { $due }, then confirm it with the link.
mail-recipient-told-button = Confirm that it is done
mail-recipient-told-law = The law asks us to tell you (Article 19 GDPR).
mail-recipient-told-reference = Our reference: { $reference }
