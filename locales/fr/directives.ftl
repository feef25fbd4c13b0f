# Après un décès : les directives d'un client, le formulaire de qui vient alors, le traitement.

directives-link = Après ma mort
directives-title = Après ma mort
directives-lead = Dites qui peut venir nous voir après votre mort, ce que cette personne reçoit et ce que deviennent vos données. Vous pouvez le modifier ou le retirer à tout moment.
directives-none = Vous n’avez encore rien dit. Vos héritiers peuvent alors demander ce qu’il faut pour régler la succession et faire fermer votre compte. Rien de plus.
directives-standing = Ce que vous avez décidé le { $since }
directives-named = Qui peut venir
directives-receives = Ce qu’elle reçoit
directives-nothing = Aucune donnée
directives-words = Ce qui doit encore se passer
directives-revoke = Retirer cette décision
directives-change = La modifier
directives-name = Prénom et nom de la personne
directives-name-hint = Comme dans ses papiers : c’est ainsi que nous la reconnaîtrons.
directives-reach = Comment joindre cette personne ?
directives-reach-hint = Une adresse postale, une adresse électronique ou un numéro de téléphone. Cela nous aide à être sûrs.
directives-categories = Que peut recevoir cette personne ?
directives-categories-hint = Elle reçoit une copie de ce que vous cochez, et de rien d’autre.
directives-wish = Que doit-il se passer d’autre ?
directives-wish-hint = Par exemple : fermer mon compte, ou effacer mes messages.
directives-save = Enregistrer ma décision
directives-empty = Cochez ce que cette personne reçoit, ou écrivez ce qui doit se passer.
directives-saved = Nous gardons votre décision. Vous seul pouvez la lire de votre vivant.
directives-revoked = C’est retiré. Nous n’en gardons rien.
directives-law = Article 85 de la loi du 6 janvier 1978 relative à l’informatique, aux fichiers et aux libertés.

deceased-title = Après un décès
deceased-lead = Nous vous présentons nos condoléances. Vous demandez ici ce qu’il faut pour régler une succession, fermer un compte, ou accomplir ce que la personne a décidé.
deceased-link = Pour une personne décédée : demandez ici
deceased-right = Que demandez-vous ?
deceased-hint-estate = En tant qu’héritier. Les commandes, les factures et ce dont la succession a besoin, rien de plus : les échanges privés restent privés.
deceased-hint-closure = En tant qu’héritier. Plus d’envois, et plus personne n’utilise les données.
deceased-hint-directives = Si la personne vous a désigné chez nous. Vous recevez ce qu’elle a décidé.
deceased-about = Nom de la personne décédée
deceased-address = Son adresse électronique, si vous la connaissez
deceased-address-hint = Elle nous aide à trouver le dossier. Nous n’y écrivons pas.
deceased-proof = En tant qu’héritier, montrez-nous un acte de notoriété ou le livret de famille, et qui vous êtes. Nous regardons et ne gardons aucune copie.

outside-ask-proof = Nous vous présentons nos condoléances. Pour continuer, il nous faut un document qui montre que vous êtes héritier : un acte de notoriété ou le livret de famille. Montrez-le en boutique ou envoyez-le par la poste, et dites-le-nous ici. Nous ne gardons aucune copie. Si la personne vous a désigné chez nous, dites-le plutôt.

staff-estate-ask = Demander le justificatif
staff-estate-ask-text = On demande un acte de notoriété ou le livret de famille. Demandé dans les trois jours ouvrés, le temps jusqu’à la réponse compte.
staff-estate-matched = Les directives du { $since } désignent cette personne.
staff-estate-other = Il y a des directives du { $since }. Elles ne désignent pas cette personne : en tant qu’héritier, elle peut demander ce qui règle la succession.
staff-estate-no-directives = Aucune directive n’est connue sous cette adresse.
staff-estate-wish = Ce que la personne a décidé
staff-estate-receives = La personne désignée reçoit
staff-estate-nothing = Aucune donnée
staff-estate-choose = De quoi la succession a-t-elle besoin ?
staff-estate-choose-hint = Seules ces catégories peuvent être envoyées (« estate » dans le registre). Cochez ce qu’il faut, rien de plus.
staff-estate-none = Le registre ne nomme aucune catégorie nécessaire à une succession : marquez-en une avec « estate = true ».
staff-estate-send = Permettre de les télécharger
staff-estate-serve = Accomplir : permettre le téléchargement
staff-estate-sent = Permis. Après votre réponse, la personne peut télécharger pendant sept jours, avec son code.
staff-estate-given = Ce qui peut être téléchargé
staff-refused-unproven = Pas avant le justificatif : un acte de notoriété, le livret de famille, ou des directives qui désignent cette personne.
staff-refused-not-named = Aucune directive sous cette adresse ne désigne cette personne. Vérifiez le nom et l’adresse, ou prenez un autre justificatif.
staff-refused-beyond = La succession n’en a pas besoin : cela ne peut pas être envoyé.
staff-proof-how = Qu’a montré la personne ?
staff-rung-notoriety = Un acte de notoriété, et qui elle est
staff-rung-family-book = Le livret de famille, et qui elle est
staff-rung-directives = Les directives la désignent, et elle a montré qui elle est
staff-rung-hint-notoriety = Regardez-le, sans garder de copie.
staff-rung-hint-family-book = Regardez-le, sans garder de copie.
staff-rung-hint-directives = Le portail compare le nom aux directives de l’adresse ci-dessous.

estate-download = Télécharger les données
estate-download-text = Ce que vous pouvez avoir est prêt jusqu’au { $until } : une page, un PDF et des tableaux, et rien d’autre.
estate-over = Les sept jours pour télécharger sont passés. Redemandez-nous, et nous le permettons encore une fois.
