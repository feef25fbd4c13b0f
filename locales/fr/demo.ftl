# Pages propres à la démonstration.

demo-notice = Démonstration : cette boutique et ses clients sont inventés. Aucun e-mail ne quitte cette machine.
demo-title = À vous d’essayer
demo-lead = { $company } est une boutique inventée, avec { $people ->
    [one] { $people } client
   *[other] { $people } clients
}. Tout ce que vous faites ici est fait pour de vrai, dans sa base de données.
demo-mailbox-link = Ouvrir la boîte aux lettres
demo-start-link = Ouvrir la page d’accueil
demo-steps = Cinq choses à essayer
demo-step-1 = Connectez-vous avec l’adresse de Camille. Le code arrive dans la boîte aux lettres.
demo-step-2 = Changez le numéro de téléphone, puis annulez.
demo-step-3 = Arrêtez la lettre d’information dans « Mes choix ».
demo-step-4 = Téléchargez tout et ouvrez la page de l’archive.
demo-step-5 = Supprimez tout, laissez passer les jours, et regardez de nouveau.
demo-look = Pour voir à côté la base de la boutique :
demo-personas = Des clients pour se connecter
demo-persona-email = Adresse e-mail
demo-persona-go = Se connecter
demo-persona-everything = Une cliente fidèle : commandes, remboursement, factures, questions au service client, lettre d’information, offres par SMS.
demo-persona-household = Partage une adresse postale avec Marius. Supprimer l’une ne touche pas à l’adresse de l’autre.
demo-persona-housemate = Partage une adresse postale avec Louise.
demo-persona-former = N’a rien commandé depuis plus de trois ans.
demo-persona-two-addresses = A deux adresses e-mail ; la première a été tapée avec des majuscules. L’une comme l’autre ouvre les mêmes données : aicha.atelier@poste.example
demo-persona-english = Lit l’anglais.
demo-persona-long-name = Un nom et une adresse très longs, pour voir si les pages tiennent.
demo-persona-newsletter-only = Lit la lettre d’information et n’a jamais rien acheté.
demo-unknown = Toute autre adresse fonctionne aussi : une inconnue reçoit un e-mail qui dit que nous ne détenons rien.
demo-staff = Des collègues pour se connecter
demo-staff-lead = Il faut à chacun un mot de passe et le code d’un second facteur, qui change toutes les 30 secondes. Rechargez cette page pour en avoir un nouveau.
demo-staff-password = Mot de passe
demo-staff-code = Code actuel
demo-staff-go = Se connecter comme collègue
demo-staff-support = Répond aux demandes, dossier par dossier.
demo-staff-marketing = Prépare la vérification annuelle des coordonnées. Une seconde personne doit l’approuver.
demo-staff-dpo = Délégué à la protection des données : demandes, refus, registre, journal.
demo-staff-admin = Fait fonctionner le portail ; ne voit les données d’aucun client.
demo-staff-archivist = Ouvre les archives de ce que la loi fait garder, une personne à la fois et pour un motif.
demo-clock = Le temps
demo-clock-now = Pour le portail, nous sommes le { $moment }.
demo-clock-text = Les délais, les dates d’expiration et les jours de réflexion suivent cette horloge. Elle ne peut qu’avancer.
demo-clock-day = Laisser passer un jour
demo-clock-moved = Un jour a passé. Ce qui était dû est en cours.

mailbox-title = Boîte aux lettres de la démonstration
mailbox-lead = Tous les e-mails que le portail a envoyés, à qui que ce soit, du plus récent au plus ancien. Ils restent dans un dossier de cette machine.
mailbox-empty = Aucun e-mail pour l’instant
mailbox-empty-text = Demandez un code de connexion : il arrivera ici.
mailbox-again = Regarder de nouveau
mailbox-to = À { $address }
mailbox-back = Retour à la boîte aux lettres
mailbox-demo = Retour à « À vous d’essayer »
mailbox-more = Seuls les { $count } plus récents sont affichés.
mail-to = À
mail-date = Envoyé
mail-view-html = Comme la plupart des messageries le montrent
mail-view-text = En texte
mail-view-headers = Tous les en-têtes
