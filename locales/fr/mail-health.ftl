# L’envoi des messages (A9) : s’ils arrivent.

mail-health-nav = Messagerie
mail-health-title = État de la messagerie
mail-health-lead = Vos messages arrivent-ils ? Ce que le DNS dit de votre expéditeur, comment le chemin vers votre serveur est protégé, ce qui attend, et ce que les domaines acceptent.
mail-health-sender = Vos messages viennent de { $sender }.
mail-health-stays = Les messages ne partent pas encore : le réglage mail.transport les garde ici. Le DNS peut être mis en ordre avant.
mail-health-checks = Expéditeur et serveur
mail-health-look = Vérifier maintenant
mail-health-look-again = Vérifier à nouveau
mail-health-look-hint = Cela prend { $seconds } secondes au plus. Un changement du DNS peut mettre quelques heures à être visible.
mail-health-looked = Le DNS et le serveur viennent d’être interrogés.
mail-health-never = Rien n’a encore été vérifié
mail-health-never-text = Le bouton interroge le DNS et votre serveur. Leurs réponses restent ici jusqu’à la vérification suivante.
mail-health-at = Dernière vérification : { $at }.
mail-health-all-well = Tout va bien.
mail-health-to-mend = { $count ->
    [one] Un point à corriger.
   *[other] { $count } points à corriger.
}
mail-health-unheard = { $count ->
    [one] Une question est restée sans réponse à temps. Vérifiez à nouveau.
   *[other] { $count } questions sont restées sans réponse à temps. Vérifiez à nouveau.
}
mail-health-verdict-good = Tout va bien
mail-health-verdict-advice = Fonctionne, à améliorer
mail-health-verdict-wrong = À corriger
mail-health-verdict-silent = Sans réponse
mail-health-verdict-left = Non vérifié
mail-health-of-spf = SPF : qui peut envoyer
mail-health-of-dkim = DKIM : la signature
mail-health-of-dmarc = DMARC : le sort des faux
mail-health-of-mx = MX : où arrivent les réponses
mail-health-of-ptr = PTR : le nom du serveur
mail-health-of-tls = TLS : le chemin vers le serveur
mail-health-line = La ligne pour votre DNS (nom, type, valeur)
mail-health-no-sender = Le réglage mail.from ne nomme aucune adresse que l’on puisse vérifier.

mail-health-spf-none = { $about } n’a pas d’enregistrement SPF : beaucoup de messageries prennent les messages à votre nom pour des faux. Ajoutez celui-ci.
mail-health-spf-several = { $about } a { $count } enregistrements SPF : dès qu’il y en a plus d’un, aucun ne compte. Remplacez-les par celui-ci.
mail-health-spf-broken = « { $term } » dans l’enregistrement SPF de { $about } ne veut rien dire, et plus rien n’en compte alors. Voici l’enregistrement sans cela.
mail-health-spf-lookups = L’enregistrement SPF de { $about } interroge le DNS { $count } fois, et les destinataires renoncent après { $most } : { $costs }. Retirez ce par quoi vous n’envoyez plus ; voici ce dont le portail seul a besoin.
mail-health-spf-missing = L’enregistrement SPF de { $about } inclut { $include }, qui n’en a pas ; plus rien n’en compte alors. Retirez-le.
mail-health-spf-twice = L’enregistrement SPF de { $about } inclut { $include }, qui en a plusieurs ; plus rien n’en compte alors. Retirez-le, ou demandez à qui il appartient de le corriger.
mail-health-spf-odd = L’enregistrement SPF de { $about } inclut { $include }, où « { $term } » ne veut rien dire ; plus rien n’en compte alors. Retirez-le, ou demandez à qui il appartient de le corriger.
mail-health-spf-circle = L’enregistrement SPF de { $about } revient à { $include } par ses propres inclusions : les destinataires renoncent. Retirez cela.
mail-health-spf-everybody = L’enregistrement SPF de { $about } permet à tout le monde d’envoyer à votre nom. Celui-ci se termine par ce que les autres ne peuvent pas.
mail-health-spf-written = { $about } a un seul enregistrement SPF, lisible ({ $count } requêtes sur { $most }). S’il permet votre serveur se verra dès que les messages passeront par lui.
mail-health-spf-allowed = { $about } permet à { $server } d’envoyer ({ $count } requêtes sur { $most }).
mail-health-spf-inside = { $server } est dans votre propre réseau. L’adresse par laquelle il envoie ne se voit pas d’ici : elle doit figurer dans l’enregistrement SPF de { $about }.
mail-health-spf-forbidden = L’enregistrement SPF de { $about } ne permet pas à { $server } d’envoyer : vos messages peuvent passer pour des faux. Celui-ci le permet.
mail-health-spf-silent = Le DNS n’a pas répondu à temps sur { $about }.

