//! Writes the shop and its newsletter tool into two SQLite files, as their own software would have.

use super::chance::Chance;
use super::customer::{AGENTS, Customer, Order, OrderState, Ticket, ascii, moment};
use super::persona::{LIVES, READER};
use super::words::{DOMAINS, FIRST_NAMES, LAST_NAMES, MAILINGS, PRODUCTS, TICKETS};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::{CachedStatement, Connection, Transaction, params};
use std::path::Path;

/// Customers written in one transaction.
const BATCH: u32 = 10_000;

/// One account in this many is a second account of the customer before.
const DOUBLES: u32 = 211;

/// The tables of the shop. Amounts are cents; times are UTC.
const SHOP: &str = include_str!("shop.sql");

/// The tables of the newsletter tool.
const NEWSLETTER: &str = include_str!("newsletter.sql");

/// Built once everything is there: much faster than along the way.
const SHOP_INDEXES: &str = "
    CREATE INDEX customers_email ON customers (email COLLATE NOCASE);
    CREATE INDEX customer_emails_customer ON customer_emails (customer_id);
    CREATE INDEX customer_addresses_address ON customer_addresses (address_id);
    CREATE INDEX orders_customer ON orders (customer_id);
    CREATE INDEX orders_address ON orders (delivery_address_id);
    CREATE INDEX order_lines_order ON order_lines (order_id);
    CREATE INDEX invoices_order ON invoices (order_id);
    CREATE INDEX sign_ins_customer ON sign_ins (customer_id);
    CREATE INDEX tickets_customer ON tickets (customer_id);
    CREATE INDEX ticket_messages_ticket ON ticket_messages (ticket_id);
";

const NEWSLETTER_INDEXES: &str = "CREATE INDEX deliveries_signup ON deliveries (signup_id);";

/// Writes `people` customers (and a tenth as many newsletter readers who never bought) into two new files. Memory does
/// not grow with the number of people. The files must not exist.
pub(super) fn write(shop: &Path, newsletter: &Path, people: u32, seed: u64, today: Date) -> rusqlite::Result<()> {
    let mut shop = fresh(shop, SHOP)?;
    let mut newsletter = fresh(newsletter, NEWSLETTER)?;
    write_staff_and_products(&shop)?;
    write_mailings(&newsletter, today)?;
    let mut counters = Counters::default();
    let mut number = 1;
    while number <= people {
        let last = people.min(number.saturating_add(BATCH - 1));
        let (tx, letters) = (shop.transaction()?, newsletter.transaction()?);
        let mut rows = Rows::prepare(&tx)?;
        let mut signups = Signups::prepare(&letters)?;
        for number in number..=last {
            let customer = customer(seed, number, today);
            rows.write(&customer, &mut counters, today)?;
            if let Some(since) = customer.reads_since {
                let name = (customer.first_name.as_str(), customer.language);
                signups.write(&customer.email, name, since, &mut counters, seed, today)?;
            }
        }
        drop((rows, signups));
        tx.commit()?;
        letters.commit()?;
        number = last + 1;
    }
    write_readers(&mut newsletter, people / 10, &mut counters, seed, today)?;
    finish(shop, SHOP_INDEXES)?;
    finish(newsletter, NEWSLETTER_INDEXES)
}

/// A customer, or the second account of the one before.
fn customer(seed: u64, number: u32, today: Date) -> Customer {
    let doubled = number > 20 && number % DOUBLES == 9;
    if doubled {
        return Customer::invent(seed, number - 1, today).again(number);
    }
    Customer::invent(seed, number, today)
}

/// A new file for one fast load: nothing is lost by a crash, because a half-made folder is never used.
fn fresh(path: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let file = Connection::open(path)?;
    file.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
    file.execute_batch(tables)?;
    Ok(file)
}

fn finish(file: Connection, indexes: &str) -> rusqlite::Result<()> {
    file.execute_batch(indexes)?;
    file.execute_batch("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; ANALYZE;")?;
    file.close().map_err(|(_, error)| error)
}

/// `2026-03-01 10:20:30`, as SQLite itself writes times.
fn stored(at: DateTime) -> String {
    format!("{} {}", at.date(), at.time())
}

/// The ids of rows that have no number of their own.
#[derive(Default)]
struct Counters {
    order: i64,
    invoice: i64,
    ticket: i64,
    signup: i64,
}

