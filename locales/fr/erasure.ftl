# Tout supprimer (C8), et ce qui en est dit dans les courriels.

erasure-title = Supprimer mes données
erasure-lead = Voyez ce qui se passera avant de décider. Rien n’est supprimé sur cette page.
erasure-scope = Que devons-nous supprimer ?
erasure-scope-everything = Tout
erasure-scope-everything-hint = Ce que la loi nous oblige à garder est mis sous clé jusqu’à son dernier jour.
erasure-scope-part = Seulement certaines données
erasure-scope-part-hint = Vous les cochez à la page suivante. Le reste ne change pas.
erasure-scope-marketing = Seulement ce qui sert à la publicité
erasure-scope-marketing-hint = Vous choisissez à la page suivante. L’effet est immédiat.
erasure-effect = Ce qui se passe avec « Tout »
erasure-continue = Continuer
erasure-rows = { $count ->
    [one] { $count } fiche
   *[other] { $count } fiches
}
erasure-nothing-held = Nous n’avons rien de ce genre sur vous.
erasure-kept-until = Jusqu’au { $until }. { $ground }
erasure-ground-law = { $ground } ({ $law })
erasure-law = Exigé par { $law }.
erasure-archived = Mis sous clé aussi longtemps que la loi le demande.
erasure-shared = Une autre personne est aussi concernée. Votre lien est retiré.
erasure-unlinked = Reste sans rien qui mène à vous.
erasure-needed = Nécessaire au reste : cela nous dit à qui il appartient, ou notre logiciel ne peut pas s’en passer. Cela disparaît avec « Tout ».
erasure-part-title = Quelles données supprimer ?
erasure-part-lead = Cochez ce qui doit être supprimé. Le reste ne change pas. Rien n’est supprimé sur cette page.
erasure-part-kinds = Types de données
erasure-part-missing = Cochez au moins un type de données.
erasure-part-empty-title = Rien ne peut être supprimé séparément
erasure-part-empty-text = Vous pouvez toujours tout supprimer.
erasure-part-nothing = Rien de ce que vous avez coché ne peut être supprimé tant que le reste est gardé. Cochez autre chose, ou supprimez tout.
erasure-part-others = Ceci ne peut pas être supprimé séparément
erasure-part-asked = Seulement : { $what }.
erasure-part-reason = Voulez-vous nous dire pourquoi ?
erasure-part-confirm = Supprimer ce que j’ai coché
erasure-part-scheduled-title = Ce que vous avez coché sera supprimé
erasure-part-running-title = Ce que vous avez coché est en cours de suppression
erasure-part-after = Quand ce sera fait, un e-mail vous dira ce que nous avons supprimé. Le reste ne change pas.
erasure-part-done-title = Ce que vous avez coché est supprimé
erasure-part-done-text = Supprimé : { $what }. L’e-mail que nous vous avons envoyé contient l’attestation.
erasure-empty-title = Il n’y a rien à supprimer
erasure-empty-text = Nous n’avons rien sur vous à cette adresse e-mail. Cette réponse vaut réponse à une demande d’accès.
erasure-empty-archived = Ce qui reste de vous se trouve dans l’archive que la loi impose. Personne ne travaille avec, et elle disparaît d’elle-même après sa dernière date.
erasure-down-title = Un système n’a pas répondu
erasure-down-text = Absent de cette page : { $sources }. Si vous supprimez vos données, ce sera fait là aussi, dès que le système répondra.
erasure-check-title = Vérifiez avant que nous supprimions
erasure-check-lead = { $days ->
    [0] Nous commençons tout de suite. C’est irréversible.
    [one] Nous commençons dans { $days } jour. D’ici là, vous pouvez changer d’avis.
   *[other] Nous commençons dans { $days } jours. D’ici là, vous pouvez changer d’avis.
}
erasure-check-goes = Ceci est supprimé
erasure-check-stays = Ceci est gardé
erasure-check-backups = { $days ->
    [one] Nos sauvegardes sont écrasées sous { $days } jour. Personne ne travaille avec elles, et si l’une est restaurée, vos données sont d’abord de nouveau supprimées.
   *[other] Nos sauvegardes sont écrasées sous { $days } jours. Personne ne travaille avec elles, et si l’une est restaurée, vos données sont d’abord de nouveau supprimées.
}
erasure-backups = Nos sauvegardes ne contiendront plus ces données à partir du { $day }. Personne ne travaille avec elles, et si l’une est restaurée, la suppression est d’abord refaite.
erasure-reason = Pourquoi partez-vous ?
erasure-reason-hint = Seulement si vous le voulez. Cela ne change rien.
erasure-unneeded-after = Quand ce sera fait, un e-mail vous dira ce que nous avons supprimé, ce qui reste pour l’instant, et pourquoi. Le reste disparaîtra de lui-même.
erasure-unneeded-confirm = Supprimer ce qui ne sert plus
erasure-running-now = Quelque chose est encore en cours
erasure-running-now-text = Nous supprimons tout ce qui ne lui est pas nécessaire, et toute publicité s’arrête aussitôt. Le reste disparaîtra de lui-même à la fin : vous n’avez rien à redemander.
erasure-running-now-review = Si ce n’est pas terminé le { $day }, nous vous écrirons.
erasure-waits-title = Le reste attend de ne plus être nécessaire
erasure-waits-text = Ce dont nous n’avons plus besoin est supprimé. Chaque nuit, nous regardons si le reste sert encore, et nous le supprimons dès qu’il ne sert plus. S’il sert encore le { $day }, nous vous écrirons.
erasure-waits-keep = Vous avez changé d’avis ? Alors le reste demeure, et votre compte avec lui.
erasure-waits-cancel = Garder le reste
erasure-confirm = Supprimer mes données
erasure-download-first = Télécharger d’abord mes données
erasure-keep = Garder mes données
erasure-scheduled-title = Vos données seront supprimées
erasure-reference = Votre référence est { $reference }.
erasure-scheduled-text = Nous commençons le { $date }. D’ici là, vous pouvez changer d’avis.
erasure-access-first = Vous nous avez demandé une copie de vos données ({ $reference }). Nous y répondons d’abord, puis nous supprimons.
erasure-access-now = Vous nous avez demandé une copie de vos données ({ $reference }). Nous y répondons d’abord. La suppression commence ensuite d’elle-même ; d’ici là, vous pouvez changer d’avis.
erasure-scheduled-after = Quand ce sera fait, un dernier e-mail vous dira ce que nous avons supprimé. Puis nous oublierons votre adresse.
erasure-cancel = Ne pas supprimer mes données
erasure-cancelled = Rien n’est supprimé. Vos données restent telles quelles.
erasure-too-late = La suppression a commencé et ne peut plus être arrêtée.
erasure-running-title = Vos données sont en cours de suppression
erasure-running-text = Vous n’avez rien à faire. Revenez quand vous voulez.
erasure-step-done = Fait et vérifié
erasure-step-waiting = Pas encore fait
erasure-step-problem = Ce système ne répond pas. Nous réessayons jusqu’à ce que ce soit fait.
erasure-steps = Où nous en sommes
erasure-erased-title = Vos données sont supprimées
erasure-erased-text = Votre dernier e-mail est en route. Vous allez être déconnecté.
erasure-proof = Il reste une ligne de journal sans votre nom, qui prouve que nous l’avons fait.
erasure-did-erase = Supprimé : { $what }.
erasure-did-archive = Mis sous clé comme la loi le demande : { $what }.
erasure-did-keep = Gardé : { $what }.
erasure-did-share = Partagé avec une autre personne, sans lien avec vous désormais : { $what }.
erasure-did-need = Nécessaire au reste : { $what }.

