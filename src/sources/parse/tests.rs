use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::sources::declaration::{ColumnErase, ColumnKind, Declaration, Edit, SourceUrl, TableErase, Way};
use std::path::Path;

const SHOP: &str = r#"name = "shop"
kind = "sqlite"
url = "data/shop.sqlite"
label = { en = "Shop", fr = "Boutique" }

[directory]
table = "customers"
email = "email"
language = "lang"
relation = "last_order"

[[consent]]
activity = "newsletter"
table = "customers"
column = "optin"
granted = "1"
withdrawn = "0"

[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
events = { last_order = "last_order_at" }
erase = "strip"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "review", erase = "replace", replace = "erased-{key}@example.invalid" }
lang = { category = "contact", label = { en = "Language", fr = "Langue" }, kind = "choice", values = { fr = { en = "French", fr = "Français" }, en = { en = "English", fr = "Anglais" } }, edit = "self" }
optin = { category = "preferences", label = { en = "Newsletter", fr = "Lettre" }, kind = "boolean", edit = "self" }
last_order_at = { category = "orders", label = { en = "Last order", fr = "Dernière commande" }, kind = "date", reason = { en = "It follows from your orders.", fr = "Elle découle de vos commandes." } }
seller = { category = "support", label = { en = "Adviser", fr = "Conseiller" }, kind = "integer", staff = true, shown = { en = "A colleague", fr = "Un collègue" }, reason = { en = "We assign it.", fr = "Nous l’attribuons." } }

[[table]]
name = "invoices"
key = ["id"]
label = { en = "Invoices", fr = "Factures" }
reason = { en = "An invoice is not changed.", fr = "Une facture ne se modifie pas." }
person = [{ column = "customer_id", of = "customers", at = "id" }]
events = { invoiced = "day" }
retention = "invoices-10y"
erase = "archive"
ground = { en = "Accounts are kept.", fr = "La comptabilité est conservée." }
[table.columns]
id = { category = "invoices", label = { en = "Number", fr = "Numéro" }, kind = "integer" }
customer_id = { ignore = "link" }
day = { category = "invoices", label = { en = "Date", fr = "Date" }, kind = "date", erase = "keep" }
total = { category = "invoices", label = { en = "Total", fr = "Total" }, kind = "money", currency = "EUR", erase = "keep" }

[[ignore]]
table = "articles"
reason = "the catalogue"
"#;

fn parse(text: &str) -> (Option<Declaration>, Vec<Diagnostic>) {
    let variable = |name: &str| (name == "SHOP_URL").then(|| "postgres://h:s3cret@db/shop".to_owned());
    Declaration::parse(Path::new("/etc/habeas/sources/shop.toml"), text, Lang::ALL, &variable)
}

#[test]
fn a_source_file_is_read_as_it_is_written() {
    let (shop, found) = parse(SHOP);
    assert_eq!(found, []);
    let shop = shop.unwrap();
    assert_eq!(shop.url, SourceUrl::Sqlite("/etc/habeas/sources/data/shop.sqlite".into()));
    let customers = shop.table("customers").unwrap();
    let order: Vec<_> = customers.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(order, ["id", "email", "lang", "optin", "last_order_at", "seller"]);
    assert_eq!(customers.person, [Way::Identifier { column: "email".into() }]);
    assert_eq!(customers.column("id").unwrap().erase, ColumnErase::Keep);
    assert_eq!(customers.column("lang").unwrap().erase, ColumnErase::Clear);
    let seller = customers.column("seller").unwrap().held().unwrap();
    assert_eq!(seller.staff.as_ref().map(|words| words.get(Lang::Fr)), Some("Un collègue"));
    let lang = customers.column("lang").unwrap().held().unwrap();
    let ColumnKind::Choice(codes) = &lang.kind else { panic!("{lang:?}") };
    assert_eq!(codes.len(), 2);
    let invoices = shop.table("invoices").unwrap();
    let TableErase::Archive(ground) = &invoices.erase else { panic!("{invoices:?}") };
    assert_eq!(ground.retention, "invoices-10y");
    let id = invoices.column("id").unwrap();
    assert_eq!(id.erase, ColumnErase::Keep, "the key of a row that stays");
    let Edit::Locked(reason) = &id.held().unwrap().edit else { panic!("{id:?}") };
    assert_eq!(reason.get(Lang::En), "An invoice is not changed.", "the reason of the table");
    assert_eq!(shop.directory.unwrap().relation.as_deref(), Some("last_order"));
    assert_eq!(shop.consents[0].line, 12);
    assert_eq!(shop.ignored[0].table, "articles");
}

