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
own-passkeys = Clés d’accès
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

# Comment un collègue se connecte

passkey-sign-in-title = Avec une clé d’accès
passkey-sign-in = Se connecter avec une clé d’accès
passkey-use = Utiliser une clé d’accès
passkey-failed = La clé d’accès n’a pas répondu. Réessayez, ou connectez-vous avec votre mot de passe et un code.
passkey-twice = Cet appareil a déjà une clé d’accès pour votre compte.
passkey-unknown = Ce navigateur ne connaît pas les clés d’accès. Connectez-vous avec votre mot de passe et un code.
passkey-no-script = Une clé d’accès a besoin de JavaScript. Sans lui, utilisez votre mot de passe et un code.
passkey-no-script-new = Pour ajouter une clé d’accès, activez JavaScript pour ce site. Sans lui, vous continuez à vous connecter avec votre mot de passe et un code.
staff-passkey-late = Plus de cinq minutes ont passé, ou l’envoi a été fait deux fois. Réessayez.
staff-passkey-refused = Cette clé d’accès n’ouvre pas ce compte. Essayez-en une autre, ou utilisez votre mot de passe et un code.
ways-title = Comment je me connecte
ways-lead = Ce qui ouvre votre compte, et où il est ouvert en ce moment. Vous recevez un e-mail dès que l’un de ces moyens change, et toutes vos autres sessions se ferment.
ways-passkeys = Clés d’accès
ways-passkeys-none = Aucune clé d’accès
ways-passkeys-none-text = Avec une clé d’accès, vous vous connectez par votre doigt, votre visage ou un code PIN. Personne ne peut vous la soutirer par e-mail : elle ne marche que sur ce site.
ways-passkey-new = Ajouter une clé d’accès
ways-passkey-new-lead = Votre appareil crée la clé d’accès et la garde. Il demande votre doigt, votre visage ou votre code PIN : elle compte donc pour les deux facteurs.
ways-passkey-name = Nom
ways-passkey-name-hint = Pour la reconnaître plus tard, par exemple « Ordinateur portable » ou « Clé bleue ».
ways-passkey-save = Créer la clé d’accès
ways-passkey-added = La clé d’accès est ajoutée. Toutes vos autres sessions sont fermées.
ways-passkey-many = Vous avez { $most } clés d’accès, c’est le maximum. Retirez-en une d’abord.
ways-passkey-added-at = Ajoutée le { $at }
ways-passkey-used-at = Dernière utilisation le { $at }
ways-passkey-unused = Jamais utilisée
ways-passkey-elsewhere = Créée pour { $host }. Elle ne marche pas à l’adresse { $address } : vous pouvez la retirer.
ways-passkey-remove = Retirer
ways-passkey-removed = La clé d’accès est retirée. Toutes vos autres sessions sont fermées.
ways-passkey-last = C’est votre seul moyen d’entrer. Ajoutez une autre clé d’accès, ou faites installer un mot de passe et une application, avant de la retirer.
ways-passkey-impossible = Les clés d’accès ne sont pas possibles ici
ways-passkey-impossible-text = Une clé d’accès appartient au nom d’un site, et { $address } porte un nombre au lieu d’un nom. La personne qui exploite le portail peut donner à base_url, dans la section [portal], une adresse https avec un nom.
ways-password = Mot de passe et application
ways-password-yes = Vous avez un mot de passe.
ways-password-no = Vous n’avez pas de mot de passe.
ways-app-yes = Une application d’authentification est installée.
ways-app-no = Aucune application d’authentification n’est installée.
ways-app-change = Pour changer l’un ou l’autre, demandez à l’administration de rouvrir votre compte.
ways-codes = Codes de secours
ways-codes-left = { $left ->
    [0] Il ne reste aucun code.
    [one] Il reste { $left } code.
   *[other] Il reste { $left } codes.
}
ways-codes-hint = Chacun vous connecte une fois si vous perdez votre téléphone. Les nouveaux remplacent tous les anciens et ne s’affichent qu’une fois.
ways-codes-renew = Créer de nouveaux codes
ways-codes-renewed = Vos nouveaux codes de secours
ways-session-ended = C’est fermé.
ways-again-title = Est-ce bien vous ?
ways-again-lead = Votre connexion date de plus de dix minutes. Avant de changer vos moyens de connexion, montrez encore une fois qui vous êtes.
ways-again-go = Continuer
ways-proven = Merci. Vous avez dix minutes pour ce que vous vouliez faire.

# Connexion par le service de l'entreprise

