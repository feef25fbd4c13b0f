# Pages des collègues : connexion, accueil, file, dossiers, tâches.

role-support = Service clients
role-marketing = Marketing
role-dpo = Délégué à la protection des données
role-admin = Administration
role-archivist = Archiviste

staff-nav-queue = File
staff-nav-tasks = Tâches
staff-all = Tous
staff-lang-en = anglais
staff-lang-fr = français

staff-sign-in-title = Connexion des collègues
staff-sign-in-lead = Cette page est réservée à l’équipe de l’entreprise.
staff-sign-in = Se connecter
staff-email = Adresse e-mail
staff-password = Mot de passe
staff-sign-in-wrong = L’adresse ou le mot de passe est faux. Vérifiez les deux et réessayez.
staff-ticket-old = Plus de cinq minutes ont passé. Saisissez de nouveau votre mot de passe.
staff-signed-out = Vous êtes déconnecté.
staff-factor-title = Votre second facteur
staff-code = Code
staff-code-hint = Les six chiffres que votre application d’authentification affiche maintenant, ou l’un de vos codes de secours.
staff-code-wrong = Ce code est faux ou a déjà servi. Attendez le suivant et saisissez-le.
staff-factor-lost = Je n’ai plus mon téléphone
staff-factor-lost-text = Saisissez l’un des codes de secours que vous avez gardés. Si vous n’en avez plus, demandez à l’administration de rouvrir votre compte.
staff-enrol-title = Installez votre second facteur
staff-enrol-lead = Un mot de passe seul ne suffit pas ici. Tant que ce n’est pas fait, rien d’autre ne s’ouvre.
staff-enrol-app = Ouvrez une application d’authentification sur votre téléphone.
staff-enrol-scan = Scannez cette image avec elle.
staff-enrol-picture = Un code QR avec le secret de votre second facteur
staff-enrol-by-hand = Je ne peux pas le scanner
staff-enrol-type = Saisissez les six chiffres que l’application affiche.
staff-enrol-save = Installer
staff-recovery-title = Votre second facteur est installé
staff-recovery-done = Gardez ces codes de secours. Ils ne s’affichent que maintenant.
staff-recovery-lead = Chacun vous connecte une fois si vous perdez votre téléphone. Gardez-les à part de votre mot de passe.
staff-recovery-go = Je les ai gardés
staff-invitation-title = Choisissez votre mot de passe
staff-password-new = Nouveau mot de passe
staff-password-hint = Au moins { $least } caractères. Une phrase que vous seul connaissez est le mieux ; tous les caractères sont permis.
staff-password-save = Enregistrer le mot de passe
staff-password-set = Votre mot de passe est enregistré. Connectez-vous avec lui.
staff-password-short = Utilisez au moins { $least } caractères
staff-password-long = C’est bien plus long que { $least } caractères ; utilisez-en au plus 512
staff-password-common = Beaucoup de gens utilisent ce mot de passe ou un semblable : il est essayé en premier. Il faut au moins { $least } caractères plus difficiles à deviner
staff-password-own = Votre nom ou votre adresse se devine facilement. Utilisez au moins { $least } caractères d’autre chose

staff-home-title = Accueil
staff-home-hello = Bonjour, { $name }
staff-home-due = { $overdue } en retard, { $soon } à traiter sous trois jours ouvrables
staff-home-mine = Mes dossiers
staff-home-mine-count = { $count ->
    [one] { $count } dossier ouvert
   *[other] { $count } dossiers ouverts
}
staff-home-campaigns = Campagnes
staff-home-campaigns-text = Demander aux clients si leurs coordonnées sont à jour
staff-home-tasks = { $count ->
    [0] Rien n’attend une personne
    [one] { $count } tâche attend une personne
   *[other] { $count } tâches attendent une personne
}
staff-home-seconds = Refus qui attendent une seconde personne
staff-home-complaints = Réclamations que personne n’a prises

staff-tasks-lead = Ce que le portail n’a pas pu finir seul. Regardez la cause, corrigez-la, puis réglez la tâche.
staff-task-since = Depuis le
staff-task-object = Au sujet de
staff-task-why = Pourquoi
staff-task-settle = C’est réglé
staff-task-settled = La tâche est réglée.
staff-tasks-none = Rien n’attend une personne
staff-tasks-none-text = Ce que le portail abandonne apparaît ici.
staff-task-done = Fait
staff-task-now = À faire
staff-task-later = Pas encore

staff-due-late = { $days ->
    [one] { $days } jour de retard
   *[other] { $days } jours de retard
}
staff-due-today = aujourd’hui
staff-due-in = { $days ->
    [one] dans { $days } jour
   *[other] dans { $days } jours
}
staff-band-overdue = En retard
staff-band-soon = Sous 3 jours ouvrables
staff-band-near = Sous 10 jours ouvrables
staff-band-later = Plus tard
staff-band-waiting = En attente de la personne
staff-owner-me = Les miens
staff-owner-nobody = Non pris
staff-owner-none = Personne
staff-queue-bands = Échéance
staff-queue-owners = Pris par
staff-queue-next = Ouvrir le prochain
staff-queue-caption = { $count ->
    [one] { $count } demande ouverte, la plus urgente d’abord
   *[other] { $count } demandes ouvertes, la plus urgente d’abord
}
staff-queue-reference = Référence
staff-queue-status = État
staff-queue-changed = Dernier changement
staff-queue-no-match = Aucune demande ne correspond à ces filtres
staff-queue-clear = Effacer les filtres
staff-queue-empty = Rien à traiter
staff-queue-empty-text = Aucune demande n’est ouverte. Les nouvelles apparaissent ici par échéance.

