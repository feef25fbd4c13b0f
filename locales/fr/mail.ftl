# Ce que disent les messages.
# Le cadre de chaque message
mail-moment = { $day } à { $time } ({ $zone })
mail-size = { $amount } { $unit ->
    [kb] ko
   *[mb] Mo
}
mail-hello = Bonjour,
mail-signed = { $company }
mail-plain-link = { $label } :
mail-kept-until = { $what } : jusqu’au { $until } ({ $ground })
mail-kept = { $what } : { $ground }
mail-reference = Votre référence : { $reference }
mail-complain-title = Si vous n’êtes pas d’accord
mail-complain = Répondez d’abord à ce message, pour que nous puissions corriger. Vous pouvez aussi, à tout moment, saisir l’autorité de protection des données ({ $authority }) ou un tribunal.
mail-not-you = Si ce n’était pas vous, répondez tout de suite à ce message.
mail-never-phone = Nous ne demandons jamais un code par téléphone ou par message.
mail-why-asked = Vous recevez ce message parce que cette adresse a été saisie sur la page « Vos données » de { $company }.
mail-why-request = Vous recevez ce message à la suite de votre demande à { $company } au sujet de vos données.
mail-why-account = Vous recevez ce message parce que quelque chose a changé sur votre page « Vos données » chez { $company }.
mail-why-check = Vous recevez ce message parce que { $company } détient des données sur vous et que la loi nous demande de les tenir exactes. Ce n’est pas de la publicité.
mail-why-staff = Vous recevez ce message parce que vous travaillez sur le portail de données de { $company }.
mail-who = { $name }, { $address }
mail-dpo = Délégué à la protection des données : { $name }, { $email }
mail-contact = Questions sur vos données : { $email }
mail-notice = Comment nous utilisons vos données
mail-authority = Autorité de protection des données : { $authority }

# 1 Code de connexion
mail-sign-in-code-subject = Votre code : { $code }
mail-sign-in-code-subject-plain = Votre code de connexion
mail-sign-in-code-preheader = Il ouvre votre page « Vos données » une seule fois, jusqu’à { $until }.
mail-sign-in-code-lead = Saisissez ce code sur la page où vous l’avez demandé :
mail-sign-in-code-or = Ou ouvrez ce lien dans le même navigateur :
mail-sign-in-code-button = Me connecter à mes données
mail-sign-in-code-until = Le code et le lien servent une seule fois, jusqu’au { $until }.
mail-asked-from = Demandé le { $at } depuis { $device }.
mail-asked-at = Demandé le { $at }.
mail-sign-in-code-safety = Si vous n’avez rien demandé, vous n’avez rien à faire : personne ne peut se connecter sans ce code.

# 2 Rien à cette adresse
mail-nothing-held-subject = Nous n’avons aucune donnée à cette adresse
mail-nothing-held-preheader = Nous avons cherché dans tous nos systèmes. Peut-être une autre adresse ?
mail-nothing-held-lead = Quelqu’un a demandé à { $company } à voir les données associées à cette adresse électronique.
mail-nothing-held-answer = Nous avons cherché dans nos systèmes et n’y avons rien trouvé. Ceci est notre réponse à une demande d’accès (article 15 du RGPD).
mail-nothing-held-other = Peut-être nous aviez-vous donné une autre adresse, plus ancienne ou professionnelle. Vous pouvez l’essayer sur notre page :
mail-nothing-held-button = Essayer une autre adresse
mail-nothing-held-contact = Si vous pensez que nous détenons tout de même quelque chose, répondez à ce message.
mail-nothing-held-safety = Si vous n’avez rien demandé, vous n’avez rien à faire.

# 3 Nouvelle connexion
mail-new-sign-in-subject = Nouvelle connexion à votre espace données
mail-new-sign-in-preheader = Si c’était vous, vous n’avez rien à faire.
mail-new-sign-in-lead = Un appareil que nous ne connaissions pas s’est connecté à votre page « Vos données ».
mail-new-sign-in-when = Quand : { $at }
mail-new-sign-in-device = Appareil : { $device }
mail-new-sign-in-fine = Si c’était vous, vous n’avez rien à faire. Sinon, fermez cette session et écrivez-nous :
mail-new-sign-in-button = Voir et fermer mes sessions

