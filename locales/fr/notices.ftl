# Page de départ et notice de protection des données.

start-title = Vos données chez { $company }
start-lead = Consultez, corrigez, emportez ou faites supprimer ce que { $company } détient sur vous. C’est gratuit, et presque tout prend effet aussitôt.
start-go = Voir mes données
start-how = Vous vous connectez avec un code envoyé à votre adresse e-mail. Il ne faut ni compte ni mot de passe.
start-jobs = Ce que vous pouvez faire ici
start-see = Voir mes données
start-see-time = 1 minute. Tout ce qui est détenu, pourquoi, qui le reçoit et jusqu’à quand.
start-correct = Corriger mes informations
start-correct-time = 2 minutes. La plupart des changements s’appliquent aussitôt, et vous pouvez les annuler.
start-copy = Emporter une copie
start-copy-time = 2 minutes. Une page à lire et des fichiers pour un autre service.
start-delete = Supprimer mes données
start-delete-time = 3 minutes. Vous voyez d’abord ce qui part, ce qui reste et pourquoi.
start-stop = Arrêter la publicité
start-stop-time = 1 minute. L’effet est immédiat, sans motif à donner.
start-promise = Nos engagements
start-promise-time = Si notre équipe doit intervenir, la loi nous laisse un mois. Votre demande affiche la date exacte.
start-promise-free = C’est gratuit, et vous n’avez pas à dire pourquoi.
start-promise-paper = Nous ne demandons pas de pièce d’identité, sauf doute réel.
start-protect = Comment nous vous protégeons
start-protect-link = Un code sert une seule fois, 10 minutes au plus, dans le navigateur où vous l’avez demandé.
start-protect-live = Vos données restent dans nos systèmes. Ce service n’en garde pas de seconde copie.
start-protect-log = Chaque consultation de vos données par notre équipe est notée, et vous pouvez la voir.
start-no-email = Vous n’avez plus accès à votre adresse e-mail ?
start-no-email-text = Écrivez à { $email } ou par courrier à { $address }. Nous trouverons un autre moyen de vérifier que c’est bien vous.
start-dpo = Questions sur la protection des données
start-dpo-text = { $name } répond de la protection des données :
start-complain = Pas satisfait ? Vous pouvez à tout moment vous adresser à l’autorité de contrôle :

notice-title = Notice de protection des données
notice-lead = Comment { $company } utilise les données personnelles. Ce texte est tiré de notre registre des traitements, celui-là même qui décide de ce que vous voyez dans « Mes données ».
notice-short = En bref
notice-short-uses = { $count ->
    [one] Nous utilisons des données pour { $count } finalité. Elle dit pourquoi, sur quelle base et jusqu’à quand.
   *[other] Nous utilisons des données pour { $count } finalités. Chacune dit pourquoi, sur quelle base et jusqu’à quand.
}
notice-short-recipients = { $count ->
    [one] { $count } société ou administration en reçoit une partie. Elle est nommée plus bas.
   *[other] { $count } sociétés et administrations en reçoivent une partie. Elles sont nommées plus bas.
}
notice-short-rights = Vous pouvez voir, corriger, emporter et supprimer vos données, et vous opposer à leur usage.
notice-short-go = Voir mes données maintenant
notice-contents = Sur cette page
notice-who = Qui est responsable
notice-representative = Représentant dans l’Union européenne
notice-joint = Décide avec nous
notice-dpo = Délégué à la protection des données
notice-uses = À quoi servent les données
notice-more = En savoir plus : { $name }
notice-purpose = Pour quoi faire
notice-sub-purposes = Dans le détail
notice-basis = De quel droit
notice-interest = Notre intérêt
notice-law = La loi qui le demande
notice-persons = Les données de qui
notice-categories = Quelles données
notice-origin = D’où elles viennent
notice-recipients-row = Qui les reçoit
notice-nobody = Personne hors de { $company }
notice-until = Jusqu’à quand
notice-archived = Mis à part dans une archive que peu de personnes peuvent ouvrir.
notice-no-end = Aucune date de fin n’est encore fixée
notice-security = Comment elles sont protégées
notice-mandatory = Devez-vous les donner ?
notice-automated = Décidé par une machine
notice-rights-row = Vos droits sur elles
notice-marketing = C’est de la publicité. Vous pouvez l’arrêter à tout moment, sans motif.
notice-recipients = Qui reçoit des données
notice-recipients-lead = Par leur nom, avec ce qu’ils font et où.
notice-outside-adequate = Hors de l’Union européenne ; la Commission européenne a jugé que les données y sont bien protégées.
notice-outside-safeguard = Hors de l’Union européenne. Ce qui y protège les données : { $safeguard }
notice-no-automation = Aucune décision importante pour vous n’est prise par une machine seule.
notice-rights = Vos droits
notice-rights-lead = Vous pouvez exercer la plupart d’entre eux ici, aussitôt. Si vous nous écrivez autrement, nous répondons dans un délai d’un mois.
notice-right-access = Voir vos données et en obtenir une copie
notice-right-rectify = Les faire corriger
notice-right-erase = Les faire supprimer
notice-right-restrict = En geler l’usage le temps d’une vérification
notice-right-portability = Emporter vers un autre service ce que vous nous avez donné
notice-right-object = Vous opposer à leur usage
notice-right-withdraw = Retirer votre consentement
notice-right-access-article = RGPD, article 15
notice-right-rectify-article = RGPD, article 16
notice-right-erase-article = RGPD, article 17
notice-right-restrict-article = RGPD, article 18
notice-right-portability-article = RGPD, article 20
notice-right-object-article = RGPD, article 21
notice-right-withdraw-article = RGPD, article 7
notice-death = Vous pouvez aussi dire ce que deviendront vos données après votre mort (loi du 6 janvier 1978, article 85).
notice-complain = Si vous n’êtes pas satisfait
notice-complain-text = Dites-le-nous d’abord, afin que nous puissions y remédier. Vous pouvez aussi, à tout moment, adresser une réclamation à l’autorité de contrôle :
