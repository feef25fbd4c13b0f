# Les vérifications des coordonnées.
refresh-nav = Vérifications
# La liste
refresh-title = Vérifications des coordonnées
refresh-lead = Demandez de temps en temps aux clients si leurs informations sont à jour. C’est un message de service : il ne peut pas faire de publicité.
refresh-list = Campagnes
refresh-name = Nom
refresh-name-hint = Pour les collègues seulement, par exemple « Vérification 2026 ».
refresh-name-long = Utilisez 80 caractères au plus, sur une ligne
refresh-state = État
refresh-begun = Commencée le
refresh-empty = Aucune campagne pour l’instant
refresh-empty-text = Créez ci-dessous votre première vérification annuelle. Rien ne part avant l’accord d’une deuxième personne.
refresh-new = Nouvelle campagne
refresh-create = Créer
refresh-file = Fichier clients
refresh-file-none = Aucune source ne déclare de liste de personnes. Ajoutez une section [directory] à un fichier de source.
refresh-file-never = { $source } : pas encore lu.
refresh-file-reading = { $source } : lecture en cours, { $seen } personnes jusqu’ici.
refresh-file-read = { $source } : lu le { $at }, { $seen } personnes ; { $odd } entrées sans adresse utilisable.
refresh-import = Relire le fichier
refresh-import-asked = La lecture du fichier clients commence. Revenez dans une minute.

# États
refresh-state-draft = Brouillon
refresh-state-submitted = En attente d’accord
refresh-state-planning = En préparation
refresh-state-sending = Envoi en cours
refresh-state-paused = En pause
refresh-state-stopped = Arrêtée
refresh-state-done = Terminée

# Une campagne
refresh-bounced-title = En pause : trop d’adresses ne fonctionnent pas
refresh-bounced-text = Plus de 2 % des messages ont été refusés. Vérifiez l’origine des adresses avant de reprendre.
refresh-wait-title = En attente d’une deuxième personne
refresh-wait-text = Vous avez écrit cette campagne : un autre collègue doit l’approuver.
refresh-findings = Le message ne peut pas partir ainsi
refresh-live = Envoi
refresh-sent = Envoyés
refresh-planned = Pas encore envoyés
refresh-failed = Refusés
refresh-unknown = Issue inconnue
refresh-answered = Réponses
refresh-results = Résultats
refresh-check = Vérification
refresh-audience = Destinataires
refresh-audience-value = Recevront : { $total } · Exclus : { $out }
refresh-see = Voir
refresh-message = Message
refresh-message-value = Message de service, français et anglais
refresh-per-hour = Messages par heure, au plus
refresh-per-hour-hint = Moins de messages par heure ménagent la réputation de votre serveur.
refresh-per-hour-error = Saisissez un nombre de 1 à { $max }
refresh-kind = Nature juridique
refresh-kind-value = Message de service pour l’exactitude (article 5, paragraphe 1, point d), du RGPD), sans publicité
refresh-author = Écrite par
refresh-approver = Approuvée par
refresh-nobody-yet = personne pour l’instant
refresh-submit = Demander l’accord
refresh-approve = Approuver et lancer l’envoi
refresh-reopen = Revenir au brouillon
refresh-pause = Mettre en pause
refresh-resume = Reprendre l’envoi
refresh-stop = Arrêter pour de bon (pas encore envoyés : { $planned })
refresh-none-due = Personne n’est à interroger maintenant : il n’y a rien à envoyer.
refresh-unknown-title = Messages à l’issue inconnue
refresh-unknown-text = La connexion ou le programme s’est interrompu pendant leur remise : { $unknown }. Ils sont peut-être arrivés ; ils ne repartent jamais d’eux-mêmes.
refresh-unknown-sent = Les compter comme envoyés
refresh-unknown-failed = Les compter comme non envoyés
refresh-settled = Les messages sont réglés.
refresh-now-submitted = La campagne attend maintenant un autre collègue.
refresh-now-draft = La campagne est de nouveau un brouillon.
refresh-now-planning = Approuvée. Les destinataires sont en cours d’inscription, puis l’envoi commence.
refresh-now-sending = L’envoi reprend.
refresh-now-paused = L’envoi est en pause.
refresh-now-stopped = La campagne est arrêtée. Plus rien ne part.
refresh-own = Vous avez écrit cette campagne : un autre collègue doit l’approuver.
refresh-moved = Quelqu’un a été plus rapide : la campagne a changé d’état.
refresh-message-wrong = Le message dit ce qu’il ne doit pas. Corrigez-le d’abord.

