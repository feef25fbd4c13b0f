//! The rows of the shop.

use super::{Counters, stored};
use crate::demo::customer::{AGENTS, Customer, Order, OrderState, Ticket, ascii};
use crate::demo::words::{PRODUCTS, TICKETS};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{CachedStatement, Connection, Transaction, params};

/// The tables of the shop. Amounts are cents; times are UTC.
pub(super) const TABLES: &str = include_str!("shop.sql");

/// Built once everything is there: much faster than along the way.
/// The first three are those that `habeas check` asks for: people are looked up by their addresses.
pub(super) const INDEXES: &str = "
    CREATE INDEX customers_email ON customers
        (lower(trim(email, char(32, 9, 10, 13, 11, 12, 133, 160, 8199, 8239, 12288))));
    CREATE INDEX customer_emails_email ON customer_emails
        (lower(trim(email, char(32, 9, 10, 13, 11, 12, 133, 160, 8199, 8239, 12288))));
    CREATE INDEX invoices_billing_email ON invoices
        (lower(trim(billing_email, char(32, 9, 10, 13, 11, 12, 133, 160, 8199, 8239, 12288))));
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

pub(super) fn write_staff_and_products(shop: &Connection) -> rusqlite::Result<()> {
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

/// The prepared inserts of the shop.
pub(super) struct Rows<'t> {
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
    pub(super) fn prepare(tx: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            customer: tx.prepare_cached(
                "INSERT INTO customers (id, email, first_name, last_name, birth_date, phone, language, created_at,
                 last_order_at, last_contact_at, sms_offers, sms_offers_at, loyalty_tier, favourite_range, number)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
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

    pub(super) fn write(&mut self, customer: &Customer, counters: &mut Counters, today: Date) -> rusqlite::Result<()> {
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
            format!("ML-{:07}", u64::from(customer.first_number) * 7_919 % 10_000_000),
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
