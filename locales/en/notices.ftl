# Start page and privacy notice.

start-title = Your data at { $company }
start-lead = See what { $company } holds about you, correct it, take it with you or have it deleted. It is free, and most of it takes effect at once.
start-go = See my data
start-how = You sign in with a code sent to your email address. No account and no password are needed.
start-jobs = What you can do here
start-see = See my data
start-see-time = 1 minute. Everything held, why, who receives it and until when.
start-correct = Correct my details
start-correct-time = 2 minutes. Most changes apply at once, and you can undo them.
start-copy = Take a copy with me
start-copy-time = 2 minutes. A page to read and files for another service.
start-delete = Delete my data
start-delete-time = 3 minutes. You see first what goes, what stays and why.
start-stop = Stop advertising
start-stop-time = 1 minute. It works at once, and you need not give a reason.
start-promise = What we promise
start-promise-time = When our team must help, the law gives us one month. Your request shows the exact date.
start-promise-free = It costs nothing, and you need not say why.
start-promise-paper = We do not ask for an identity document unless there is a real doubt.
start-protect = How we protect you
start-protect-link = A code works once, for 10 minutes at most, in the browser where you asked for it.
start-protect-live = Your data stays in our systems. This service keeps no second copy of it.
start-protect-log = Each look at your data by our team is recorded, and you can see it.
start-no-email = No access to your email any more?
start-no-email-text = Write to { $email } or by post to { $address }. We will find another way to check that it is you.
start-dpo = Questions about data protection
start-dpo-text = { $name } answers for data protection here:
start-complain = Not satisfied? You can turn to the data protection authority at any time:

notice-title = Privacy notice
notice-lead = How { $company } uses personal data. This text is made from our record of processing, the same that decides what you see under “My data”.
notice-short = In short
notice-short-uses = { $count ->
    [one] We use data for { $count } purpose. Each says why, on what basis and until when.
   *[other] We use data for { $count } purposes. Each says why, on what basis and until when.
}
notice-short-recipients = { $count ->
    [one] { $count } company or office receives some of it. It is named below.
   *[other] { $count } companies and offices receive some of it. They are named below.
}
notice-short-rights = You can see, correct, take away and delete your data, and object to its use.
notice-short-go = See my data now
notice-contents = On this page
notice-who = Who is responsible
notice-representative = Representative in the European Union
notice-joint = Decides together with us
notice-dpo = Data protection officer
notice-uses = What we use data for
notice-more = More about: { $name }
notice-purpose = What for
notice-sub-purposes = In detail
notice-basis = Why we may
notice-interest = Our interest
notice-law = The law that asks for it
notice-persons = Whose data
notice-categories = Which data
notice-origin = Where it comes from
notice-recipients-row = Who receives it
notice-nobody = Nobody outside { $company }
notice-until = Until when
notice-archived = Set aside in an archive that few people may open.
notice-no-end = No end date is set yet
notice-security = How it is protected
notice-mandatory = Must you give it?
notice-automated = Decided by a machine
notice-rights-row = Your rights over it
notice-marketing = This is advertising. You can stop it at any time, without a reason.
notice-recipients = Who receives data
notice-recipients-lead = By name, with what they do and where.
notice-outside-adequate = Outside the European Union; the European Commission found that the data is well protected there.
notice-outside-safeguard = Outside the European Union. What protects the data there: { $safeguard }
notice-no-automation = No decision that matters to you is made by a machine alone.
notice-rights = Your rights
notice-rights-lead = You can use most of them here, at once. If you ask us in another way, we answer within one month.
notice-right-access = See your data and get a copy
notice-right-rectify = Have it corrected
notice-right-erase = Have it deleted
notice-right-restrict = Have its use frozen while we check something
notice-right-portability = Take what you gave us to another service
notice-right-object = Object to its use
notice-right-withdraw = Take your consent back
notice-right-access-article = GDPR, Article 15
notice-right-rectify-article = GDPR, Article 16
notice-right-erase-article = GDPR, Article 17
notice-right-restrict-article = GDPR, Article 18
notice-right-portability-article = GDPR, Article 20
notice-right-object-article = GDPR, Article 21
notice-right-withdraw-article = GDPR, Article 7
notice-death = You can also say what shall become of your data after your death (French law of 6 January 1978, Article 85).
notice-complain = If you are not satisfied
notice-complain-text = Tell us first, so that we can put it right. You may also complain to the data protection authority at any time:
