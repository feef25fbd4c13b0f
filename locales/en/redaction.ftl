# Hiding words that concern somebody else: the desk, what the person reads instead, the letter.

redaction-title = Hide what concerns somebody else
redaction-lead = Find a name or a passage in everything that is held. The person then receives the rest, and reads why.
redaction-words = Words to find
redaction-words-hint = Such as a neighbour’s name. Capitals and accents do not matter.
redaction-find = Find them all
redaction-found = { $count ->
    [one] Found in one place
   *[other] Found in { $count } places
}
redaction-nothing = These words are nowhere
redaction-nothing-text = Nothing that is held about the person has them. Try a part of the name.
redaction-down = Not every source answered
redaction-down-text = What these hold is not searched. If you hide the words now, they are hidden there too; look again when it answers.
redaction-here = { $count ->
    [one] Hide it here
   *[other] Hide it here, { $count } times
}
redaction-original = As it is
redaction-result = As the person reads it
redaction-why = Why may the person not read this?
redaction-reason-third-party = It concerns another person
redaction-reason-trade-secret = It is a trade secret
redaction-reason-legal-advice = It is advice of a lawyer
redaction-reason-security = It would weaken our security
redaction-then = The words are hidden at once: on the person’s pages, in every package and in letters. The answer says so, with the remedies.
redaction-do = Hide the ticked places, and prove it
redaction-made = Hidden { $times } times. Proof: none of it is left in the { $files } files of a package.
redaction-undone = The words are shown again.
redaction-short = Write at least { $count } characters.
redaction-none-ticked = Tick at least one place.
redaction-left = Not hidden: the words would still stand in “{ $place }”, also where nothing can be hidden. Choose a longer passage.
redaction-restricted = The data are restricted: they may not be looked at for this.
redaction-marks = Hidden from the person
redaction-mark-line = { $reason }, { $at }, { $name }
redaction-undo = Show it again
staff-refused-hidden = Your text has words that you hid from the person. Take them out.

redaction-mark = [hidden]
redaction-mark-third-party = [hidden: another person]
redaction-mark-trade-secret = [hidden: trade secret]
redaction-mark-legal-advice = [hidden: legal advice]
redaction-mark-security = [hidden: security]
redaction-why-third-party = It concerns another person, whose rights it would harm (Art. 15(4) GDPR).
redaction-why-trade-secret = It is a trade secret (Art. 15(4) GDPR).
redaction-why-legal-advice = It is advice of a lawyer, which is confidential.
redaction-why-security = It would weaken the protection of data (Art. 32 GDPR).
redaction-locked = A part of it is hidden. To have it corrected, write to us.
redaction-notice = Some passages are hidden. { $why } You can complain to { $authority } and go to court.
letter-redacted = You receive everything but some passages, which are hidden. { $why } In this part we refuse your request.