# Destinataires
refresh-audience-rule = { $months ->
    [one] Toute personne du fichier clients qui n’a rien confirmé depuis { $months } mois, sauf pour les motifs ci-dessous. Personne ne peut passer outre.
   *[other] Toute personne du fichier clients qui n’a rien confirmé depuis { $months } mois, sauf pour les motifs ci-dessous. Personne ne peut passer outre.
}
refresh-excluded = Exclus
refresh-reason = Motif
refresh-people = Personnes
refresh-small = Les nombres inférieurs à 10 s’affichent « < 10 », pour que personne ne soit reconnaissable.
refresh-lang-fr = Français
refresh-lang-en = Anglais
refresh-exclusion-erasing = Suppression demandée
refresh-exclusion-erasing-why = Qui a demandé la suppression n’est plus sollicité.
refresh-exclusion-restricted = Traitement limité
refresh-exclusion-restricted-why = L’usage de leurs données est limité (article 18 du RGPD).
refresh-exclusion-stopped = Ne veulent plus être interrogés
refresh-exclusion-stopped-why = Ces personnes ont répondu « ne plus me le demander ».
refresh-exclusion-disowned = « Ce n’est pas moi »
refresh-exclusion-disowned-why = Quelqu’un d’autre lit cette boîte. Un collègue doit d’abord vérifier.
refresh-exclusion-bounced = Adresse qui ne fonctionne pas
refresh-exclusion-bounced-why = Le serveur l’a refusée définitivement.
refresh-exclusion-generic = Boîte partagée
refresh-exclusion-generic-why = Plusieurs personnes la lisent, comme info@ ou contact@.
refresh-exclusion-gone = N’est plus client
refresh-exclusion-gone-why = Le fichier clients ne les mentionne plus.
refresh-exclusion-confirmed = Confirmation récente
refresh-exclusion-confirmed-why = Confirmation au cours des { $months } derniers mois.
refresh-exclusion-asked = Interrogés récemment
refresh-exclusion-asked-why = Ces personnes ont été interrogées dans les 6 derniers mois.

# Message
refresh-message-lead = Le message est fixe, pour rester un message de service. Vous pouvez ajouter une introduction.
refresh-intro-fr = Introduction en français
refresh-intro-en = Introduction en anglais
refresh-intro-hint = { $max } caractères au plus : pourquoi vous demandez maintenant. Ni offre, ni prix, ni lien.
refresh-save = Enregistrer
refresh-saved = Le message est enregistré.
refresh-fixed = La campagne n’est plus un brouillon : le message est figé.
refresh-preview = Aperçu
refresh-preview-text = Exactement ce qui part : produit par la même partie du programme.
refresh-preview-html = Voir comme un message
refresh-test = M’envoyer un essai
refresh-test-sent = L’essai part vers votre propre adresse.
refresh-lint = { $language } : { $better }
refresh-lint-words = { $language }, « { $words } » : { $better }

# Résultats
refresh-results-headline = Réponses : { $answered } sur { $sent }.
refresh-results-empty = Rien n’est encore parti
refresh-results-empty-text = Les résultats se remplissent au fil des réponses.
refresh-funnel = Des destinataires aux réponses
refresh-funnel-step = Étape
refresh-funnel-planned = Destinataires
refresh-funnel-sent = Acceptés par le serveur
refresh-funnel-answered = Ont répondu
refresh-answers = Réponses
refresh-answer = Réponse
refresh-by-language = Par langue
refresh-language = Langue
refresh-no-opens = Pourquoi pas de taux d’ouverture ?
refresh-no-opens-text = Mesurer qui ouvre un message exige l’accord de la personne. Seules les réponses volontaires sont comptées.
refresh-answer-correct = Tout est exact
refresh-answer-changed = Quelque chose a changé
refresh-answer-not-me = Ce n’est pas moi
refresh-answer-stop = Ne plus me le demander

# La page de réponse
refresh-c-title = Vos informations sont-elles à jour ?
refresh-c-lead = { $company } le demande de temps en temps, car la loi veut que les informations sur vous soient exactes.
refresh-c-kinds = Nous détenons ces types de données :
refresh-c-changed-hint = Pour voir ou modifier les informations, vous vous connectez avec un code envoyé à votre adresse.
refresh-c-expired = Ce lien est trop ancien
refresh-c-expired-text = Vous pouvez toujours voir et corriger vos informations : connectez-vous avec un code envoyé à votre adresse.
refresh-c-sign-in = Voir mes données
refresh-c-answered = Votre réponse du { $day }
refresh-c-thanks-correct = Merci, c’est noté
refresh-c-thanks-changed = Dites-nous ce qui a changé
refresh-c-thanks-not-me = Merci de nous l’avoir dit
refresh-c-thanks-stop = Nous ne vous le demanderons plus
refresh-c-after-correct = Nous ne le redemanderons pas avant le { $day }.
refresh-c-after-changed = Connectez-vous pour corriger vos informations.
refresh-c-after-not-me = Nous n’écrivons plus à cette adresse tant qu’un collègue n’a pas vérifié.
refresh-c-after-stop = C’est valable dès maintenant. Vous recevrez encore les messages sur vos commandes et vos demandes.
refresh-c-contact = Une question ? Écrivez à { $email }.

# La page d’arrêt
refresh-u-title = Arrêter ces messages ?
refresh-u-lead = { $company } ne vous demandera plus si vos informations sont exactes.
refresh-u-remains = Vous recevrez encore les messages sur vos commandes et vos demandes.
refresh-u-stop = Arrêter ces messages
refresh-u-done = C’est arrêté
refresh-u-undo-text = Vous pouvez revenir en arrière pendant 30 jours.
refresh-u-undo = Me le redemander
