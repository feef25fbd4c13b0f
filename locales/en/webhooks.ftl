# Webhooks of requests.

webhooks-nav = Webhooks
webhooks-title = Webhooks
webhooks-lead = A system of your company hears at once what happens to a request, without anything about the person.
webhooks-list = Systems that are told, and how many calls of the last month stand how
webhooks-name = System
webhooks-name-hint = For example: ticket system.
webhooks-name-wrong = Enter a name of at most 80 characters.
webhooks-url = Address
webhooks-url-hint = Begins with https://.
webhooks-url-wrong = Enter a web address of at most 500 characters.
webhooks-url-refused = This address may not be called from here: it is not https, leads into this machine or a private network, or is not among the places that the settings allow (outgoing.allow, outgoing.only).
webhooks-events = What it hears of
webhooks-events-wrong = Choose at least one event.
webhooks-event-request-created = A request arrived.
webhooks-event-request-changed = Its status or its last day changed.
webhooks-event-request-message = The person wrote. What they wrote is not told.
webhooks-event-request-closed = It is over.
webhooks-event-request-due-soon = Its last day is three working days away or less.
webhooks-none = No system is told
webhooks-none-text = Name one below. Until then a program can ask how requests stand, with a token.
webhooks-new = New webhook
webhooks-add = Make the webhook
webhooks-secret-made = Here is the secret
webhooks-secret-text = Calls are signed with it. Copy it now: it is shown this once.
webhooks-two-secrets = Two secrets sign
webhooks-two-secrets-text = The secret before the newest signs too until { $at }. Give the system the new one before then.
webhooks-since = Told since { $date }.
webhooks-listens = Hears of
webhooks-rotate = Make a new secret
webhooks-rotate-hint = The present one signs too for another day, so that no call is lost. One from before that stops at once.
webhooks-deliveries = Last calls
webhooks-deliveries-caption = The last 50 calls; what is over is kept for { $days } days
webhooks-event = Event
webhooks-request = Request
webhooks-at = Happened
webhooks-state = State
webhooks-state-waiting = Waiting
webhooks-state-delivered = Delivered
webhooks-state-failed = Given up
webhooks-attempts = { $count ->
    [0] Not tried yet.
    [one] Tried once.
   *[other] Tried { $count } times.
}
webhooks-next = The next try is at { $at }.
webhooks-again = Send again
webhooks-sent-again = It is sent again, under the same id.
webhooks-under-way = A call is under way. Look again in a few minutes.
webhooks-no-deliveries = Nothing happened yet
webhooks-no-deliveries-text = As soon as something happens to a request, the call is listed here.
webhooks-remove-title = Stop telling it
webhooks-remove-text = The system hears nothing more. What still waits is forgotten.
webhooks-remove = Remove the webhook
webhooks-removed = The webhook is removed.
