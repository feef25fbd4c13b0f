# Webhooks des demandes.

webhooks-nav = Webhooks
webhooks-title = Webhooks
webhooks-lead = Un système de votre entreprise apprend aussitôt ce qui arrive à une demande, sans rien sur la personne.
webhooks-list = Systèmes prévenus, et état des appels du dernier mois
webhooks-name = Système
webhooks-name-hint = Par exemple : gestion des tickets.
webhooks-name-wrong = Saisissez un nom de 80 caractères au plus.
webhooks-url = Adresse
webhooks-url-hint = Commence par https://.
webhooks-url-wrong = Saisissez une adresse web de 500 caractères au plus.
webhooks-url-refused = Cette adresse ne peut pas être appelée d’ici : elle n’est pas en https, mène à cette machine ou à un réseau privé, ou n’est pas parmi les lieux que les réglages permettent (outgoing.allow, outgoing.only).
webhooks-events = Ce qu’il apprend
webhooks-events-wrong = Choisissez au moins un événement.
webhooks-event-request-created = Une demande est arrivée.
webhooks-event-request-changed = Son état ou son dernier jour a changé.
webhooks-event-request-message = La personne a écrit. Ce qu’elle a écrit n’est pas transmis.
webhooks-event-request-closed = Elle est terminée.
webhooks-event-request-due-soon = Son dernier jour est dans trois jours ouvrés au plus.
webhooks-none = Aucun système n’est prévenu
webhooks-none-text = Nommez-en un ci-dessous. D’ici là, un programme peut demander où en sont les demandes, avec un jeton.
webhooks-new = Nouveau webhook
webhooks-add = Créer le webhook
webhooks-secret-made = Voici le secret
webhooks-secret-text = Il signe les appels. Copiez-le maintenant : il n’est montré que cette fois.
webhooks-two-secrets = Deux secrets signent
webhooks-two-secrets-text = Le secret précédent signe encore jusqu’au { $at }. Donnez le nouveau au système d’ici là.
webhooks-since = Prévenu depuis le { $date }.
webhooks-listens = Apprend
webhooks-rotate = Créer un nouveau secret
webhooks-rotate-hint = Le secret actuel signe encore un jour, pour qu’aucun appel ne se perde. Celui d’avant cesse aussitôt.
webhooks-deliveries = Derniers appels
webhooks-deliveries-caption = Les 50 derniers appels ; ce qui est terminé est conservé { $days } jours
webhooks-event = Événement
webhooks-request = Demande
webhooks-at = Arrivé
webhooks-state = État
webhooks-state-waiting = En attente
webhooks-state-delivered = Remis
webhooks-state-failed = Abandonné
webhooks-attempts = { $count ->
    [0] Pas encore essayé.
    [one] Essayé une fois.
   *[other] Essayé { $count } fois.
}
webhooks-next = Prochain essai : { $at }.
webhooks-again = Renvoyer
webhooks-sent-again = L’appel est renvoyé, sous le même identifiant.
webhooks-under-way = Un appel est en cours. Revenez dans quelques minutes.
webhooks-no-deliveries = Rien ne s’est encore passé
webhooks-no-deliveries-text = Dès que quelque chose arrive à une demande, l’appel figure ici.
webhooks-remove-title = Ne plus le prévenir
webhooks-remove-text = Le système n’apprend plus rien. Ce qui attend encore est oublié.
webhooks-remove = Supprimer le webhook
webhooks-removed = Le webhook est supprimé.
