# Adresses qui ne fonctionnent pas, et messages jugés indésirables.
bounces-nav = Rebonds
bounces-title = Adresses qui ne fonctionnent pas
bounces-lead = On n’y écrit plus tant que personne n’a corrigé l’adresse ou ne l’a réexaminée. Aucune nouvelle adresse n’est devinée ni achetée.
bounces-none = Toutes les adresses fonctionnent
bounces-none-text = Aucun message de campagne n’est revenu, et personne n’en a jugé un indésirable. Les rebonds arrivent par la boîte ou le relais nommé dans les réglages.
bounces-total = Adresses qui ne fonctionnent pas
bounces-due = Dont à réexaminer maintenant
bounces-complained = Ont jugé un message indésirable
bounces-causes = Pourquoi elles ne fonctionnent pas
bounces-cause = Motif
bounces-addresses = Adresses
bounces-ways = Comment on l’a su
bounces-way-server = Le serveur a refusé le message tout de suite
bounces-way-mail = Le message est revenu plus tard
bounces-way-relay = Le relais l’a signalé
bounces-cause-unknown = Personne n’a cette boîte
bounces-cause-domain = Le domaine n’existe pas ou n’accepte pas de courrier
bounces-cause-closed = La boîte a été fermée
bounces-cause-full = La boîte est pleine
bounces-cause-unreachable = Le serveur est injoignable
bounces-cause-blocked = Le serveur nous prend pour un expéditeur indésirable
bounces-cause-policy = Les règles du serveur refusent le message lui-même
bounces-cause-other = Un autre motif
bounces-cause-unsaid = Refusée, sans motif noté
bounces-list = Une par une
bounces-since = Depuis le { $date }
bounces-review = à réexaminer le { $date }
bounces-now = à réexaminer maintenant
bounces-release = Y écrire de nouveau
bounces-released = On écrit de nouveau à cette adresse, si aucun autre motif ne s’y oppose.
bounces-released-before = On écrivait déjà de nouveau à cette adresse.
bounces-left = { $count ->
    [one] { $count } autre adresse n’est pas affichée.
   *[other] { $count } autres adresses ne sont pas affichées.
}
bounces-officer = Les adresses une par une sont réservées au délégué à la protection des données.
bounces-rules = Quand une adresse compte-t-elle comme ne fonctionnant pas ?
bounces-rule-hard = Tout de suite, si le serveur dit que personne n’a la boîte, qu’elle a été fermée ou que le domaine n’existe pas.
bounces-rule-soft = Après trois autres signes en 14 jours, comme une boîte pleine ou un serveur injoignable.
bounces-rule-blocked = Jamais parce qu’un serveur nous refuse, nous ou le message lui-même : cela tient à nous, pas à l’adresse.
bounces-rule-complaint = Qui juge un message indésirable n’est plus sollicité : cela vaut opposition, tout de suite.
bounces-rule-back = Jusqu’à ce que la personne donne une autre adresse, dise qu’elle fonctionne, ou que le délégué à la protection des données permette d’y écrire de nouveau.
bounces-paused-bounces = En pause : trop d’adresses ne fonctionnent pas
bounces-paused-bounces-text = Au moins 2 % des messages sont revenus ou ont été refusés. Vérifiez l’origine des adresses avant de reprendre.
bounces-paused-complaints = En pause : trop de personnes le jugent indésirable
bounces-paused-complaints-text = Au moins 1 lecteur sur 1 000 a jugé le message indésirable. Cherchez pourquoi avant de reprendre.
bounces-results = Non arrivés, par motif
bounces-results-complaints = Jugés indésirables

# Pour la personne
bounces-person-title = Nos messages à { $address } reviennent
bounces-person-why = Depuis le { $date } : { $reason }.
bounces-person-own = L’adresse est-elle exacte, et fonctionne-t-elle de nouveau ? Dites-le-nous. Sinon, donnez-en une autre.
bounces-person-other = L’adresse figure dans vos données. Merci de l’y corriger.
bounces-person-works = Elle fonctionne de nouveau
bounces-person-change = Donner une autre adresse
bounces-person-see = Voir où elle figure
bounces-person-noted = Merci. Nous écrivons de nouveau à cette adresse.
bounces-fact-label = État de l’adresse
bounces-fact-asking = Vérification de vos informations
bounces-fact-source = Ce portail
bounces-fact-table = Messages qui vous sont adressés
bounces-fact-bounced = Des messages reviennent depuis le { $date } : { $reason }. À réexaminer le { $review }.
bounces-fact-stopped = Vous avez demandé le { $date } qu’on ne vous demande plus si vos informations sont exactes.
bounces-fact-complained = Vous avez jugé notre message indésirable le { $date } ; nous ne demandons plus.
bounces-fact-until = Aussi longtemps que nous détenons cette adresse
bounces-fact-reason = Cela découle de ce que les serveurs de messagerie ou vous-même avez dit.
