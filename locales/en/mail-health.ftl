# Mail health (A9): whether mails of the portal arrive.

mail-health-nav = Mail
mail-health-title = Mail health
mail-health-lead = Whether your mails arrive: what the DNS says about your sender, how the way to your mail server is protected, what waits, and what mail domains take.
mail-health-sender = Your mails come from { $sender }.
mail-health-stays = Mails do not leave yet: the setting mail.transport keeps them here. The DNS can be put right before they do.
mail-health-checks = Sender and mail server
mail-health-look = Look now
mail-health-look-again = Look again
mail-health-look-hint = It takes { $seconds } seconds at most. A change of the DNS can take some hours until others see it.
mail-health-looked = The DNS and the mail server were asked just now.
mail-health-never = Nobody has looked yet
mail-health-never-text = The button asks the DNS and your mail server. What they say stays here until somebody looks again.
mail-health-at = Last look: { $at }.
mail-health-all-well = All well.
mail-health-to-mend = { $count ->
    [one] One thing to mend.
   *[other] { $count } things to mend.
}
mail-health-unheard = { $count ->
    [one] One question was not answered in time. Look again.
   *[other] { $count } questions were not answered in time. Look again.
}
mail-health-verdict-good = All well
mail-health-verdict-advice = Works, could be better
mail-health-verdict-wrong = To mend
mail-health-verdict-silent = No answer
mail-health-verdict-left = Not looked at
mail-health-of-spf = SPF: who may send
mail-health-of-dkim = DKIM: the signature
mail-health-of-dmarc = DMARC: what becomes of forgeries
mail-health-of-mx = MX: where answers arrive
mail-health-of-ptr = PTR: the name of the mail server
mail-health-of-tls = TLS: the way to the mail server
mail-health-line = The line for your DNS (name, type, value)
mail-health-no-sender = The setting mail.from names no address that could be looked at.

mail-health-spf-none = { $about } has no SPF record, so many mailboxes take mails in your name for forgeries. Add this one.
mail-health-spf-several = { $about } has { $count } SPF records, and with more than one receivers heed none. Put this one in their place.
mail-health-spf-broken = “{ $term }” in the SPF record of { $about } means nothing, and receivers then heed none of it. This is the record without it.
mail-health-spf-lookups = The SPF record of { $about } asks the DNS { $count } times, and receivers give up after { $most }: { $costs }. Take out what you no longer send through; this is what the portal alone needs.
mail-health-spf-missing = The SPF record of { $about } includes { $include }, which has none; receivers then heed nothing of it. Take it out.
mail-health-spf-twice = The SPF record of { $about } includes { $include }, which has several; receivers then heed nothing of it. Take it out, or ask whose it is to mend it.
mail-health-spf-odd = The SPF record of { $about } includes { $include }, in which “{ $term }” means nothing; receivers then heed nothing of it. Take it out, or ask whose it is to mend it.
mail-health-spf-circle = The SPF record of { $about } comes back to { $include } by its own includes, so that receivers give up. Take that out.
mail-health-spf-everybody = The SPF record of { $about } lets everybody send in your name. This one ends with what others may not.
mail-health-spf-written = { $about } has one SPF record that can be read ({ $count } of { $most } look-ups). Whether it allows your mail server shows once mails leave through one.
mail-health-spf-allowed = { $about } lets { $server } send ({ $count } of { $most } look-ups).
mail-health-spf-inside = { $server } is in your own network. Through which address it sends on cannot be seen from here: that address must stand in the SPF record of { $about }.
mail-health-spf-forbidden = The SPF record of { $about } does not let { $server } send, so your mails can be taken for forgeries. This one does.
mail-health-spf-silent = The DNS did not answer in time about { $about }.

mail-health-dkim-unsigned = The portal does not sign mails. Make sure that your mail server does, for { $about }; or let the portal sign: mail.dkim_selector and mail.dkim_key.
mail-health-dkim-no-key = The key in mail.dkim_key cannot be read, so mails of { $about } cannot be signed.
mail-health-dkim-none = There is no key at { $name }, so nobody can check the signature of your mails. Add this one.
mail-health-dkim-several = There are { $count } keys at { $name }, and receivers may take the wrong one. Leave this one alone there.
mail-health-dkim-other = The key at { $name } is not the one that the portal signs with, so every signature fails. Put this one in its place.
mail-health-dkim-revoked = The key at { $name } was taken back, so every signature fails. Put this one in its place.
mail-health-dkim-unreadable = What stands at { $name } is no key, so every signature fails. Put this one in its place.
mail-health-dkim-weak = The key of { $about } has { $bits } bits, which receivers do not trust. Make one of 2048 bits under a new selector.
mail-health-dkim-testing = The key at { $name } says that it is being tried (t=y), and receivers then do not rely on it. This one does not say so.
mail-health-dkim-ed25519 = The key at { $name } is the right one. Some large mailboxes cannot check Ed25519 yet: an RSA key of 2048 bits is understood everywhere.
mail-health-dkim-short = The key of { $about } is the right one and has { $bits } bits. 2048 are advised today.
mail-health-dkim-same = The key at { $name } is the one that the portal signs with.
mail-health-dkim-silent = The DNS did not answer in time about the key of { $about }.

