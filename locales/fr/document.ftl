# Masquage dans les documents : fichiers d'un dossier dont des passages sont cachés.

document-legend = Passages masqués dans ce document
document-legend-lead = { $company } vous remet ce document le { $date }. Les cadres noirs cachent ce que vous ne pouvez pas lire. Tout le reste est comme dans l’original ; les pages sont des images, de sorte que rien ne se trouve sous les cadres.
document-legend-line = { $why } ({ $count } ×)
document-legend-remedy = Vous pouvez vous plaindre à l’autorité ({ $authority }) et saisir le juge.
document-legend-contact = Questions sur les passages masqués : { $contact }
document-encrypted = Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis ajoutez-le de nouveau.
document-damaged = Ce document ne peut être lu : il est endommagé. Ouvrez-le, enregistrez-le ou imprimez-le en un nouveau PDF, puis ajoutez celui-ci.
document-long = Ce document a plus de { $count } pages. Divisez-le, puis ajoutez les parties.
document-large = Ce document demande trop de calcul ou de mémoire. Divisez-le, ou imprimez-le en un nouveau PDF avec des images plus petites, puis ajoutez celui-ci.
document-kind = Seuls les documents PDF et les images PNG ou JPEG peuvent être masqués. Imprimez un texte en PDF, puis ajoutez celui-ci.
document-unwritten = La copie n’a pas pu être écrite et rien n’en est gardé. L’original est inchangé. Prévenez qui fait fonctionner ce portail.

