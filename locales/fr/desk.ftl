# Le bureau : le délai d’un dossier, les demandes reçues ailleurs, les rapports.

# Le calcul du délai d’un dossier, et sa prolongation
staff-case-arrived = Arrivée le { $at }, { $channel }.
staff-case-count = Comment la date est calculée
staff-write-identity = Une question sur son identité
staff-write-identity-hint = Seulement si vous avez une raison de douter. Demandez tout de suite : une question tardive ne déplace pas la date.
staff-extend = Prendre plus de temps
staff-extend-text = Une seule fois, et jusqu’au { $until } au plus tard. La personne est informée aujourd’hui, et le nouveau dernier jour est le { $due }.
staff-extend-why = Pourquoi faut-il plus de temps ?
staff-extend-no-ground = La loi n’en tient pas compte. Le délégué à la protection des données est informé.
staff-extend-reason = Dites-le à la personne avec vos mots
staff-extend-do = Prolonger jusqu’au { $due } et informer la personne
staff-extended = Le délai est prolongé et la personne est informée.
staff-extend-done = Le délai a été prolongé ; sans cela, il finissait le { $first }.
staff-extend-over = Le délai ne pouvait être prolongé que jusqu’au { $date }.
staff-extend-already = Le délai a déjà été prolongé. La loi ne le permet qu’une fois.
staff-extend-late = Le premier délai est passé : il ne peut plus être prolongé.
staff-extend-never = Cette loi ne connaît pas de prolongation.

# Une demande arrivée ailleurs
staff-intake = Enregistrer une demande reçue ailleurs
staff-intake-lead = Le mois a commencé quand la demande est arrivée chez l’un de nous, pas aujourd’hui. Notez quand c’était.
staff-intake-received = Jour d’arrivée
staff-intake-time = Heure d’arrivée
staff-intake-time-hint = Par exemple 14:30
staff-intake-time-wrong = Écrivez l’heure en heures et minutes, par exemple 14:30
staff-intake-ancient = C’était il y a plus de dix ans
staff-intake-future = Ce moment n’est pas encore venu
staff-intake-channel = Comment est-elle arrivée ?
staff-intake-email = Adresse électronique de la personne
staff-intake-email-hint = Celle de nos fichiers, si vous la connaissez. La confirmation y est envoyée.
staff-intake-moved = Cette personne a maintenant une autre adresse. Demandez-lui laquelle, et écrivez-la.
staff-intake-rights = Que demande la personne ?
staff-intake-message = Qu’a-t-elle dit ?
staff-intake-message-hint = Avec ses mots, autant que possible. La personne peut le lire.
staff-intake-lang = Langue de la réponse
staff-intake-do = Enregistrer la demande
staff-intake-done = La demande est enregistrée sous { $reference } et elle est à vous.
staff-intake-reminded = La personne l’a déjà demandé dans { $reference }, encore ouverte. Nous avons noté qu’elle l’a redemandé.

