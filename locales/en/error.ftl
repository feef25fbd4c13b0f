# Pages shown when a request is refused or fails: what happened, is my data safe, what now.
error-400-title = We could not read this request
error-400-what = Part of what your browser sent was missing or damaged.
error-400-safe = Nothing was changed.
error-400-next = Go back, check what you typed and send it again.

error-403-title = You may not open this page
error-403-what = This page is for someone else, or your session has changed.
error-403-safe = Nothing was shown and nothing was changed.
error-403-next = Sign in again, or go back to the start.

error-404-title = This page does not exist
error-404-what = The address may be mistyped, or the page may have moved.
error-404-safe = Nothing was changed.
error-404-next = Check the address, or go back to the start.

error-405-title = This page cannot be used this way
error-405-what = Your browser asked for something this page does not do.
error-405-safe = Nothing was changed.
error-405-next = Go back and use the buttons on the page.

error-409-title = Something changed in the meantime
error-409-what = The same information was changed elsewhere while you were here.
error-409-safe = Your change was not saved, so that nothing is overwritten.
error-409-next = Open the page again to see what is there now, then try again.

error-410-title = This link no longer works
error-410-what = It has expired, was already used, or a newer one replaced it.
error-410-safe = Nothing was changed.
error-410-next = Go back to the start and ask for a new one.

error-413-title = What you sent is too large
error-413-what = A file or a text is larger than this service accepts.
error-413-safe = Nothing was saved.
error-413-next = Choose a smaller file, or shorten your text.

error-429-title = Too many attempts
error-429-what = There were too many attempts in a short time. This limit protects your data.
error-429-safe = Nothing is blocked for good.
error-429-next = Wait a little, then try again.

error-500-title = Something went wrong on our side
error-500-what = We could not finish what you asked. The team can find the cause with the reference below.
error-500-safe = Your data is safe. What was not finished was undone.
error-500-next = Try again in a few minutes. If it happens again, tell us the reference.

error-503-title = The service is not available right now
error-503-what = We are working on it, or too many people are here at once.
error-503-safe = Your data is safe and your requests keep their dates.
error-503-next = Try again in a few minutes.
error-retry = You can try again { $when }.
error-reference = Reference:
error-home = Go to the start page
error-help = Help and contact
