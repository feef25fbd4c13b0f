# Connexion, déconnexion, sessions
sign-in-title = Connectez-vous pour voir vos données
sign-in-lead = Nous vous envoyons un code par e-mail. Aucun mot de passe n’est nécessaire.
sign-in-email = Votre adresse e-mail
sign-in-why = Celle que vous utilisez avec nous. Elle sert seulement à retrouver vos données et à vous envoyer le code.
sign-in-send = Recevoir un code
sign-in-no-mail = Je n’ai plus accès à ma messagerie
sign-in-no-mail-text = Vous pouvez quand même exercer vos droits. Écrivez-nous : nous trouverons un autre moyen de nous assurer que c’est bien vous.
error-email-long = Utilisez 254 caractères au plus

code-title = Code envoyé : consultez vos e-mails
code-lead = Nous avons envoyé un e-mail à
code-label = Code reçu par e-mail
code-hint = 6 chiffres. Le code est valable jusqu’à { $until }.
code-send = Se connecter
code-wrong = { $left ->
    [one] Ce n’est pas le code envoyé. Il vous reste un essai.
   *[other] Ce n’est pas le code envoyé. Il vous reste { $left } essais.
}
code-missing-title = Pas encore d’e-mail ?
code-missing-text = Il peut mettre une minute à arriver. Regardez aussi parmi les indésirables : l’expéditeur est { $sender }.
code-resend = Envoyer un nouveau code
code-resend-hint = Vous pourrez en demander un autre après { $seconds } secondes. L’ancien code ne marchera alors plus.
code-other-address = Utiliser une autre adresse

wait-title = Patientez un peu
wait-text = Plusieurs codes ont été demandés en peu de temps. Vous pourrez demander le prochain à { $until }.
wait-valid = Un code que vous avez déjà reçu reste valable.
wait-code = Saisir un code que j’ai reçu

over-title = Ce code ou ce lien ne marche plus
over-used = Il a déjà servi.
over-replaced = Vous en avez demandé un plus récent depuis.
over-refused = Quelqu’un qui a accès à la messagerie a indiqué ne pas l’avoir demandé.
over-tries = Trop de codes erronés ont été saisis.
over-ended = Il a expiré : un code n’est valable que quelques minutes.
over-link = Il a expiré, a déjà servi ou a été remplacé par un plus récent.
over-safe = Rien n’a été modifié. Demandez un nouveau code ci-dessous.
over-again = Recevoir un nouveau code

link-title = Connectez-vous à vos données
link-asked = Ce lien a été demandé à { $time }.
link-asked-device = Ce lien a été demandé à { $time }, avec { $device }.
link-other-browser = Vous avez ouvert ce lien dans un autre navigateur que celui qui l’a demandé. Saisissez le code du même e-mail pour vous connecter ici.
link-first-window = Vous pouvez aussi revenir à la première fenêtre et y saisir le code. Ne le lisez jamais à personne.
link-sign-in = Se connecter sur cet appareil
link-not-me-title = Ce n’était pas vous ?
link-not-me-text = Alors arrêtez ce lien et son code. Personne n’a vu vos données.
link-not-me = Je n’ai rien demandé

refused-title = Le lien est arrêté
refused-text = Ni le lien ni le code ne marchent plus. Personne n’a vu vos données.
refused-more = Quelqu’un s’est peut-être trompé d’adresse. Vous n’avez rien d’autre à faire.

confirm-title = Confirmez que c’est bien vous
confirm-text = Avant que vos données sortent ou soient supprimées, nous vérifions encore une fois que cette messagerie est la vôtre. Nous vous envoyons un code par e-mail.
confirm-send = Recevoir un code

