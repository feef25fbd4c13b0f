# Pages affichées quand une demande est refusée ou échoue.
error-400-title = Nous n’avons pas pu lire cette demande
error-400-what = Une partie de ce que votre navigateur a envoyé manquait ou était abîmée.
error-400-safe = Rien n’a été modifié.
error-400-next = Revenez en arrière, vérifiez votre saisie et envoyez-la à nouveau.

error-403-title = Vous ne pouvez pas ouvrir cette page
error-403-what = Cette page est destinée à une autre personne, ou votre session a changé.
error-403-safe = Rien n’a été affiché ni modifié.
error-403-next = Connectez-vous à nouveau, ou revenez à l’accueil.

error-404-title = Cette page n’existe pas
error-404-what = L’adresse est peut-être mal saisie, ou la page a changé de place.
error-404-safe = Rien n’a été modifié.
error-404-next = Vérifiez l’adresse, ou revenez à l’accueil.

error-405-title = Cette page ne s’utilise pas ainsi
error-405-what = Votre navigateur a demandé une chose que cette page ne fait pas.
error-405-safe = Rien n’a été modifié.
error-405-next = Revenez en arrière et utilisez les boutons de la page.

error-409-title = Quelque chose a changé entre-temps
error-409-what = La même information a été modifiée ailleurs pendant que vous étiez ici.
error-409-safe = Votre modification n’est pas enregistrée, afin de ne rien écraser.
error-409-next = Ouvrez à nouveau la page pour voir ce qu’elle contient maintenant, puis réessayez.

error-410-title = Ce lien ne fonctionne plus
error-410-what = Il a expiré, il a déjà servi, ou un lien plus récent l’a remplacé.
error-410-safe = Rien n’a été modifié.
error-410-next = Revenez à l’accueil et demandez-en un nouveau.

error-413-title = Votre envoi est trop volumineux
error-413-what = Un fichier ou un texte dépasse ce que ce service accepte.
error-413-safe = Rien n’a été enregistré.
error-413-next = Choisissez un fichier plus petit, ou raccourcissez votre texte.

error-429-title = Trop d’essais
error-429-what = Il y a eu trop d’essais en peu de temps. Cette limite protège vos données.
error-429-safe = Rien n’est bloqué définitivement.
error-429-next = Patientez un peu, puis réessayez.

error-500-title = Un problème est survenu de notre côté
error-500-what = Nous n’avons pas pu terminer ce que vous avez demandé. L’équipe peut trouver la cause grâce à la référence ci-dessous.
error-500-safe = Vos données sont en sécurité. Ce qui n’était pas terminé a été annulé.
error-500-next = Réessayez dans quelques minutes. Si cela se reproduit, donnez-nous la référence.

error-503-title = Le service n’est pas disponible pour le moment
error-503-what = Nous y travaillons, ou trop de personnes sont là en même temps.
error-503-safe = Vos données sont en sécurité et vos demandes gardent leurs dates.
error-503-next = Réessayez dans quelques minutes.
error-retry = Vous pourrez réessayer { $when }.
error-reference = Référence :
error-home = Aller à l’accueil
error-help = Aide et contact