# Confier, mettre de côté, le courriel du matin
staff-turn = Confier ce dossier ou le mettre de côté
staff-assign-to = Le confier à
staff-assign-do = Confier
staff-assign-nobody = Il n’y a pas d’autre collègue au bureau.
staff-assigned = Le dossier a été confié.
staff-snooze = Le mettre de côté jusqu’au (au plus tard le { $last })
staff-snooze-do = Mettre de côté
staff-snoozed = Le dossier est mis de côté et reviendra de lui-même.
staff-snooze-until = Mis de côté jusqu’au { $date }.
staff-band-aside = Mis de côté
staff-band-second = À approuver par une seconde personne
staff-home-seconds-all = Tout afficher ({ $count })
staff-queue-reference-hint = Par exemple R-2026-0012, ou 12
staff-queue-unreadable = Saisissez la référence entière, par exemple R-2026-0012, ou son numéro.
staff-queue-csv = Télécharger cette liste (CSV)
staff-queue-closed = Demandes closes avec cette référence
staff-queue-all-aside = Rien à traiter maintenant
staff-queue-all-aside-text = Toutes les demandes ouvertes sont mises de côté et reviendront d’elles-mêmes.
staff-refused-incomplete = Une partie de la réponse à la demande d’accès manque. Cochez chaque partie, ou dites qu’il n’y en a pas.
staff-refused-colleague = Choisissez un collègue du bureau.
staff-refused-snooze = Choisissez un jour à partir de demain et pas après l’échéance.
staff-refused-officer = Seul le délégué à la protection des données peut refuser une demande comme abusive.
staff-refused-evidence = Écrivez d’abord les preuves dans une note du dossier : ce qui montre le but, de l’extérieur et dans la conduite de la personne.
staff-refused-excessive = Une demande par an n’est jamais excessive. Choisissez un autre motif.
staff-checklist-text = La réponse doit dire chacun de ces points, ou dire qu’il n’y en a pas (article 15).
staff-checklist-given = C’est dans la réponse
staff-checklist-none = Il n’y en a pas, et la réponse le dit
staff-checklist-do = Enregistrer la liste
staff-checked = La liste est enregistrée.
staff-letter = Ce que la personne lira
staff-letter-see = Voir la lettre
staff-letter-lead = Voici ce qui partira quand vous l’enverrez, en { $lang }. Les décisions et les recours y figurent d’office.
staff-letter-plain = Facile à lire : { $score } sur 100. La phrase la plus longue compte { $longest } mots.
staff-letter-hard = Difficile à lire : { $score } sur 100, et la phrase la plus longue compte { $longest } mots. Visez 50 ou plus et 30 mots au maximum : des phrases plus courtes, des mots plus simples.
staff-letter-gloss = La même dans votre langue
staff-letter-change = Changer vos mots
staff-letter-again = Revoir la lettre
staff-letter-post = Par courrier
staff-letter-address = Nom et adresse sur l’enveloppe
staff-letter-address-hint = Une ligne chacun, comme dans la fenêtre de l’enveloppe. Rien n’en est conservé. Envoyez la réponse et fermez aussi le dossier ici : la personne peut alors lire la réponse sur le portail.
staff-letter-paper = Faire le PDF
access-part-purposes = Pourquoi les données sont utilisées
access-part-categories = Quelles sortes de données il y a
access-part-recipients = Qui reçoit les données, par son nom
access-part-retention = Combien de temps elles sont conservées
access-part-rights = Les droits de corriger, supprimer, geler et s’opposer
access-part-complaint = Le droit de se plaindre à l’autorité
access-part-origin = D’où viennent les données
access-part-automated = Les décisions prises par des machines seules
access-part-transfers = Ce qui protège les données hors de l’Union européenne
access-part-copy = La copie des données
staff-checklist = { $count ->
    [0] Liste : complète
    [one] Liste : il reste une partie
   *[other] Liste : il reste { $count } parties
}
staff-queue-forecast = { $count ->
    [one] Un dossier est dû dans la semaine et personne ne l’a pris.
   *[other] { $count } dossiers sont dus dans la semaine et personne ne les a pris.
}

# Demandes faites sans se connecter
staff-case-outside = Demande faite sans connexion
staff-contact = Qui demande, et comment le joindre
staff-contact-name = Nom
staff-contact-about = Personne concernée
staff-contact-reach = Adresse ou téléphone
staff-proof-myself = Comparez ce qu’ils savent avec le fichier : un numéro de client, le mois de la dernière commande. Ne demandez un document qu’avec une raison, et en dernier.
staff-proof-child = Vérifiez l’autorité parentale. Répondez avec des mots d’enfant si l’enfant demande aussi.
staff-proof-ward = Vérifiez le jugement qui désigne le tuteur, et ce qu’il couvre.
staff-proof-deceased = Si des directives désignent cette personne, elles comptent. Sinon, un héritier montre un acte de notoriété ou le livret de famille, et ses droits sont limités (art. 85 de la loi du 6 janvier 1978).
staff-proof-client = Le mandat doit nommer les droits, les données, la durée, la personne qui le donne et qui reçoit la réponse. S’il en manque, demandez-le tout de suite. La réponse va à qui le mandat désigne.


