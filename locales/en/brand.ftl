# The company's look (A8).

brand-nav = Look
brand-title = Look
brand-lead = Your colour on every page and in every mail, your logo on every page. What you choose shows at once.
brand-colour = Colour
brand-accent = Your colour
brand-accent-hint = For example #0b5a63. Leave it empty for the colour that the portal comes with.
brand-colour-save = Use this colour
brand-colour-done = The colour is in use.
brand-wrong-colour = Write the colour as six digits or letters from a to f, for example #0b5a63
brand-standard = The portal shows the colour it comes with.
brand-on-light = On light pages
brand-on-dark = On dark pages
brand-sample-button = Button
brand-sample-link = A link
brand-sample-label = A button and a link in { $colour }
brand-changed = { $typed } is hard to read here. The portal uses { $colour }, the nearest that everybody can read: contrast { $contrast } to 1 (4.5 is the least).
brand-unchanged = { $colour } as you chose it: contrast { $contrast } to 1 (4.5 is the least).
brand-logo = Logo
brand-no-logo = Pages show the name “{ $company }”.
brand-logo-file = A file with your logo
brand-logo-hint = SVG, PNG or JPEG, { $size } MB at most. It is shown 160 by 40 pixels at most; of an SVG only shapes stay: turn its words into paths first.
brand-logo-save = Use this logo
brand-logo-done = The logo is in use.
brand-logo-remove = Show the name instead
brand-logo-removed = Pages do not show your logo any more.
brand-logo-missing = Choose a file
brand-logo-large = Choose a file of { $size } MB at most, with fewer shapes
brand-logo-unreadable = Choose an SVG, PNG or JPEG file; this one cannot be read
brand-logo-empty = Nothing is drawn in this file but words or pictures. Turn its words into paths and try again
brand-again = Somebody else chose a look at the same moment. Look at it and try again.

# The company's own words (A8).
texts-nav = Texts
texts-title = Texts and languages
texts-lead = Words of your own, in each language. What you write shows at once. Leave a field empty for the words that the portal comes with.
texts-service = Name of the service
texts-service-about = At the head of every page, beside your name. The portal says “Your data”.
texts-welcome = Welcome
texts-welcome-about = On the start page, below the heading: one or two sentences in your own tone.
texts-help = How to reach a person
texts-help-about = On the help page: opening hours, a phone number, a shop to visit.
texts-legal = Legal information
texts-legal-about = On the legal page: what the law of your country asks of a publisher, such as a register number, a VAT number, who answers for the content.
texts-hint = { $most } characters at most. An empty line begins another paragraph.
texts-save = Save these words
texts-done = The words are in use.
texts-too-long = Shorten it: { $most } characters at most
texts-odd = Take out what is no text: there is a control character in it
texts-languages = What each language lacks
texts-languages-lead = The portal’s own words are whole in every language it speaks. Yours, the record’s and the sources’ are counted here.
texts-on = Offered
texts-off = Not offered
texts-whole = Nothing is lacking.
texts-lacks = People who read this language see another one where words are lacking.
texts-before-on = Write what is lacking first, then offer it: add “{ $code }” to languages in habeas.toml and start the portal again.
texts-share = { $said } of { $all } texts ({ $percent } %)
texts-share-none = nothing to say
texts-share-own = Your own words
texts-share-record = The record
texts-share-sources = The sources
texts-lacking = What is lacking: { $origin }
texts-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