# 4 Demande reçue
mail-request-received-subject = Nous avons votre demande { $reference }
mail-request-received-preheader = Nous répondrons au plus tard le { $due }.
mail-request-received-lead = Nous avons bien reçu votre demande : { $what }.
mail-request-received-due = La loi nous laisse jusqu’au { $due } pour répondre.
mail-request-received-usual = Nous répondons d’habitude avant le { $usual }.
mail-request-received-frozen = Jusqu’à notre décision, nous ne faisons que conserver vos données pour cet usage.
mail-request-received-button = Suivre ma demande

# 5 Il manque un élément
mail-need-something-subject = Il nous manque un élément pour { $reference }
mail-need-something-preheader = Nous reprendrons dès que vous aurez répondu.
mail-need-something-lead = Pour avancer sur votre demande, il nous faut : { $what }.
mail-need-something-why = Pourquoi : { $why }.
mail-need-something-paused = Le délai de réponse est suspendu depuis le { $since }. Il reprendra dès votre réponse.
mail-need-something-refuse = Vous pouvez aussi refuser sur la même page. Nous répondrons alors avec ce que nous avons.
mail-need-something-button = Répondre

# 6 Délai prolongé
mail-more-time-subject = Délai prolongé pour { $reference }
mail-more-time-preheader = Notre réponse arrivera au plus tard le { $due }.
mail-more-time-lead = Nous avons besoin de plus de temps pour votre demande. Nous répondrons au plus tard le { $due }.
mail-more-time-law = La loi le permet une seule fois, pour deux mois au plus (article 12, paragraphe 3, du RGPD).
mail-more-time-button = Voir ma demande

# 7 Téléchargement prêt
mail-download-ready-subject = Vos données sont prêtes jusqu’au { $until }
mail-download-ready-preheader = Connectez-vous pour télécharger un fichier de { $size }.
mail-download-ready-lead = La copie de vos données est prête. C’est un fichier de { $size }.
mail-download-ready-unknown = Elle n’est pas complète : personne n’a encore pu chercher là : { $sources }. Vous recevrez un autre fichier, avec tout, quand ce sera fait.
mail-download-ready-silent = Elle n’est pas complète : ceci n’a pas répondu : { $sources }. Nous demandons encore toutes les 15 minutes. Vous recevrez un autre fichier, avec tout, dès la réponse.
mail-download-ready-holds = Il contient une page à lire et des fichiers utilisables par un autre service (JSON et CSV).
mail-download-ready-until = Vous pouvez le télécharger jusqu’au { $until }, après connexion. Ensuite nous le supprimons ; vous pourrez le redemander à tout moment.
mail-download-ready-button = Télécharger mes données

# 8 Correction faite
mail-correction-done-subject = Vos coordonnées ont été modifiées
mail-correction-done-preheader = Vérifiez que c’était bien vous.
mail-correction-done-lead = Ces informations ont été modifiées le { $at } :
mail-correction-done-item = { $label }, désormais { $masked }
mail-correction-done-told = Nous le transmettons à ceux qui avaient reçu l’ancienne information : { $told }.
mail-correction-done-undo = Voir ou annuler la modification
mail-correction-done-button = Voir mes informations

# 9 Changement d’adresse
mail-address-code-subject = Confirmez votre nouvelle adresse
mail-address-code-preheader = Un code prouve que cette boîte est la vôtre.
mail-address-code-lead = Vous souhaitez utiliser cette adresse pour votre page « Vos données ». Saisissez-y ce code :
mail-address-code-until = Il sert une seule fois, jusqu’au { $until }.
mail-address-code-safety = Si vous n’avez rien demandé, vous n’avez rien à faire : l’adresse ne change pas sans ce code.
mail-address-changed-subject = Votre adresse de connexion a changé
mail-address-changed-preheader = Vous pouvez revenir en arrière pendant 72 heures.
mail-address-changed-lead = Depuis le { $at }, votre page « Vos données » s’ouvre avec une autre adresse électronique. Celle-ci ne fonctionne plus.
mail-address-changed-revert = Si ce n’était pas vous, annulez ce changement avant le { $until } :
mail-address-changed-button = Garder mon ancienne adresse

