# Masquer ce qui concerne quelqu'un d'autre : le traitement, ce que la personne lit à la place, la lettre.

redaction-title = Masquer ce qui concerne quelqu’un d’autre
redaction-lead = Cherchez un nom ou un passage dans tout ce qui est conservé. La personne reçoit le reste et lit pourquoi.
redaction-words = Mots à chercher
redaction-words-hint = Par exemple le nom d’un voisin. Majuscules et accents ne comptent pas.
redaction-find = Les trouver tous
redaction-found = { $count ->
    [one] Trouvé à un endroit
   *[other] Trouvé à { $count } endroits
}
redaction-nothing = Ces mots ne sont nulle part
redaction-nothing-text = Rien de ce qui est conservé sur la personne ne les contient. Essayez une partie du nom.
redaction-down = Une source n’a pas répondu
redaction-down-text = Ce qui s’y trouve n’est pas cherché. Si vous masquez les mots maintenant, ils y sont masqués aussi ; cherchez de nouveau quand elle répond.
redaction-here = { $count ->
    [one] Masquer ici
   *[other] Masquer ici, { $count } fois
}
redaction-original = Tel quel
redaction-result = Tel que la personne le lit
redaction-why = Pourquoi la personne ne peut-elle pas le lire ?
redaction-reason-third-party = Cela concerne une autre personne
redaction-reason-trade-secret = C’est un secret des affaires
redaction-reason-legal-advice = C’est le conseil d’un avocat
redaction-reason-security = Cela affaiblirait notre sécurité
redaction-then = Les mots sont masqués aussitôt : sur les pages de la personne, dans toute copie et dans les lettres. La réponse le dit, avec les recours.
redaction-do = Masquer les endroits cochés, et le prouver
redaction-made = Masqué { $times } fois. Preuve : il n’en reste rien dans les { $files } fichiers d’une copie.
redaction-undone = Les mots sont de nouveau lisibles.
redaction-short = Écrivez au moins { $count } caractères.
redaction-none-ticked = Cochez au moins un endroit.
redaction-left = Rien n’est masqué : les mots resteraient dans « { $place } », là aussi où rien ne se masque. Choisissez un passage plus long.
redaction-restricted = Le traitement est limité : ces données ne peuvent être consultées pour cela.
redaction-marks = Masqué pour la personne
redaction-mark-line = { $reason }, { $at }, { $name }
redaction-undo = Le montrer de nouveau
staff-refused-hidden = Votre texte contient des mots que vous avez masqués. Retirez-les.

redaction-mark = [masqué]
redaction-mark-third-party = [masqué : une autre personne]
redaction-mark-trade-secret = [masqué : secret des affaires]
redaction-mark-legal-advice = [masqué : conseil d’un avocat]
redaction-mark-security = [masqué : sécurité]
redaction-why-third-party = Cela concerne une autre personne, aux droits de laquelle cela porterait atteinte (art. 15, § 4 du RGPD).
redaction-why-trade-secret = C’est un secret des affaires (art. 15, § 4 du RGPD).
redaction-why-legal-advice = C’est le conseil d’un avocat, qui est confidentiel.
redaction-why-security = Cela affaiblirait la protection des données (art. 32 du RGPD).
redaction-locked = Une partie en est masquée. Pour la faire rectifier, écrivez-nous.
redaction-notice = Certains passages sont masqués. { $why } Vous pouvez vous plaindre à l’autorité ({ $authority }) et saisir le juge.
letter-redacted = Vous recevez tout, sauf certains passages, qui sont masqués. { $why } Pour cette partie, nous refusons votre demande.
