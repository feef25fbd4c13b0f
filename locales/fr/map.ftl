# La carte des données (A3) : champs, finalités, destinataires, fins.

map-title = Carte des données
map-lead = Chaque champ des sources qui contient quelque chose sur des personnes, avec ce que le registre en dit. Ce qu’il ne dit pas, personne ne peut l’apprendre.
map-field = Champ
map-category = Catégorie
map-purposes = Pour quoi faire
map-recipients = Qui le reçoit
map-until = Jusqu’à quand
map-gaps = Le registre ne dit pas encore tout
map-unread = Cette version contient des erreurs et ne peut pas être lue. Corrigez-les d’abord.
map-whole = { $count ->
    [one] { $count } champ, dont le registre dit tout
   *[other] { $count } champs, dont le registre dit tout
}
map-whole-text = Chacun a une catégorie, une finalité et une fin.
map-gap-category = Catégorie inconnue
map-gap-purpose = Aucune finalité
map-gap-rule = Règle inconnue
map-gap-end = Aucune fin
map-gap-category-count = { $count ->
    [one] { $count } champ a une catégorie que cette version ne connaît pas :
   *[other] { $count } champs ont une catégorie que cette version ne connaît pas :
}
map-gap-purpose-count = { $count ->
    [one] { $count } champ n’a aucune finalité :
   *[other] { $count } champs n’ont aucune finalité :
}
map-gap-rule-count = { $count ->
    [one] { $count } champ nomme une règle de conservation que cette version ne connaît pas :
   *[other] { $count } champs nomment une règle de conservation que cette version ne connaît pas :
}
map-gap-end-count = { $count ->
    [one] { $count } champ n’a aucune fin : les personnes lisent « non fixée ».
   *[other] { $count } champs n’ont aucune fin : les personnes lisent « non fixée ».
}
map-gap-consent-count = { $count ->
    [one] { $count } consentement des sources n’a pas de traitement :
   *[other] { $count } consentements des sources n’ont pas de traitement :
}
map-go-on = Continuer vers la version