# 10 Suppression programmée
mail-deletion-scheduled-subject = Votre suppression débutera le { $starts }
mail-deletion-scheduled-preheader = D’ici là, vous pouvez changer d’avis en un clic.
mail-deletion-scheduled-lead = Nous commencerons à supprimer vos données le { $starts }.
mail-deletion-scheduled-part = Nous commencerons à supprimer ce que vous avez coché le { $starts }. Le reste ne change pas.
mail-deletion-scheduled-goes = Ce qui sera supprimé :
mail-stays = Ce qui reste, et pourquoi :
mail-deletion-scheduled-cancel = Vous pouvez changer d’avis jusque-là :
mail-deletion-scheduled-button = Voir ou annuler

# 11 Reçu de suppression
mail-deletion-receipt-subject = Ce que nous avons supprimé
mail-deletion-receipt-preheader = Le résultat pour chacun de nos systèmes. Conservez ce message.
mail-deletion-receipt-lead = Votre suppression s’est terminée le { $finished }. Nous avons ensuite vérifié une nouvelle fois.
mail-deletion-receipt-part = Ce que vous aviez coché a été supprimé le { $finished }. Nous avons ensuite vérifié une nouvelle fois. Le reste n’a pas changé.
mail-deletion-receipt-now = Ce dont nous n’avons plus besoin a été supprimé le { $finished }. Nous avons ensuite vérifié que tout avait disparu.
mail-deletion-receipt-review = Le reste sert à ce qui est en cours. Quand ce sera terminé, nous le supprimerons de nous-mêmes : vous n’avez rien à redemander. Si ce n’est pas terminé le { $day }, nous vous écrirons.
mail-deletion-waits-subject = Le reste de vos données est encore nécessaire
mail-deletion-waits-preheader = Nous avons vérifié : ce n’est pas encore terminé.
mail-deletion-waits-lead = Vous nous avez demandé de supprimer vos données, et la plupart ont disparu. Quelque chose est encore en cours, comme une commande. Ce qui lui est nécessaire reste jusqu’à la fin.
mail-deletion-waits-next = Nous regardons chaque nuit et supprimons le reste dès que possible. Si ce n’est pas terminé le { $day }, nous vous écrirons de nouveau.
mail-deletion-waits-button = Voir ce qui reste
mail-deletion-receipt-outcomes = Ce qui a été fait :
mail-deletion-receipt-item = { $source } : { $done }
mail-deletion-receipt-backups = Nos sauvegardes ne contiendront plus ces données à partir du { $day }. Personne ne travaille avec elles, et si l’une est restaurée, la suppression est d’abord refaite.
mail-deletion-receipt-proof = Votre attestation, avec une preuve que chacun peut vérifier :
mail-deletion-receipt-button = Ouvrir l’attestation
mail-deletion-receipt-last = Ceci est notre dernier message : nous n’avons plus votre adresse pour vous écrire. Conservez-le comme preuve.
mail-deletion-receipt-rest = Conservez ce message comme preuve.

# 12 Choix enregistré
mail-choice-recorded-subject-stopped = C’est arrêté : { $what }
mail-choice-recorded-subject-started = C’est rétabli : { $what }
mail-choice-recorded-preheader = Votre choix s’applique depuis le { $from }.
mail-choice-recorded-lead-stopped = Comme vous l’avez demandé, nous avons arrêté le { $from } : { $what }.
mail-choice-recorded-lead-started = Comme vous l’avez demandé, nous avons rétabli le { $from } : { $what }.
mail-choice-recorded-remains = Ce qui continue :
mail-choice-recorded-undo = Vous pouvez changer d’avis à tout moment :
mail-choice-recorded-button = Voir mes choix

