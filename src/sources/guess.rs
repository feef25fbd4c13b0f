//! What a name of a column or table probably means, in English and French. Guesses only: a person reviews them.

use super::describe::Family;

/// What a column probably holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Email,
    Phone,
    Fax,
    FirstName,
    LastName,
    FullName,
    Company,
    Street,
    City,
    Region,
    Postcode,
    Country,
    Birth,
    Gender,
    Language,
    Consent,
    Account,
    Visit,
    Secret,
    Message,
    Status,
    Quantity,
    Amount,
    Date,
}

/// What a table is probably about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Customers,
    Colleagues,
    Accounting,
    Orders,
    Support,
    SignIns,
    Marketing,
    Addresses,
}

/// The words of a name in small letters: `BillingPostalCode`, `billing_postal_code` and `billing-postal-code` alike.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        let begins = !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase());
        if begins || words.is_empty() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// In the order tried: the first list of which a word (or two words written as one) occurs.
const MEANINGS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Consent,
        &["newsletter", "optin", "consent", "subscribed", "subscription", "marketing", "abonne", "consentement"],
    ),
    (Meaning::Email, &["email", "mail", "courriel", "emailaddress", "mel"]),
    (Meaning::Fax, &["fax", "telecopie"]),
    (Meaning::Phone, &["phone", "phonenumber", "telephone", "tel", "mobile", "cell", "cellphone", "portable", "gsm"]),
    (Meaning::Birth, &["birth", "birthdate", "birthday", "dob", "naissance", "birthplace"]),
    (Meaning::Visit, &["ip", "useragent", "cookie", "referer", "browser", "device"]),
    (Meaning::Secret, &["password", "passwd", "passwordhash", "hash", "salt", "token", "secret", "motdepasse"]),
    (Meaning::Gender, &["gender", "sex", "sexe", "civilite", "salutation", "honorific"]),
    (Meaning::FirstName, &["firstname", "givenname", "forename", "prenom", "fname"]),
    (Meaning::LastName, &["lastname", "surname", "familyname", "nomfamille", "lname", "birthname"]),
    (Meaning::Company, &["company", "organisation", "organization", "societe", "raisonsociale", "employer", "siret"]),
    (Meaning::Postcode, &["postcode", "postalcode", "zip", "zipcode", "codepostal", "cp", "postal"]),
    (Meaning::City, &["city", "town", "ville", "commune", "locality"]),
    (Meaning::Region, &["state", "region", "province", "county", "departement"]),
    (Meaning::Country, &["country", "pays", "nationality", "nationalite"]),
    (
        Meaning::Street,
        &["address", "adresse", "street", "streetaddress", "rue", "line1", "line2", "address1", "address2", "building"],
    ),
    (Meaning::Language, &["language", "lang", "locale", "langue"]),
    (
        Meaning::Account,
        &["login", "username", "nickname", "pseudo", "loginat", "signin", "lastlogin", "lastseen", "account", "compte"],
    ),
    (Meaning::FullName, &["name", "fullname", "nom", "displayname", "contactname"]),
    (
        Meaning::Message,
        &["message", "body", "comment", "comments", "note", "notes", "subject", "description", "commentaire", "objet"],
    ),
    (Meaning::Status, &["status", "state", "statut", "etat"]),
    (Meaning::Quantity, &["quantity", "qty", "quantite", "count"]),
    (
        Meaning::Amount,
        &["total", "amount", "price", "unitprice", "net", "vat", "tva", "tax", "montant", "prix", "discount"],
    ),
    (Meaning::Date, &["date", "at", "on", "created", "updated", "day", "time", "jour", "le"]),
];

const SUBJECTS: &[(Subject, &[&str])] = &[
    (
        Subject::Colleagues,
        &["employee", "staff", "salarie", "personnel", "agent", "admin", "operator", "collaborateur", "employe"],
    ),
    (
        Subject::Accounting,
        &[
            "invoice",
            "invoiceline",
            "bill",
            "billing",
            "facture",
            "payment",
            "paiement",
            "receipt",
            "refund",
            "avoir",
            "creditnote",
            "transaction",
        ],
    ),
    (
        Subject::Orders,
        &[
            "order",
            "commande",
            "purchase",
            "cart",
            "basket",
            "panier",
            "booking",
            "reservation",
            "delivery",
            "shipment",
            "achat",
        ],
    ),
    (Subject::Support, &["ticket", "message", "case", "conversation", "complaint", "reclamation", "claim"]),
    (Subject::SignIns, &["login", "session", "signin", "connexion", "visit", "log"]),
    (Subject::Marketing, &["newsletter", "subscriber", "subscription", "signup", "abonne", "campaign", "mailing"]),
    (Subject::Addresses, &["address", "adresse"]),
    (
        Subject::Customers,
        &[
            "customer",
            "client",
            "user",
            "member",
            "person",
            "people",
            "contact",
            "account",
            "buyer",
            "acheteur",
            "adherent",
            "patient",
            "guest",
            "utilisateur",
            "membre",
            "shopper",
        ],
    ),
];

