# Emporter ses données (C7) : la page et le paquet.

access-title = Télécharger mes données
access-lead = Tout ce que nous avons sur vous, en un fichier : une page à lire, et des fichiers pour une machine.
access-prepare = Tout préparer
access-contents = Ce qu’il contient
access-contents-page = Une page qui s’ouvre sans internet
access-contents-pdf = Un document à imprimer ou à classer (PDF)
access-contents-json = Vos données pour un autre programme (JSON, avec son schéma)
access-contents-csv = Un tableau pour chaque endroit où des données sont gardées (CSV)
access-contents-why = Pourquoi nous les avons, qui les reçoit, jusqu’à quand
access-preparing-title = Nous préparons votre fichier
access-preparing-text = Cela prend une minute au plus. Nous vous envoyons aussi un e-mail.
access-ready-title = Votre fichier est prêt
access-ready-text = Il contient { $facts } informations et pèse { $size }. Vous pouvez le prendre jusqu’au { $until }.
access-wifi = Il est gros : mieux vaut le Wi-Fi.
access-fetch = Télécharger
access-missing-title = Un système n’a pas répondu
access-missing-text = Pas encore dans le fichier : { $sources }. Nous y demandons encore toutes les 15 minutes, et vous envoyons un e-mail avec un autre fichier, complet, dès que nous avons la réponse. Votre demande reste ouverte jusque-là ; vous n’avez rien à faire.
access-failed-title = Votre fichier n’a pas pu être préparé
access-failed-text = Rien n’est perdu et vos données sont en sécurité. Nous sommes prévenus. Vous pouvez réessayer.
access-expired-title = Votre fichier a expiré
access-expired-text = Les fichiers sont gardés 7 jours. Préparez-en un nouveau quand vous voulez.
access-again = Préparer un nouveau fichier
access-gone = Ce fichier ne peut plus être pris. Préparez-en un nouveau.
access-kilobytes = { $size } Ko
access-megabytes = { $size } Mo
access-until-unknown = Aucune fin n’est fixée
access-package-title = Mes données
access-package-lead = Ce que { $company } a sur vous au { $date } : { $count ->
    [one] { $count } information
   *[other] { $count } informations
}.
access-paper-why = Pourquoi
access-paper-kept = Conservation : { $until }
access-paper-basis = Sur quelle base
access-package-none = Rien n’est gardé sur vous.
access-package-missing = Absent de ce fichier, parce que le système n’a pas répondu ou que personne n’a encore pu y chercher : { $sources }.
access-information = Pourquoi, qui et jusqu’à quand
access-recipients = Qui les reçoit
access-rights = Vos droits
access-rights-text = Vous pouvez faire corriger, supprimer ou geler vos données, les emporter ailleurs, vous opposer, et retirer un consentement. Vous pouvez vous plaindre auprès de : { $authority }.
access-automated = Certaines décisions sont prises par une machine ; les activités ci-dessus disent lesquelles.
access-not-automated = Aucune décision sur vous n’est prise par une machine seule.
access-files = Les fichiers à côté de cette page
access-categories = Quelles données
access-transfers = Hors de l’Union européenne
access-transfers-lead = Une partie de vos données y va. Ce qui les y protège est écrit à côté de chaque nom ; écrivez-nous pour en avoir une copie.
access-kept = Gardé
access-origin = D’où cela vient
access-readme =
    Mes données, de { $company }

    index.html    à ouvrir dans un navigateur ; il n’a pas besoin d’internet
    data.pdf      la même chose à imprimer, classer ou écouter
    data.json     la même chose pour une machine ; schema.json dit à quoi cela ressemble
    csv/          un tableau pour chaque endroit où des données sont gardées, pour un tableur
    SHA256SUMS    à vérifier par : sha256sum --check SHA256SUMS

    Une cellule qui commence par une apostrophe serait sinon lue comme une formule.
access-readme-missing = Absent de ce fichier, parce que le système n’a pas répondu ou que personne n’a encore pu y chercher : { $sources }
