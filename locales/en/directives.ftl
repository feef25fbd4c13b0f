# After somebody's death: the directives of a customer, the form of who comes then, the desk.

directives-link = After my death
directives-title = After my death
directives-lead = Say who may come to us when you have died, what that person receives, and what else shall happen to your data. You can change it or take it back at any time.
directives-none = You have said nothing yet. Then your heirs may ask for what settling your estate needs, and have your account closed. Nothing more.
directives-standing = What you decided on { $since }
directives-named = Who may come
directives-receives = What they receive
directives-nothing = No data
directives-words = What else shall happen
directives-revoke = Take this back
directives-change = Change it
directives-name = First and last name of the person
directives-name-hint = As it stands in their papers: this is how we recognise them.
directives-reach = How can this person be reached?
directives-reach-hint = A postal address, an email address or a telephone number. It helps us to be sure.
directives-categories = What may this person receive?
directives-categories-hint = They get a copy of what you tick, and of nothing else.
directives-wish = What else shall happen?
directives-wish-hint = For example: close my account, or delete my messages.
directives-save = Save my decision
directives-empty = Tick what this person receives, or write what shall happen.
directives-saved = We keep your decision. Only you can read it while you live.
directives-revoked = It is taken back. We keep nothing of it.
directives-law = Article 85 of the French Data Protection Act of 6 January 1978.

deceased-title = After somebody’s death
deceased-lead = We are sorry for your loss. Here you ask us what you need to settle an estate, to close an account, or to carry out what the person decided.
deceased-link = For someone who has died: ask here
deceased-right = What do you ask for?
deceased-hint-estate = As an heir. Orders, invoices and what else the estate needs, and no more: private messages stay private.
deceased-hint-closure = As an heir. No more mail, and nobody uses the data any longer.
deceased-hint-directives = If the person named you in their decisions with us. You receive what they decided.
deceased-about = Name of the person who has died
deceased-address = Their email address, if you know it
deceased-address-hint = It helps us to find the file. We do not write to it.
deceased-proof = As an heir, please show us a notary’s deed (acte de notoriété) or the family record book (livret de famille), and who you are. We look at it and keep no copy.

outside-ask-proof = We are sorry for your loss. To go on, we need one document that shows that you are an heir: a notary’s deed (acte de notoriété) or the family record book (livret de famille). Please show it in our shop or send it by post; tell us here when you have. We keep no copy. If the person named you in their decisions with us, say so instead.

staff-estate-ask = Ask for the proof
staff-estate-ask-text = The person is asked for a notary’s deed or the family record book. Asked within three working days, the time until their answer counts.
staff-estate-matched = The directives of { $since } name this person.
staff-estate-other = There are directives of { $since }. They do not name this person: as an heir they can ask for what settles the estate.
staff-estate-no-directives = No directives are known under this address.
staff-estate-wish = What the person decided
staff-estate-receives = The person named receives
staff-estate-nothing = No data
staff-estate-choose = What does settling the estate need?
staff-estate-choose-hint = Only these categories can be sent (“estate” in the record). Tick what is needed, and no more.
staff-estate-none = The record names no category that settling an estate needs: mark one with “estate = true”.
staff-estate-send = Allow the download of these
staff-estate-serve = Carry out: allow the download
staff-estate-sent = Allowed. Once you have answered, they can download it for seven days, with their code.
staff-estate-given = What they can download
staff-refused-unproven = Not before the proof: a notary’s deed or the family record book, or directives that name this person.
staff-refused-not-named = No directives under this address name this person. Look at the name and the address, or take another proof.
staff-refused-beyond = Settling the estate does not need this: it cannot be sent.
staff-proof-how = What did they show?
staff-rung-notoriety = A notary’s deed (acte de notoriété), and who they are
staff-rung-family-book = The family record book (livret de famille), and who they are
staff-rung-directives = The directives name them, and they showed who they are
staff-rung-hint-notoriety = Look at it, and keep no copy.
staff-rung-hint-family-book = Look at it, and keep no copy.
staff-rung-hint-directives = The portal compares the name with the directives under the address below.

estate-download = Download the data
estate-download-text = What you may have is ready until { $until }: a page, a PDF and tables, with nothing else in it.
estate-over = The seven days for the download are over. Ask us again, and we allow it once more.