# Qui a demandé sans se connecter
staff-step-identify = Confirmer qui demande
staff-identity = Identité
staff-identity-do = Confirmer l’identité
staff-identity-again = Rectifier
staff-identity-how = Comment a-t-elle été vérifiée ?
staff-rung-mailbox = Réponse depuis l’adresse de nos fichiers
staff-rung-facts = La personne savait ce qu’elle seule peut savoir
staff-rung-call-back = Rappel au numéro de nos fichiers
staff-rung-document = La personne a montré un document
staff-rung-hint-mailbox = La première étape, et elle suffit le plus souvent.
staff-rung-hint-facts = Un numéro de client, le mois de la dernière commande. Ne dites jamais ce que contient le fichier.
staff-rung-hint-call-back = Le numéro du fichier, pas celui qui a été donné.
staff-rung-hint-document = En dernier recours, pour un doute précis. Supprimez toute copie maintenant ; seule cette note reste.
staff-identity-why = Ce qui a été comparé, ou la raison du doute
staff-identity-why-hint = Nécessaire sauf pour l’adresse. N’écrivez ici aucun numéro de document.
staff-identity-address = Son adresse e-mail dans nos fichiers
staff-identity-address-hint = Quiconque ouvre cette boîte verra la demande parmi les siennes. Laissez vide s’il n’y en a pas ou si une autre personne peut la lire.
staff-identity-save = Confirmer
staff-identity-by = { $name }, { $at }
staff-identity-is = La demande appartient à la personne dont l’adresse est { $address } et figure parmi ses demandes.
staff-identity-nobody = La demande n’appartient à personne de nos fichiers.
staff-identity-linked = L’identité est confirmée, et la demande figure parmi celles de la personne.
staff-identity-alone = L’identité est confirmée. La demande n’appartient à personne de nos fichiers.
staff-identity-unknown = Nos fichiers ne contiennent rien sous cette adresse. Vérifiez-la, ou laissez vide.
staff-identity-moved = Cette personne a une autre adresse à présent. Utilisez celle-là, ou laissez vide.
staff-identity-down = Sans réponse de { $sources }, nul ne peut dire si cette adresse est dans nos fichiers. Réessayez.
staff-identity-leaving = La suppression des données de cette personne attend son jour : son dossier reste fermé jusque-là.
staff-refused-unidentified = Confirmez d’abord qui demande : rien n’est remis à quelqu’un que nous ne connaissons pas.
request-event-identified = Il a été confirmé qui demande

# Rapports
staff-nav-reports = Rapports
report-ahead = Ce qui nous attend
report-forecast-clear = À ce rythme, aucune demande ne sera en retard.
report-forecast-unknown = Aucune réponse n’est partie ces { $days } derniers jours : personne ne peut dire ce qui sera en retard.
report-forecast-late = { $count ->
    [one] À ce rythme, une demande sera en retard ou l’est déjà.
   *[other] À ce rythme, { $count } demandes seront en retard ou le sont déjà.
}
report-forecast-first = La première est due le { $date }.
report-forecast-how = Calculé d’après les réponses des { $days } derniers jours, la plus urgente d’abord.
report-ages = { $count ->
    [one] Une demande ouverte, selon son âge
   *[other] { $count } demandes ouvertes, selon leur âge
}
report-age = Âge
report-age-week = Jusqu’à 7 jours
report-age-two-weeks = 8 à 14 jours
report-age-three-weeks = 15 à 21 jours
report-age-month = 22 à 30 jours
report-age-longer = Plus de 30 jours
report-requests = Demandes
report-behind = Ce qui a été répondu
report-period = Période
report-last-days = { $days ->
    [365] Les 12 derniers mois
   *[other] Les { $days } derniers jours
}
report-headline = { $on_time } réponses sur { $answers } sont parties à temps ({ $percent } %).
report-on-time = Répondu à temps, par droit
report-share = Part
report-percent = { $percent } %
report-by-right = Réponses par droit
report-answers = Réponses
report-in-time = À temps
report-refused = Refusées
report-median = Médiane
report-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
report-all = Toutes
report-how = Chaque droit d’une demande compte une fois. Ce qu’un collègue décide est répondu quand la réponse part ; ce que la personne fait seule, quand c’est fait. La moitié des réponses a pris la médiane ou moins.
report-refusals = Refus par motif
report-none = Aucune réponse dans cette période
report-none-text = Dès qu’une réponse part, elle est comptée ici.
report-extensions = Prolongations par motif
report-why = Pourquoi
report-extensions-hint = De nombreuses prolongations sont un signal : la loi les réserve à l’exception.

