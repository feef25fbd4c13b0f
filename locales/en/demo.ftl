# Pages that only the demo has.

demo-notice = Demo: this shop and everyone in it are invented. No email leaves this machine.
demo-title = Try it
demo-lead = { $company } is an invented shop with { $people ->
    [one] { $people } customer
   *[other] { $people } customers
}. Everything you do here is done for real, in its database.
demo-mailbox-link = Open the mailbox
demo-start-link = Open the start page
demo-steps = Five things to try
demo-step-1 = Sign in as Camille. The code arrives in the mailbox.
demo-step-2 = Change the phone number, then undo it.
demo-step-3 = Stop the newsletter under “My choices”.
demo-step-4 = Download everything and open the page in the archive.
demo-step-5 = Delete everything, let the days pass, and look again.
demo-look = To see the shop’s database beside it:
demo-personas = Customers to sign in as
demo-persona-email = Email address
demo-persona-go = Sign in
demo-persona-everything = A loyal customer: orders, a refund, invoices, questions to customer service, newsletter, offers by text message.
demo-persona-household = Shares a postal address with Marius. Deleting one leaves the other’s address alone.
demo-persona-housemate = Shares a postal address with Louise.
demo-persona-former = Has ordered nothing for more than three years.
demo-persona-two-addresses = Has two email addresses; the first was typed with capitals. Either opens the same data: aicha.atelier@poste.example
demo-persona-english = Reads English.
demo-persona-long-name = A very long name and address, to see that pages hold them.
demo-persona-newsletter-only = Reads the newsletter and never bought anything.
demo-unknown = Any other address works too: one we do not know gets a mail that says we hold nothing.
demo-staff = Colleagues to sign in as
demo-staff-lead = Each needs a password and the code of a second factor, which changes every 30 seconds. Load this page again for a new one.
demo-staff-password = Password
demo-staff-code = Code now
demo-staff-go = Sign in as a colleague
demo-staff-support = Answers requests, case by case.
demo-staff-marketing = Plans the yearly check of details. A second person must approve it.
demo-staff-dpo = Data protection officer: requests, refusals, the record, the audit log.
demo-staff-admin = Runs the portal; sees no customer’s data.
demo-staff-archivist = Opens the archive of what a law keeps, one person at a time and for a reason.
demo-clock = Time
demo-clock-now = For the portal it is { $moment }.
demo-clock-text = Deadlines, expiry dates and the days to change one’s mind follow this clock. It can only go forward.
demo-clock-day = Let a day pass
demo-clock-moved = A day has passed. What was due is being done.

mailbox-title = Mailbox of the demo
mailbox-lead = Every mail the portal has sent to anyone, newest first. They stay in a folder on this machine.
mailbox-empty = No mail yet
mailbox-empty-text = Ask for a sign-in code, and it lands here.
mailbox-again = Look again
mailbox-to = To { $address }
mailbox-back = Back to the mailbox
mailbox-demo = Back to “Try it”
mailbox-more = Only the newest { $count } are shown.
mail-to = To
mail-date = Sent
mail-view-html = As most mail programs show it
mail-view-text = As text
mail-view-headers = All headers
