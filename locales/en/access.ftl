# Taking the data along (C7): the page and the package.

access-title = Download my data
access-lead = Everything we hold about you, in one file: a page to read, and files for a machine.
access-prepare = Prepare everything
access-contents = What is in it
access-contents-page = A page that opens without the internet
access-contents-pdf = A document to print or file (PDF)
access-contents-json = Your data for another program (JSON, with its schema)
access-contents-csv = A table for each place where data are held (CSV)
access-contents-why = Why we hold it, who gets it, until when
access-preparing-title = We are preparing your file
access-preparing-text = This takes a minute at most. We also send you an email.
access-ready-title = Your file is ready
access-ready-text = It holds { $facts } facts and weighs { $size }. You can fetch it until { $until }.
access-wifi = It is large: better on Wi-Fi.
access-fetch = Download
access-missing-title = Not every system answered
access-missing-text = Not in the file yet: { $sources }. We ask there again every 15 minutes, and send you an email with another file, with everything, when it answers. Your request stays open until then; you do not have to do anything.
access-failed-title = Your file could not be prepared
access-failed-text = Nothing is lost and your data are safe. We have been told. You can try again.
access-expired-title = Your file has expired
access-expired-text = Files are kept for 7 days. Prepare a new one whenever you like.
access-again = Prepare a new file
access-gone = This file can no longer be fetched. Prepare a new one.
access-kilobytes = { $size } KB
access-megabytes = { $size } MB
access-until-unknown = No end is set
access-package-title = My data
access-package-lead = What { $company } holds about you, as of { $date }: { $count ->
    [one] { $count } fact
   *[other] { $count } facts
}.
access-paper-why = Why
access-paper-kept = Kept: { $until }
access-paper-basis = On what basis
access-package-none = Nothing is held about you.
access-package-missing = Not in this file, because the system did not answer or nobody could look there yet: { $sources }.
access-information = Why, who and until when
access-recipients = Who receives it
access-rights = Your rights
access-rights-text = You can have your data corrected, deleted or frozen, take them elsewhere, object, and take back consent. You can complain to { $authority }.
access-automated = Some decisions are made by a machine; the activities above say which.
access-not-automated = No decision about you is made by a machine alone.
access-files = The files beside this page
access-categories = Which data
access-transfers = Outside the European Union
access-transfers-lead = Some of your data goes there. What protects it stands beside each name; write to us for a copy.
access-kept = Kept
access-origin = Where it comes from
access-readme =
    My data, from { $company }

    index.html    open it in a browser; it needs no internet
    data.pdf      the same to print, file or listen to
    data.json     the same for a machine; schema.json says what it looks like
    csv/          a table for each place where data are held, for a spreadsheet
    SHA256SUMS    check with: sha256sum --check SHA256SUMS

    A cell that begins with an apostrophe would otherwise be read as a formula.
access-readme-missing = Not in this file, because the system did not answer or nobody could look there yet: { $sources }