# Limitation du traitement (article 18)
staff-restrict-why = Pourquoi le traitement est-il limité ?
staff-restrict-ground-accuracy = L’exactitude est contestée, nous vérifions (a)
staff-restrict-ground-unlawful = Le traitement est illicite, la personne ne veut pas d’effacement (b)
staff-restrict-ground-claims = La personne a besoin des données pour ses droits en justice (c)
staff-restrict-ground-objection = La personne s’est opposée, la balance n’est pas tranchée (d)
staff-restrict-do = Limiter, et prévenir la personne
staff-restrict-choose = Choisissez un motif de l’article 18, paragraphe 1.
staff-restrict-done = Le traitement est limité dès maintenant. La personne est prévenue.
staff-objection-frozen = Gelé jusqu’à votre décision (article 18, paragraphe 1, d).
staff-objection-weigh = Les autres systèmes entendent « non » pour cet usage. Pesez la situation de la personne et nos motifs : seuls des motifs impérieux permettent un refus.
staff-objection-uphold = L’accepter : cet usage s’arrête définitivement
staff-objection-upheld = Acceptée. Cet usage s’arrête, ici, dans les sources et pour les autres systèmes.
staff-objection-weighed = La situation de la personne, et pourquoi nos motifs l’emportent
staff-objection-weighed-hint = Nécessaire pour des motifs impérieux : l’autre plateau de la balance. La personne le lit.
staff-objection-balance = Des motifs impérieux demandent les deux plateaux : écrivez aussi ce que vous avez vu de la situation de la personne.
staff-restricted-title = Traitement limité depuis le { $since }
staff-restricted-text = Les données ne peuvent qu’être conservées. Elles sont hors des envois et des purges.
staff-restricted-ends = Cela prend fin le { $when }. La personne a été prévenue.
staff-restricted-list = Limitations
staff-restricted-exception = Pourquoi devez-vous les voir ? (article 18, paragraphe 2)
staff-restricted-exception-hint = Votre choix est consigné et le délégué à la protection des données est prévenu.
staff-restricted-exception-consent = La personne est d’accord
staff-restricted-exception-claims = Un droit en justice
staff-restricted-exception-rights = Les droits d’une autre personne
staff-restricted-exception-interest = Un intérêt public important
staff-restricted-exception-choose = Choisissez : des données limitées ne peuvent être consultées pour rien d’autre.
staff-restrictions-lead = Les personnes dont les données ne peuvent qu’être conservées (article 18). Elles sont prévenues avant la fin.
staff-restrictions-none = Aucune limitation en cours
staff-restrictions-none-text = Une limitation commence quand vous l’acceptez dans un dossier.
staff-restrictions-since = Depuis
staff-restrictions-ground = Motif
staff-restrictions-end = Fin
staff-restrictions-open = Jusqu’à ce que nous y mettions fin
staff-restrictions-lift = Y mettre fin
staff-restrictions-why = Dites à la personne pourquoi cela prend fin
staff-restrictions-why-hint = Elle le lit par e-mail et sur sa page, en { $lang }. La fin vient sept jours plus tard.
staff-restrictions-lift-do = Prévenir la personne, et y mettre fin le { $when }
staff-restrictions-told = La personne est prévenue. La limitation prend fin le { $when }.
staff-restrictions-keep = Maintenir la limitation
staff-restrictions-kept = La limitation est maintenue. La personne est prévenue.
staff-restrictions-late = Quelqu’un a été plus rapide. Voici l’état actuel.
staff-restrictions-case = Ouvrir le dossier

