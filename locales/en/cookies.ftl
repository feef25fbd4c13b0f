# The cookie banner of the company's own site; whose browsers they are; how it is installed.

cookies-title = Cookies
cookies-intro = With your agreement, { $company } and those named here keep or read information on your device, for these purposes:
cookies-effect = “Accept all” allows all of it, “Refuse all” none of it; nothing else about this site changes. Your choice is kept for six months, and you can change it at any time with the cookie button.
cookies-accept = Accept all
cookies-refuse = Refuse all
cookies-choose = Choose
cookies-save = Save my choice
cookies-close = Close without changing anything
cookies-reopen = Cookies: see or change my choice
cookies-necessary = Always there, because the site needs it:
cookies-signal = Your browser says that you refuse (Global Privacy Control), and that counts here. You can still choose otherwise.
cookies-frame = This content needs your agreement:
cookies-frame-show = Agree and show
cookies-number = The number of your choices:
cookies-tie = Add them to my account
cookies-link-who = Who and which cookies
cookies-link-privacy = Privacy notice
cookies-link-legal = Legal information
cookies-line = { $name }: { $purpose }. { $who }; { $life }.
cookies-life-session = until the browser is closed
cookies-life-years = { $count ->
    [one] 1 year
   *[other] { $count } years
}
cookies-life-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
cookies-life-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

cookies-mine = My choices of cookies
cookies-mine-link = Cookies on our site
cookies-mine-lead = On our site you choose without saying who you are. If you add a browser here, you keep the proof of what you chose in it.
cookies-mine-change = A choice is changed on the site itself, with the cookie button at the bottom of each page, in the browser in which it was made.
cookies-mine-sites = Our sites:
cookies-mine-none = No browser is added
cookies-mine-none-text = Open the cookie button on our site: it shows the number of your choices. Copy it into the field below.
cookies-mine-browser = A browser on { $site }
cookies-act-all = Everything was accepted on { $at }.
cookies-act-some = Chosen one by one on { $at }.
cookies-act-none = Everything was refused on { $at }.
cookies-act-gpc = Refused by the signal of the browser (Global Privacy Control) on { $at }.
cookies-said-given = Accepted on { $at }
cookies-said-refused = Refused on { $at }
cookies-said-withdrawn = Withdrawn on { $at }
cookies-said-words = The words shown (version { $version })
cookies-add = Add a browser
cookies-add-number = Number of your choices
cookies-add-number-hint = 32 letters and digits, shown by the cookie button of our site under “Choose”
cookies-add-button = Add
cookies-remove = Remove this browser
cookies-now-tied = The browser is added.
cookies-now-untied = The browser is removed. What was chosen in it stays as it is, and no longer leads to you.
cookies-number-unknown = We know no such number, or it belongs to another account. Check the 32 letters and digits.
cookies-number-too-many = You have added 20 browsers. Remove one first.

notice-cookies = Cookies on our site
notice-cookies-lead = What our own site keeps in your browser, or reads from it. Where it says so, only with your agreement.
notice-cookies-asked = only if you agree
notice-cookies-untold = without asking, because the site needs it

cookies-nav = Cookie banner
cookies-install = The cookie banner of your site
cookies-install-lead = It asks what the approved record says, stores and loads nothing before a choice, and writes each choice into the consent ledger.
cookies-install-no-site = No site is named yet
cookies-install-no-site-text = Write the origins of your sites into the settings and restart: other sites are refused.
cookies-install-nothing = The record has no cookies to ask about
cookies-install-nothing-text = Add each cookie of your site to the record, with the activity that needs it. Activities that rest on consent are asked about; the others are only told of.
cookies-install-record = To the record
cookies-install-sites = Your sites
cookies-install-step-script = 1. Put the banner on every page
cookies-install-step-script-text = One line in the head of each page. The page is shown without waiting for it.
cookies-install-step-inline = Or, if nothing at all may wait
cookies-install-step-inline-text = A slow portal delays the end of loading (the “load” event) with the line above. It does not with this one, which holds a line of code: allow it by a nonce, or by this hash in script-src:
cookies-install-step-policy = 2. If your site has a content policy
cookies-install-step-policy-text = Add the portal to script-src and connect-src. The banner needs no inline style and no eval.
cookies-install-step-mark = 3. Mark what must wait
cookies-install-step-mark-text = Give each script the type text/plain and the id of its purpose, and each frame data-src in place of src. They start once that purpose is agreed to, and not any more with the next page after a withdrawal. Several purposes stand side by side, separated by spaces; all are needed then. A nonce is handed on, data-type becomes the type.
cookies-install-step-open = 4. A link in your footer, if you like
cookies-install-step-open-text = Any element with this attribute opens the banner, beside the cookie button that is always there.
cookies-install-asked = What visitors are asked
cookies-install-id = Purpose id
cookies-install-untold = What they are not asked about
cookies-install-hash = This banner has the hash { $hash }. When its words, purposes or cookies change, so does the hash, and everybody is asked again.
