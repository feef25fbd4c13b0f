//! What the command line does, as functions: `main` parses arguments, calls one of these and prints.

mod access;
mod audit;
mod check;
mod clock;
mod consents;
mod demo;
mod doctor;
mod draft;
mod erase;
mod indexes;
mod init;
mod lint;
mod live;
mod mail;
mod record;
mod requests;
mod rewrite;
mod settings;
mod staff;
mod tokens;
mod whose;

pub use access::{AccessError, Accessed, access, access_of};
pub use audit::{Offline, audit_export, audit_verify, audit_verify_file};
pub use check::check;
pub use clock::{ClockAnswer, ClockError, ClockQuestion, clock};
pub use consents::{ImportError, Imported, consents_import};
pub use demo::{Demo, DemoError, MOST_PEOPLE, demo, open_browser};
pub use doctor::{DoctorError, Examined, Tried, doctor_mail, doctor_test};
pub use draft::{DraftError, draft};
pub use erase::{
    EraseError, ErasePlan, Erased, RebuildError, Replayed, erase, erase_of, erase_plan, erase_plan_of,
    erasures_rebuild, erasures_replay,
};
pub use indexes::{IndexesError, indexes};
pub use init::{InitError, init};
pub use lint::{blocked, lint_mail};
pub use live::{Live, LiveSource, check_live};
pub use mail::{Brought, mail_read, mail_report};
pub use record::{
    RecordError, RecordVersion, record_approve, record_export, record_export_as, record_import, record_list,
};
pub use requests::{ImportedCases, requests_import};
pub use rewrite::{Rewrite, RewriteError, RewrittenPlace, erasures_rewrite};
pub use staff::{Invited, Listed, StaffError, staff_add, staff_disable, staff_list, staff_reset, staff_role};
pub use tokens::{ListedToken, MadeToken, token_add, token_list, token_revoke};
pub use whose::{WhoseError, whose};
