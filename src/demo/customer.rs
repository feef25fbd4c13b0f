//! One invented customer with everything the shop holds about them: pure, reproducible, relative to a day.

use super::chance::Chance;
use super::persona::{LIVES, Life, PLAIN};
use super::words::{
    BUILDINGS, DEVICES, DOMAINS, FIRST_NAMES, GIFT_MESSAGES, LAST_NAMES, PRODUCTS, STREETS, TICKETS, TOWNS,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

/// A customer of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Number of the account in the shop, from 1.
    pub number: u32,
    /// Number of the person's first account.
    pub first_number: u32,
    /// Main address, as typed when the account was made.
    pub email: String,
    /// Another address of the same person.
    pub second_email: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Birth date, which few give.
    pub birth_date: Option<Date>,
    /// Telephone, in the ranges reserved for fiction (ARCEP decision 2012-0856).
    pub phone: Option<String>,
    /// `fr` or `en`.
    pub language: &'static str,
    /// When the account was made.
    pub created: DateTime,
    /// When they agreed to offers by text message.
    pub sms_since: Option<DateTime>,
    /// The customer whose address they live at: themselves, or another of their household.
    pub lives_at: u32,
    /// Their address, if it is not that of another customer.
    pub address: Option<Address>,
    /// Their orders, oldest first.
    pub orders: Vec<Order>,
    /// Their sign-ins at the shop, oldest first.
    pub sign_ins: Vec<SignIn>,
    /// Their tickets, oldest first.
    pub tickets: Vec<Ticket>,
    /// Since when they receive the newsletter.
    pub reads_since: Option<DateTime>,
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Number and street.
    pub street: String,
    /// Building, floor.
    pub building: Option<&'static str>,
    /// Postcode.
    pub postcode: &'static str,
    /// Town.
    pub town: &'static str,
}

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// On its way.
    Shipped,
    /// Arrived.
    Delivered,
    /// Given up before it was paid: no invoice.
    Cancelled,
    /// Paid back: an invoice and a credit note.
    Refunded,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// When.
    pub at: DateTime,
    /// How it stands.
    pub state: OrderState,
    /// Index into the products, and how many.
    pub lines: Vec<(usize, i64)>,
    /// Postage in cents.
    pub postage: i64,
    /// Words for the gift card.
    pub gift_message: Option<&'static str>,
    /// When it was paid back.
    pub refunded: Option<DateTime>,
}

/// A sign-in at the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// When.
    pub at: DateTime,
    /// From a network reserved for documentation (RFC 5737, RFC 3849).
    pub ip: String,
    /// With what.
    pub device: &'static str,
}

/// A question to customer service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// When it was asked.
    pub at: DateTime,
    /// Index into the tickets' words.
    pub about: usize,
    /// When it was answered; still open if absent.
    pub answered: Option<DateTime>,
    /// Which employee, by number.
    pub agent: u32,
}

/// How many employees answer tickets: numbers 1 to this.
pub const AGENTS: u32 = 3;

/// Days in the three years after which a customer counts as former, and a margin.
const FORMER: u32 = 3 * 366 + 10;

impl Order {
    /// What is paid, in cents, postage and tax included.
    pub fn total(&self) -> i64 {
        let price = |(product, count): &(usize, i64)| PRODUCTS.get(*product).map_or(0, |(_, _, price)| price * count);
        self.lines.iter().map(price).sum::<i64>() + self.postage
    }
}

impl OrderState {
    /// The word the shop stores.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderState::Shipped => "shipped",
            OrderState::Delivered => "delivered",
            OrderState::Cancelled => "cancelled",
            OrderState::Refunded => "refunded",
        }
    }
}