mail-health-dkim-unsigned = Le portail ne signe pas les messages. Assurez-vous que votre serveur le fait, pour { $about } ; ou laissez le portail signer : mail.dkim_selector et mail.dkim_key.
mail-health-dkim-no-key = La clé de mail.dkim_key est illisible : les messages de { $about } ne peuvent pas être signés.
mail-health-dkim-none = Il n’y a pas de clé à { $name } : personne ne peut vérifier la signature de vos messages. Ajoutez celle-ci.
mail-health-dkim-several = Il y a { $count } clés à { $name }, et les destinataires peuvent prendre la mauvaise. N’y laissez que celle-ci.
mail-health-dkim-other = La clé à { $name } n’est pas celle avec laquelle le portail signe : chaque signature échoue. Remplacez-la par celle-ci.
mail-health-dkim-revoked = La clé à { $name } a été retirée : chaque signature échoue. Remplacez-la par celle-ci.
mail-health-dkim-unreadable = Ce qui figure à { $name } n’est pas une clé : chaque signature échoue. Remplacez-le par celle-ci.
mail-health-dkim-weak = La clé de { $about } a { $bits } bits : les destinataires ne s’y fient pas. Créez-en une de 2048 bits sous un nouveau sélecteur.
mail-health-dkim-testing = La clé à { $name } se dit à l’essai (t=y), et les destinataires ne s’y fient alors pas. Celle-ci ne le dit pas.
mail-health-dkim-ed25519 = La clé à { $name } est la bonne. De grandes messageries ne savent pas encore vérifier Ed25519 : une clé RSA de 2048 bits est comprise partout.
mail-health-dkim-short = La clé de { $about } est la bonne et a { $bits } bits. 2048 sont conseillés aujourd’hui.
mail-health-dkim-same = La clé à { $name } est celle avec laquelle le portail signe.
mail-health-dkim-silent = Le DNS n’a pas répondu à temps sur la clé de { $about }.

mail-health-dmarc-none = Il n’y a pas d’enregistrement DMARC à { $name } ; les grandes messageries en demandent un à qui envoie beaucoup. Celui-ci ne change encore rien et vous apporte des rapports.
mail-health-dmarc-several = Il y a { $count } enregistrements DMARC à { $name } : dès qu’il y en a plus d’un, aucun ne compte. N’y laissez que celui-ci.
mail-health-dmarc-broken = L’enregistrement DMARC à { $name } est illisible : rien n’en compte. Remplacez-le par celui-ci.
mail-health-dmarc-unreported = L’enregistrement DMARC à { $name } ne nomme personne pour les rapports : vous n’apprenez pas qui envoie à votre nom. Celui-ci le fait.
mail-health-dmarc-watching = L’enregistrement DMARC à { $name } ne fait qu’observer (p=none). Quand les rapports ne montrent plus d’inconnu, celui-ci fait mettre les faux de côté.
mail-health-dmarc-set = L’enregistrement DMARC à { $name } dit le sort des faux ({ $policy }) et qui reçoit les rapports.
mail-health-dmarc-silent = Le DNS n’a pas répondu à temps sur l’enregistrement DMARC de { $about }.

mail-health-mx-none = { $about } n’a aucun serveur qui prenne les messages : réponses et retours se perdent, et certains destinataires refusent un tel expéditeur. Ajoutez cette ligne avec le nom de votre serveur.
mail-health-mx-address = { $about } n’a pas d’enregistrement MX ; les messages vont à l’adresse de { $about } elle-même. Nommez le serveur qui les prend.
mail-health-mx-refused = { $about } dit ne prendre aucun message : réponses et retours se perdent. Remplacez par cette ligne, avec le nom de votre serveur.
mail-health-mx-lost = Le serveur des messages à { $about } ({ $server }) n’a pas d’adresse : réponses et retours se perdent. Nommez-en un qui en a une, par exemple :
mail-health-mx-there = Les réponses et retours à { $about } arrivent chez { $server }.
mail-health-mx-silent = Le DNS n’a pas répondu à temps sur les serveurs de { $about }.