provider-button = Se connecter avec votre compte d’entreprise
provider-or-password = Ou avec votre mot de passe
provider-emergency = Compte de secours
staff-sign-in-wrong-here = L’adresse, le mot de passe ou la clé d’accès n’ouvre aucun compte ici. Connectez-vous par le service de votre entreprise.
provider-go-title = Vers la connexion de votre entreprise
provider-go-lead = Vous allez maintenant sur { $host } et revenez ici une fois connecté là-bas.
provider-go = Continuer
provider-failed-title = Vous n’êtes pas connecté
provider-back = Retour à la connexion
provider-password-works = Votre mot de passe avec un code, ou votre clé d’accès, servent toujours.
provider-fault-call = Le service de connexion de votre entreprise n’a pas pu être joint.
provider-cure-call = Réessayez dans quelques minutes. Si cela dure, la personne qui exploite le portail vérifie issuer dans la section [oidc], et que la section [outgoing] autorise cet hôte.
provider-fault-status = Le service de connexion de votre entreprise a répondu par une erreur ({ $detail }).
provider-cure-status = Réessayez dans quelques minutes. Si cela dure, la personne qui exploite le portail vérifie issuer dans la section [oidc].
provider-fault-unreadable = La réponse du service de connexion de votre entreprise est illisible.
provider-cure-unreadable = La personne qui exploite le portail vérifie que issuer, dans la section [oidc], désigne un service OpenID Connect.
provider-fault-issuer = Le service de connexion se nomme autrement que dans les paramètres du portail.
provider-cure-issuer = La personne qui exploite le portail recopie issuer depuis le document de découverte du service dans la section [oidc], lettre pour lettre.
provider-fault-declined = La connexion a été annulée, ou le service ne vous laisse pas utiliser ce portail.
provider-cure-declined = Réessayez. Si le service refuse, demandez à son administration de vous attribuer le portail.
provider-fault-code = Le service de connexion n’a pas repris son propre code.
provider-cure-code = Réessayez. Si cela dure, la personne qui exploite le portail vérifie client_id et client_secret dans la section [oidc], et l’adresse de retour auprès du service.
provider-fault-late = Cette connexion a duré trop longtemps, a déjà servi ou a commencé dans un autre navigateur.
provider-cure-late = Recommencez sur cet appareil.
provider-fault-signature = La preuve donnée par le service n’est pas signée comme il faut.
provider-cure-signature = Prévenez la personne qui exploite le portail. Rien n’a été ouvert.
provider-fault-key = La preuve donnée par le service est signée par une clé qu’il ne publie pas.
provider-cure-key = Réessayez. Si cela dure, prévenez la personne qui exploite le portail. Rien n’a été ouvert.
provider-fault-audience = La preuve donnée par le service est destinée à un autre programme.
provider-cure-audience = La personne qui exploite le portail vérifie client_id dans la section [oidc].
provider-fault-expired = La preuve donnée par le service est trop ancienne, ou pas encore valable.
provider-cure-expired = Réessayez. Si cela dure, la personne qui exploite le portail vérifie l’horloge de cette machine.
provider-fault-nonce = La preuve donnée par le service n’appartient pas à cette connexion.
provider-cure-nonce = Recommencez. Rien n’a été ouvert.
provider-fault-again = Le service ne vous a pas fait vous connecter de nouveau, ou quelqu’un d’autre l’a fait.
provider-cure-again = Déconnectez-vous du service et réessayez, ou saisissez un code de votre application.
provider-fault-unverified = Le service ne dit pas que votre adresse e-mail est vérifiée.
provider-cure-unverified = Demandez à l’administration du service de vérifier votre adresse. La personne qui exploite le portail peut nommer la bonne information avec verified_claim dans la section [oidc].
provider-fault-domain = Votre adresse e-mail est d’un domaine que le portail n’accepte pas de ce service.
provider-cure-domain = Connectez-vous avec votre adresse d’entreprise, ou demandez à la personne qui exploite le portail d’ajouter le domaine à domains dans la section [oidc].
provider-fault-not-invited = Personne ne vous a encore ouvert de compte ici.
provider-cure-not-invited = Demandez à l’administration du portail de vous inviter.
provider-fault-linked = Le compte de votre adresse appartient à une autre personne du service.
provider-cure-linked = Demandez à l’administration du portail de rouvrir votre compte : la connexion suivante le reliera de nouveau.
provider-fault-closed = Votre compte sur ce portail est fermé.
provider-cure-closed = Demandez à l’administration du portail si c’est une erreur.
provider-fault-no-role = Le service ne vous donne aucun rôle sur ce portail.
provider-cure-no-role = Demandez à l’administration du service de vous mettre dans le bon groupe.

# Qui a un compte

access-review-nav = Comptes
access-review-title = Qui a encore besoin d’un compte
access-review-lead = Regardez chaque compte et dites si son titulaire en a encore besoin. Ce que vous dites est inscrit au journal d’audit.
access-review-months = { $count ->
    [one] Chacun est à revoir { $count } mois plus tard.
   *[other] Chacun est à revoir { $count } mois plus tard.
}
access-review-due = { $count ->
    [0] Aucun compte n’attend de décision.
    [one] { $count } compte attend une décision.
   *[other] { $count } comptes attendent une décision.
}
access-review-is-due = À revoir
access-review-is-closed = Fermé le { $at }
access-review-entered = Dernière connexion
access-review-never = Jamais ; ouvert le { $at }
access-review-factors = Se connecte avec
access-review-no-factors = Rien d’installé
access-review-password = mot de passe
access-review-app = application
access-review-passkeys = { $count ->
    [one] { $count } clé d’accès
   *[other] { $count } clés d’accès
}
access-review-decided = Dernière décision
access-review-undecided = Aucune
access-review-keep = Toujours nécessaire
access-review-close = Fermer le compte
access-review-kept = C’est noté : le compte est toujours nécessaire.
access-review-closed = Le compte est fermé et ses sessions aussi.
access-review-own = Vous ne pouvez pas fermer votre propre compte. Demandez à une autre personne de l’administration.
access-review-closed-before = Ce compte était déjà fermé.
access-review-command = On ouvre un compte par « habeas staff add », on en change le rôle par « habeas staff role » et on le rouvre par « habeas staff reset ».