# 13 Réponse
mail-answer-ready-subject = Notre réponse à { $reference }
mail-answer-ready-preheader-granted = Nous avons fait ce que vous demandiez.
mail-answer-ready-preheader-partly = Nous avons fait une partie de ce que vous demandiez.
mail-answer-ready-preheader-refused = Nous n’avons pas pu accepter ; voici pourquoi.
mail-answer-ready-preheader-answered = Nous avons répondu à votre question.
mail-answer-ready-granted = Nous avons fait ce que vous demandiez dans { $reference }.
mail-answer-ready-partly = Nous avons fait une partie de ce que vous demandiez dans { $reference }.
mail-answer-ready-refused = Nous n’avons pas accepté ce que vous demandiez dans { $reference }.
mail-answer-ready-answered = Nous avons répondu à { $reference }.
mail-answer-ready-reasons = Pourquoi : { $reasons }
mail-answer-ready-law = Les règles appliquées : { $law }.
mail-answer-ready-button = Lire toute la réponse

# 14 Nouveau message
mail-new-message-subject = Une réponse sur { $reference }
mail-new-message-preheader = Connectez-vous pour la lire ; ce message n’en dit rien.
mail-new-message-lead = Il y a un nouveau message sur votre demande { $reference }.
mail-new-message-safe = Il peut parler de vos données : vous le lirez donc après connexion.
mail-new-message-button = Lire et répondre

# 15 et 16 Vérification des coordonnées
mail-details-check-subject = Vos coordonnées sont-elles à jour ?
mail-details-check-preheader = Quinze secondes suffisent, et il n’y a aucune publicité.
mail-details-check-lead = De temps en temps, { $company } vous demande si les informations que nous détenons sur vous sont à jour.
mail-details-check-kinds = Nous détenons :
mail-details-check-ask = Sur la page suivante, vous pouvez dire que tout est exact, que quelque chose a changé, ou que ce n’est pas vous. Si tout est exact, vous n’êtes pas obligé de répondre.
mail-details-check-button = Vérifier mes informations
mail-details-check-rights = Vous pourrez aussi y voir tout ce que nous détenons, le faire supprimer ou vous y opposer.
mail-details-check-stop = Ne plus me le demander
mail-details-check-permitted = Ce que nous pouvons aussi vous envoyer : { $what }. Vous en décidez à tout moment.
mail-details-check-choices = Choisir ce que vous recevez
mail-details-reminder-subject = Rappel : 15 secondes pour vérifier
mail-details-reminder-preheader = Vos informations sont-elles à jour ? Nous ne ferons pas d’autre rappel.
mail-details-reminder-lead = Nous vous avons demandé il y a quelques semaines si les informations détenues par { $company } sont à jour. Ceci est le seul rappel.