impl Counters {
    fn next(counter: &mut i64) -> i64 {
        *counter += 1;
        *counter
    }
}

fn write_staff_and_products(shop: &Connection) -> rusqlite::Result<()> {
    let staff = [
        ("Sandrine", "Marchetti", "Service client"),
        ("Youssef", "Haddad", "Service client"),
        ("Maud", "Le Tallec", "Service client"),
        ("Gilles", "Arnoux", "Atelier"),
        ("Véronique", "Sabatier", "Comptabilité"),
    ];
    for (first, last, role) in staff {
        let email = format!("{}.{}@maison-lavande.example", ascii(first), ascii(last));
        let sql = "INSERT INTO employees (first_name, last_name, email, role) VALUES (?1, ?2, ?3, ?4)";
        shop.execute(sql, params![first, last, email, role])?;
    }
    for (sku, name, price) in PRODUCTS {
        shop.execute("INSERT INTO products (sku, name, price) VALUES (?1, ?2, ?3)", params![sku, name, price])?;
    }
    Ok(())
}

fn write_mailings(newsletter: &Connection, today: Date) -> rusqlite::Result<()> {
    for (nth, subject) in (0i64..).zip(MAILINGS) {
        let sent = stored(mailing_day(today, nth).at(9, 0, 0, 0));
        newsletter.execute("INSERT INTO mailings (subject, sent_at) VALUES (?1, ?2)", params![subject, sent])?;
    }
    Ok(())
}

/// One newsletter a month; the last one ten days ago.
fn mailing_day(today: Date, nth: i64) -> Date {
    let back = MAILINGS.len() as i64 - 1 - nth;
    today.saturating_sub((10 + 30 * back).days())
}

/// People who read the newsletter and never bought anything: the persona, then `count` invented ones.
fn write_readers(
    newsletter: &mut Connection,
    count: u32,
    counters: &mut Counters,
    seed: u64,
    today: Date,
) -> rusqlite::Result<()> {
    let letters = newsletter.transaction()?;
    let mut signups = Signups::prepare(&letters)?;
    let since = today.saturating_sub(200.days()).at(18, 30, 0, 0);
    signups.write(READER.email, ("Inès", "fr"), since, counters, seed, today)?;
    for number in 1..=count {
        let chance = &mut Chance::of(seed, (1 << 40) + u64::from(number));
        let (first, last) = (chance.pick(FIRST_NAMES), chance.pick(LAST_NAMES));
        let email = format!("{}.{}.l{number}@{}", ascii(first), ascii(last), chance.pick(DOMAINS));
        let days = chance.between(5, 1_000);
        let since = moment(chance, today, days);
        signups.write(&email, (first, "fr"), since, counters, seed, today)?;
    }
    drop(signups);
    letters.commit()
}

/// The prepared inserts of the newsletter tool.
struct Signups<'t> {
    signup: CachedStatement<'t>,
    delivery: CachedStatement<'t>,
}

impl<'t> Signups<'t> {
    fn prepare(tx: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            signup: tx.prepare_cached(
                "INSERT INTO newsletter_signups (id, email, first_name, language, subscribed, subscribed_at,
                 unsubscribed_at, last_contact_at, came_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            delivery: tx.prepare_cached(
                "INSERT INTO deliveries (signup_id, mailing_id, sent_at, outcome) VALUES (?1, ?2, ?3, ?4)",
            )?,
        })
    }

    fn write(
        &mut self,
        email: &str,
        (first_name, language): (&str, &str),
        since: DateTime,
        counters: &mut Counters,
        seed: u64,
        today: Date,
    ) -> rusqlite::Result<()> {
        let id = Counters::next(&mut counters.signup);
        let chance = &mut Chance::of(seed, (1 << 41) + id.unsigned_abs());
        let persona = email == READER.email || LIVES.iter().any(|(_, life)| life.email == email);
        let room = u32::try_from((today - since.date()).get_days()).unwrap_or(0);
        let stopped = (!persona && room > 40 && chance.happens(15)).then(|| {
            let days = chance.between(1, room - 1);
            moment(chance, today, days)
        });
        let came_from = chance.pick(&["site", "order", "fair"]);
        let last_contact = stopped.unwrap_or(since);
        self.signup.execute(params![
            id,
            email,
            first_name,
            language,
            stopped.is_none(),
            stored(since),
            stopped.map(stored),
            stored(last_contact),
            came_from
        ])?;
        for nth in 0..MAILINGS.len() as i64 {
            let day = mailing_day(today, nth);
            if day > since.date() && stopped.is_none_or(|stopped| day <= stopped.date()) {
                let outcome = if !persona && chance.happens(2) { "bounced" } else { "delivered" };
                self.delivery.execute(params![id, nth + 1, stored(day.at(9, 4, 0, 0)), outcome])?;
            }
        }
        Ok(())
    }
}

