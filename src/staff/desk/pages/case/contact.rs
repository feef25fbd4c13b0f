//! Who asks without signing in, as the page of a case shows them.

use super::super::{estate, member};
use super::Case;
use crate::attachments;
use crate::portal::Portal;
use crate::requests::{Contact, Proof, Rung};
use crate::web::Visit;
use crate::words;
use serde_json::{Value, json};

impl Case {
    pub(super) fn contact_shown(&self, visit: &Visit, portal: &Portal, contact: &Contact) -> Value {
        let lang = visit.lang();
        let say = |key: &str| words::say(lang, key, &[]);
        let checked = contact.checked.as_ref().map(|checked| {
            let at = words::moment(lang, checked.at, portal.zone());
            let name = self.name(Some(&checked.by)).unwrap_or_default();
            json!({ "how": say(&format!("staff-rung-{}", checked.how)), "why": checked.why, "at": at, "by": name })
        });
        let rung = |word: &str| {
            let (label, hint) = (say(&format!("staff-rung-{word}")), say(&format!("staff-rung-hint-{word}")));
            json!({ "value": word, "label": label, "hint": hint })
        };
        // After a death no rung of the ladder is enough: somebody is heir, or named.
        let rungs: Vec<Value> = if contact.is_after_death() {
            Proof::ALL.iter().map(|proof| rung(proof.as_str())).collect()
        } else {
            Rung::ALL.iter().map(|one| rung(one.as_str())).collect()
        };
        let spoken = self.request.lang;
        let estate =
            contact.is_after_death().then(|| estate::shown((lang, spoken), portal, contact, self.wish.as_ref()));
        json!({
            "name": contact.name, "about": contact.about, "reach": contact.reach,
            "whom": say(&format!("outside-whom-{}", contact.whom)),
            "proof": say(&format!("staff-proof-{}", contact.whom)),
            "checked": checked,
            "linked": self.masked,
            "rungs": rungs,
            "how": say(if contact.is_after_death() { "staff-proof-how" } else { "staff-identity-how" }),
            "address": contact.address,
            "estate": estate,
            "told_apart_by": member::label(portal, visit),
            "employer": contact.is_employer(),
            "informed": self.is_informed(),
            "document": self.document.map(|document| json!({
                "asked": words::moment(lang, document.asked_at, portal.zone()),
                "deleted": document.deleted_at.map(|at| words::moment(lang, at, portal.zone())),
            })),
            "proof_files": attachments::pages::shown(portal, visit, &self.proof),
        })
    }
}