# 17 Collègues
mail-staff-invitation-subject = Votre compte sur le portail de données
mail-staff-invitation-preheader = Choisissez un mot de passe et un second facteur.
mail-staff-invitation-hello = Bonjour { $colleague },
mail-staff-invitation-lead = Vous avez un compte sur le portail de données de { $company }. Ouvrez-le en choisissant un mot de passe et un second facteur :
mail-staff-invitation-until = Le lien sert une seule fois, jusqu’au { $until }.
mail-staff-invitation-button = Ouvrir mon compte
mail-staff-sign-in-subject = Votre connexion au portail de données a changé
mail-staff-sign-in-preheader = Si c’était vous, vous n’avez rien à faire.
mail-staff-sign-in-passkey-added = La clé d’accès « { $name } » a été ajoutée à votre compte sur le portail de données.
mail-staff-sign-in-passkey-removed = La clé d’accès « { $name } » a été retirée de votre compte sur le portail de données.
mail-staff-sign-in-app-added = Une application d’authentification a été installée pour votre compte sur le portail de données.
mail-staff-sign-in-code-used = L’un de vos codes de secours a servi sur le portail de données. Il ne sert pas une seconde fois.
mail-staff-sign-in-codes-renewed = De nouveaux codes de secours ont été créés pour votre compte sur le portail de données. Les anciens ne servent plus.
mail-staff-sign-in-reset = L’administration a rouvert votre compte sur le portail de données. Mot de passe, application d’authentification et clés d’accès sont à installer de nouveau.
mail-staff-sign-in-provider-added = Le service de connexion de votre entreprise ouvre désormais votre compte sur le portail de données.
mail-staff-sign-in-when = Quand : { $at }
mail-staff-sign-in-fine = Si c’était vous, vous n’avez rien à faire. Sinon, prévenez tout de suite l’administration, fermez les sessions et corrigez ce qui a été changé :
mail-staff-sign-in-button = Comment je me connecte
mail-staff-digest-subject = { $soon } à traiter cette semaine, { $late } en retard
mail-staff-digest-preheader = Les demandes dans l’ordre de leurs échéances.
mail-staff-digest-lead = Demandes dues dans les sept jours : { $soon }. En retard : { $late }.
mail-staff-digest-mails = { $count ->
    [one] Un e-mail de la boîte de réception n’a pas été lu.
   *[other] { $count } e-mails de la boîte de réception n’ont pas été lus.
}
mail-staff-digest-row = { $due } : { $reference }, { $what }
mail-staff-digest-button = Ouvrir la file
mail-manual-tasks-subject-opened = À chercher à la main : { $source }
mail-manual-tasks-subject-half = Toujours à chercher à la main : { $source }
mail-manual-tasks-subject-last-day = Pour aujourd’hui, à la main : { $source }
mail-manual-tasks-subject-late = En retard, à la main : { $source }
mail-manual-tasks-preheader = Des personnes attendent la réponse.
mail-manual-tasks-lead-opened = { $count ->
    [one] Une nouvelle tâche dans { $source }. Échéance : le { $due }.
   *[other] { $count } nouvelles tâches dans { $source }. Première échéance : le { $due }.
}
mail-manual-tasks-lead-half = { $count ->
    [one] La moitié du temps est passée pour une tâche dans { $source }. Échéance : le { $due }.
   *[other] La moitié du temps est passée pour { $count } tâches dans { $source }. Première échéance : le { $due }.
}
mail-manual-tasks-lead-last-day = { $count ->
    [one] Une tâche dans { $source } est à faire aujourd’hui.
   *[other] { $count } tâches dans { $source } sont à faire aujourd’hui.
}
mail-manual-tasks-lead-late = { $count ->
    [one] Personne n’a signé une tâche dans { $source }, à faire au plus tard le { $due }. Ce qui l’attend ne peut pas être dit complet.
   *[other] Personne n’a signé { $count } tâches dans { $source } ; la première était à faire au plus tard le { $due }. Ce qui les attend ne peut pas être dit complet.
}
mail-manual-tasks-how = Seul un collègue peut chercher là. Connectez-vous pour voir qui chercher, et signez ce que vous avez trouvé, ou qu’il n’y avait rien.
mail-manual-tasks-button = Ouvrir les tâches

# 18 Campagnes
mail-campaign-approval-subject = À approuver : « { $campaign } »
mail-campaign-approval-preheader = Une deuxième personne doit approuver avant tout envoi.
mail-campaign-approval-lead = { $author } demande votre approbation pour une vérification des coordonnées.
mail-campaign-approval-facts = { $recipients ->
    [one] Elle partirait à { $recipients } personne.
   *[other] Elle partirait à { $recipients } personnes.
}
mail-campaign-approval-button = Vérifier et décider
mail-campaign-paused-subject = Campagne en pause : « { $campaign } »
mail-campaign-paused-preheader = Plus rien ne part tant que personne n’a décidé.
mail-campaign-paused-lead = La campagne « { $campaign } » s’est arrêtée d’elle-même.
mail-campaign-paused-button = Voir la campagne

