# Words around every page: navigation, fields, statuses, errors.

service-name = Your data
skip-link = Skip to main content
title-error = Error:
notice-label = Service notice
language-label = Language
nav-label = Main menu
nav-my-data = My data
nav-my-choices = My choices
nav-download = Download
nav-requests = My requests
nav-help = Help
section-requests = Requests
section-mailings = Mailings
section-record = Record
section-breaches = Breaches
section-archive = Archive
section-system = System
sign-out = Sign out
back = Back
crumbs-label = You are here
print = Print this page
copy = Copy
copied = Copied
check-again = Check again

foot-label = About this service
foot-help = Help
foot-privacy = Privacy notice
foot-accessibility = Accessibility: not compliant
foot-legal = Legal information
foot-line = { $company } answers for the data shown here.
display-label = Display
display-system = Same as my device
display-light = Light
display-dark = Dark
display-save = Save

session-title = You will be signed out soon
session-text = You have not used this page for a while. You will be signed out in less than 5 minutes, so that nobody else can read your data. What you have not sent is not saved.
session-stay = Stay signed in
session-close = Close

# Fields
field-required = (required)
field-optional = (optional)
error-prefix = Error:
error-summary-title = There is a problem
date-hint = For example, 12/03/2026
error-required = Fill in this field
error-too-long = { $max ->
    [one] Use { $max } character at most
   *[other] Use { $max } characters at most
}
error-email = Enter an email address in the form name@example.com
error-code = Enter the 6 digits of the code
error-phone = Enter a phone number, for example +33 6 12 34 56 78
error-date = Enter a date in the form day/month/year, for example 12/03/2026
error-choice = Choose one of the answers
error-form-expired = This page was open for too long. Check your answers and send them again.

# Banners
banner-info = Information
banner-success = Done
banner-warning = Please note
banner-danger = Problem
undo = Undo

# Facts
fact-new = New
fact-empty = Nothing held
fact-hidden = Hidden: sensitive
fact-basis = Why we may hold it:
fact-source = Where it is held:
fact-recipients = Shared with
fact-until = Kept until
fact-nobody = nobody outside the company

basis-contract = Needed for your contract
basis-consent = You agreed
basis-legal-obligation = Required by law
basis-legitimate-interest = We need it to run our business, and you can object
basis-vital-interest = To protect someone’s life
basis-public-task = A task of public interest

erase-goes = Goes now
erase-stays = Kept, because the law says so
erase-nothing = Nothing to delete
erase-none = Nothing in this column.

recipient-role = Role
recipient-purpose = What for
recipient-country = Country
recipient-since = Since
recipient-contact = Contact
role-processor = Works for us, on our orders
role-controller = Decides for itself what to do with the data
role-authority = Public authority

# The six public statuses
status-received = Received
status-waiting = Waiting for you
status-in-progress = In progress
status-ready = Ready
status-closed = Closed
status-refused = Refused in part or in full
step-done = (done)
due-overdue = Late:
due-soon = Due soon:
due-ok = On time:
due-paused = Paused:

filter-label = Filter
filter-apply = Apply
filter-remove = Remove the filter
pages-label = Pages
pages-previous = Previous
pages-next = Next
pages-of = Page { $page } of { $pages }
chart-count = Number
chart-csv = Download these figures (CSV)

# Months, for dates in words
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-long = { $month } { $year }
amount = { $whole }.{ $rest } { $currency }
date-long = { $day } { $month } { $year }
date-time = { $date } at { $time }