impl Customer {
    /// The customer with this number (from 1) under this seed, as the shop knows them on `today`.
    pub fn invent(seed: u64, number: u32, today: Date) -> Self {
        let chance = &mut Chance::of(seed, u64::from(number));
        let persona = number.checked_sub(1).and_then(|index| LIVES.get(index as usize)).map(|(_, life)| *life);
        let life = persona.unwrap_or_else(|| ordinary_life(chance, number));
        let first_name = if life.first_name.is_empty() { chance.pick(FIRST_NAMES) } else { life.first_name };
        let last_name = if life.last_name.is_empty() { chance.pick(LAST_NAMES) } else { life.last_name };
        let email = if life.email.is_empty() {
            let plain = email(chance, first_name, last_name, number);
            mixed_case(chance, plain)
        } else {
            life.email.to_owned()
        };
        let second = || format!("{}.{number}@poste.example", ascii(last_name));
        let second_email = match persona {
            Some(life) => life.second_email.map(str::to_owned),
            None => chance.happens(6).then(second),
        };
        let orders = orders(chance, &life, today);
        let first_seen = orders.first().map_or_else(|| moment(chance, today, 400), |order| order.at);
        let created = first_seen.saturating_sub(i64::from(chance.between(5, 60)).minutes());
        let last_seen = orders.last().map_or(created, |order| order.at);
        Self {
            number,
            first_number: number,
            email,
            second_email,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            birth_date: chance.happens(30).then(|| birth_date(chance)),
            phone: (persona.is_some() || chance.happens(70)).then(|| phone(chance)),
            language: life.language,
            created,
            sms_since: life.sms.then_some(created),
            lives_at: if life.with_previous { number.saturating_sub(1) } else { number },
            address: (!life.with_previous).then(|| address(chance)),
            sign_ins: sign_ins(chance, &orders, today),
            tickets: tickets(chance, &life, last_seen, today),
            reads_since: life.newsletter.then_some(created),
            orders,
        }
    }

    /// The same person once more: a second account made with the same address in other letters, as old files hold.
    pub fn again(&self, number: u32) -> Self {
        let (local, domain) = self.email.split_once('@').unwrap_or((&self.email, ""));
        let upper = local.to_uppercase();
        let local = if upper == local { local.to_lowercase() } else { upper };
        let lives_at = if self.address.is_some() { number } else { self.lives_at };
        Self {
            number,
            email: format!("{local}@{domain}"),
            second_email: None,
            lives_at,
            reads_since: None,
            ..self.clone()
        }
    }

    /// What they spent that was not paid back, in cents.
    pub fn spent(&self) -> i64 {
        let paid = |order: &&Order| matches!(order.state, OrderState::Shipped | OrderState::Delivered);
        self.orders.iter().filter(paid).map(Order::total).sum()
    }
}

fn ordinary_life(chance: &mut Chance, number: u32) -> Life {
    let former = chance.happens(6);
    Life {
        language: if chance.happens(12) { "en" } else { "fr" },
        // One account in sixteen never ordered anything.
        orders: if chance.happens(6) { 0 } else { 1 + chance.below(3) + chance.below(3) },
        last_order: if former { chance.between(FORMER, FORMER + 900) } else { chance.between(1, 1_050) },
        refunded: chance.happens(4),
        tickets: u32::from(chance.happens(22)),
        newsletter: chance.happens(45),
        sms: chance.happens(15),
        with_previous: number.is_multiple_of(12),
        ..PLAIN
    }
}

/// The day `days` before today, at some hour of the day.
pub(super) fn moment(chance: &mut Chance, today: Date, days: u32) -> DateTime {
    let hour = |n: u32| i8::try_from(n).unwrap_or(0);
    let (h, m, s) = (hour(chance.between(7, 22)), hour(chance.below(60)), hour(chance.below(60)));
    today.saturating_sub(i64::from(days).days()).at(h, m, s, 0)
}

/// Letters without accents, small, words joined by points: what people make of their name in an address.
pub(super) fn ascii(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' => text.push(letter),
            'à' | 'â' | 'á' => text.push('a'),
            'é' | 'è' | 'ê' | 'ë' => text.push('e'),
            'î' | 'ï' | 'í' | 'ı' => text.push('i'),
            'ô' | 'ö' => text.push('o'),
            'ù' | 'û' | 'ü' => text.push('u'),
            'ç' => text.push('c'),
            'ß' => text.push_str("ss"),
            ' ' | '-' => text.push('.'),
            _ => {}
        }
    }
    text
}

fn email(chance: &mut Chance, first: &str, last: &str, number: u32) -> String {
    let (first, last) = (ascii(first), ascii(last));
    // No local part is longer than 64 characters (RFC 5321, 4.5.3.1.1).
    let last: String = last.chars().take(40).collect();
    let domain = chance.pick(DOMAINS);
    match chance.below(4) {
        0 => format!("{first}{number}@{domain}"),
        1 => format!("{last}.{first}.{number}@{domain}"),
        2 => format!("{first}.{last}+boutique{number}@{domain}"),
        _ => format!("{first}.{last}{number}@{domain}"),
    }
}

/// One address in seven was typed with capitals.
fn mixed_case(chance: &mut Chance, email: String) -> String {
    match chance.below(21) {
        0 => email.to_uppercase(),
        1 | 2 => {
            let capital = |word: &str| {
                let mut letters = word.chars();
                letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
            };
            email.split('.').map(capital).collect::<Vec<_>>().join(".")
        }
        _ => email,
    }
}

