//! What each mail is called, how urgent it is, and what stops it.

use super::{Mail, Urgency};

impl Mail {
    /// The folder of its templates and the stem of its words.
    pub fn name(&self) -> &'static str {
        match self {
            Mail::SignInCode { .. } => "sign-in-code",
            Mail::NothingHeld { .. } => "nothing-held",
            Mail::NewSignIn { .. } => "new-sign-in",
            Mail::RequestReceived { .. } => "request-received",
            Mail::NeedSomething { .. } => "need-something",
            Mail::MoreTime { .. } => "more-time",
            Mail::CompanyAsked { .. } => "company-asked",
            Mail::Restricted { .. } => "restricted",
            Mail::RestrictionEnds { .. } => "restriction-ends",
            Mail::RecipientTold { .. } => "recipient-told",
            Mail::DownloadReady { .. } => "download-ready",
            Mail::CorrectionDone { .. } => "correction-done",
            Mail::AddressCode { .. } => "address-code",
            Mail::AddressChanged { .. } => "address-changed",
            Mail::DeletionScheduled { .. } => "deletion-scheduled",
            Mail::DeletionReceipt { .. } => "deletion-receipt",
            Mail::DeletionWaits { .. } => "deletion-waits",
            Mail::ChoiceRecorded { .. } => "choice-recorded",
            Mail::ConsentQuestion { .. } => "consent-question",
            Mail::RetentionNotice { .. } => "retention-notice",
            Mail::AnswerReady { .. } => "answer-ready",
            Mail::NewMessage { .. } => "new-message",
            Mail::DetailsCheck(_) => "details-check",
            Mail::DetailsReminder(_) => "details-reminder",
            Mail::StaffInvitation { .. } => "staff-invitation",
            Mail::StaffSignIn { .. } => "staff-sign-in",
            Mail::StaffDigest { .. } => "staff-digest",
            Mail::ManualTasks { .. } => "manual-tasks",
            Mail::AuditHead { .. } => "audit-head",
            Mail::BreachDue { .. } => "breach-due",
            Mail::BreachNotice { .. } => "breach-notice",
            Mail::Test { .. } => "test",
            Mail::CampaignApproval { .. } => "campaign-approval",
            Mail::CampaignPaused { .. } => "campaign-paused",
        }
    }

    /// How urgent it is.
    pub fn urgency(&self) -> Urgency {
        match self {
            Mail::SignInCode { .. } | Mail::NothingHeld { .. } | Mail::AddressCode { .. } => Urgency::SignIn,
            // Somebody waits for it, too.
            Mail::Test { .. } => Urgency::SignIn,
            Mail::DetailsCheck(_) | Mail::DetailsReminder(_) => Urgency::Campaign,
            _ => Urgency::Statutory,
        }
    }

    /// The page that stops mails of this kind, for the List-Unsubscribe header: campaigns only.
    pub fn stop(&self) -> Option<&str> {
        match self {
            Mail::DetailsCheck(check) | Mail::DetailsReminder(check) => Some(check.stop()),
            _ => None,
        }
    }
}
