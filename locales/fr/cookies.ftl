# Le bandeau de cookies du site de l’entreprise ; à qui sont les navigateurs ; comment l’installer.

cookies-title = Cookies
cookies-intro = Avec votre accord, { $company } et ceux nommés ici conservent ou lisent des informations sur votre appareil, pour ces finalités :
cookies-effect = « Tout accepter » autorise tout, « Tout refuser » n’autorise rien ; rien d’autre ne change sur ce site. Votre choix est gardé six mois, et vous pouvez le modifier à tout moment avec le bouton des cookies.
cookies-accept = Tout accepter
cookies-refuse = Tout refuser
cookies-choose = Choisir
cookies-save = Enregistrer mon choix
cookies-close = Fermer sans rien changer
cookies-reopen = Cookies : voir ou modifier mon choix
cookies-necessary = Toujours présents, car le site en a besoin :
cookies-signal = Votre navigateur indique que vous refusez (Global Privacy Control), et cela vaut ici. Vous pouvez quand même choisir autrement.
cookies-frame = Ce contenu demande votre accord :
cookies-frame-show = Accepter et afficher
cookies-number = Le numéro de vos choix :
cookies-tie = Les ajouter à mon compte
cookies-link-who = Qui et quels cookies
cookies-link-privacy = Politique de confidentialité
cookies-link-legal = Mentions légales
cookies-line = { $name } : { $purpose }. { $who } ; { $life }.
cookies-life-session = jusqu’à la fermeture du navigateur
cookies-life-years = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
cookies-life-months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
}
cookies-life-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}

cookies-mine = Mes choix de cookies
cookies-mine-link = Cookies sur notre site
cookies-mine-lead = Sur notre site, vous choisissez sans dire qui vous êtes. Si vous ajoutez un navigateur ici, vous gardez la preuve de ce que vous y avez choisi.
cookies-mine-change = Un choix se modifie sur le site lui-même, avec le bouton des cookies en bas de chaque page, dans le navigateur où il a été fait.
cookies-mine-sites = Nos sites :
cookies-mine-none = Aucun navigateur n’est ajouté
cookies-mine-none-text = Ouvrez le bouton des cookies sur notre site : il montre le numéro de vos choix. Copiez-le dans le champ ci-dessous.
cookies-mine-browser = Un navigateur sur { $site }
cookies-act-all = Tout a été accepté le { $at }.
cookies-act-some = Choisi un par un le { $at }.
cookies-act-none = Tout a été refusé le { $at }.
cookies-act-gpc = Refusé par le signal du navigateur (Global Privacy Control) le { $at }.
cookies-said-given = Accepté le { $at }
cookies-said-refused = Refusé le { $at }
cookies-said-withdrawn = Retiré le { $at }
cookies-said-words = Le texte affiché (version { $version })
cookies-add = Ajouter un navigateur
cookies-add-number = Numéro de vos choix
cookies-add-number-hint = 32 lettres et chiffres, montrés par le bouton des cookies de notre site sous « Choisir »
cookies-add-button = Ajouter
cookies-remove = Retirer ce navigateur
cookies-now-tied = Le navigateur est ajouté.
cookies-now-untied = Le navigateur est retiré. Ce qui y a été choisi reste tel quel, et ne mène plus à vous.
cookies-number-unknown = Nous ne connaissons pas ce numéro, ou il appartient à un autre compte. Vérifiez les 32 lettres et chiffres.
cookies-number-too-many = Vous avez ajouté 20 navigateurs. Retirez-en un d’abord.

notice-cookies = Cookies sur notre site
notice-cookies-lead = Ce que notre propre site conserve dans votre navigateur, ou y lit. Là où c’est indiqué, seulement avec votre accord.
notice-cookies-asked = seulement si vous acceptez
notice-cookies-untold = sans question, car le site en a besoin

cookies-nav = Bandeau de cookies
cookies-install = Le bandeau de cookies de votre site
cookies-install-lead = Il demande ce que dit le registre approuvé, ne conserve et ne charge rien avant un choix, et inscrit chaque choix dans le journal des consentements.
cookies-install-no-site = Aucun site n’est encore nommé
cookies-install-no-site-text = Inscrivez les origines de vos sites dans les réglages, puis redémarrez : les autres sites sont refusés.
cookies-install-nothing = Le registre n’a pas de cookies à demander
cookies-install-nothing-text = Ajoutez chaque cookie de votre site au registre, avec le traitement qui en a besoin. Les traitements qui reposent sur le consentement sont demandés ; les autres sont seulement indiqués.
cookies-install-record = Vers le registre
cookies-install-sites = Vos sites
cookies-install-step-script = 1. Mettez le bandeau sur chaque page
cookies-install-step-script-text = Une ligne dans l’en-tête de chaque page. La page s’affiche sans l’attendre.
cookies-install-step-inline = Ou, si rien du tout ne doit attendre
cookies-install-step-inline-text = Avec la ligne ci-dessus, un portail lent retarde la fin du chargement (l’événement « load »). Pas avec celle-ci, qui contient une ligne de code : autorisez-la par un nonce, ou par cette empreinte dans script-src :
cookies-install-step-policy = 2. Si votre site a une politique de contenu
cookies-install-step-policy-text = Ajoutez le portail à script-src et à connect-src. Le bandeau n’a besoin ni de style en ligne ni d’eval.
cookies-install-step-mark = 3. Marquez ce qui doit attendre
cookies-install-step-mark-text = Donnez à chaque script le type text/plain et l’identifiant de sa finalité, et à chaque cadre data-src au lieu de src. Ils démarrent dès que cette finalité est acceptée, et plus à partir de la page qui suit un retrait. Plusieurs finalités se suivent, séparées par des espaces ; toutes sont alors nécessaires. Un nonce est transmis, data-type devient le type.
cookies-install-step-open = 4. Un lien en pied de page, si vous voulez
cookies-install-step-open-text = Tout élément qui porte cet attribut ouvre le bandeau, à côté du bouton des cookies, toujours présent.
cookies-install-asked = Ce qui est demandé aux visiteurs
cookies-install-id = Identifiant
cookies-install-untold = Ce qui ne leur est pas demandé
cookies-install-hash = Ce bandeau a l’empreinte { $hash }. Quand ses mots, ses finalités ou ses cookies changent, l’empreinte change aussi, et tout le monde est interrogé à nouveau.
