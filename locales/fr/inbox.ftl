inbox-title = Boîte de réception
inbox-lead = Les e-mails que des personnes nous écrivent au sujet de leurs données. Si l’un d’eux est une demande, son mois a commencé à son arrivée : lisez-le et dites ce que c’est.
inbox-waiting = { $count ->
    [0] Aucun e-mail n’attend
    [one] Un e-mail attend dans la boîte de réception
   *[other] { $count } e-mails attendent dans la boîte de réception
}
inbox-open = Ouvrir la boîte de réception
inbox-more = Les { $count } plus anciens sont affichés. Les autres suivent au fur et à mesure.
inbox-from = De
inbox-seems = Semble concerner
inbox-seems-nothing = Ses mots ne le disent pas
inbox-arrived = Arrivé
inbox-due = Échéance, si c’est une demande
inbox-read = Lire
inbox-no-sender = Une adresse illisible
inbox-empty = Aucun e-mail n’attend
inbox-empty-text = Les nouveaux e-mails apparaissent ici quelques minutes après leur arrivée.
inbox-off = Aucune boîte n’est lue
inbox-off-text = Nommez la boîte à laquelle on vous écrit dans la section [inbox] des réglages, et ses e-mails apparaîtront ici.
inbox-aside-title = Pas des demandes
inbox-aside-count = { $count ->
    [one] Un e-mail
   *[other] { $count } e-mails
}
inbox-aside-text = Ils sont gardés { $days } jours, au cas où l’un d’eux en serait une quand même.
inbox-why-aside = Un collègue a dit que ce n’est pas une demande
inbox-why-automatic = Un programme l’a écrit tout seul
inbox-trouble = La boîte ne peut pas être lue depuis le { $since }
inbox-trouble-unreachable = Personne ne répond à l’adresse de la section [inbox]. La personne qui s’occupe du portail doit regarder.
inbox-trouble-unprotected = La connexion ne peut pas être protégée : le certificat ne va pas avec le serveur, ou celui-ci n’offre pas TLS. La personne qui s’occupe du portail doit regarder.
inbox-trouble-refused = Le serveur refuse le compte ou le mot de passe. La personne qui s’occupe du portail doit regarder.
inbox-trouble-no-folder = Le serveur n’a pas ce dossier. La personne qui s’occupe du portail doit regarder.
inbox-trouble-broken = Le serveur a coupé. Le prochain essai est dans deux minutes.
inbox-mail = Un e-mail
inbox-mail-lead = L’adresse d’un e-mail ne prouve rien. Qui demande est vérifié dans le dossier, comme toujours.
inbox-subject = Objet
inbox-no-subject = Sans objet
inbox-no-text = Il ne contient pas de mots.
inbox-words = Ce qu’il dit
inbox-files = Fichiers
inbox-file-open = Ouvrir
inbox-left-title = Cet e-mail n’est pas ici en entier
inbox-left-text = Le reste est dans la boîte, où l’e-mail demeure.
inbox-left-large = L’e-mail est trop gros : seul le début de son texte a été pris, et aucun fichier.
inbox-left-long = Le texte est trop long : seul son début a été pris.
inbox-left-unreadable = Rien n’en est lisible.
inbox-refused-empty = « { $name } » est vide.
inbox-refused-large = « { $name } » dépasse { $size } Mo.
inbox-refused-many = « { $name } » n’a pas été pris : une demande reçoit { $count } fichiers.
inbox-refused-kind = « { $name } » est d’un type qui n’est pas pris : seuls PDF, JPEG, PNG et texte brut le sont.
inbox-refused-damaged = « { $name } » est abîmé.
inbox-request-title = C’est une demande
inbox-request-text = Le dossier reçoit les mots et les fichiers de l’e-mail, compte depuis le jour de son arrivée, et il est à vous. Une confirmation part à l’adresse.
inbox-rights-hint = Ce que ses mots suggèrent est coché.
inbox-make = En faire une demande
inbox-case-title = Il appartient à un dossier
inbox-case-text = L’e-mail devient un message de la personne dans le dossier. Il doit venir de l’adresse de cette personne.
inbox-case-reference = Référence du dossier
inbox-case-do = L’ajouter au dossier
inbox-aside = Ce n’est pas une demande
inbox-aside-hint = De la publicité, une question pour le service clients, une affaire de quelqu’un d’autre : il est gardé { $days } jours, puis supprimé.
inbox-aside-do = Le mettre de côté
inbox-no-case = Aucun dossier n’a cette référence
inbox-other-sender = Cet e-mail ne vient pas de l’adresse de la personne de ce dossier. Ce que d’autres écrivent lui serait montré comme ses propres mots : faites-en une demande à part, ou écrivez une note dans le dossier.
inbox-added = L’e-mail est maintenant dans { $reference }.
inbox-set-aside = Mis de côté. Il est gardé { $days } jours.
inbox-gone = Quelqu’un a dit avant vous ce qu’est cet e-mail.