#[test]
fn a_variable_takes_the_place_of_the_address_and_is_never_printed() {
    let text = SHOP.replace("\"sqlite\"", "\"postgres\"").replace("data/shop.sqlite", "${SHOP_URL}");
    let (shop, found) = parse(&text);
    assert_eq!(found, []);
    let shop = shop.unwrap();
    assert!(matches!(&shop.url, SourceUrl::Postgres(url) if url.expose() == "postgres://h:s3cret@db/shop"));
    assert!(!format!("{shop:?}").contains("s3cret"));
    let (none, found) = parse(&text.replace("SHOP_URL", "OTHER_URL"));
    assert!(none.is_none());
    assert_eq!((found[0].line, found[0].field.as_str()), (Some(3), "url"));
    assert!(found[0].cure.contains("Set OTHER_URL"));
}

/// Each case: what is written, what instead, the field that is named, a part of the cure.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("name = \"shop\"", "name = \"My Shop\"", "name", "small letters"),
    ("kind = \"sqlite\"", "kind = \"oracle\"", "kind", "`sqlite`, `postgres`"),
    ("kind = \"sqlite\"", "kind = \"postgres\"", "url", "postgres://user:password@host"),
    ("data/shop.sqlite", "postgres://db/shop", "url", "kind = \"postgres\""),
    ("url =", "ulr =", "ulr", "Did you mean `url`?"),
    ("table = \"customers\"\nemail", "table = \"custmers\"\nemail", "directory.table", "Did you mean `customers`?"),
    ("email = \"email\"\nlang", "email = \"lang\"\nlang", "directory.email", "identifier = \"lang\""),
    ("relation = \"last_order\"", "relation = \"last_ordre\"", "directory.relation", "Did you mean `last_order`?"),
    ("column = \"optin\"", "column = \"option\"", "consent[0].column", "Did you mean `optin`?"),
    ("withdrawn = \"0\"", "withdrawn = \"1\"", "consent[0].withdrawn", "means no"),
    ("key = [\"id\"]", "key = [\"di\"]", "table[0].key[0]", "Did you mean `id`?"),
    ("identifier = \"email\"", "identifier = \"mail\"", "table[0].person[0].identifier", "Did you mean `email`?"),
    ("{ last_order = \"last_order_at\" }", "{ last_order = \"last\" }", "table[0].events.last_order", "Declare it"),
    ("kind = \"email\", ", "", "table[0].columns.email.kind", "kind = \"email\""),
    ("erase = \"strip\"", "erase = \"stirp\"", "table[0].erase", "Did you mean `strip`?"),
    ("erase = \"strip\"\n", "", "table[0].erase", "Say what erasure does"),
    ("category = \"orders\", ", "", "table[0].columns.last_order_at.category", "ignore ="),
    ("ignore = \"technical key\"", "ignore = \"key\", edit = \"self\"", "table[0].columns.id.edit", "Remove it"),
    (
        "kind = \"date\", reason",
        "kind = \"dat\", reason",
        "table[0].columns.last_order_at.kind",
        "Did you mean `date`?",
    ),
    (
        ", reason = { en = \"It follows from your orders.\", fr = \"Elle découle de vos commandes.\" }",
        "",
        "table[0].columns.last_order_at.reason",
        "Tell the person why",
    ),
    (", shown = { en = \"A colleague\", fr = \"Un collègue\" }", "", "table[0].columns.seller.shown", "each language"),
    ("staff = true, ", "", "table[0].columns.seller.shown", "Add it"),
    (", replace = \"erased-{key}@example.invalid\"", "", "table[0].columns.email.replace", "{key}"),
    ("erased-{key}@", "erased-{id}@", "table[0].columns.email.replace", "Only `{key}`"),
    ("of = \"customers\"", "of = \"customer\"", "table[1].person[0].of", "Did you mean `customers`?"),
    ("at = \"id\"", "at = \"ids\"", "table[1].person[0].at", "Did you mean `id`?"),
    (
        "person = [{ column = \"customer_id\", of = \"customers\", at = \"id\" }]",
        "person = [{ column = \"customer_id\", of = \"invoices\", at = \"id\" }]",
        "table[1].person",
        "identifier",
    ),
    ("retention = \"invoices-10y\"\n", "", "table[1].retention", "retention rule"),
    (
        "ground = { en = \"Accounts are kept.\", fr = \"La comptabilité est conservée.\" }\n",
        "",
        "table[1].ground",
        "why",
    ),
    (", currency = \"EUR\"", "", "table[1].columns.total.currency", "ISO 4217"),
    ("kind = \"integer\" }", "kind = \"integer\", erase = \"clear\" }", "table[1].columns.id.erase", "keep"),
    ("table = \"articles\"", "table = \"invoices\"", "ignore[0].table", "Keep one of the two"),
    ("name = \"invoices\"", "name = \"customers\"", "table[1].name", "Keep one of the two"),
];

