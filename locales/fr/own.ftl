# Ce qui est conservé sur un collègue, pour lui-même

own-title = Ce que nous conservons sur vous
own-lead = Vous travaillez avec ce portail, qui conserve donc aussi des données sur vous. Les voici toutes. Vous n’avez rien à demander à personne.
own-json = Tout emporter (JSON)
own-csv = Emporter le journal (CSV)
own-account = Votre compte
own-name = Nom
own-email = Adresse e-mail
own-role = Rôle
own-lang = Langue
own-opened = Compte ouvert
own-factor = Second facteur
own-factor-yes = { $left ->
    [one] Configuré, il reste { $left } code de secours
   *[other] Configuré, il reste { $left } codes de secours
}
own-factor-no = { $left ->
    [one] Non configuré
   *[other] Non configuré
}
own-why = Pourquoi nous les conservons
own-why-text = Le compte vous laisse entrer, vous et personne d’autre. Le journal prouve qui a fait quoi aux données d’autrui (art. 5, § 2 et art. 32 du RGPD). La loi nous demande de pouvoir le prouver et nous y avons un intérêt légitime (art. 6, § 1, c et f du RGPD).
own-who-text = Les délégués à la protection des données et les administrateurs peuvent lire le journal. Les clients apprennent quel service a regardé leurs données et quand, jamais votre nom. Le journal ne fait que s’allonger : aucune entrée ne change. Les sessions disparaissent après deux jours.
own-never-text = Le journal ne sert pas à mesurer combien ni à quelle vitesse vous travaillez.
own-rights-text = Vous pouvez faire corriger votre compte, et vous opposer. Adressez-vous à notre délégué à la protection des données.
own-complain = Vous pouvez aussi déposer une plainte auprès de l’autorité ({ $authority }).
own-sessions = Où vous êtes connecté
own-sessions-hint = Seules les heures sont gardées, ni lieu ni appareil.
own-session = Depuis le { $began }, dernière utilisation le { $seen }
own-log = Le journal
own-log-caption = Ce que vous avez fait et ce qui a été fait à votre compte
own-log-at = Quand
own-log-about = Sujet
own-log-action = Entrée
own-log-object = Sur
own-log-by = Par
own-log-none = Il n’y a aucune entrée ici.
own-by-you = Vous
own-by-other = Quelqu’un d’autre
own-newest = Entrées récentes
own-older = Entrées plus anciennes
own-area-access = Les copies de données
own-area-api = Les jetons d’API
own-area-archive = Les archives
own-area-audit = Le journal d’audit
own-area-breaches = Le registre des violations
own-area-consents = Les choix et consentements
own-area-directives = Les directives pour après la mort
own-area-erasure = Les effacements
own-area-manual = Recherches à la main
own-area-notifications = Information des destinataires
own-area-person = Un regard sur les données de quelqu’un
own-area-record = Le registre des traitements
own-area-redaction = Les mots masqués dans ce que quelqu’un reçoit
own-area-refresh = Les envois
own-area-requests = Les demandes
own-area-restriction = Les données limitées
own-area-retention = La conservation
own-area-staff = Comptes et connexion
own-area-tasks = Les tâches
own-area-other = Autre chose