security-title = Où vous êtes connecté
security-lead = Si vous ne reconnaissez pas un appareil, fermez sa session.
security-open = Sessions ouvertes
security-ended = Connexions précédentes
security-unknown = Appareil inconnu
security-began = Connexion : { $at }
security-seen = Dernière utilisation : { $at }
security-own = C’est l’appareil que vous utilisez.
security-end = Fermer cette session
security-end-others = Fermer toutes les autres sessions
signed-out = Vous êtes déconnecté.
session-ended = La session est fermée.
sessions-ended = Toutes les autres sessions sont fermées.

address-title = Changer votre adresse de connexion
address-own = Vous vous connectez avec
address-new = Nouvelle adresse e-mail
address-new-hint = Nous y envoyons un code. Rien ne change avant que vous ne le saisissiez ici.
address-send = M’envoyer un code
address-then = Ce qui se passe ensuite
address-then-place = Votre adresse est changée dans : { $place }
address-then-sign-in = Vous vous connectez avec la nouvelle adresse. Les autres appareils sont déconnectés et un téléchargement prêt est supprimé.
address-then-old = Nous prévenons l’ancienne adresse. Pendant 72 heures, elle peut annuler le changement.
address-stays = Là où l’ancienne adresse reste
address-same = C’est déjà votre adresse de connexion
address-code-title = Saisissez le code reçu à la nouvelle adresse
address-code-send = Changer mon adresse
address-over = Ce code ne fonctionne plus. Demandez-en un nouveau.
address-taken = Cette adresse ne peut pas être utilisée : elle appartient déjà à une autre page de données. Si elle est à vous, connectez-vous avec elle, ou demandez-nous de réunir les deux.
address-down = Un de nos systèmes ne répond pas en ce moment : l’adresse ne peut pas être changée partout. Réessayez dans quelques minutes.
address-refused = Un de nos systèmes n’a pas accepté cette adresse : rien n’a été changé. Écrivez-nous, un collègue s’en occupera.
address-later = Un de nos systèmes ne répond plus. Nous continuons d’essayer de changer votre adresse ; revenez voir plus tard.
address-changed = Votre adresse est changée. Vous vous connectez désormais avec la nouvelle.
address-return-title = Garder votre ancienne adresse
address-return-lead = Le { $at }, votre page de données a reçu une autre adresse de connexion.
address-return-text = Si ce n’était pas vous, annulez-le avant le { $until }. Toutes les personnes connectées y seront déconnectées.
address-return-do = Garder mon ancienne adresse
address-returned-title = Votre adresse est rétablie
address-returned-text = Votre page de données s’ouvre de nouveau avec cette boîte, et avec aucune autre. Tout le monde est déconnecté.
address-return-down = Un de nos systèmes ne répond pas en ce moment. Nous continuons d’essayer ; vous pouvez aussi appuyer de nouveau sur le bouton.
address-return-refused = L’ancienne adresse n’a pas pu être rétablie automatiquement. Écrivez-nous tout de suite.
address-return-over = Ce lien ne fonctionne plus : les 72 heures sont passées, ou le changement a déjà été annulé.
security-address = Adresse de connexion
security-address-change = La changer
security-address-since = Changée le { $at }. L’adresse précédente peut l’annuler jusqu’au { $until }.

who-title = Qui êtes-vous ?
who-lead = Plusieurs personnes utilisent cette messagerie. Pour que personne ne voie les données d’une autre, dites-nous laquelle vous êtes.
who-hint = Vous le trouverez sur nos envois. Les espaces ne comptent pas.
who-do = Continuer
who-wrong = Cela ne correspond à personne qui utilise cette messagerie. Vérifiez et réessayez.
who-often = Il y a eu trop de réponses fausses aujourd’hui. Réessayez demain, ou faites une demande sans vous connecter.
who-down = L’un de nos systèmes ne répond pas : nous ne pouvons pas vérifier. Réessayez dans quelques minutes.
who-lost-title = Vous ne l’avez pas ?
who-lost = Faites alors une demande sans vous connecter. Un collègue vérifiera autrement que c’est bien vous.
who-lost-do = Faire une demande sans se connecter
