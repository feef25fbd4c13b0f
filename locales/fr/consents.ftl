# Mes choix (C9).

choices-title = Mes choix
choices-lead = Ce que vous arrêtez ici s’arrête tout de suite, partout. Vous n’avez pas à dire pourquoi.
choices-down = Nous n’avons pas pu interroger : { $sources }. Ce que vous arrêtez y sera transmis dès que possible.
choices-stop-all = Arrêter toute prospection
choices-all-marketing = toute prospection
choices-stop = Arrêter : { $what }
choices-agree = J’accepte : { $what }
choices-allow = Autoriser à nouveau : { $what }
choices-object = M’opposer
choices-given = Vous avez accepté
choices-given-on = Vous avez accepté le { $date }
choices-running = En cours : vous ne vous y êtes pas opposé
choices-stopped = Arrêté
choices-stopped-on = Arrêté le { $date }
choices-never = Nous ne vous l’avons jamais demandé
choices-words = Les mots que vous acceptez ou refusez
choices-empty-title = Nous n’avons jamais demandé votre consentement
choices-empty-text = Rien ici ne repose sur votre accord ; il n’y a donc rien à retirer.
choices-remains = Ce qui continue
choices-remains-text = Cela repose sur votre contrat, sur la loi ou sur notre activité. Ce n’est pas de la prospection.
choices-automated = Décisions prises par des programmes
choices-human = Demander une personne
choices-now-stopped = C’est arrêté à partir de maintenant.
choices-now-started = C’est repris à partir de maintenant.
choices-now-all-stopped = Toute prospection est arrêtée à partir de maintenant.
choices-too-late = Cela ne peut plus être annulé d’un coup. Choisissez ci-dessous, un par un.