/// The prepared inserts of the shop.
struct Rows<'t> {
    customer: CachedStatement<'t>,
    second_email: CachedStatement<'t>,
    address: CachedStatement<'t>,
    home: CachedStatement<'t>,
    order: CachedStatement<'t>,
    line: CachedStatement<'t>,
    invoice: CachedStatement<'t>,
    sign_in: CachedStatement<'t>,
    ticket: CachedStatement<'t>,
    message: CachedStatement<'t>,
}

impl<'t> Rows<'t> {
    fn prepare(tx: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            customer: tx.prepare_cached(
                "INSERT INTO customers (id, email, first_name, last_name, birth_date, phone, language, created_at,
                 last_order_at, last_contact_at, sms_offers, sms_offers_at, loyalty_tier, favourite_range)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
            second_email: tx.prepare_cached(
                "INSERT INTO customer_emails (customer_id, email, use_for, added_at) VALUES (?1, ?2, ?3, ?4)",
            )?,
            address: tx.prepare_cached(
                "INSERT INTO addresses (id, street, building, postcode, town, country) VALUES (?1, ?2, ?3, ?4, ?5, 'FR')",
            )?,
            home: tx.prepare_cached(
                "INSERT INTO customer_addresses (customer_id, address_id, use_for, since) VALUES (?1, ?2, 'home', ?3)",
            )?,
            order: tx.prepare_cached(
                "INSERT INTO orders (id, number, customer_id, delivery_address_id, ordered_at, status, total,
                 gift_message, refunded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            line: tx.prepare_cached(
                "INSERT INTO order_lines (order_id, product_id, label, quantity, unit_price, sold_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            invoice: tx.prepare_cached(
                "INSERT INTO invoices (id, number, kind, order_id, issued_on, billing_name, billing_email,
                 billing_address, net, vat, total) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?,
            sign_in: tx.prepare_cached(
                "INSERT INTO sign_ins (customer_id, signed_in_at, ip_address, device) VALUES (?1, ?2, ?3, ?4)",
            )?,
            ticket: tx.prepare_cached(
                "INSERT INTO tickets (id, customer_id, subject, status, opened_at, last_message_at, agent_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
            message: tx.prepare_cached(
                "INSERT INTO ticket_messages (ticket_id, author, body, sent_at) VALUES (?1, ?2, ?3, ?4)",
            )?,
        })
    }

    fn write(&mut self, customer: &Customer, counters: &mut Counters, today: Date) -> rusqlite::Result<()> {
        let last_order = customer.orders.last().map(|order| order.at);
        let last_message = customer.tickets.last().map(|ticket| ticket.at);
        let last_contact = last_order.max(last_message).unwrap_or(customer.created);
        let spent = customer.spent();
        let tier = if spent >= 40_000 {
            "gold"
        } else if spent >= 15_000 {
            "silver"
        } else {
            "bronze"
        };
        self.customer.execute(params![
            customer.number,
            customer.email,
            customer.first_name,
            customer.last_name,
            customer.birth_date.map(|day| day.to_string()),
            customer.phone,
            customer.language,
            stored(customer.created),
            last_order.map(stored),
            stored(last_contact),
            customer.sms_since.is_some(),
            customer.sms_since.map(stored),
            tier,
            favourite(customer),
        ])?;
        if let Some(email) = &customer.second_email {
            self.second_email.execute(params![customer.number, email, "work", stored(customer.created)])?;
        }
        if let Some(home) = &customer.address {
            self.address.execute(params![customer.number, home.street, home.building, home.postcode, home.town])?;
        }
        self.home.execute(params![customer.number, customer.lives_at, customer.created.date().to_string()])?;
        for order in &customer.orders {
            self.write_order(customer, order, counters)?;
        }
        for sign_in in &customer.sign_ins {
            self.sign_in.execute(params![customer.number, stored(sign_in.at), sign_in.ip, sign_in.device])?;
        }
        for ticket in &customer.tickets {
            self.write_ticket(customer, ticket, counters, today)?;
        }
        Ok(())
    }