mail-health-dmarc-none = There is no DMARC record at { $name }; large mailboxes ask for one from whoever sends many mails. This one changes nothing yet and brings you reports.
mail-health-dmarc-several = There are { $count } DMARC records at { $name }, and with more than one receivers heed none. Leave this one alone there.
mail-health-dmarc-broken = The DMARC record at { $name } cannot be read, so receivers heed nothing of it. Put this one in its place.
mail-health-dmarc-unreported = The DMARC record at { $name } names nobody for reports, so you do not learn who sends in your name. This one does.
mail-health-dmarc-watching = The DMARC record at { $name } only watches (p=none). Once the reports show nobody you do not know, this one has forgeries put aside.
mail-health-dmarc-set = The DMARC record at { $name } says what becomes of forgeries ({ $policy }) and who gets the reports.
mail-health-dmarc-silent = The DNS did not answer in time about the DMARC record of { $about }.

mail-health-mx-none = { $about } has no server that takes mails, so answers and returned mails are lost, and some receivers refuse such a sender. Add this line with the name of your server.
mail-health-mx-address = { $about } has no MX record; mails go to the address of { $about } itself. Name the server that takes them.
mail-health-mx-refused = { $about } says that it takes no mails, so answers and returned mails are lost. Put this line in its place, with the name of your server.
mail-health-mx-lost = The server for mails to { $about } ({ $server }) has no address, so answers and returned mails are lost. Name one that has, such as:
mail-health-mx-there = Answers and returned mails to { $about } arrive at { $server }.
mail-health-mx-silent = The DNS did not answer in time about the mail servers of { $about }.

mail-health-ptr-no-address = { $about } has no address in the DNS.
mail-health-ptr-inside = { $about } is an address of your own network. Which one others see cannot be seen from here.
mail-health-ptr-none = { $about } has no name, and many receivers refuse mails from such an address. Whoever gave you the address (your hosting provider) can add this line.
mail-health-ptr-one-way = { $about } has the name { $name }, which does not lead back to it; many receivers refuse mails then. Add this line.
mail-health-ptr-confirmed = { $about } has the name { $name }, which leads back to it.
mail-health-ptr-silent = The DNS did not answer in time about the name of { $about }.

mail-health-tls-protected = The way to { $about }, port { $port }, is protected ({ $version }), and its certificate proves who answers.
mail-health-tls-plain = The way to { $about }, port { $port }, is not protected. The settings allow that on this machine only.
mail-health-tls-unreachable = Nobody answers at { $about }, port { $port }, so no mail leaves. Check mail.host and mail.port; a firewall may be in between.
mail-health-tls-strange = What answers at { $about }, port { $port }, does not begin as a mail server does. Check mail.port and mail.tls: 587 with “starttls”, 465 with “required”.
mail-health-tls-not-offered = { $about }, port { $port }, does not offer STARTTLS, so no mail leaves. Try mail.port = 465 with mail.tls = "required".
mail-health-tls-untrusted = The certificate of { $about }, port { $port }, does not prove who answers, so no mail leaves. Write the name that stands in it, or have it renewed.
mail-health-tls-too-old = { $about }, port { $port }, offers no version of TLS that is safe (1.2 or 1.3), so no mail leaves.
mail-health-tls-silent = { $about }, port { $port }, was not found in time.

mail-health-test = Test mail
mail-health-test-lead = It goes to your own address and to nobody else. Look where it lands, and whether the mail program shows a warning.
mail-health-test-send = Send me a test mail
mail-health-test-waits = The test mail is on its way to the mail server.
mail-health-test-left = The mail server took the test mail. Look into your mailbox, and into the folder for unwanted mails.
mail-health-test-failed = The test mail did not leave, or is not known any more.
mail-health-test-again = See whether it left

mail-health-queue = What waits to leave
mail-health-lanes = Mails that wait now, and what failed in the last 24 hours
mail-health-lane = Mails
mail-health-lane-signin = Sign-in mails
mail-health-lane-default = All other mails
mail-health-lane-campaign = Campaigns
mail-health-waiting = Wait
mail-health-since = The oldest since
mail-health-failed = Failed
mail-health-failed-since = The first at
mail-health-unknown = Outcome unknown
mail-health-late = Too long
mail-health-empty = –
mail-health-domains = What mail domains take
mail-health-domains-caption = The last 24 hours, by the domain of the address
mail-health-domains-hint = A domain is named once ten different addresses at least were written to there; that of one person would say who it is.
mail-health-domain = Domain
mail-health-accepted = Taken
mail-health-delayed = Put off
mail-health-refused = Refused
mail-health-slowed = Slowed down
mail-health-slowed-until = until { $time }
mail-health-slowed-no = no
mail-health-other-domains = { $count ->
    [one] One other domain
   *[other] { $count } other domains
}
mail-health-no-domains = No mail left in the last 24 hours
mail-health-no-domains-text = As soon as one does, the domains are listed here.
