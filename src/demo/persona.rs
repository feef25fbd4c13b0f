//! The few people of the demo one signs in as: always the same addresses, whatever the seed.

use serde::Serialize;

/// Someone to try the portal as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Persona {
    /// What the catalogue says about them: `demo-persona-<id>`.
    pub id: &'static str,
    /// Their name.
    pub name: &'static str,
    /// The address to sign in with, in capitals and small letters as the shop holds it.
    pub email: &'static str,
}

/// What a persona's life in the shop is like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub email: &'static str,
    pub second_email: Option<&'static str>,
    pub language: &'static str,
    pub orders: u32,
    /// Days since the last order.
    pub last_order: u32,
    pub refunded: bool,
    pub tickets: u32,
    pub newsletter: bool,
    pub sms: bool,
    /// Lives with the person before in the list.
    pub with_previous: bool,
}

/// An ordinary customer, to be varied.
pub(super) const PLAIN: Life = Life {
    first_name: "",
    last_name: "",
    email: "",
    second_email: None,
    language: "fr",
    orders: 3,
    last_order: 40,
    refunded: false,
    tickets: 0,
    newsletter: false,
    sms: false,
    with_previous: false,
};

/// The customers among the personas; the first is customer 1 of the shop.
pub(super) const LIVES: &[(&str, Life)] = &[
    (
        "everything",
        Life {
            first_name: "Camille",
            last_name: "Aubry-Lefèvre",
            email: "camille.aubry@example.com",
            orders: 7,
            last_order: 12,
            refunded: true,
            tickets: 2,
            newsletter: true,
            sms: true,
            ..PLAIN
        },
    ),
    (
        "household",
        Life {
            first_name: "Louise",
            last_name: "Béranger",
            email: "louise.beranger@example.org",
            newsletter: true,
            ..PLAIN
        },
    ),
    (
        "housemate",
        Life {
            first_name: "Marius",
            last_name: "Béranger",
            email: "marius.beranger@example.org",
            orders: 2,
            with_previous: true,
            ..PLAIN
        },
    ),
    (
        "former",
        Life {
            first_name: "Théodore",
            last_name: "Vasseur",
            email: "theodore.vasseur@example.net",
            last_order: 1_300,
            orders: 4,
            ..PLAIN
        },
    ),
    (
        "two-addresses",
        Life {
            first_name: "Aïcha",
            last_name: "Ben Salem",
            email: "Aicha.BenSalem@Example.com",
            second_email: Some("aicha.atelier@poste.example"),
            tickets: 1,
            newsletter: true,
            ..PLAIN
        },
    ),
    (
        "english",
        Life {
            first_name: "Fiona",
            last_name: "O’Sullivan",
            email: "fiona.osullivan@example.com",
            language: "en",
            newsletter: true,
            sms: true,
            ..PLAIN
        },
    ),
    (
        "long-name",
        Life {
            first_name: "Marie-Clémentine",
            last_name: "de Rochefort-Montbazon de l’Estissac-Saint-Vallier",
            email: "marie-clementine.de.rochefort-montbazon.de.lestissac@courriel.example",
            orders: 1,
            ..PLAIN
        },
    ),
];

/// Who signed up for the newsletter and never bought anything.
pub(super) const READER: Persona =
    Persona { id: "newsletter-only", name: "Inès Cordier", email: "ines.cordier@example.org" };

/// The names of the personas, in the order of [`LIVES`].
const NAMES: &[&str] = &[
    "Camille Aubry-Lefèvre",
    "Louise Béranger",
    "Marius Béranger",
    "Théodore Vasseur",
    "Aïcha Ben Salem",
    "Fiona O’Sullivan",
    "Marie-Clémentine de Rochefort-Montbazon de l’Estissac-Saint-Vallier",
];

/// Everyone to sign in as, the richest file first.
pub fn personas() -> Vec<Persona> {
    let customers = LIVES.iter().zip(NAMES).map(|((id, life), name)| Persona { id, name, email: life.email });
    customers.chain([READER]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_persona_has_the_name_the_shop_holds() {
        assert_eq!(LIVES.len(), NAMES.len());
        for ((_, life), name) in LIVES.iter().zip(NAMES) {
            assert_eq!(format!("{} {}", life.first_name, life.last_name), *name);
        }
    }
}
