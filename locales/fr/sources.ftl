# Les sources (A5) : si chacune répond, ce qu’elle a de nouveau, quelle part est expliquée.

sources-nav = Sources
sources-title = Sources
sources-lead = Les bases de données, fichiers et systèmes qui contiennent des données personnelles, comparés chaque nuit à leur fichier de source. Ce que ce fichier n’explique pas n’est montré à personne ni effacé pour personne.
sources-compare = Comparer maintenant
sources-compared = Les sources ont été comparées. Le résultat est ci-dessous.
sources-fits = Conforme
sources-differs = Différente
sources-troubled = Impossible à comparer
sources-never = Pas encore comparée
sources-never-text = Elle est comparée dans l’heure, ou tout de suite avec le bouton ci-dessus.
sources-kind-sqlite = Fichier SQLite
sources-kind-postgres = PostgreSQL
sources-kind-mysql = MariaDB ou MySQL
sources-kind-files = Fichiers d’un dossier
sources-kind-http = Système par HTTP
sources-kind-manual = Consultée à la main
sources-by-hand = Par un collègue
sources-by-hand-text = Aucun programme ne peut la comparer. Son responsable reçoit une tâche quand une personne demande une copie, une rectification ou un effacement.
sources-trouble-down = Elle ne répond pas : elle est arrêtée, son adresse ou son mot de passe est faux, ou un pare-feu la cache.
sources-trouble-busy = Elle est occupée à autre chose.
sources-trouble-forbidden = Le compte du portail n’a pas le droit de voir ses tables.
sources-trouble-failed = Elle répond, mais pas comme prévu.
sources-asked = Interrogée le { $at }. Elle l’est de nouveau chaque heure ; ce qui suit date d’avant.
sources-detail = Ce qu’elle a répondu
sources-coverage = { $explained ->
    [one] { $percent } % expliqués : { $explained } colonne sur { $columns }
   *[other] { $percent } % expliqués : { $explained } colonnes sur { $columns }
 }
sources-no-columns = Le compte du portail n’y voit aucune table.
sources-compared-at = Dernière comparaison le { $at }
sources-new = Nouveau, et rien ne l’explique
sources-gone = Déclaré, et disparu
sources-type = Le type a changé : la nature déclarée ne convient plus
sources-rule = Une autre règle de la base ne convient pas
sources-cure = Corrigez { $file }, redémarrez le portail, puis comparez. La tâche se ferme d’elle-même.
sources-lines = Ce qui ne va pas, et comment le corriger
sources-definition = Comment la part est calculée
sources-definition-text = Parmi toutes les colonnes de toutes les tables et vues que voit le compte du portail, celles que le fichier de source explique : elles ont une catégorie du registre, ou sont laissées de côté avec une raison, seules ou avec toute leur table. La part est arrondie vers le bas : seul un tout fait 100 %.
sources-none = Aucune source n’est déclarée
sources-none-text = Le portail montre et efface ce que contiennent ses sources. Nommez la première base de données dans un fichier du dossier des sources, puis laissez le portail écrire une première description :
