# Pages of colleagues: sign-in, start, queue, cases, tasks.

role-support = Support
role-marketing = Marketing
role-dpo = Data protection officer
role-admin = Administrator
role-archivist = Archivist

staff-nav-queue = Queue
staff-nav-tasks = Tasks
staff-all = All
staff-lang-en = English
staff-lang-fr = French

staff-sign-in-title = Sign in, colleagues
staff-sign-in-lead = This page is for the company’s team.
staff-sign-in = Sign in
staff-email = Email address
staff-password = Password
staff-sign-in-wrong = The address or the password is wrong. Check both and try again.
staff-ticket-old = More than five minutes have passed. Enter your password again.
staff-signed-out = You are signed out.
staff-factor-title = Your second factor
staff-code = Code
staff-code-hint = The six digits that your authenticator app shows now, or one of your recovery codes.
staff-code-wrong = This code is wrong, or it was used before. Wait for the next one and enter it.
staff-factor-lost = I no longer have my phone
staff-factor-lost-text = Enter one of the recovery codes that you kept. If you have none, ask an administrator to open your account again.
staff-enrol-title = Set up your second factor
staff-enrol-lead = A password alone is not enough here. Until this is done, nothing else opens.
staff-enrol-app = Open an authenticator app on your phone.
staff-enrol-scan = Scan this picture with it.
staff-enrol-picture = A QR code with the secret of your second factor
staff-enrol-by-hand = I cannot scan it
staff-enrol-type = Enter the six digits that the app shows.
staff-enrol-save = Set it up
staff-recovery-title = Your second factor is set up
staff-recovery-done = Keep these recovery codes. They are shown only now.
staff-recovery-lead = Each of them signs you in once if you lose your phone. Keep them apart from your password.
staff-recovery-go = I have kept them
staff-invitation-title = Choose your password
staff-password-new = New password
staff-password-hint = At least { $least } characters. A sentence that only you know is best; every character is allowed.
staff-password-save = Save the password
staff-password-set = Your password is saved. Sign in with it.
staff-password-short = Use at least { $least } characters
staff-password-long = This is longer than { $least } characters by far; use at most 512
staff-password-common = Many people use this password, or one like it, so it is tried first. Your password needs at least { $least } characters that are harder to guess
staff-password-own = Your name or address is easy to guess. Use at least { $least } characters of something else

staff-home-title = Start
staff-home-hello = Hello, { $name }
staff-home-due = { $overdue } late, { $soon } due within three working days
staff-home-mine = My cases
staff-home-mine-count = { $count ->
    [one] { $count } open case
   *[other] { $count } open cases
}
staff-home-campaigns = Campaigns
staff-home-campaigns-text = Ask customers whether their details are still right
staff-home-tasks = { $count ->
    [0] Nothing waits for a person
    [one] { $count } task waits for a person
   *[other] { $count } tasks wait for a person
}
staff-home-seconds = Refusals that wait for a second person
staff-home-complaints = Complaints that nobody took

staff-tasks-lead = What the portal could not finish by itself. Look at the cause, put it right, then settle the task.
staff-task-since = Since
staff-task-object = About
staff-task-why = Why
staff-task-settle = Settled
staff-task-settled = The task is settled.
staff-tasks-none = Nothing waits for a person
staff-tasks-none-text = What the portal gives up on appears here.
staff-task-done = Done
staff-task-now = To do
staff-task-later = Not yet

staff-due-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
staff-due-today = today
staff-due-in = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
staff-band-overdue = Late
staff-band-soon = Within 3 working days
staff-band-near = Within 10 working days
staff-band-later = Later
staff-band-waiting = Waiting for the person
staff-owner-me = Mine
staff-owner-nobody = Not taken
staff-owner-none = Nobody
staff-queue-bands = Due
staff-queue-owners = Taken by
staff-queue-next = Open next due
staff-queue-caption = { $count ->
    [one] { $count } open request, the next due first
   *[other] { $count } open requests, the next due first
}
staff-queue-reference = Reference
staff-queue-status = Status
staff-queue-changed = Last change
staff-queue-no-match = No request fits these filters
staff-queue-clear = Clear the filters
staff-queue-empty = All clear
staff-queue-empty-text = No request is open. New ones appear here by due date.