/// Whether a word is `known`, in singular or plural.
fn same(word: &str, known: &str) -> bool {
    let plural = |ending: &str| word.strip_suffix(ending) == Some(known);
    word == known || plural("s") || plural("es")
}

/// Whether one of these, or two of them written as one, is among the words of a name.
pub(super) fn finds(words: &[String], known: &[&str]) -> bool {
    let pairs = words.windows(2).map(|pair| pair.concat());
    let all = words.iter().cloned().chain(pairs).collect::<Vec<_>>();
    known.iter().any(|known| all.iter().any(|word| same(word, known)))
}

/// What a column of this name and type probably holds.
pub(super) fn meaning(name: &str, family: Family) -> Option<Meaning> {
    let words = words(name);
    let fits = |meaning: Meaning| match meaning {
        Meaning::Birth => !matches!(family, Family::Bytes | Family::Boolean),
        Meaning::Date => matches!(family, Family::Day | Family::Moment),
        Meaning::Amount => matches!(family, Family::Decimal | Family::Whole | Family::Other),
        Meaning::Quantity => matches!(family, Family::Whole | Family::Decimal | Family::Other),
        Meaning::Consent => !matches!(family, Family::Day | Family::Moment | Family::Decimal | Family::Bytes),
        Meaning::Phone | Meaning::Fax | Meaning::Status | Meaning::Account | Meaning::Visit => true,
        _ => matches!(family, Family::Text | Family::Other | Family::Json),
    };
    let named = MEANINGS.iter().find(|(meaning, known)| fits(*meaning) && finds(&words, known));
    let dated = matches!(family, Family::Day | Family::Moment).then_some(Meaning::Date);
    named.map(|(meaning, _)| *meaning).filter(|meaning| dated.is_none() || *meaning == Meaning::Birth).or(dated)
}

/// What a table of this name is probably about.
pub(super) fn subject(name: &str) -> Option<Subject> {
    let bare = name.rsplit('.').next().unwrap_or(name);
    let words = words(bare);
    SUBJECTS.iter().find(|(_, known)| finds(&words, known)).map(|(subject, _)| *subject)
}

/// Whether such a column says something about a person by itself.
pub(super) fn is_personal(meaning: Meaning) -> bool {
    use Meaning as M;
    matches!(
        meaning,
        M::Email
            | M::Phone
            | M::Fax
            | M::FirstName
            | M::LastName
            | M::Street
            | M::Postcode
            | M::Birth
            | M::Gender
            | M::Visit
            | M::Secret
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_into_its_words() {
        assert_eq!(words("BillingPostalCode"), ["billing", "postal", "code"]);
        assert_eq!(words("billing_postal_code"), ["billing", "postal", "code"]);
        assert_eq!(words("customer_emails"), ["customer", "emails"]);
        assert_eq!(words("CP"), ["cp"]);
    }

    #[test]
    fn names_in_both_languages_mean_the_same() {
        for (name, family, expected) in [
            ("FirstName", Family::Text, Some(Meaning::FirstName)),
            ("prenom", Family::Text, Some(Meaning::FirstName)),
            ("first_name", Family::Text, Some(Meaning::FirstName)),
            ("BillingPostalCode", Family::Text, Some(Meaning::Postcode)),
            ("code_postal", Family::Text, Some(Meaning::Postcode)),
            ("adresse_email", Family::Text, Some(Meaning::Email)),
            ("date_naissance", Family::Day, Some(Meaning::Birth)),
            ("InvoiceDate", Family::Moment, Some(Meaning::Date)),
            ("newsletter", Family::Boolean, Some(Meaning::Consent)),
            ("newsletter_at", Family::Moment, Some(Meaning::Date)),
            ("Milliseconds", Family::Whole, None),
            ("colour", Family::Text, None),
        ] {
            assert_eq!(meaning(name, family), expected, "{name}");
        }
        assert_eq!(subject("InvoiceLine"), Some(Subject::Accounting));
        assert_eq!(subject("crm.clients"), Some(Subject::Customers));
        assert_eq!(subject("Employee"), Some(Subject::Colleagues));
        assert_eq!(subject("Track"), None);
    }
}
