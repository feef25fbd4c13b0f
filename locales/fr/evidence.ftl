# Les preuves d’une campagne : leur archive et leur document.

evidence-link = Preuves
evidence-link-lead = Ce qui prouve cette campagne devant une autorité, en une archive : sa finalité, qui a décidé, qui elle a interrogé et exclu, le message, les résultats en nombres, et le journal. Aucun client n’y est nommé.
evidence-link-take = Télécharger les preuves
evidence-title = Preuves de la campagne « { $campaign } »
evidence-readme = { $company } : preuves de la campagne « { $campaign } », { $date }
evidence-lead = Le responsable du traitement doit pouvoir démontrer qu’il respecte la loi (article 5, paragraphe 2, du RGPD). Ce document le fait pour une campagne qui a demandé aux clients si leurs coordonnées sont encore exactes. Il nomme les collègues qui ont décidé, et aucun client.

# Ce que sont les fichiers
evidence-file-paper = Le tout en mots, à lire et à classer.
evidence-file-json = La même chose pour les programmes.
evidence-file-message = Les messages tels qu’ils ont été composés pour personne : leurs liens ne sont ceux d’aucun client.
evidence-file-lint = Ce que le portail a trouvé dans chaque message qu’une vérification ne doit pas dire, comme « habeas lint-mail --json » le dit.
evidence-file-intro = Les introductions écrites par l’auteur ; vides s’il n’y en avait pas.
evidence-file-sources = Les fichiers dont les messages ont été faits, chacun avec son SHA-256. Le document et campaign.json donnent le SHA-256 de cette liste.
evidence-file-people = Chaque message avec sa langue, ce qu’il est devenu, ce qui en a été signalé, et la réponse.
evidence-file-audit = Les événements du journal d’audit au sujet de cette campagne : qui a fait quoi, et quand.
evidence-file-checkpoint = La dernière tête signée du journal d’audit.
evidence-people = people.csv ne nomme personne. Un message y porte un identifiant à lui, que seul le portail peut ramener à quelqu’un, et seulement pendant { $months } mois après son départ ; ensuite les lignes ne désignent plus personne.
evidence-audit = Chaque ligne de audit/events.jsonl figure lettre pour lettre dans le fichier que « habeas audit export » écrit, et « habeas audit verify » vérifie ce fichier. Les événements au sujet d’une personne (une réponse, une adresse consultée) sont comptés dans campaign.json et restent dans le journal.
evidence-nobody = Aucun nom, aucune adresse ni autre donnée d’un client ne figure dans cette archive.

# La finalité
evidence-purpose = Finalité et base légale
evidence-activity = Activité du registre
evidence-record = Registre des traitements
evidence-record-version = Version { $number }, en vigueur à l’approbation, SHA-256 { $hash }
evidence-record-now = La version en vigueur aujourd’hui ; celle de l’approbation n’est pas lisible
evidence-no-activity = Le registre des traitements n’a pas d’activité « data-refresh ».

# Qui a décidé
evidence-decision = Qui a décidé
evidence-approved = Approuvée le
evidence-ended = Terminée le
evidence-not-yet = pas encore
evidence-two-people = Qui a écrit une campagne ne peut pas l’approuver : le portail le refuse.
evidence-acts = Ce qui a été fait
evidence-when = Quand
evidence-what = Quoi
evidence-who = Qui
evidence-by-itself = le portail de lui-même
evidence-more-acts = Les actes suivants se trouvent dans audit/events.jsonl.
evidence-act-created = Campagne commencée
evidence-act-written = Message et cadence écrits
evidence-act-scheduled = Calendrier choisi
evidence-act-chosen = Règles d’audience choisies
evidence-act-submitted = Remise à une deuxième personne
evidence-act-reopened = Redevenue un brouillon
evidence-act-approved = Approuvée
evidence-act-paused = Mise en pause
evidence-act-resumed = Reprise
evidence-act-stopped = Arrêtée pour de bon
evidence-act-unknown_settled = Messages à l’issue inconnue réglés

# Qui elle a interrogé
evidence-rules-json = Les règles telles que le portail les garde
evidence-horizon = Mesuré à
evidence-horizon-value = Exclus : qui a confirmé ces { $confirmed } derniers mois, qui a été interrogé par n’importe quelle campagne ces { $asked } derniers mois, qui a donné ses coordonnées avec une commande ces { $days } derniers jours (selon les réglages d’aujourd’hui).
evidence-recipients = Destinataires inscrits (premiers messages)
evidence-last-pass = Cette campagne regarde tout le monde chaque nuit : les nombres de personnes exclues sont ceux de la dernière nuit.
evidence-reasons = Exclus, par motif
evidence-why = Pourquoi
evidence-zone = Fuseau horaire
evidence-first = Premier message
evidence-last = Dernier message

# Ce qu’elle disait
evidence-message-kept = Les messages sont ceux du moment de l’approbation : ils ont été gardés alors.
evidence-message-today = Les messages sont composés aujourd’hui : cette campagne a été approuvée avant que le portail ne les garde.
evidence-messages = Messages
evidence-first-mail = Premier message
evidence-subject = Objet
evidence-lint = Mots interdits
evidence-lint-fine = rien qui arrête le message ; constats : { $count }
evidence-lint-stops = ne peut pas partir ; constats : { $count }
evidence-file = Fichier
evidence-sources = SHA-256 de message/sources.sha256

# Ce qu’il en est sorti
evidence-number = Nombre
evidence-first-mails = Premiers messages
evidence-reminders = Rappels
evidence-lost = Non arrivés, par motif, et messages jugés indésirables
evidence-mails = Lignes de people.csv : { $mails }.
evidence-state-planned = Pas encore envoyés
evidence-state-sending = En cours de remise
evidence-state-sent = Pris par le serveur de messagerie
evidence-state-unknown = Issue inconnue
evidence-state-failed = Refusés ou revenus
evidence-state-skipped = Exclus au dernier moment

# Comment c’est prouvé
evidence-proof = Comment cela est prouvé
evidence-events = Événements du journal d’audit au sujet de cette campagne : { $events } qui ne concernent aucun client, { $persons } qui en concernent un.
evidence-until = Le portail garde cette preuve jusqu’au { $day }.
evidence-until-later = Le portail garde cette preuve { $years } ans après la fin de la campagne.