# Qui doit l’apprendre (article 19)
staff-recipients = Destinataires à prévenir
staff-recipients-lead = Ceux qui ont reçu des données de nous doivent apprendre qu’elles ont été corrigées, supprimées ou limitées (article 19). Le portail prévient ceux qui ont un webhook ou une adresse dans le registre. Pour les autres : prenez une liste, prévenez-les à leur façon, et dites-le ici.
staff-recipients-contact = Contact : { $contact }
staff-recipients-list = Voir la liste
staff-recipients-confirm = Ils disent que c’est fait
staff-recipients-none = Personne à prévenir
staff-recipients-none-text = Quand une donnée est corrigée, supprimée ou limitée, ceux qui l’ont reçue apparaissent ici.
staff-recipients-late = Quelqu’un a été plus rapide. Voici l’état actuel.
staff-recipients-sent = { $name } est prévenu.
staff-recipients-confirmed = { $name } a confirmé. Nous avons oublié de qui il s’agissait.
staff-recipients-impossible = Il est noté que { $name } n’a pas pu être prévenu.
staff-recipients-disproportionate = Il est noté que { $name } n’est pas prévenu.
staff-recipient-lead = Ces adresses sont celles sous lesquelles ils connaissent les personnes. La consultation de cette liste est consignée.
staff-recipient-caption = { $count ->
    [one] { $count } personne à leur signaler
   *[other] { $count } personnes à leur signaler
}
staff-recipient-file = Télécharger la liste
staff-recipient-after = Une fois prévenus
staff-recipient-told = Je les ai prévenus
staff-recipient-not = Ils ne peuvent pas être prévenus
staff-recipient-not-why = Qu’est-ce qui l’empêche ?
staff-recipient-reason = Les faits
staff-recipient-reason-hint = Ils sont conservés, pour l’autorité. La personne peut voir que ce destinataire n’a pas été prévenu.
staff-recipient-not-do = Noter qu’ils ne sont pas prévenus
staff-recipient-none = Il n’y a rien à leur signaler
notification-head-address = Connu sous
notification-head-kind = Ce qui s’est passé
notification-head-categories = Types de données
notification-head-day = Le
notification-kind-rectification = Corrigé
notification-kind-erasure = Supprimé
notification-kind-restriction = Limité
notification-count-rectification = { $count ->
    [one] { $count } correction
   *[other] { $count } corrections
}
notification-count-erasure = { $count ->
    [one] { $count } suppression
   *[other] { $count } suppressions
}
notification-count-restriction = { $count ->
    [one] { $count } limitation
   *[other] { $count } limitations
}
notification-count-sent = { $count ->
    [one] Prévenu de { $count }, pas encore confirmé
   *[other] Prévenu de { $count }, pas encore confirmé
}

staff-member-hint = Seulement si plusieurs personnes partagent l’adresse : cela dit de qui vient la demande.
staff-member-needed = Plusieurs personnes partagent cette adresse. Indiquez ici de laquelle il s’agit.
staff-member-wrong = Cela ne correspond à personne qui partage cette adresse. Demandez de nouveau à la personne.
staff-person-shared = Plusieurs personnes partagent cette messagerie et rien ne dit de qui vient la demande. Leurs dossiers ne sont jamais montrés ensemble.

