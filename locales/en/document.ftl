# Redaction of documents: files of a case of which passages are hidden.

document-legend = Passages hidden in this document
document-legend-lead = { $company } gives you this document on { $date }. Black boxes hide what you may not read. Everything else is as in the original; pages are pictures, so that nothing lies under the boxes.
document-legend-line = { $why } ({ $count } ×)
document-legend-remedy = You can complain to { $authority } and go to court.
document-legend-contact = Questions about the hidden passages: { $contact }
document-encrypted = This PDF is protected by a password. Save it without protection, then add it again.
document-damaged = This document cannot be read: it is damaged. Open it, save it or print it as a new PDF, then add that.
document-long = This document has more than { $count } pages. Split it, then add the parts.
document-large = This document takes too much work or memory. Split it, or print it as a new PDF with smaller pictures, then add that.
document-kind = Only PDF documents and PNG or JPEG pictures can be redacted. Print a text as PDF, then add that.
document-unwritten = The copy could not be written, and nothing is kept of it. The original is unchanged. Tell whoever runs this portal.

staff-documents = Documents for the person
staff-documents-text = Add a document that the company holds, such as a ticket or a letter. The person does not see it until you give it, as it is or with passages hidden. What stays here ends with the case.
staff-documents-none = No document yet.
staff-documents-hidden = Document that waits for a second person
document-add = Add a document
document-add-do = Add it
document-added = Added. The person does not see it yet.
document-none = Choose a PDF, a PNG or a JPEG first.
document-removed = Taken out of the case.
document-remove = Take out of the case
document-redact = Hide passages
document-go-on = Go on hiding passages
document-see-proof = See the copy and its proof
document-check = Check this copy
document-open-copy = Open the copy
document-give = Give it as it is
document-give-copy = Give the copy to the person
document-stage-none = Only at the desk
document-stage-open = { $count ->
    [0] Nothing is hidden yet
    [one] One passage or box is hidden
   *[other] { $count } passages or boxes are hidden
}
document-stage-proven = The copy waits for a second person
document-stage-released = The copy can be given
document-stage-given = The person has the copy
document-locked = The document itself is not given any more: passages in it are hidden.
document-title = Hide passages
document-lead = Find words, or draw boxes. Nothing is hidden for good before you make the copy; until then every mark can be taken back.
document-page = page { $page }
document-matches = { $count ->
    [one] Found in one place
   *[other] Found in { $count } places
}
document-matches-none = These words are nowhere in the text
document-matches-none-text = Look at the pages: words in a picture are no text. Hide them with a box.
document-matches-many = These are the first { $count } places. Hide them, then look for the rest.
document-unseen = (cannot be seen on the page)
document-mark-ticked = Hide the ticked places
document-suggestions = What may be somebody else’s
document-suggest-known = Hidden from this person already
document-suggest-email = E-mail addresses
document-suggest-telephone = Telephone numbers
document-suggest-account = Bank accounts
document-suggest-line = { $text } ({ $count } ×)
document-mark-suggested = Hide what is ticked
document-box = A box
document-box-new = Hide a part of the page
document-box-text = In percent of the page, from its left and upper edges.
document-left = From the left
document-top = From the top
document-width = Width
document-height = Height
document-box-do = Hide this part
document-percent = Write a number from 0 to 100.
document-percent-more = Write a number above 0, up to 100.
document-no-page = This page is not there. Open the document again.
document-many-marks = A document has { $most } marks at most. Take some back, or split the document.
document-picture-alt = Page { $page } as a picture
document-as-it-is = The page as it is
document-text = Text of this page
document-text-none = This page has no text: it is a picture. Words in it are found by nobody but you. Hide them with boxes.
document-unnamed = { $count ->
    [one] One word of this page does not say what its letters are. Look for it with your own eyes.
   *[other] { $count } words of this page do not say what their letters are. Look for them with your own eyes.
}
document-marks = Hidden so far
document-marks-none = Nothing yet.
document-mark-line = { $reason }, { $count } ×, page { $pages }
document-unmark = Show it again
document-marked = Hidden { $times } times. You can take it back until you make the copy.
document-unmarked = Not hidden any more.
document-preview = Preview
document-preview-title = How the copy will look
document-preview-lead = Look at every page: is all that must stay hidden behind a box, and nothing else? Pages become pictures; the text that is left can still be searched and read aloud. A last page says why passages are hidden, and where to complain.
document-preview-lead-picture = Is all that must stay hidden behind a box, and nothing else? The picture is made anew, with nothing besides it.
document-preview-two = Then a second person looks at the copy before it can be given.
document-do = Make the copy and prove it
document-no-marks = Nothing is hidden. Go back and mark what the person may not read.
document-left-over = Nothing is kept of the copy: hidden words were still found in it. Go back, look for them in another spelling, and hide every place.
document-shows = Nothing is kept of the copy: a box in it let something through. Take the box back and draw it larger.
document-proven = The copy is made, and nothing that is hidden was found in it.
document-proof-title = The copy and its proof
document-proof-zero = Found in the copy: 0
document-proof-lead = The copy was read again, as whoever receives it could.
document-proof-words = Hidden words and passages looked for
document-proof-parts = Parts of the file searched
document-proof-parts-hint = its pages, texts, unpacked streams, and all of its bytes
document-proof-boxes = Boxes of one colour
document-proof-pages = Pages made anew
document-proof-gone = Not taken over from the document
document-proof-gone-text = Text under the boxes, text that cannot be seen, notes, attachments, metadata, thumbnails
document-proof-why = Reasons
document-proof-sha = SHA-256 of the copy
document-second = A second person looks at it
document-second-text = Is all that must stay hidden behind a box, and nothing else? Another colleague hid these passages; you decide whether the person receives the copy.
document-second-yes = It can be given
document-second-no = Send it back
document-second-waits = Another colleague must look at the copy before you can give it.
document-released = The copy can be given now.
document-sent-back = Sent back. The copy is deleted, the marks stay.
document-reopen = Change what is hidden
document-reopened = The copy is deleted. Change the marks, then make another.
document-given = Given. The person finds it with their request, and was told by mail.
document-outside = Whoever asks does not sign in. Open the copy and send it as you agreed, then note it here.
document-given-text = We added this document to your request: { $name }
document-name = Document
document-copy-name = { $name } (passages hidden)
document-name-hidden = The name of the document has words that are hidden from the person. Save it under another name, then add it again.
staff-refused-step = Somebody went on with this document meanwhile. Open it again.
request-seen-document = a document for you
