inbox-title = Inbox
inbox-lead = Mails that people wrote to us about their data. If one is a request, its month began when it arrived: read it and say what it is.
inbox-waiting = { $count ->
    [0] No mail waits
    [one] One mail waits in the inbox
   *[other] { $count } mails wait in the inbox
}
inbox-open = Open the inbox
inbox-more = The oldest { $count } are shown. The others follow as you go.
inbox-from = From
inbox-seems = Seems to be about
inbox-seems-nothing = Not clear from its words
inbox-arrived = Arrived
inbox-due = Due, if it is a request
inbox-read = Read
inbox-no-sender = An unreadable address
inbox-empty = No mail waits
inbox-empty-text = New mails appear here a few minutes after they arrive.
inbox-off = No mailbox is read
inbox-off-text = Name the mailbox to which people write in the section [inbox] of the settings, and its mails appear here.
inbox-aside-title = Not requests
inbox-aside-count = { $count ->
    [one] One mail
   *[other] { $count } mails
}
inbox-aside-text = These are kept for { $days } days in case one was a request after all.
inbox-why-aside = A colleague said that it is no request
inbox-why-automatic = A program wrote it by itself
inbox-trouble = The mailbox cannot be read since { $since }
inbox-trouble-unreachable = Nobody answers at the host and port of the section [inbox]. Whoever looks after the portal must have a look.
inbox-trouble-unprotected = The connection cannot be protected: the certificate does not fit the host, or the server offers no TLS. Whoever looks after the portal must have a look.
inbox-trouble-refused = The server refuses account or password. Whoever looks after the portal must have a look.
inbox-trouble-no-folder = The server has no such folder. Whoever looks after the portal must have a look.
inbox-trouble-broken = The server broke off. The next try is in two minutes.
inbox-mail = A mail
inbox-mail-lead = The address in a mail proves nothing. Who asks is checked in the case, as always.
inbox-subject = Subject
inbox-no-subject = No subject
inbox-no-text = There are no words in it.
inbox-words = What it says
inbox-files = Files
inbox-file-open = Open
inbox-left-title = Not all of this mail is here
inbox-left-text = The rest is in the mailbox, where the mail stays.
inbox-left-large = The mail is too large: only the beginning of its text was taken, and no file.
inbox-left-long = The text is too long: only its beginning was taken.
inbox-left-unreadable = Nothing of it can be read.
inbox-refused-empty = “{ $name }” is empty.
inbox-refused-large = “{ $name }” is larger than { $size } MB.
inbox-refused-many = “{ $name }” was left out: a request takes { $count } files.
inbox-refused-kind = “{ $name }” is of a kind that is not taken: only PDF, JPEG, PNG and plain text are.
inbox-refused-damaged = “{ $name }” is damaged.
inbox-request-title = It is a request
inbox-request-text = The case has the words and the files of the mail, counts from the day it arrived, and is yours. A confirmation goes to the address.
inbox-rights-hint = Ticked is what its words suggest.
inbox-make = Make it a request
inbox-case-title = It belongs to a case
inbox-case-text = The mail becomes a message of the person in the case. It must come from the address of that person.
inbox-case-reference = Reference of the case
inbox-case-do = Add it to the case
inbox-aside = It is no request
inbox-aside-hint = Advertising, a question for customer service, something for somebody else: it is kept for { $days } days and then deleted.
inbox-aside-do = Put it aside
inbox-no-case = No case has this reference
inbox-other-sender = This mail does not come from the address of the person of that case. What others write would be shown to that person as their own words: make it a request of its own, or write a note in the case.
inbox-added = The mail is in { $reference } now.
inbox-set-aside = Put aside. It is kept for { $days } days.
inbox-gone = Somebody said first what this mail is.
