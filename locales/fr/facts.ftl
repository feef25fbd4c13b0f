# Mes données (C3, C4, C5) : informations, corrections.

fact-yes = oui
fact-no = non
fact-bytes = un fichier de { $size } octets
language-en = anglais
language-fr = français

facts-title = Mes données
facts-summary = Nous détenons { $facts ->
    [one] { $facts } information
   *[other] { $facts } informations
} sur vous, dans { $systems ->
    [one] { $systems } système
   *[other] { $systems } systèmes
}, { $companies ->
    [0] partagées avec aucune société
    [one] partagées avec { $companies } société
   *[other] partagées avec { $companies } sociétés
}.
facts-open-requests = { $count ->
    [one] { $count } demande en cours
   *[other] { $count } demandes en cours
}
facts-next-date = Prochaine réponse avant le { $date }.
facts-down-title = Tous nos systèmes ne répondent pas en ce moment
facts-down-text = Il manque ici : { $sources }. Revenez dans quelques minutes.
facts-empty-title = Nous ne détenons rien sur vous
facts-empty-text = Vérifié le { $date }. Cette page vaut réponse à votre demande d’accès. Vous pouvez l’imprimer ou l’enregistrer.
facts-empty-asked = Systèmes interrogés : { $sources }.
facts-stop-marketing = Arrêter toute prospection
facts-download = Télécharger mes données
facts-delete = Supprimer mes données
facts-jump = Sur cette page
facts-all = Tout voir
facts-more = { $count ->
    [one] En voir { $count } de plus
   *[other] En voir { $count } de plus
}
facts-receivers = Qui a mes données
facts-receivers-all = En savoir plus sur eux
facts-receivers-lead = Les sociétés et administrations qui reçoivent une partie de ce que nous détenons sur vous, par leur nom, au { $date }.
facts-receivers-inside = Là où le droit européen les protège
facts-receivers-outside = Hors de l’Union européenne
facts-receivers-data = Quelles données
facts-receivers-protection = Ce qui les y protège
facts-receivers-none = Personne hors de { $company } ne reçoit vos données
facts-receivers-none-text = Au { $date }. Vous pouvez imprimer ou enregistrer cette page.
facts-receivers-ask = Vous voulez en savoir plus sur l’un d’eux ?
facts-receivers-ask-link = Nous écrire
facts-receivers-notice = Tous ceux qui reçoivent des données de nos clients sont nommés dans la notice de protection des données.
facts-read-at = Lu dans nos systèmes le { $date }.
facts-until-day = { $day } ({ $why })
facts-why = { $purposes }. Origine : { $origin }.
facts-change = Modifier
facts-ask = Nous écrire
facts-address-note = Elle sert à vous connecter. Nous envoyons un code à la nouvelle avant de la changer.
facts-review-note = Un collègue vérifie d’abord les changements.
facts-shared-note = Une autre personne l’a aussi.
facts-sooner = Vous souhaitez que ce soit supprimé plus tôt ?
facts-sooner-link = Voir ce qui peut être supprimé
facts-group-empty = Rien dans ce groupe
facts-group-empty-text = Nous ne détenons rien de ce genre sur vous.
facts-history = Ce que vous avez modifié
facts-history-done = { $label } : modifié
facts-history-undone = { $label } : modifié, puis rétabli
facts-history-failed = { $label } : non modifié
facts-history-acting = { $label } : modification en cours
facts-history-values = Avant : { $before }. Après : { $after }.
facts-undo-until = Jusqu’au { $date }

facts-edit-title = Modifier : { $what }
facts-edit-lead = Ce que vous enregistrez est écrit tout de suite dans : { $source }. Vous pouvez l’annuler pendant 72 heures.
facts-edit-review = Quand un collègue vérifie d’abord, vous recevez une réponse sous un mois, souvent plus tôt.
facts-review-hint = Un collègue vérifie ce changement avant de le faire.
facts-no-answer = Sans réponse
facts-save = Enregistrer
facts-cancel = Annuler
facts-saved = C’est enregistré. Un message vous le confirme.
facts-saved-and-asked = C’est enregistré. Un collègue vérifie le reste : { $reference }.
facts-asked = Transmis à un collègue. Votre référence : { $reference }.
facts-asked-what = Correction : { $label }
facts-nothing-changed = Rien n’a été modifié.
facts-undone = Tout est comme avant.
facts-undone-not-all = Une valeur a été modifiée depuis ; elle a été laissée telle quelle.
facts-undo-too-late = Cela ne peut plus être annulé ici. Vous pouvez modifier de nouveau.
facts-error-long = { $label } : 500 caractères au plus
facts-error-phone = { $label } : écrivez un numéro de téléphone, par exemple +33 6 12 34 56 78
facts-error-date = { $label } : écrivez une date, par exemple 27/3/1990
facts-error-number = { $label } : écrivez un nombre, par exemple 12
facts-error-url = { $label } : écrivez une adresse web qui commence par https://
facts-error-stale = { $label } a changé entre-temps : c’est maintenant « { $now } ». Rien n’a été écrasé. Enregistrez à nouveau pour remplacer.
facts-error-gone = { $label } n’est plus détenu.
facts-error-refused = { $label } : notre système n’accepte pas cette valeur. Raccourcissez-la, ou ne la laissez pas vide.
facts-error-down = { $label } : le système ne répond pas en ce moment. Nous vérifions si c’est enregistré.
facts-told-once = Pour tout ce qui suit dans ce groupe

frozen-title = Vos données seront supprimées le { $date }
frozen-text = D’ici là, nous n’en utilisons rien : ni envoi, ni téléchargement, ni changement, et notre équipe ne les voit pas. Vous seul pouvez annuler la suppression.
frozen-link = Voir ce qui est supprimé, ou l’annuler
frozen-refused = Vos données vont être supprimées : rien n’est plus changé ni préparé. Annulez d’abord la suppression.

facts-check-title = Vérifiez vos informations
facts-check-never = Vous ne nous avez pas encore dit si ce que nous détenons est toujours exact.
facts-check-since = Vous nous avez dit le { $date } que tout était exact.
facts-check-yes = Tout est exact
facts-check-no = Si quelque chose est faux, changez-le ci-dessous.
facts-confirmed = Merci. Nous avons noté que vos informations sont exactes.
facts-category-on = Confirmé le { $date }
facts-category-old = Confirmé le { $date }, il y a longtemps. À vérifier, s’il vous plaît.
facts-category-never = Jamais confirmé
facts-category-yes = C’est exact
facts-category-confirmed = Merci. Nous avons noté que c’est exact.
facts-remove = Supprimer
facts-removed = Supprimé. Votre boîte aux lettres est prévenue aussi.
facts-remove-refused = Ceci n’a pas pu être supprimé : cela a changé entre-temps, ou notre système en a besoin.
facts-remove-down = Le système ne répond pas en ce moment. Nous vérifions si c’est supprimé.
facts-freeze = Geler l’utilisation de ces données
facts-show = Afficher
facts-hidden-hint = Ce que nous détenons reste masqué. Laissez vide pour le garder.
facts-year = Année
facts-years-all = Toutes les années

# L’archive, après une suppression
facts-archive = Archive ({ $source })
facts-archived = { $table }, dans l’archive
facts-archived-reason = Conservé sous clé parce qu’une loi l’exige. Personne ne travaille avec, et c’est supprimé après la dernière date.

facts-shared = Plusieurs personnes utilisent désormais cette messagerie. Confirmez que c’est vous, puis dites-nous laquelle vous êtes.
