# My choices (C9).

choices-title = My choices
choices-lead = What you stop here stops at once, everywhere. You need not say why.
choices-down = We could not ask: { $sources }. What you stop is passed on there as soon as it answers.
choices-stop-all = Stop all marketing
choices-all-marketing = all marketing
choices-stop = Stop: { $what }
choices-agree = I agree: { $what }
choices-allow = Allow again: { $what }
choices-object = Object
choices-given = You agreed
choices-given-on = You agreed on { $date }
choices-running = On: you have not objected
choices-stopped = Stopped
choices-stopped-on = Stopped on { $date }
choices-never = We never asked you
choices-words = The words you agree or object to
choices-empty-title = We never asked for your consent
choices-empty-text = Nothing here rests on your agreement, so there is nothing to withdraw.
choices-remains = What goes on
choices-remains-text = These rest on your contract, on the law or on our business. They are no marketing.
choices-automated = Decisions made by programs
choices-human = Ask for a person
choices-now-stopped = Stopped from now on.
choices-now-started = Started again from now on.
choices-now-all-stopped = All marketing is stopped from now on.
choices-too-late = This can no longer be taken back at once. Choose below, one by one.
