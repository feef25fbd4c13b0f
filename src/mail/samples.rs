//! One or more examples of every mail, for tests, previews and the pattern gallery. Nobody in them exists.

use super::check::Check;
use super::letters::{Change, Due, Kept, Mail, Outcome, Verdict};
use crate::lang::Lang;
use jiff::Timestamp;
use jiff::civil::{Date, date};

/// A moment all samples share: 12 March 2026, 14:22 in Paris.
fn moment() -> Timestamp {
    Timestamp::from_second(1_773_321_720).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn in_minutes(minutes: i64) -> Timestamp {
    Timestamp::from_second(moment().as_second().saturating_add(minutes.saturating_mul(60))).unwrap_or(moment())
}

fn words(lang: Lang, en: &str, fr: &str) -> String {
    match lang {
        Lang::En => en.to_owned(),
        Lang::Fr => fr.to_owned(),
    }
}

fn sign_in(change: &str, name: impl Into<String>) -> Mail {
    let link = "/staff/me/sign-in".to_owned();
    Mail::StaffSignIn { change: change.to_owned(), passkey: name.into(), at: moment(), link }
}

fn reference() -> String {
    "R-2026-0412".to_owned()
}

fn stays(lang: Lang) -> Vec<Kept> {
    vec![
        Kept {
            what: words(lang, "Invoices", "Factures"),
            ground: words(lang, "tax law, Code de commerce L123-22", "droit fiscal, Code de commerce L123-22"),
            until: Some(date(2036, 12, 31)),
        },
        Kept {
            what: words(lang, "Suppression list", "Liste repoussoir"),
            ground: words(lang, "so that we do not write to you again", "pour ne plus vous écrire"),
            until: None,
        },
    ]
}

fn kinds(lang: Lang) -> Vec<String> {
    vec![
        words(lang, "Name and contact details", "Nom et coordonnées"),
        words(lang, "Delivery address", "Adresse de livraison"),
    ]
}

/// The same mail of family P.
fn permitted_check(lang: Lang) -> Check {
    Check::specimen(String::new(), kinds(lang), Some(words(lang, "Newsletter", "Lettre d’information")))
}

fn check(lang: Lang, intro: &str) -> Check {
    Check::specimen(intro.to_owned(), kinds(lang), None)
}

impl Mail {
    /// Examples of every mail, with and without what is optional, in the language they will be read in.
    pub fn samples(lang: Lang) -> Vec<Mail> {
        let device = words(lang, "Firefox on Windows", "Firefox sur Windows");
        let day: Date = date(2026, 4, 13);
        let request = |end: &str| format!("/{lang}/me/requests/{}{end}", reference());
        let scheduled = |part: bool| Mail::DeletionScheduled {
            reference: reference(),
            part,
            starts: in_minutes(72 * 60),
            goes: vec![words(lang, "Account and contact details", "Compte et coordonnées")],
            stays: stays(lang),
            cancel: request(""),
        };
        let receipt = |part: bool, review_on: Option<Date>| Mail::DeletionReceipt {
            reference: reference(),
            part,
            finished: moment(),
            outcomes: vec![
                Outcome {
                    source: words(lang, "Shop", "Boutique"),
                    done: words(lang, "account erased, invoices archived", "compte effacé, factures archivées"),
                },
                Outcome {
                    source: words(lang, "Support desk", "Service client"),
                    done: words(lang, "3 tickets erased", "3 tickets effacés"),
                },
            ],
            stays: stays(lang),
            gone_by: Some(date(2026, 7, 12)),
            review_on,
            receipt: "/receipt/7Qm4VYkq0Zk3o1d9XcB2hT5uWn8pLrEaSfGjKiMvOx0".to_owned(),
        };
        let mut samples = vec![
            Mail::NothingHeld { asked_at: moment(), device: device.clone(), link: format!("/{lang}") },
            Mail::NewSignIn { at: moment(), device: device.clone(), link: format!("/{lang}/me/sessions") },
            Mail::DownloadReady {
                unknown: Vec::new(),
                silent: Vec::new(),
                bytes: 4_812_345,
                until: in_minutes(7 * 24 * 60),
                link: format!("/{lang}/me/download"),
            },
            Mail::AddressCode { code: "107342".to_owned(), until: in_minutes(10) },
            Mail::Test { at: moment() },
            Mail::AddressChanged {
                at: moment(),
                revert: format!("/{lang}/address/0000000000000000"),
                until: in_minutes(72 * 60),
            },
            scheduled(false),
            scheduled(true),
            receipt(false, None),
            receipt(false, Some(day)),
            Mail::DeletionWaits { reference: reference(), review_on: day, link: format!("/{lang}/me/delete") },
            receipt(true, None),
            Mail::NewMessage { reference: reference(), link: request("") },
            Mail::DetailsCheck(check(lang, "")),
            Mail::DetailsCheck(check(
                lang,
                &words(
                    lang,
                    "Our shop moved to a new system this spring, and we want to be sure nothing was lost.",
                    "Notre boutique a changé de système ce printemps, et nous voulons être sûrs que rien ne s’est perdu.",
                ),
            )),
            Mail::DetailsReminder(check(lang, "")),
            Mail::DetailsCheck(permitted_check(lang)),
            Mail::DetailsReminder(permitted_check(lang)),
            Mail::StaffInvitation {
                colleague: "Camille Martin".to_owned(),
                link: "/staff/enrolment".to_owned(),
                until: in_minutes(24 * 60),
            },
            sign_in("passkey-added", words(lang, "My laptop", "Mon ordinateur")),
            sign_in("passkey-removed", words(lang, "My laptop", "Mon ordinateur")),
            sign_in("app-added", ""),
            sign_in("code-used", ""),
            sign_in("codes-renewed", ""),
            sign_in("reset", ""),
            sign_in("provider-added", ""),
            Mail::StaffDigest {
                soon: 3,
                late: 1,
                mails: 2,
                rows: vec![Due { reference: reference(), what: words(lang, "Access", "Accès"), due: day }],
                link: "/staff".to_owned(),
            },
            Mail::StaffDigest { soon: 1, late: 0, mails: 0, rows: Vec::new(), link: "/staff".to_owned() },
            Mail::ManualTasks {
                stage: "opened".to_owned(),
                source: words(lang, "Paper archive", "Archives papier").to_owned(),
                count: 2,
                due: day,
                link: "/staff/manual".to_owned(),
            },
            Mail::ManualTasks {
                stage: "late".to_owned(),
                source: words(lang, "Paper archive", "Archives papier").to_owned(),
                count: 1,
                due: day,
                link: "/staff/manual".to_owned(),
            },
            Mail::CampaignApproval {
                campaign: words(lang, "Yearly check", "Vérification annuelle"),
                recipients: 1248,
                author: "Camille Martin".to_owned(),
                link: "/marketing/campaigns/1".to_owned(),
            },
            Mail::CampaignPaused {
                campaign: words(lang, "Yearly check", "Vérification annuelle"),
                reason: words(lang, "2.3% of the mails came back.", "2,3 % des messages sont revenus."),
                link: "/marketing/campaigns/1".to_owned(),
            },
        ];
        for (device, show_in_subject) in [(device, true), (String::new(), false)] {
            samples.push(Mail::SignInCode {
                code: "482915".to_owned(),
                link: "/l/0000000000000000000000000000000000000000000".to_owned(),
                until: in_minutes(10),
                asked_at: moment(),
                device,
                show_in_subject,
            });
        }
        for optional in [Some(day), None] {
            samples.push(Mail::RequestReceived {
                reference: reference(),
                what: words(lang, "a copy of your data", "une copie de vos données"),
                due: day,
                usual: optional,
                frozen: optional.is_some(),
                link: request(""),
            });
            samples.push(Mail::NeedSomething {
                reference: reference(),
                what: words(lang, "the number of one of your orders", "le numéro d’une de vos commandes"),
                why: words(lang, "two people share this address", "deux personnes partagent cette adresse"),
                paused_since: optional,
                link: request(""),
            });
        }
        samples.push(Mail::MoreTime {
            reference: reference(),
            reason: words(lang, "Your data is in five systems.", "Vos données sont dans cinq systèmes."),
            due: day,
            link: request(""),
        });
        samples.extend(["rectification", "erasure", "restriction", "lift"].map(|kind| Mail::RecipientTold {
            kind: kind.to_owned(),
            person: "nadia.roche@example.com".to_owned(),
            categories: vec![words(lang, "Name and contact details", "Nom et coordonnées")],
            at: moment(),
            due: day,
            reference: "0198a000-0000-7000-8000-000000000000".to_owned(),
            link: "/l/notification/0000000000000000000000000000000000000000000".to_owned(),
        }));
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        let signature = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=";
        samples.push(Mail::AuditHead {
            day,
            size: 48_213,
            note: format!("privacy.maison-lavande.example/audit\n48213\n{root}\n\n— privacy.maison-lavande.example/audit {signature}\n"),
        });
        samples.push(Mail::CompanyAsked { at: moment(), link: format!("/{lang}/me") });
        samples.push(Mail::Restricted { since: moment(), link: format!("/{lang}/me") });
        samples.push(Mail::RestrictionEnds {
            when: moment(),
            why: words(
                lang,
                "We compared the invoice with the order: both are right.",
                "Nous avons comparé la facture et la commande, et les deux sont exactes.",
            ),
            link: format!("/{lang}/me"),
        });
        for told in [vec!["La Poste".to_owned(), "PayCo".to_owned()], Vec::new()] {
            samples.push(Mail::CorrectionDone {
                changes: vec![
                    Change { label: words(lang, "Phone", "Téléphone"), masked: "06 ‥ ‥ ‥ 78".to_owned() },
                    Change { label: words(lang, "Address", "Adresse"), masked: String::new() },
                ],
                at: moment(),
                undo: (!told.is_empty()).then(|| format!("/{lang}/me/history")),
                told,
                link: format!("/{lang}/me"),
            });
        }
        for stopped in [true, false] {
            samples.push(Mail::ChoiceRecorded {
                what: words(lang, "the newsletter", "la lettre d’information"),
                stopped,
                from: moment(),
                remains: if stopped {
                    vec![words(lang, "Messages about your orders", "Les messages sur vos commandes")]
                } else {
                    Vec::new()
                },
                link: format!("/{lang}/me/choices"),
            });
        }
        samples.push(Mail::RetentionNotice {
            since: jiff::civil::date(2024, 2, 29),
            goes: jiff::civil::date(2027, 3, 31),
            link: "/l/keep/abc".to_owned(),
        });
        for advice in [
            words(lang, "Be wary of calls about this order.", "Méfiez-vous des appels sur cette commande."),
            String::new(),
        ] {
            samples.push(Mail::BreachNotice {
                happened: words(
                    lang,
                    "On 9 March a list with your name and your last order went to another customer.",
                    "Le 9 mars, une liste avec votre nom et votre dernière commande est partie chez un autre client.",
                ),
                consequences: words(
                    lang,
                    "Somebody may know what you bought.",
                    "Quelqu’un peut savoir ce que vous avez acheté.",
                ),
                measures: words(
                    lang,
                    "The other customer deleted the list.\nA second person now checks each list.",
                    "L’autre client a effacé la liste.\nUne seconde personne relit désormais chaque liste.",
                ),
                advice,
            });
        }
        for stage in ["opened", "day", "hours", "late"] {
            samples.push(Mail::BreachDue {
                stage: stage.to_owned(),
                reference: "B-2026-0001".to_owned(),
                due: in_minutes(72 * 60),
                link: "/staff/breaches/B-2026-0001".to_owned(),
            });
        }
        for parent in [true, false] {
            samples.push(Mail::ConsentQuestion {
                what: words(lang, "the newsletter", "la lettre d’information"),
                words: words(lang, "I would like the newsletter.", "Je souhaite la lettre d’information."),
                parent,
                until: moment(),
                link: "/l/consent/abc".to_owned(),
            });
        }
        for verdict in [Verdict::Granted, Verdict::Partly, Verdict::Refused, Verdict::Answered] {
            let explained = matches!(verdict, Verdict::Partly | Verdict::Refused);
            samples.push(Mail::AnswerReady {
                reference: reference(),
                verdict,
                reasons: explained.then(|| {
                    words(
                        lang,
                        "Tax law makes us keep invoices for ten years.",
                        "La loi nous impose de conserver les factures dix ans.",
                    )
                }),
                law: explained
                    .then(|| words(lang, "Article 17(3)(b) GDPR", "article 17, paragraphe 3, point b), du RGPD")),
                link: request(""),
            });
        }
        samples
    }
}