# L’attestation derrière le lien du dernier message.
receipt-title = Attestation de suppression
receipt-lead = { $company } a terminé cette suppression le { $finished }.
receipt-reference = Référence { $reference }, demandée le { $asked }.
receipt-only = Demandé : seulement { $what }.
receipt-not-verified = Il restait quelque chose d’écrit quelque part lors de notre vérification. Un collègue s’en occupe.
receipt-empty-title = Rien n’était conservé
receipt-empty-text = Aucun système ne conservait de données : il n’y avait rien à supprimer.
receipt-table = Ce qui a été fait : { $source }
receipt-what = Type de données
receipt-outcome = Résultat
receipt-count = Enregistrements
receipt-detail = Pourquoi et jusqu’à quand
receipt-erased = Supprimé
receipt-archived = Mis sous clé
receipt-kept = Conservé
receipt-shared = Plus de lien avec vous
receipt-needed = Nécessaire au reste
receipt-verified = Vérifié le { $at }.
receipt-left = Quelque chose a alors été trouvé ; un collègue s’en occupe.
receipt-told = Qui doit l’apprendre
receipt-told-text = Nous transmettons la suppression à ceux qui avaient reçu ces données de nous (article 19 du RGPD). Voici où cela en est aujourd’hui.
notification-to-send = Pas encore prévenu
notification-sent = Prévenu
notification-confirmed = Prévenu, et c’est fait chez lui
notification-impossible = N’a pas pu être prévenu
notification-disproportionate = Non prévenu : l’effort aurait été disproportionné
receipt-proof-title = Preuve
receipt-proof-text = Ce fichier prouve que l’attestation figure dans notre journal infalsifiable. Il ne contient aucune donnée personnelle. Chacun peut le vérifier sans nous.
receipt-file = Télécharger la preuve
receipt-how = Comment la vérifier
receipt-how-text = Utilisez n’importe quel outil pour fichiers tlog-proof (C2SP), avec cette clé publique de notre journal :

# Après la restauration d’une sauvegarde.
closed-title = Nous rouvrons dans un instant
closed-lead = Notre base a été restaurée depuis une sauvegarde.
closed-text = Avant que quiconque voie quoi que ce soit ici, nous appliquons de nouveau les suppressions et les refus exprimés depuis. Vos données sont en sécurité. Revenez dans quelques minutes.
