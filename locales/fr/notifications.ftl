# Les destinataires (article 19) : qui apprend quoi, par quelle voie, et où l’on en est.
notification-kind-lift = Limitation levée
notification-count-lift = { $count ->
    [one] { $count } limitation levée
   *[other] { $count } limitations levées
}
notification-failed = Pas encore prévenu : il n’a pas pu être joint
notification-state-on = { $state } ({ $day })

notification-way-webhook = Prévenu par webhook à { $where }
notification-way-mail = Prévenu par e-mail à { $where }
notification-problem-answer = Au dernier appel, la réponse a été { $status }.
notification-problem-no-connection = Au dernier essai, aucune connexion n’a pu être établie.
notification-problem-no-answer = Au dernier essai, aucune réponse n’est venue à temps.
notification-problem-too-long = La dernière réponse ne finissait pas.
notification-problem-address = Leur adresse ne peut pas être appelée d’ici.
notification-problem-key = La clé qui signe les appels n’est pas définie ici.
notification-problem-mail = Le dernier e-mail a été refusé ou n’a pas pu partir.
notification-cure-answer = Demandez-leur de voir ce que leur webhook répond à nos appels.
notification-cure-no-connection = Vérifiez l’adresse dans le registre, puis demandez-leur si leur système est arrêté.
notification-cure-no-answer = Demandez-leur si leur système est lent ou arrêté.
notification-cure-too-long = Demandez-leur de répondre par un texte court, ou sans texte.
notification-cure-address = La personne qui exploite le portail saura pourquoi : habeas check.
notification-cure-key = La personne qui exploite le portail peut la définir : habeas check nomme la variable.
notification-cure-mail = Vérifiez leur adresse dans le registre.
notification-tried = { $count ->
    [one] { $count } essai
   *[other] { $count } essais
}
notification-next = Prochain essai : { $at }.
notification-count-failed = { $count ->
    [one] { $count } n’a pas pu être transmise. Prévenez-les vous-même à partir de la liste, ou réessayez.
   *[other] { $count } n’ont pas pu être transmises. Prévenez-les vous-même à partir de la liste, ou réessayez.
}
staff-recipients-again = Réessayer
staff-recipients-tried = { $name } est de nouveau en train d’être prévenu.
staff-recipients-by-itself = Le portail les prévient lui-même.

notification-told-rectification = Le { $day }, { $company } a corrigé des données d’une personne que vous aviez reçues.
notification-told-erasure = Le { $day }, { $company } a supprimé des données d’une personne que vous aviez reçues.
notification-told-restriction = Le { $day }, { $company } a limité l’utilisation des données d’une personne que vous aviez reçues.
notification-told-lift = Le { $day }, { $company } a levé la limitation des données d’une personne que vous aviez reçues.
notification-confirm-title = Est-ce fait chez vous aussi ?
notification-confirm-categories = Il s’agit de ces types de données :
notification-confirm-due = Merci d’en faire autant dans vos systèmes avant le { $due }, puis de le dire ici. L’e-mail dit de qui il s’agit.
notification-confirm-button = C’est fait
notification-confirm-over = Plus rien n’est attendu de vous.
notification-confirmed-title = Merci
notification-confirmed-text = Vous avez confirmé le { $day } que c’est fait.

mail-why-recipient = Vous recevez ce message parce que { $company } vous a transmis des données personnelles et que la loi nous demande de vous prévenir.
mail-recipient-told-subject-rectification = Des données reçues de nous ont été corrigées
mail-recipient-told-subject-erasure = Des données reçues de nous ont été supprimées
mail-recipient-told-subject-restriction = L’utilisation de données reçues de nous est limitée
mail-recipient-told-subject-lift = L’utilisation de données reçues de nous n’est plus limitée
mail-recipient-told-lead-rectification = Le { $at }, nous avons corrigé des données d’une personne que vous connaissez par nous. Merci de reprendre la correction.
mail-recipient-told-lead-erasure = Le { $at }, nous avons supprimé des données d’une personne que vous connaissez par nous. Merci de supprimer ce que vous tenez de nous à son sujet, sauf si une loi vous oblige à le garder.
mail-recipient-told-lead-restriction = Depuis le { $at }, l’utilisation des données d’une personne que vous connaissez par nous est limitée. Merci de les conserver sans les utiliser, hors de ce que permet l’article 18, paragraphe 2, du RGPD.
mail-recipient-told-lead-lift = Depuis le { $at }, l’utilisation des données d’une personne que vous connaissez par nous n’est plus limitée. Vous pouvez de nouveau les utiliser comme avant.
mail-recipient-told-person = Vous la connaissez sous : { $person }
mail-recipient-told-categories = Il s’agit de ces types de données :
mail-recipient-told-due = Merci de le faire avant le { $due }, puis de le confirmer par le lien.
mail-recipient-told-button = Confirmer que c’est fait
mail-recipient-told-law = La loi nous demande de vous prévenir (article 19 du RGPD).
mail-recipient-told-reference = Notre référence : { $reference }