staff-documents = Documents pour la personne
staff-documents-text = Ajoutez un document que l’entreprise détient, comme un ticket ou une lettre. La personne ne le voit pas avant que vous le remettiez, tel quel ou avec des passages masqués. Ce qui reste ici finit avec le dossier.
staff-documents-none = Aucun document pour l’instant.
staff-documents-hidden = Document qui attend une deuxième personne
document-add = Ajouter un document
document-add-do = L’ajouter
document-added = Ajouté. La personne ne le voit pas encore.
document-none = Choisissez d’abord un PDF, un PNG ou un JPEG.
document-removed = Retiré du dossier.
document-remove = Retirer du dossier
document-redact = Masquer des passages
document-go-on = Continuer à masquer
document-see-proof = Voir la copie et sa preuve
document-check = Vérifier cette copie
document-open-copy = Ouvrir la copie
document-give = Le remettre tel quel
document-give-copy = Remettre la copie à la personne
document-stage-none = Au traitement seulement
document-stage-open = { $count ->
    [0] Rien n’est encore masqué
    [one] Un passage ou cadre est masqué
   *[other] { $count } passages ou cadres sont masqués
}
document-stage-proven = La copie attend une deuxième personne
document-stage-released = La copie peut être remise
document-stage-given = La personne a la copie
document-locked = Le document lui-même n’est plus remis : des passages y sont masqués.
document-title = Masquer des passages
document-lead = Cherchez des mots, ou placez des cadres. Rien n’est masqué pour de bon avant que vous fassiez la copie ; jusque-là tout se reprend.
document-page = page { $page }
document-matches = { $count ->
    [one] Trouvé à un endroit
   *[other] Trouvé à { $count } endroits
}
document-matches-none = Ces mots ne sont nulle part dans le texte
document-matches-none-text = Regardez les pages : les mots d’une image ne sont pas du texte. Masquez-les avec un cadre.
document-matches-many = Voici les { $count } premiers endroits. Masquez-les, puis cherchez le reste.
document-unseen = (ne se voit pas sur la page)
document-mark-ticked = Masquer les endroits cochés
document-suggestions = Ce qui peut concerner quelqu’un d’autre
document-suggest-known = Déjà masqué pour cette personne
document-suggest-email = Adresses électroniques
document-suggest-telephone = Numéros de téléphone
document-suggest-account = Comptes bancaires
document-suggest-line = { $text } ({ $count } ×)
document-mark-suggested = Masquer ce qui est coché
document-box = Un cadre
document-box-new = Masquer une partie de la page
document-box-text = En pour cent de la page, depuis ses bords gauche et supérieur.
document-left = Depuis la gauche
document-top = Depuis le haut
document-width = Largeur
document-height = Hauteur
document-box-do = Masquer cette partie
document-percent = Écrivez un nombre de 0 à 100.
document-percent-more = Écrivez un nombre au-dessus de 0, jusqu’à 100.
document-no-page = Cette page n’existe pas. Ouvrez de nouveau le document.
document-many-marks = Un document a au plus { $most } marques. Reprenez-en, ou divisez le document.
document-picture-alt = Page { $page } en image
document-as-it-is = La page telle quelle
document-text = Texte de cette page
document-text-none = Cette page n’a pas de texte : c’est une image. Vous seul pouvez y trouver des mots. Masquez-les avec des cadres.
document-unnamed = { $count ->
    [one] Un mot de cette page ne dit pas quelles sont ses lettres. Cherchez-le de vos yeux.
   *[other] { $count } mots de cette page ne disent pas quelles sont leurs lettres. Cherchez-les de vos yeux.
}
document-marks = Masqué jusqu’ici
document-marks-none = Rien pour l’instant.
document-mark-line = { $reason }, { $count } ×, page { $pages }
document-unmark = Le montrer de nouveau
document-marked = Masqué { $times } fois. Vous pouvez le reprendre jusqu’à la copie.
document-unmarked = Ce n’est plus masqué.
document-preview = Aperçu
document-preview-title = Ce que sera la copie
document-preview-lead = Regardez chaque page : tout ce qui doit rester caché est-il derrière un cadre, et rien d’autre ? Les pages deviennent des images ; le texte qui reste se cherche et s’écoute encore. Une dernière page dit pourquoi des passages sont masqués et où se plaindre.
document-preview-lead-picture = Tout ce qui doit rester caché est-il derrière un cadre, et rien d’autre ? L’image est refaite, sans rien d’autre qu’elle.
document-preview-two = Ensuite une deuxième personne regarde la copie avant qu’elle puisse être remise.
document-do = Faire la copie et la prouver
document-no-marks = Rien n’est masqué. Revenez et marquez ce que la personne ne peut pas lire.
document-left-over = Rien n’est gardé de la copie : des mots masqués s’y trouvaient encore. Revenez, cherchez-les sous une autre forme et masquez chaque endroit.
document-shows = Rien n’est gardé de la copie : un cadre y laissait voir quelque chose. Reprenez ce cadre et faites-le plus grand.
document-proven = La copie est faite, et rien de ce qui est masqué n’y a été trouvé.
document-proof-title = La copie et sa preuve
document-proof-zero = Trouvé dans la copie : 0
document-proof-lead = La copie a été relue, comme peut le faire qui la reçoit.
document-proof-words = Mots et passages masqués cherchés
document-proof-parts = Parties du fichier parcourues
document-proof-parts-hint = ses pages, ses textes, ses flux décompressés et tous ses octets
document-proof-boxes = Cadres d’une seule couleur
document-proof-pages = Pages refaites
document-proof-gone = Non repris du document
document-proof-gone-text = Texte sous les cadres, texte invisible, notes, pièces jointes, métadonnées, vignettes
document-proof-why = Raisons
document-proof-sha = SHA-256 de la copie
document-second = Une deuxième personne regarde
document-second-text = Tout ce qui doit rester caché est-il derrière un cadre, et rien d’autre ? Un autre collègue a masqué ces passages ; vous décidez si la personne reçoit la copie.
document-second-yes = Elle peut être remise
document-second-no = La renvoyer
document-second-waits = Un autre collègue doit regarder la copie avant que vous puissiez la remettre.
document-released = La copie peut maintenant être remise.
document-sent-back = Renvoyée. La copie est supprimée, les marques restent.
document-reopen = Changer ce qui est masqué
document-reopened = La copie est supprimée. Changez les marques, puis faites-en une autre.
document-given = Remis. La personne le trouve avec sa demande et l’a appris par mail.
document-outside = Qui demande ne se connecte pas. Ouvrez la copie et envoyez-la comme convenu, puis notez-le ici.
document-given-text = Nous avons ajouté ce document à votre demande : { $name }
document-name = Document
document-copy-name = { $name } (passages masqués)
document-name-hidden = Le nom du document contient des mots masqués pour la personne. Enregistrez-le sous un autre nom, puis ajoutez-le de nouveau.
staff-refused-step = Quelqu’un a avancé avec ce document entre-temps. Ouvrez-le de nouveau.
request-seen-document = un document pour vous
