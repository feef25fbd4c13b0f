# La vue d’ensemble (A1) : ce dont il faut s’occuper aujourd’hui.

risks-nav = Vue d’ensemble
risks-title = À voir aujourd’hui
risks-lead = Ce que le portail sait être en défaut, et où y remédier. Les sources sont comparées chaque nuit.
risks-go = S’en occuper
risks-now = Maintenant
risks-soon = Bientôt
risks-fine = En ordre
risks-none = Rien à voir aujourd’hui
risks-none-text = Chaque source est telle que déclarée, chaque colonne a sa raison, et rien n’attend personne.
risks-in-order = En ordre
risks-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
risks-coverage = Colonnes qui ont une raison
risks-coverage-text = { $percent } % expliqué : { $explained } colonnes sur { $columns }, toutes sources ensemble.
risks-coverage-none = Aucune colonne n’a encore été comptée.
risks-coverage-unknown = { $count ->
    [one] { $count } source n’a pas encore été comparée.
   *[other] { $count } sources n’ont pas encore été comparées.
}
risks-unexplained = Elle contient ce qu’aucun fichier de source n’explique : personne ne le voit, et il n’est supprimé pour personne.
risks-differs = Elle diffère de son fichier de source.
risks-late = Demandes en retard
risks-late-count = { $count ->
    [0] Aucune demande n’est en retard.
    [one] { $count } demande est en retard.
   *[other] { $count } demandes sont en retard.
}
risks-breaches = Violations à décider
risks-breaches-count = { $count ->
    [0] Aucune entrée du registre n’attend de décision.
    [one] { $count } entrée du registre attend une décision.
   *[other] { $count } entrées du registre attendent une décision.
}
risks-reviews = Révision du registre
risks-reviews-count = { $count ->
    [0] Rien n’a dépassé son jour de révision.
    [one] { $count } entrée a dépassé son jour de révision.
   *[other] { $count } entrées ont dépassé leur jour de révision.
}
risks-waiting = Versions du registre
risks-waiting-count = { $count ->
    [0] Aucune version n’attend une seconde personne.
    [one] { $count } version attend une seconde personne.
   *[other] { $count } versions attendent une seconde personne.
}
risks-tasks = Tâches de la machine
risks-tasks-count = { $count ->
    [0] Aucune tâche n’est ouverte.
    [one] { $count } tâche est ouverte.
   *[other] { $count } tâches sont ouvertes.
}