staff-case-person = Personne
staff-case-right = Droit
staff-case-due = Échéance
staff-case-owner = Pris par
staff-case-hidden = Affichée une fois le dossier pris
staff-case-forgotten = Oubliée
staff-case-steps = À faire
staff-step-take = Prendre le dossier
staff-step-decide = Décider chaque point
staff-step-close = Répondre et clore
staff-case-take = Prendre ce dossier
staff-case-take-first = Ses messages s’ouvrent une fois que vous l’avez pris. La personne voit que quelqu’un lit.
staff-case-take-over = Un collègue a ce dossier. Si vous le reprenez, la personne voit que quelqu’un d’autre lit.
staff-case-taken = Le dossier est à vous.
staff-item-open = Non décidé
staff-item-proposed = Refus à confirmer
staff-item-approved = Approuvé, en cours d’écriture
staff-item-granted = Fait
staff-item-refused = Refusé
staff-item-cancelled = Retiré
staff-item-field = Champ
staff-item-before = Aujourd’hui
staff-item-wanted = Souhaité
staff-item-approve = C’est fait
staff-item-approve-write = Approuver et écrire
staff-item-refuse = Refuser
staff-item-refuse-do = Refuser ce point
staff-item-ground = Motif de la loi
staff-item-facts = Faits
staff-item-facts-hint = Pourquoi le motif s’applique ici. La personne lit ce texte.
staff-item-two = Une seconde personne doit confirmer avant que cela compte.
staff-item-absolute = La loi ne connaît aucun refus de ce droit.
staff-item-proposed-by = Proposé par { $name }
staff-item-decided-by = Décidé par { $name }
staff-second-agree = Confirmer le refus
staff-second-back = Renvoyer
staff-approved = Noté comme fait.
staff-approved-job = Approuvé. La valeur est en cours d’écriture dans sa source.
staff-refusal-proposed = Le refus attend une seconde personne.
staff-refusal-made = Le point est refusé.
staff-refusal-back = Le point est de nouveau ouvert.
staff-refused-ground = Choisissez un motif que la loi connaît pour ce droit
staff-refused-facts = Écrivez les faits qui fondent le motif
staff-refused-same = Vous avez proposé ce refus. Une seconde personne doit décider
staff-refused-undecided = Décidez chaque point avant de clore le dossier
staff-refused-for-officer = Une réclamation va au délégué à la protection des données seul.
staff-refused-other = Ce n’est pas possible maintenant
staff-messages-hidden = { $count ->
    [0] Aucun message.
    [one] { $count } message. Prenez le dossier pour le lire.
   *[other] { $count } messages. Prenez le dossier pour les lire.
}
staff-by-person = La personne
staff-by-portal = Le portail
staff-by-note = { $name }, note interne
staff-write = Écrire
staff-write-hint = Langue de la personne : { $lang }.
staff-write-kind = De quoi s’agit-il ?
staff-write-message = Un message à la personne
staff-write-question = Une question à la personne
staff-write-question-hint = Le dossier attend alors une réponse. La date légale ne bouge pas.
staff-write-note = Une note interne
staff-write-note-hint = Non envoyée. La personne peut tout de même l’obtenir par une demande d’accès.
staff-write-save = Enregistrer
staff-written = C’est écrit. La personne reçoit un e-mail disant qu’il y a quelque chose à lire.
staff-home-written = Ils ont écrit après la réponse
staff-written-after = La personne a écrit après la réponse, le { $at }
staff-written-after-text = Lisez son message ci-dessous et répondez. Ce qui a été décidé reste. S’il faut décider de nouveau, notez une nouvelle demande : ses jours comptent à partir d’aujourd’hui.
staff-written-settle = Aucune réponse n’est nécessaire
staff-written-settled = Noté : aucune réponse n’est nécessaire.
staff-noted = La note est enregistrée. Elle n’est pas envoyée.
staff-person = Ce qui est détenu sur la personne
staff-person-jump = Aller à
staff-person-text = Ne regardez que si le dossier l’exige. La consultation est consignée et la personne la voit.
staff-person-show = Afficher
staff-person-logged = Cette consultation a été consignée et la personne la voit.
staff-person-down = Ces sources n’ont pas répondu
staff-person-nothing = Rien n’est détenu
staff-person-confirmed = Confirmé par la personne le { $date }
staff-person-confirmed-old = Confirmé par la personne le { $date }, il y a longtemps
staff-person-confirmed-never = Jamais confirmé par la personne
staff-person-masked = À vérifier
staff-person-unconfirmed = Deux vérifications de suite sont restées sans réponse
staff-person-unconfirmed-text = Ces informations peuvent être fausses. Assurez-vous-en avant d’envoyer quoi que ce soit qui nuirait entre d’autres mains. Ce qui nomme et joint la personne est masqué jusqu’à ce que vous l’affichiez, ce qui est consigné aussi.
staff-person-unconfirmed-show = Afficher quand même
staff-close = Répondre et clore
staff-close-answer = Réponse à la personne
staff-close-do = Envoyer et clore
staff-closed = Le dossier est clos et la personne est prévenue.
staff-log = Journal d’audit de ce dossier
staff-conflict-title = Quelqu’un d’autre a modifié ce dossier
staff-conflict-lead = { $reference } a été modifié pendant que vous l’aviez ouvert. Rien de ce que vous avez saisi n’a été enregistré.
staff-conflict-now = Tel qu’il est maintenant
staff-conflict-yours = Ce que vous avez saisi
staff-conflict-text = Votre texte, à copier
staff-conflict-open = Ouvrir le dossier tel qu’il est