staff-case-person = Person
staff-case-right = Right
staff-case-due = Due
staff-case-owner = Taken by
staff-case-hidden = Shown once you have taken the case
staff-case-forgotten = Forgotten
staff-case-steps = To do
staff-step-take = Take the case
staff-step-decide = Decide each item
staff-step-close = Answer and close
staff-case-take = Take this case
staff-case-take-first = Its messages open once you have taken it. The person sees that somebody reads.
staff-case-take-over = A colleague has this case. If you take it over, the person sees that somebody else reads.
staff-case-taken = The case is yours.
staff-item-open = Undecided
staff-item-proposed = Refusal waits for a second person
staff-item-approved = Approved, being written
staff-item-granted = Done
staff-item-refused = Refused
staff-item-cancelled = Taken back
staff-item-field = Field
staff-item-before = Now
staff-item-wanted = Wanted
staff-item-approve = This is done
staff-item-approve-write = Approve and write it
staff-item-refuse = Refuse
staff-item-refuse-do = Refuse this
staff-item-ground = Ground of the law
staff-item-facts = Facts
staff-item-facts-hint = Why the ground applies here. The person reads this.
staff-item-two = A second person must agree before it counts.
staff-item-absolute = The law knows no refusal of this right.
staff-item-proposed-by = Proposed by { $name }
staff-item-decided-by = Decided by { $name }
staff-second-agree = Agree to the refusal
staff-second-back = Send it back
staff-approved = Noted as done.
staff-approved-job = Approved. The value is being written to its source.
staff-refusal-proposed = The refusal waits for a second person.
staff-refusal-made = The item is refused.
staff-refusal-back = The item is open again.
staff-refused-ground = Choose a ground that the law knows for this right
staff-refused-facts = Write the facts that make the ground apply
staff-refused-same = You proposed this refusal. A second person must decide
staff-refused-undecided = Decide every item before you close the case
staff-refused-for-officer = A complaint goes to the data protection officer alone.
staff-refused-other = This cannot be done now
staff-messages-hidden = { $count ->
    [0] No messages.
    [one] { $count } message. Take the case to read it.
   *[other] { $count } messages. Take the case to read them.
}
staff-by-person = The person
staff-by-portal = The portal
staff-by-note = { $name }, internal note
staff-write = Write
staff-write-hint = The person reads { $lang }.
staff-write-kind = What is it?
staff-write-message = A message to the person
staff-write-question = A question to the person
staff-write-question-hint = The case then waits for an answer. The legal date does not move.
staff-write-note = An internal note
staff-write-note-hint = Not sent. The person may still get it with an access request.
staff-write-save = Save
staff-written = Written. The person gets a mail that there is something to read.
staff-home-written = They wrote after the answer
staff-written-after = The person wrote after the answer, { $at }
staff-written-after-text = Read it below and answer. What was decided stays. If it has to be decided anew, write it down as a new request: its days count from today.
staff-written-settle = It needs no answer
staff-written-settled = Noted: it needs no answer.
staff-noted = The note is saved. It is not sent.
staff-person = What is held about the person
staff-person-jump = Jump to
staff-person-text = Look only if the case needs it. The reading is logged and the person sees it.
staff-person-show = Show it
staff-person-logged = This reading was logged, and the person sees it.
staff-person-down = These sources did not answer
staff-person-nothing = Nothing is held
staff-person-confirmed = Confirmed by the person on { $date }
staff-person-confirmed-old = Confirmed by the person on { $date }, long ago
staff-person-confirmed-never = Never confirmed by the person
staff-person-masked = To verify
staff-person-unconfirmed = Nobody answered two checks in a row
staff-person-unconfirmed-text = These details may be wrong. Make sure of them before you send anything that would do harm in the wrong hands. What names and reaches the person is hidden until you show it, which is logged too.
staff-person-unconfirmed-show = Show it all the same
staff-close = Answer and close
staff-close-answer = Answer to the person
staff-close-do = Send and close
staff-closed = The case is closed and the person is told.
staff-log = Audit log of this case
staff-conflict-title = Somebody else changed this case
staff-conflict-lead = { $reference } was changed while you had it open. Nothing of yours was saved.
staff-conflict-now = As it is now
staff-conflict-yours = What you typed
staff-conflict-text = Your text, to copy
staff-conflict-open = Open the case as it is now
