# Les mots autour de chaque page : navigation, champs, statuts, erreurs.

service-name = Vos données
skip-link = Aller au contenu principal
title-error = Erreur :
notice-label = Information sur le service
language-label = Langue
nav-label = Menu principal
nav-my-data = Mes données
nav-my-choices = Mes choix
nav-download = Télécharger
nav-requests = Mes demandes
nav-help = Aide
section-requests = Demandes
section-mailings = Envois
section-record = Registre
section-breaches = Violations
section-archive = Archive
section-system = Système
sign-out = Se déconnecter
back = Retour
crumbs-label = Vous êtes ici
print = Imprimer cette page
copy = Copier
copied = Copié
check-again = Vérifier à nouveau

foot-label = À propos de ce service
foot-help = Aide
foot-privacy = Protection des données
foot-accessibility = Accessibilité : non conforme
foot-legal = Mentions légales
foot-line = { $company } est responsable des données affichées ici.
display-label = Affichage
display-system = Comme mon appareil
display-light = Clair
display-dark = Sombre
display-save = Enregistrer

session-title = Vous allez bientôt être déconnecté
session-text = Vous n’avez pas utilisé cette page depuis un moment. Vous serez déconnecté dans moins de 5 minutes, pour que personne d’autre ne lise vos données. Ce que vous n’avez pas envoyé n’est pas enregistré.
session-stay = Rester connecté
session-close = Fermer

# Champs
field-required = (obligatoire)
field-optional = (facultatif)
error-prefix = Erreur :
error-summary-title = Il y a un problème
date-hint = Par exemple : 12/03/2026
error-required = Remplissez ce champ
error-too-long = { $max ->
    [one] Utilisez { $max } caractère au plus
   *[other] Utilisez { $max } caractères au plus
}
error-email = Saisissez une adresse électronique de la forme nom@exemple.fr
error-code = Saisissez les 6 chiffres du code
error-phone = Saisissez un numéro de téléphone, par exemple 06 12 34 56 78
error-date = Saisissez une date de la forme jour/mois/année, par exemple 12/03/2026
error-choice = Choisissez l’une des réponses
error-form-expired = Cette page est restée ouverte trop longtemps. Vérifiez vos réponses et envoyez-les à nouveau.

# Bandeaux
banner-info = Information
banner-success = C’est fait
banner-warning = À noter
banner-danger = Problème
undo = Annuler

# Données
fact-new = Nouveau
fact-empty = Rien d’enregistré
fact-hidden = Masqué : donnée sensible
fact-basis = Ce qui nous y autorise :
fact-source = Où elle est conservée :
fact-recipients = Transmise à
fact-until = Conservée jusqu’au
fact-nobody = personne hors de l’entreprise

basis-contract = Nécessaire à votre contrat
basis-consent = Vous avez accepté
basis-legal-obligation = Exigée par la loi
basis-legitimate-interest = Nécessaire à notre activité, et vous pouvez vous y opposer
basis-vital-interest = Pour protéger la vie d’une personne
basis-public-task = Une mission d’intérêt public

erase-goes = Supprimé maintenant
erase-stays = Conservé, car la loi l’exige
erase-nothing = Rien à supprimer
erase-none = Rien dans cette colonne.

recipient-role = Rôle
recipient-purpose = Pour quoi faire
recipient-country = Pays
recipient-since = Depuis
recipient-contact = Contact
role-processor = Travaille pour nous, selon nos instructions
role-controller = Décide lui-même de l’usage des données
role-authority = Autorité publique

# Les six statuts publics
status-received = Reçue
status-waiting = En attente de votre part
status-in-progress = En cours
status-ready = Prête
status-closed = Terminée
status-refused = Refusée en tout ou partie
step-done = (fait)
due-overdue = En retard :
due-soon = Bientôt due :
due-ok = Dans les temps :
due-paused = En pause :

filter-label = Filtrer
filter-apply = Appliquer
filter-remove = Retirer le filtre
pages-label = Pages
pages-previous = Précédente
pages-next = Suivante
pages-of = Page { $page } sur { $pages }
chart-count = Nombre
chart-csv = Télécharger ces chiffres (CSV)

# Mois, pour les dates en toutes lettres
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
month-long = { $month } { $year }
amount = { $whole },{ $rest } { $currency }
date-long = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date-time = { $date } à { $time }