staff-refused-may-answer = La réponse peut encore venir : ce motif vaut quand une question sur l’identité attend depuis une semaine, ou cinq jours avant l’échéance.
staff-refused-document = On sait qui demande : aucun document n’est nécessaire.
staff-document = Demander un document, en dernier recours
staff-document-text = Seulement pour un doute que vous pouvez nommer, quand la messagerie, des faits connus et un appel n’ont pas suffi. Nous disons quoi masquer. Ce qui est envoyé est supprimé quand vous confirmez l’identité.
staff-document-doubt = Pourquoi avez-vous un doute ?
staff-document-do = Demander un document
staff-document-asked = Un document est demandé à la personne.
staff-document-waits = Un document a été demandé le { $at }. Aucun n’est arrivé.
staff-document-hint = Envoyé pour montrer qui demande. Il est supprimé quand vous confirmez l’identité, quand le dossier se ferme et au plus tard après 30 jours. Ne gardez aucune copie.
staff-document-deleted = Le document a été supprimé le { $at }. Seule la note de la vérification reste.
staff-reopen = La réponse est venue après tout
staff-reopen-text = Le dossier s’est fermé parce que personne n’a dit qui demande. Notez ce que la personne a répondu : le dossier reprend et elle n’a pas à refaire sa demande.
staff-reopen-answer = Qu’a-t-elle répondu ?
staff-reopen-do = Rouvrir le dossier
staff-reopened = Le dossier reprend. Les deux dates sont indiquées plus haut.

staff-proof-employee = Un employeur ne peut pas exercer les droits de ses salariés. Dites à la personne comment demander, refusez pour ce motif et fermez. Ne laissez pas savoir à l’entreprise si nous conservons quelque chose.
staff-step-inform = Informer la personne
staff-inform = Informer la personne dont les données sont demandées
staff-inform-address = Son adresse e-mail dans nos fichiers
staff-inform-address-hint = Un e-mail lui dit qu’une entreprise a demandé, que nous avons refusé et comment demander elle-même. Laissez vide si elle n’est pas dans nos fichiers.
staff-inform-do = Informer la personne
staff-inform-done = La personne est informée, ou n’est pas dans nos fichiers.
staff-informed = La personne apprend qu’une entreprise a demandé et comment demander elle-même.
staff-informed-nobody = Il est noté que la personne n’est pas dans nos fichiers.
staff-refused-employer = Ces droits sont ceux de la personne : rien n’est fait ici pour une entreprise.
staff-refused-not-informed = Informez d’abord la personne dont les données sont demandées.
staff-intake-company = Entreprise, si elle demande pour quelqu’un qui travaille pour elle
staff-intake-company-hint = Son nom et comment la joindre. Aucune adresse e-mail n’est alors nécessaire et personne ne reçoit encore d’e-mail.
history-make = Historique en PDF
history-hint = Tout ce qui précède sur papier, pour le dossier ou pour une autorité. Nous notons que vous l’emportez, et la personne le voit.
history-title = Historique de { $reference }
history-received = Reçue
history-ended = Terminée
history-open = Elle continue
history-law = Loi
history-proposed = Proposé par
history-decided = Décidé par
history-decided-at = Décidé le
history-when = Quand
history-what = Quoi
history-who = Qui
history-log = Chaque ligne est dans le journal d’audit, qui ne peut être changé sans que cela se voie : « habeas audit verify » le montre.

quarter-papers = Par trimestre, en PDF
quarter-papers-text = Pour le délégué à la protection des données et pour les dossiers : des chiffres seulement. Un trimestre terminé donne toujours les mêmes.
quarter-name = Trimestre { $number } de { $year }
quarter-so-far = { $quarter }, à ce jour
quarter-title = Demandes : { $quarter }
quarter-days = Du { $from } au { $until }.
quarter-arrived = Demandes reçues
quarter-answers = Droits auxquels il a été répondu
quarter-open = Demandes en attente à la fin
quarter-late = Dont en retard
quarter-asked = Ce qui a été demandé
quarter-none-asked = Aucune demande n’est arrivée.
quarter-number = Nombre
quarter-how = Comment on compte
quarter-how-open = Une demande attend tant qu’un de ses droits n’a pas de réponse. Elle est en retard dès que le dernier jour de la loi est passé.