mail-consent-question-subject = À confirmer : { $what }
mail-consent-question-preheader = Rien n’est accepté tant que vous n’avez pas répondu.
mail-consent-question-own = Quelqu’un a donné cette adresse et accepté ceci : { $what }. Si c’était vous, merci de confirmer.
mail-consent-question-parent = Un enfant dont vous êtes responsable souhaite accepter ceci : { $what }. À cet âge, on ne peut pas accepter seul ; nous vous le demandons donc.
mail-consent-question-button = Répondre
mail-consent-question-silence = Sans réponse avant le { $until }, rien n’est accepté et nous ne redemanderons pas.

mail-retention-notice-subject = Vos données : suppression après le { $day }
mail-retention-notice-lead = Votre dernier contact avec nous date du { $since }. C’est loin : nous supprimons donc vos données après le { $day }.
mail-retention-notice-nothing = Si cela vous convient, vous n’avez rien à faire. Si vous souhaitez rester notre client, dites-le en un clic.
mail-retention-notice-button = Garder mes données

# Limitation du traitement (article 18)
mail-restricted-subject = L’utilisation de vos données est limitée
mail-restricted-preheader = Désormais, nous ne faisons que les conserver.
mail-restricted-lead = Depuis le { $since }, nous ne faisons que conserver vos données. Nous ne les utilisons pour rien d’autre.
mail-restricted-law = La loi prévoit peu d’exceptions : avec votre accord, pour des droits en justice, ou pour protéger une autre personne (article 18, paragraphe 2, du RGPD).
mail-restricted-end = Avant la fin de la limitation, nous vous prévenons.
mail-restricted-button = Voir mes données
mail-restriction-ends-subject = La limitation de vos données prend fin le { $when }
mail-restriction-ends-preheader = Nous vous prévenons avant d’utiliser de nouveau vos données.
mail-restriction-ends-lead = Vous nous avez demandé de limiter l’utilisation de vos données. La limitation prend fin le { $when }. En voici la raison :
mail-restriction-ends-answer = Si vous n’êtes pas d’accord, écrivez-nous avant cette date.

# La tête signée du journal d’audit
mail-audit-head-subject = Journal d’audit : la tête signée du { $day }
mail-audit-head-preheader = Gardez ce message : il fait voir qu’un journal a été réécrit.
mail-audit-head-lead = { $size ->
    [one] Le { $day }, le journal d’audit comptait { $size } événement. Voici sa tête signée :
   *[other] Le { $day }, le journal d’audit comptait { $size } événements. Voici sa tête signée :
}
mail-audit-head-keep = Gardez ce message, si possible hors du portail. Il permet de prouver plus tard si un événement antérieur a été modifié, retiré ou intercalé, même par la personne qui exploite le portail.
mail-audit-head-check = Pour vérifier : enregistrez ce texte dans un fichier, demandez à la personne qui exploite le portail « habeas audit export log.jsonl », puis lancez « habeas audit verify --offline log.jsonl --head FICHIER ». Le document docs/verify.md le montre aussi avec d’autres outils.

mail-company-asked-subject = Une entreprise nous a demandé vos données, et nous avons refusé
mail-company-asked-preheader = Ces droits n’appartiennent qu’à vous. Vous pouvez les exercer ici.
mail-company-asked-lead = Le { $date }, une entreprise nous a demandé des données sur vous, en disant que vous travaillez pour elle. Nous ne lui avons rien donné : un employeur ne peut pas exercer vos droits.
mail-company-asked-how = Vous pouvez nous les demander vous-même à tout moment. Votre page permet de voir, de corriger ou de supprimer vos données. C’est gratuit.
mail-company-asked-button = Voir mes données
mail-company-asked-who = Si vous voulez savoir qui les a demandées, répondez à cet e-mail.

# Un essai : les messages arrivent-ils ?
mail-test-subject = Message d’essai de { $company }
mail-test-preheader = Si vous lisez ceci, les messages arrivent.
mail-test-lead = Vous avez demandé ce message le { $at } pour voir si les messages du portail arrivent.
mail-test-look = Il est arrivé. Regardez qui l’a envoyé, et si votre messagerie affiche un avertissement à côté du nom.
mail-test-spam = Si vous l’avez trouvé parmi les indésirables, la page sur la messagerie dit ce qu’il faut corriger.
