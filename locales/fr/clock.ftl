# Quand une réponse est due, et pourquoi.

# À la personne et aux collègues : une phrase.
deadline-same-day = Nous avons reçu votre demande le { $received } et la loi nous donne { $span } : nous devons répondre au plus tard le { $due }.
deadline-short-month = Nous avons reçu votre demande le { $received } et la loi nous donne { $span } ; ce mois étant plus court, nous devons répondre au plus tard son dernier jour, le { $due }.
deadline-rolled = Nous avons reçu votre demande le { $received } et la loi nous donne { $span }, jusqu’au { $raw } ; { $skipped } : nous devons répondre au plus tard le jour ouvrable suivant, le { $due }.
deadline-short-month-rolled = Nous avons reçu votre demande le { $received } et la loi nous donne { $span } ; ce mois, plus court, finit le { $raw } ; { $skipped } : nous devons répondre au plus tard le jour ouvrable suivant, le { $due }.
# La même aux collègues.
deadline-desk-same-day = Reçue le { $received } ; la loi donne { $span } : la réponse est due au plus tard le { $due }.
deadline-desk-short-month = Reçue le { $received } ; la loi donne { $span } ; ce mois étant plus court, la réponse est due au plus tard son dernier jour, le { $due }.
deadline-desk-rolled = Reçue le { $received } ; la loi donne { $span }, jusqu’au { $raw } ; { $skipped } : la réponse est due au plus tard le jour ouvrable suivant, le { $due }.
deadline-desk-short-month-rolled = Reçue le { $received } ; la loi donne { $span } ; ce mois, plus court, finit le { $raw } ; { $skipped } : la réponse est due au plus tard le jour ouvrable suivant, le { $due }.

# Ce qu’une question y a fait, aux deux.
deadline-paused = Nous avons posé une question le { $asked } et reçu la réponse le { $answered } : en comptant ce délai ({ $days }), la réponse est due au plus tard le { $due } ; sans lui, le { $without }.
deadline-paused-stopped = Nous avons eu ce qu’il nous fallait le { $answered } : la loi ajoute { $days } et la réponse est due au plus tard le { $due }.
deadline-paused-late = Nous n’avons posé notre question que le { $asked } : la date reste le { $due }.
deadline-paused-never = Cette loi ne s’arrête pas pour une question : la date reste le { $due }.
deadline-paused-open = Nous avons posé une question le { $asked } ; sans réponse, la date reste le { $due }.

# Les étapes du calcul.
clock-received = Reçue le { $received }.
clock-acknowledgement = Confirmer l’arrivée au plus tard le { $due }.
clock-opt-out = Une opposition prend effet au plus tard le { $due }.
clock-same-day = { $span } à compter du { $received } : le { $due }.
clock-short-month = { $span } à compter du { $received } : ce mois est plus court, donc son dernier jour, le { $due }.
clock-rolled = { $span } à compter du { $received } : le { $raw } ; { $skipped } ; le jour ouvrable suivant est le { $due }.
clock-short-month-rolled = { $span } à compter du { $received } : ce mois, plus court, finit le { $raw } ; { $skipped } ; le jour ouvrable suivant est le { $due }.
clock-extension-same-day = Si le délai est prolongé, avec ses motifs, dans le premier délai : { $span } à compter du { $received }, le { $due }.
clock-extension-short-month = Si le délai est prolongé, avec ses motifs, dans le premier délai : { $span } à compter du { $received } ; ce mois est plus court, donc son dernier jour, le { $due }.
clock-extension-rolled = Si le délai est prolongé, avec ses motifs, dans le premier délai : { $span } à compter du { $received }, le { $raw } ; { $skipped } ; le jour ouvrable suivant est le { $due }.
clock-extension-short-month-rolled = Si le délai est prolongé, avec ses motifs, dans le premier délai : { $span } à compter du { $received } ; ce mois, plus court, finit le { $raw } ; { $skipped } ; le jour ouvrable suivant est le { $due }.
clock-saturday = le { $date } est un samedi
clock-sunday = le { $date } est un dimanche
clock-holiday = le { $date } est férié ({ $holiday })
clock-and = { $some } et { $last }
span-months = { $count ->
    [one] un mois
    [2] deux mois
    [3] trois mois
   *[other] { $count } mois
}
span-days = { $count ->
    [one] un jour
   *[other] { $count } jours
}
span-working-days = { $count ->
    [one] un jour ouvrable
   *[other] { $count } jours ouvrables
}