    fn write_order(&mut self, customer: &Customer, order: &Order, counters: &mut Counters) -> rusqlite::Result<()> {
        let id = Counters::next(&mut counters.order);
        self.order.execute(params![
            id,
            format!("C{}-{id:06}", order.at.year()),
            customer.number,
            customer.lives_at,
            stored(order.at),
            order.state.as_str(),
            order.total(),
            order.gift_message,
            order.refunded.map(stored),
        ])?;
        for (product, quantity) in &order.lines {
            if let Some((_, name, price)) = PRODUCTS.get(*product) {
                let sold_on = order.at.date().to_string();
                self.line.execute(params![id, *product as i64 + 1, name, quantity, price, sold_on])?;
            }
        }
        if order.state != OrderState::Cancelled {
            self.write_invoice(customer, id, order, order.at.date(), "invoice", counters)?;
        }
        if let Some(refunded) = order.refunded {
            self.write_invoice(customer, id, order, refunded.date(), "credit", counters)?;
        }
        Ok(())
    }

    fn write_invoice(
        &mut self,
        customer: &Customer,
        order_id: i64,
        order: &Order,
        day: Date,
        kind: &str,
        counters: &mut Counters,
    ) -> rusqlite::Result<()> {
        let id = Counters::next(&mut counters.invoice);
        let (letter, sign) = if kind == "credit" { ('A', -1) } else { ('F', 1) };
        let total = order.total() * sign;
        // 20 % VAT, rounded to the cent.
        let net = (total * 10 + 6 * sign) / 12;
        let home = customer.address.as_ref();
        let address = home.map(|home| format!("{}, {} {}", home.street, home.postcode, home.town));
        self.invoice.execute(params![
            id,
            format!("{letter}{}-{id:06}", day.year()),
            kind,
            order_id,
            day.to_string(),
            format!("{} {}", customer.first_name, customer.last_name),
            customer.email,
            address,
            net,
            total - net,
            total,
        ])?;
        Ok(())
    }

    fn write_ticket(
        &mut self,
        customer: &Customer,
        ticket: &Ticket,
        counters: &mut Counters,
        today: Date,
    ) -> rusqlite::Result<()> {
        let Some((subject, question, answer)) = TICKETS.get(ticket.about) else { return Ok(()) };
        let id = Counters::next(&mut counters.ticket);
        let status = match ticket.answered {
            Some(answered) if answered.date() < today.saturating_sub(7.days()) => "closed",
            Some(_) => "answered",
            None => "open",
        };
        let last = stored(ticket.answered.unwrap_or(ticket.at));
        let agent = ticket.agent.clamp(1, AGENTS);
        self.ticket.execute(params![id, customer.number, subject, status, stored(ticket.at), last, agent])?;
        self.message.execute(params![id, "customer", question, stored(ticket.at)])?;
        if let Some(answered) = ticket.answered {
            self.message.execute(params![id, "shop", answer, stored(answered)])?;
        }
        Ok(())
    }
}