#[test]
fn each_mistake_of_a_source_file_is_named_with_its_line_and_cure() {
    for (from, to, field, cure) in MISTAKES {
        assert!(SHOP.contains(from), "{from}");
        let (none, found) = parse(&SHOP.replacen(from, to, 1));
        let mistake = found.iter().find(|mistake| mistake.field == *field);
        let mistake = mistake.unwrap_or_else(|| panic!("{field} is not among {found:#?}"));
        assert!(none.is_none() && mistake.is_error(), "{mistake}");
        assert!(mistake.cure.contains(cure), "{mistake}");
        assert!(mistake.line.is_some(), "{mistake}");
    }
}

#[test]
fn a_mistake_in_one_table_does_not_make_the_references_to_it_look_wrong() {
    let (_, found) = parse(&SHOP.replacen("erase = \"strip\"", "erase = \"none\"", 1));
    assert_eq!(found.iter().map(|mistake| mistake.field.as_str()).collect::<Vec<_>>(), ["table[0].erase"]);
}

#[test]
fn people_who_share_an_address_are_told_apart_by_a_fact_that_they_cannot_change() {
    let way = "person = [{ identifier = \"email\" }]";
    let told = |column: &str| parse(&SHOP.replacen(way, &format!("{way}\nmember = \"{column}\""), 1));
    let (shop, found) = told("seller");
    assert_eq!(found, []);
    assert_eq!(shop.unwrap().table("customers").unwrap().member.as_deref(), Some("seller"));
    for (column, why) in [("id", "is ignored"), ("lang", "can be changed by the person"), ("no", "is not a declared")] {
        let (shop, found) = told(column);
        assert!(shop.is_none() && found.len() == 1 && found[0].message.contains(why), "{column}: {found:#?}");
    }
}

#[test]
fn a_directory_names_group_zone_country_and_the_last_check_and_each_mistake_has_its_line_and_cure() {
    let all = "relation = \"last_order\"\nsegment = \"seller\"\nzone = \"lang\"\ncountry = \"optin\"\nchecked = \"last_order\"";
    let text = SHOP.replacen("relation = \"last_order\"", all, 1);
    let (shop, found) = parse(&text);
    assert_eq!(found, []);
    let directory = shop.unwrap().directory.unwrap();
    let said = [directory.segment, directory.zone, directory.country, directory.checked];
    assert_eq!(said, ["seller", "lang", "optin", "last_order"].map(|name| Some(name.to_owned())));
    for (line, from, to, field, cure) in [
        (11, "segment = \"seller\"", "segment = \"seler\"", "directory.segment", "Did you mean `seller`?"),
        (12, "zone = \"lang\"", "zone = \"timezone\"", "directory.zone", "among the columns of `customers`"),
        (13, "country = \"optin\"", "country = \"opt\"", "directory.country", "Did you mean `optin`?"),
        (14, "checked = \"last_order\"", "checked = \"last_ordre\"", "directory.checked", "Did you mean `last_order`?"),
        (14, "checked = \"last_order\"", "checkd = \"last_order\"", "directory.checkd", "Did you mean `checked`?"),
    ] {
        let (none, found) = parse(&text.replacen(from, to, 1));
        let [mistake] = found.as_slice() else { panic!("{field}: {found:#?}") };
        assert!(none.is_none() && mistake.is_error(), "{mistake}");
        assert_eq!((mistake.field.as_str(), mistake.line), (field, Some(line)), "{mistake}");
        assert!(mistake.cure.contains(cure), "{mistake}");
    }
}