# Jours fériés.
holiday-abolition-of-slavery = abolition de l’esclavage
holiday-all-saints = Toussaint
holiday-all-souls = jour des Morts
holiday-armistice = Armistice de 1918
holiday-ascension = Ascension
holiday-assumption = Assomption
holiday-august-holiday = jour férié d’août
holiday-battle-of-the-boyne = bataille de la Boyne
holiday-berchtold = Saint-Berchtold
holiday-black-awareness-day = jour de la conscience noire
holiday-boxing-day = lendemain de Noël
holiday-canada-day = fête du Canada
holiday-childrens-day = fête des enfants
holiday-christmas = Noël
holiday-christmas-eve = veille de Noël
holiday-clean-monday = lundi pur
holiday-columbus-day = jour de Christophe Colomb
holiday-commerce-day = fête du commerce
holiday-constitution-day = fête de la Constitution
holiday-coronation = couronnement
holiday-corpus-christi = Fête-Dieu
holiday-culture-day = fête de la culture
holiday-cyril-and-methodius = Saints Cyrille et Méthode
holiday-day-of-remembrance = jour du souvenir
holiday-easter-monday = lundi de Pâques
holiday-easter-sunday = dimanche de Pâques
holiday-education-day = fête de l’éducation et de la culture
holiday-epiphany = Épiphanie
holiday-europe-day = fête de l’Europe
holiday-federal-fast = lundi du Jeûne fédéral
holiday-first-day-of-summer = premier jour de l’été
holiday-freedom-day = fête de la liberté
holiday-geneva-fast = Jeûne genevois
holiday-good-friday = Vendredi saint
holiday-holy-saturday = Samedi saint
holiday-ice-hockey-day = jour de la médaille de hockey sur glace
holiday-immaculate-conception = Immaculée Conception
holiday-independence-day = fête de l’indépendance
holiday-jan-hus = jour de Jan Hus
holiday-jubilee = jubilé de platine
holiday-june-holiday = jour férié de juin
holiday-juneteenth = fête de l’émancipation
holiday-jura-independence = plébiscite jurassien
holiday-kings-day = fête du roi
holiday-labour-day = fête du travail
holiday-liberation-day = fête de la libération
holiday-martin-luther-king = jour de Martin Luther King
holiday-maundy-thursday = Jeudi saint
holiday-may-holiday = jour férié de mai
holiday-memorial-day = jour du souvenir
holiday-midsummer = fête de la mi-été
holiday-national-day = fête nationale
holiday-nativity-of-mary = nativité de Marie
holiday-new-year = jour de l’An
holiday-new-year-eve = Saint-Sylvestre
holiday-ochi-day = jour du Non
holiday-october-holiday = jour férié d’octobre
holiday-our-lady-aparecida = Notre-Dame d’Aparecida
holiday-our-lady-of-sorrows = Notre-Dame des Douleurs
holiday-patriots-day = journée nationale des patriotes
holiday-prayer-day = jour de la grande prière
holiday-presidents-day = jour des présidents
holiday-reformation-day = fête de la Réformation
holiday-remembrance-day = jour du souvenir
holiday-repentance-day = jour de pénitence et de prière
holiday-republic-day = fête de la République
holiday-resistance-day = fête de la résistance
holiday-restoration-day = restauration de la République
holiday-revolution-day = fête de la révolution
holiday-saint-andrew = Saint-André
holiday-saint-brigid = Sainte-Brigitte
holiday-saint-francis = Saint-François
holiday-saint-george = Saint-Georges
holiday-saint-john = Saint-Jean
holiday-saint-john-eve = veille de la Saint-Jean
holiday-saint-joseph = Saint-Joseph
holiday-saint-nicholas-of-flue = Saint-Nicolas de Flüe
holiday-saint-patrick = Saint-Patrick
holiday-saint-paul = naufrage de saint Paul
holiday-saint-stephen = Saint-Étienne
holiday-saints-peter-and-paul = Saints Pierre et Paul
holiday-second-christmas = lendemain de Noël
holiday-second-new-year = lendemain du jour de l’An
holiday-sette-giugno = Sette Giugno
holiday-solidarity-day = jour de la solidarité
holiday-song-festival = fête du chant et de la danse
holiday-spring-holiday = jour férié de printemps
holiday-state-funeral = funérailles de la reine Élisabeth II
holiday-statehood-day = fête de l’État
holiday-thanksgiving = Action de grâce
holiday-tiradentes = jour de Tiradentes
holiday-unification-day = fête de l’unification
holiday-unity-day = fête de l’unité
holiday-uprising-day = jour de l’insurrection
holiday-victory-1945 = Victoire de 1945
holiday-victory-day = jour de la victoire
holiday-whit-monday = lundi de Pentecôte
holiday-whit-sunday = dimanche de Pentecôte
holiday-womens-day = journée des femmes
holiday-world-cup-day = jour férié de la Coupe du monde