/// The range a customer bought most of, by the letters of the stock code.
fn favourite(customer: &Customer) -> Option<&'static str> {
    let range = |product: &usize| PRODUCTS.get(*product).and_then(|(sku, _, _)| sku.get(..3));
    let bought: Vec<&str> =
        customer.orders.iter().flat_map(|order| order.lines.iter().filter_map(|(product, _)| range(product))).collect();
    let counted = |sku: &&str| bought.iter().filter(|other| *other == sku).count();
    let favourite = bought.iter().copied().max_by_key(|sku| (counted(sku), *sku));
    favourite.and_then(|sku| PRODUCTS.iter().find_map(|(code, _, _)| code.get(..3).filter(|start| *start == sku)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::fs;
    use tempfile::TempDir;

    const TODAY: Date = date(2026, 11, 24);

    fn made(people: u32, seed: u64) -> (TempDir, Connection, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let (shop, newsletter) = (dir.path().join("shop.sqlite"), dir.path().join("newsletter.sqlite"));
        write(&shop, &newsletter, people, seed, TODAY).unwrap();
        let open = |path| Connection::open(path).unwrap();
        let (shop, newsletter) = (open(shop), open(newsletter));
        (dir, shop, newsletter)
    }

    fn count(file: &Connection, sql: &str) -> i64 {
        file.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_shop_holds_what_shops_hold() {
        let (_dir, shop, newsletter) = made(2_000, 1);
        for file in [&shop, &newsletter] {
            assert_eq!(count(file, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
        }
        assert_eq!(count(&shop, "SELECT count(*) FROM customers"), 2_000);
        let former = "SELECT count(*) FROM customers WHERE last_order_at < '2023-11-24'";
        assert!((80..200).contains(&count(&shop, former)));
        let shared = "SELECT count(*) FROM (SELECT 1 FROM customer_addresses GROUP BY address_id HAVING count(*) > 1)";
        assert!((150..190).contains(&count(&shop, shared)));
        for some in [
            "SELECT count(*) FROM customers WHERE email <> lower(email)",
            "SELECT count(*) FROM customers WHERE last_order_at IS NULL",
            "SELECT count(*) FROM orders WHERE status = 'refunded' AND refunded_at IS NOT NULL",
            "SELECT count(*) FROM orders WHERE gift_message LIKE '%\"%'",
            "SELECT count(*) FROM invoices WHERE kind = 'credit' AND total < 0",
            "SELECT count(*) FROM customer_emails",
            "SELECT count(*) FROM tickets WHERE status = 'open'",
            "SELECT count(*) FROM sign_ins",
            "SELECT count(*) FROM (SELECT 1 FROM customers GROUP BY lower(email) HAVING count(*) > 1)",
        ] {
            assert!(count(&shop, some) > 3, "{some}");
        }
        assert_eq!(count(&shop, "SELECT count(*) FROM invoices WHERE net + vat <> total"), 0);
        assert_eq!(count(&shop, "SELECT count(*) FROM orders WHERE ordered_at > '2026-11-24'"), 0);
        assert!(count(&newsletter, "SELECT count(*) FROM newsletter_signups WHERE subscribed = 0") > 20);
        assert!(count(&newsletter, "SELECT count(*) FROM deliveries WHERE outcome = 'bounced'") > 20);
    }

    #[test]
    fn every_address_is_reserved_for_examples() {
        let (_dir, shop, newsletter) = made(500, 2);
        let foreign = |table: &str| {
            format!(
                "SELECT count(*) FROM {table} WHERE NOT (lower(email) LIKE '%.example' OR lower(email) LIKE
                 '%@example.com' OR lower(email) LIKE '%@example.org' OR lower(email) LIKE '%@example.net')"
            )
        };
        for table in ["customers", "customer_emails", "employees"] {
            assert_eq!(count(&shop, &foreign(table)), 0, "{table}");
        }
        assert_eq!(count(&newsletter, &foreign("newsletter_signups")), 0);
    }

    #[test]
    fn the_same_seed_makes_the_same_shop_and_another_makes_another() {
        let dump = |(dir, ..): (TempDir, Connection, Connection)| fs::read(dir.path().join("shop.sqlite")).unwrap();
        let one = dump(made(300, 5));
        assert!(one == dump(made(300, 5)));
        assert!(one != dump(made(300, 6)));
    }

    #[test]
    fn the_personas_are_there_whatever_the_seed() {
        for seed in [1, 99] {
            let (_dir, shop, newsletter) = made(12, seed);
            for persona in super::super::personas() {
                let held = |file: &Connection, table: &str| {
                    let sql = format!("SELECT count(*) FROM {table} WHERE email = '{}'", persona.email);
                    count(file, &sql)
                };
                let bought = persona.id != "newsletter-only";
                assert_eq!(held(&shop, "customers"), i64::from(bought), "{}", persona.id);
                assert!(bought || held(&newsletter, "newsletter_signups") == 1);
            }
            assert_eq!(count(&shop, "SELECT count(*) FROM customer_addresses WHERE address_id = 2"), 2);
            let camille = "SELECT count(*) FROM tickets WHERE customer_id = 1";
            assert_eq!(count(&shop, camille), 2);
            let former = "SELECT count(*) FROM customers WHERE id = 4 AND last_contact_at < '2023-11-01'";
            assert_eq!(count(&shop, former), 1);
        }
    }
}
