# Addresses that do not work, and mails called unwanted.
bounces-nav = Bounces
bounces-title = Addresses that do not work
bounces-lead = Nobody is written to there until somebody corrects the address or looks at it again. No new address is guessed or bought.
bounces-none = Every address works so far
bounces-none-text = No mail of a campaign came back, and nobody called one unwanted. Bounces come in by the mailbox or the relay named in the settings.
bounces-total = Addresses that do not work
bounces-due = Of these, to look at again now
bounces-complained = Called a mail unwanted
bounces-causes = Why they do not work
bounces-cause = Reason
bounces-addresses = Addresses
bounces-ways = How it became known
bounces-way-server = The mail server refused the mail at once
bounces-way-mail = The mail came back later
bounces-way-relay = The relay told
bounces-cause-unknown = Nobody has this mailbox
bounces-cause-domain = The domain does not exist or takes no mail
bounces-cause-closed = The mailbox was closed
bounces-cause-full = The mailbox is full
bounces-cause-unreachable = The mail server cannot be reached
bounces-cause-blocked = The server takes us for a sender of unwanted mail
bounces-cause-policy = The server’s rules refuse the mail itself
bounces-cause-other = Another reason
bounces-cause-unsaid = Refused, the reason was not noted
bounces-list = One by one
bounces-since = Since { $date }
bounces-review = to look at again on { $date }
bounces-now = to look at again now
bounces-release = Write to it again
bounces-released = The address is written to again, if no other reason speaks against it.
bounces-released-before = The address was already written to again.
bounces-left = { $count ->
    [one] { $count } more address is not shown.
   *[other] { $count } more addresses are not shown.
}
bounces-officer = Single addresses are for the data protection officer.
bounces-rules = When does an address count as one that does not work?
bounces-rule-hard = At once, if the server says that nobody has the mailbox, that it was closed, or that there is no such domain.
bounces-rule-soft = After three other signs within 14 days, such as a full mailbox or a server that cannot be reached.
bounces-rule-blocked = Never because a server refuses us or the mail itself: that is about us, not about the address.
bounces-rule-complaint = Who calls a mail unwanted is not asked again: it counts as an objection, at once.
bounces-rule-back = Until the person gives another address, says that it works, or the data protection officer lets it be written to again.
bounces-paused-bounces = Paused: too many addresses do not work
bounces-paused-bounces-text = At least 2% of the mails came back or were refused. Check where the addresses come from before you go on.
bounces-paused-complaints = Paused: too many people call it unwanted
bounces-paused-complaints-text = At least 1 in 1,000 readers called the mail unwanted. Find out why before you go on.
bounces-results = Did not arrive, by reason
bounces-results-complaints = Called unwanted

# For the person
bounces-person-title = Our mails to { $address } come back
bounces-person-why = Since { $date }: { $reason }.
bounces-person-own = Is the address right, and does it work again? Then say so. Otherwise give another one.
bounces-person-other = The address stands in your data. Please correct it there.
bounces-person-works = It works again
bounces-person-change = Give another address
bounces-person-see = See where it stands
bounces-person-noted = Thank you. We write to this address again.
bounces-fact-label = State of the address
bounces-fact-asking = Details checks
bounces-fact-source = This portal
bounces-fact-table = Mails to you
bounces-fact-bounced = Mails came back since { $date }: { $reason }. To be looked at again on { $review }.
bounces-fact-stopped = You asked on { $date } not to be asked whether your details are right.
bounces-fact-complained = You called our mail unwanted on { $date }; we do not ask again.
bounces-fact-until = As long as we hold this address
bounces-fact-reason = It follows from what the mail servers or you yourself said.