mail-health-ptr-no-address = { $about } n’a pas d’adresse dans le DNS.
mail-health-ptr-inside = { $about } est une adresse de votre propre réseau. Celle que les autres voient ne se voit pas d’ici.
mail-health-ptr-none = { $about } n’a pas de nom, et beaucoup de destinataires refusent les messages d’une telle adresse. Qui vous a donné l’adresse (votre hébergeur) peut ajouter cette ligne.
mail-health-ptr-one-way = { $about } a pour nom { $name }, qui ne ramène pas à elle ; beaucoup de destinataires refusent alors. Ajoutez cette ligne.
mail-health-ptr-confirmed = { $about } a pour nom { $name }, qui ramène à elle.
mail-health-ptr-silent = Le DNS n’a pas répondu à temps sur le nom de { $about }.

mail-health-tls-protected = Le chemin vers { $about }, port { $port }, est protégé ({ $version }), et son certificat prouve qui répond.
mail-health-tls-plain = Le chemin vers { $about }, port { $port }, n’est pas protégé. Les réglages ne le permettent que sur cette machine.
mail-health-tls-unreachable = Personne ne répond à { $about }, port { $port } : aucun message ne part. Vérifiez mail.host et mail.port ; un pare-feu peut être entre les deux.
mail-health-tls-strange = Ce qui répond à { $about }, port { $port }, ne commence pas comme un serveur de messagerie. Vérifiez mail.port et mail.tls : 587 avec « starttls », 465 avec « required ».
mail-health-tls-not-offered = { $about }, port { $port }, ne propose pas STARTTLS : aucun message ne part. Essayez mail.port = 465 avec mail.tls = "required".
mail-health-tls-untrusted = Le certificat de { $about }, port { $port }, ne prouve pas qui répond : aucun message ne part. Écrivez le nom qui y figure, ou faites-le renouveler.
mail-health-tls-too-old = { $about }, port { $port }, ne propose aucune version sûre de TLS (1.2 ou 1.3) : aucun message ne part.
mail-health-tls-silent = { $about }, port { $port }, n’a pas été trouvé à temps.

mail-health-test = Message d’essai
mail-health-test-lead = Il va à votre propre adresse et à personne d’autre. Regardez où il arrive, et si la messagerie affiche un avertissement.
mail-health-test-send = M’envoyer un message d’essai
mail-health-test-waits = Le message d’essai est en route vers le serveur.
mail-health-test-left = Le serveur a pris le message d’essai. Regardez dans votre boîte, et dans le dossier des indésirables.
mail-health-test-failed = Le message d’essai n’est pas parti, ou n’est plus connu.
mail-health-test-again = Voir s’il est parti

mail-health-queue = Ce qui attend de partir
mail-health-lanes = Messages en attente, et échecs des dernières 24 heures
mail-health-lane = Messages
mail-health-lane-signin = Messages de connexion
mail-health-lane-default = Tous les autres messages
mail-health-lane-campaign = Campagnes
mail-health-waiting = En attente
mail-health-since = Le plus ancien depuis
mail-health-failed = Échecs
mail-health-failed-since = Le premier
mail-health-unknown = Issue inconnue
mail-health-late = Trop long
mail-health-empty = –
mail-health-domains = Ce que les domaines acceptent
mail-health-domains-caption = Les dernières 24 heures, par domaine d’adresse
mail-health-domains-hint = Un domaine est nommé quand au moins dix adresses différentes y ont reçu un message ; celui d’une seule personne dirait qui elle est.
mail-health-domain = Domaine
mail-health-accepted = Acceptés
mail-health-delayed = Différés
mail-health-refused = Refusés
mail-health-slowed = Ralenti
mail-health-slowed-until = jusqu’à { $time }
mail-health-slowed-no = non
mail-health-other-domains = { $count ->
    [one] Un autre domaine
   *[other] { $count } autres domaines
}
mail-health-no-domains = Aucun message parti dans les dernières 24 heures
mail-health-no-domains-text = Dès qu’il y en aura, les domaines figureront ici.
