# Fichiers que les personnes joignent à leurs demandes.

file-add = Fichiers
file-add-now = Ajouter ces fichiers
file-hint = PDF, JPEG, PNG ou texte brut, { $size } Mo chacun, { $count } fichiers au plus. Nous retirons des images le lieu et l’appareil de la prise de vue. Nous n’avons jamais besoin d’une pièce d’identité ici.
file-list = Fichiers ajoutés
file-keep-hint = Décochez un fichier pour ne pas l’envoyer.
file-case-hint = Chaque ouverture est journalisée et la personne la voit. Aucune recherche de logiciel malveillant n’a été faite.
file-open = Ouvrir { $name }
file-refused-empty = « { $name } » est vide. Choisissez un autre fichier.
file-refused-large = « { $name } » dépasse { $size } Mo. Choisissez un fichier plus petit.
file-refused-many = « { $name } » n’a pas été ajouté : { $count } fichiers au plus. Retirez-en d’abord un.
file-refused-kind = « { $name } » est d’un type que nous ne pouvons pas recevoir. Envoyez un PDF, une image JPEG ou PNG, ou du texte brut en UTF-8.
file-refused-damaged = « { $name } » est endommagé ou incomplet. Enregistrez-le de nouveau, puis choisissez-le.
