# L’apparence (A8).

brand-nav = Apparence
brand-title = Apparence
brand-lead = Votre couleur sur chaque page et dans chaque e-mail, votre logo sur chaque page. Votre choix se voit aussitôt.
brand-colour = Couleur
brand-accent = Votre couleur
brand-accent-hint = Par exemple #0b5a63. Laissez vide pour garder la couleur du portail.
brand-colour-save = Utiliser cette couleur
brand-colour-done = La couleur est en place.
brand-wrong-colour = Écrivez la couleur en six chiffres ou lettres de a à f, par exemple #0b5a63
brand-standard = Le portail montre sa propre couleur.
brand-on-light = Sur les pages claires
brand-on-dark = Sur les pages sombres
brand-sample-button = Bouton
brand-sample-link = Un lien
brand-sample-label = Un bouton et un lien en { $colour }
brand-changed = { $typed } se lit mal ici. Le portail utilise { $colour }, la plus proche que tout le monde peut lire : contraste de { $contrast } pour 1 (4,5 au moins).
brand-unchanged = { $colour } comme vous l’avez choisie : contraste de { $contrast } pour 1 (4,5 au moins).
brand-logo = Logo
brand-no-logo = Les pages montrent le nom « { $company } ».
brand-logo-file = Un fichier avec votre logo
brand-logo-hint = SVG, PNG ou JPEG, { $size } Mo au plus. Il s’affiche en 160 pixels sur 40 au plus ; d’un SVG, seules les formes restent : convertissez d’abord ses mots en tracés.
brand-logo-save = Utiliser ce logo
brand-logo-done = Le logo est en place.
brand-logo-remove = Montrer le nom à la place
brand-logo-removed = Les pages ne montrent plus votre logo.
brand-logo-missing = Choisissez un fichier
brand-logo-large = Choisissez un fichier de { $size } Mo au plus, avec moins de formes
brand-logo-unreadable = Choisissez un fichier SVG, PNG ou JPEG ; celui-ci est illisible
brand-logo-empty = Ce fichier ne dessine rien d’autre que des mots ou des images. Convertissez ses mots en tracés et recommencez
brand-again = Quelqu’un d’autre a choisi une apparence au même moment. Regardez-la et recommencez.

# Les mots de l’entreprise (A8).
texts-nav = Textes
texts-title = Textes et langues
texts-lead = Vos propres mots, dans chaque langue. Ce que vous écrivez se voit aussitôt. Laissez un champ vide pour garder les mots du portail.
texts-service = Nom du service
texts-service-about = En tête de chaque page, à côté de votre nom. Le portail dit « Vos données ».
texts-welcome = Accueil
texts-welcome-about = Sur la page d’accueil, sous le titre : une ou deux phrases sur votre ton.
texts-help = Comment joindre une personne
texts-help-about = Sur la page d’aide : horaires, numéro de téléphone, adresse d’une boutique.
texts-legal = Mentions légales
texts-legal-about = Sur la page des mentions légales : ce que la loi de votre pays demande à un éditeur, par exemple un numéro au registre, un numéro de TVA, le directeur de la publication.
texts-hint = { $most } caractères au plus. Une ligne vide commence un autre paragraphe.
texts-save = Enregistrer ces mots
texts-done = Ces mots sont en place.
texts-too-long = Raccourcissez : { $most } caractères au plus
texts-odd = Retirez ce qui n’est pas du texte : il s’y trouve un caractère de commande
texts-languages = Ce qui manque dans chaque langue
texts-languages-lead = Les mots du portail sont complets dans chaque langue qu’il parle. Les vôtres, ceux du registre et ceux des sources sont comptés ici.
texts-on = Proposée
texts-off = Non proposée
texts-whole = Rien ne manque.
texts-lacks = Qui lit cette langue en voit une autre là où des mots manquent.
texts-before-on = Écrivez d’abord ce qui manque, puis proposez-la : ajoutez « { $code } » à languages dans habeas.toml et redémarrez le portail.
texts-share = { $said } textes sur { $all } ({ $percent } %)
texts-share-none = rien à dire
texts-share-own = Vos mots
texts-share-record = Le registre
texts-share-sources = Les sources
texts-lacking = Ce qui manque : { $origin }
texts-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