fn phone(chance: &mut Chance) -> String {
    let n = chance.below(10_000);
    let (high, low) = (n / 100, n % 100);
    match chance.below(3) {
        0 => format!("06 39 98 {high:02} {low:02}"),
        1 => format!("+33 6 39 98 {high:02} {low:02}"),
        _ => format!("01 99 00 {high:02} {low:02}"),
    }
}

fn birth_date(chance: &mut Chance) -> Date {
    let part = |n: u32| i8::try_from(n).unwrap_or(1);
    let year = i16::try_from(chance.between(1940, 2004)).unwrap_or(1970);
    date(year, part(chance.between(1, 12)), part(chance.between(1, 28)))
}

fn address(chance: &mut Chance) -> Address {
    let (postcode, town) = chance.pick(TOWNS);
    let suffix = if chance.happens(10) { " bis" } else { "" };
    Address {
        street: format!("{}{suffix} {}", chance.between(1, 180), chance.pick(STREETS)),
        building: chance.happens(25).then(|| chance.pick(BUILDINGS)),
        postcode,
        town,
    }
}

fn orders(chance: &mut Chance, life: &Life, today: Date) -> Vec<Order> {
    let mut days = life.last_order;
    let mut orders = Vec::new();
    for nth in 0..life.orders {
        let at = moment(chance, today, days);
        let count = chance.between(1, 3);
        let lines = (0..count).map(|_| (chance.below(PRODUCTS.len() as u32) as usize, i64::from(chance.between(1, 3))));
        let mut order = Order {
            at,
            state: if days < 4 { OrderState::Shipped } else { OrderState::Delivered },
            lines: lines.collect(),
            postage: 0,
            gift_message: chance.happens(12).then(|| chance.pick(GIFT_MESSAGES)),
            refunded: None,
        };
        order.postage = if order.total() < 6_000 { 590 } else { 0 };
        // The second newest order, so that the last order stays what it is.
        if life.refunded && nth == 1 {
            order.state = OrderState::Refunded;
            order.refunded = Some(at.saturating_add(i64::from(chance.between(3, 12)).days()));
        } else if nth > 0 && chance.happens(3) {
            order.state = OrderState::Cancelled;
        }
        orders.push(order);
        days += chance.between(15, 260);
    }
    orders.reverse();
    orders
}

fn sign_ins(chance: &mut Chance, orders: &[Order], today: Date) -> Vec<SignIn> {
    let recent = |at: DateTime| at.date() >= today.saturating_sub(400.days());
    let mut moments: Vec<DateTime> = orders.iter().map(|order| order.at).filter(|at| recent(*at)).collect();
    if !moments.is_empty() && chance.happens(50) {
        let days = chance.between(1, 30);
        moments.push(moment(chance, today, days));
    }
    moments.sort();
    let device = chance.pick(DEVICES);
    let host = chance.between(1, 254);
    let sign_in = |at: DateTime| {
        let ip = match host % 4 {
            0 => format!("2001:db8::{host:x}"),
            1 => format!("192.0.2.{host}"),
            2 => format!("198.51.100.{host}"),
            _ => format!("203.0.113.{host}"),
        };
        SignIn { at: at.saturating_sub(4.minutes()), ip, device }
    };
    moments.into_iter().map(sign_in).collect()
}

fn tickets(chance: &mut Chance, life: &Life, last_seen: DateTime, today: Date) -> Vec<Ticket> {
    let newest = today.saturating_sub(2.days());
    let mut tickets: Vec<Ticket> = (0..life.tickets)
        .map(|nth| {
            let after = i64::from(chance.between(1, 9) + 3 * nth);
            let fresh = chance.happens(8).then(|| chance.between(2, 6));
            let at = fresh.map_or(last_seen.saturating_add(after.days()), |days| moment(chance, today, days));
            let at = if at.date() > newest { at.with().date(newest).build().unwrap_or(at) } else { at };
            let old = at.date() < today.saturating_sub(5.days());
            let answered =
                (old || chance.happens(40)).then(|| at.saturating_add(i64::from(chance.between(40, 300)).minutes()));
            Ticket {
                at,
                about: chance.below(TICKETS.len() as u32) as usize,
                answered,
                agent: chance.between(1, AGENTS),
            }
        })
        .collect();
    tickets.sort_by_key(|ticket| ticket.at);
    tickets
}
