//! Who may do what: the five roles, and the table that is both the rule and its documentation.

use std::fmt;
use std::str::FromStr;

/// What a colleague is there for. Written in lower case in the database and on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers requests, case by case.
    Support,
    /// Plans data-refresh mailings; sees counts, never a person.
    Marketing,
    /// Data protection officer: requests, refusals, the record, the audit log.
    Dpo,
    /// Runs the portal: accounts and technical tasks; sees no person's data.
    Admin,
    /// Opens the archive, each time with a reason; sees nothing else (CNIL: access to an intermediate archive is separate).
    Archivist,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] = [Role::Support, Role::Marketing, Role::Dpo, Role::Admin, Role::Archivist];

    /// The word in the database, on the command line and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Support => "support",
            Role::Marketing => "marketing",
            Role::Dpo => "dpo",
            Role::Admin => "admin",
            Role::Archivist => "archivist",
        }
    }

    /// Whether the table of permissions allows it.
    pub fn may(self, permission: Permission) -> bool {
        permission.roles().contains(&self)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role; the roles are support, marketing, dpo, admin and archivist")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// What a route asks of the colleague who opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// One's own start page and account.
    Home,
    /// See the queue, take a request, write to the person about it.
    Requests,
    /// Read what is held about a person, within a request one has taken.
    Persons,
    /// Agree to a refusal that another colleague proposed.
    Refusals,
    /// Plan a data-refresh mailing and see its counts.
    Campaigns,
    /// Approve a mailing that another colleague planned.
    CampaignApproval,
    /// See every reason why an address is left out of mailings, and give one.
    Exclusions,
    /// See and settle what the machinery gave up on.
    Tasks,
    /// Read the audit log.
    Audit,
    /// Read the record of processing and the state of the sources.
    Record,
    /// Choose the company's colour and logo.
    Brand,
    /// See how mails leave and what their DNS says.
    MailHealth,
    /// Write a new version of the record of processing.
    RecordWriting,
    /// Approve a version of the record that another colleague wrote.
    RecordApproval,
    /// Open, change and close colleagues' accounts.
    Accounts,
    /// Open the archive.
    Archive,
    /// Read who opened the archive, and why.
    ArchiveOpenings,
    /// Keep the register of breaches.
    Breaches,
    /// Read the letter to the people of a breach, and agree that it leaves.
    BreachMailing,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Permission; 19] = [
        Permission::Home,
        Permission::Requests,
        Permission::Persons,
        Permission::Refusals,
        Permission::Campaigns,
        Permission::CampaignApproval,
        Permission::Exclusions,
        Permission::Tasks,
        Permission::Audit,
        Permission::Record,
        Permission::Brand,
        Permission::MailHealth,
        Permission::RecordWriting,
        Permission::RecordApproval,
        Permission::Accounts,
        Permission::Archive,
        Permission::ArchiveOpenings,
        Permission::Breaches,
        Permission::BreachMailing,
    ];

    /// The table: who has it.
    pub fn roles(self) -> &'static [Role] {
        use Role::{Admin, Archivist, Dpo, Marketing, Support};
        match self {
            Permission::Home => &[Support, Marketing, Dpo, Admin, Archivist],
            Permission::Requests | Permission::Persons => &[Support, Dpo],
            Permission::Refusals => &[Support, Dpo],
            Permission::Campaigns => &[Marketing, Dpo],
            Permission::CampaignApproval => &[Marketing, Dpo],
            Permission::Exclusions | Permission::RecordWriting => &[Dpo],
            Permission::Tasks => &[Support, Dpo, Admin],
            Permission::Audit | Permission::Record | Permission::RecordApproval | Permission::BreachMailing => {
                &[Dpo, Admin]
            }
            Permission::Brand | Permission::MailHealth => &[Dpo, Admin],
            Permission::Accounts => &[Admin],
            Permission::Archive => &[Archivist],
            Permission::ArchiveOpenings | Permission::Breaches => &[Dpo],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_as_agreed() {
        let row = |role: Role| Permission::ALL.map(|permission| if role.may(permission) { 'x' } else { '.' });
        // Columns: home, requests, persons, refusals, campaigns, approval, exclusions, tasks, audit, record, brand, mail health, the record’s writing, its approval, accounts, archive, its openings, breaches, their mailing.
        assert_eq!(String::from_iter(row(Role::Support)), "xxxx...x...........");
        assert_eq!(String::from_iter(row(Role::Marketing)), "x...xx.............");
        assert_eq!(String::from_iter(row(Role::Dpo)), "xxxxxxxxxxxxxx..xxx");
        assert_eq!(String::from_iter(row(Role::Admin)), "x......xxxxx.xx...x");
    }

    #[test]
    fn the_archive_is_for_the_archivist_alone_and_the_archivist_for_it_alone() {
        let may: Vec<_> = Permission::ALL.into_iter().filter(|permission| Role::Archivist.may(*permission)).collect();
        assert_eq!(may, [Permission::Home, Permission::Archive]);
        assert_eq!(Permission::Archive.roles(), [Role::Archivist]);
    }

    #[test]
    fn marketing_and_admin_never_reach_a_person() {
        for role in [Role::Marketing, Role::Admin] {
            assert!(!role.may(Permission::Persons) && !role.may(Permission::Requests));
        }
    }

    #[test]
    fn a_role_reads_back_from_its_word() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert_eq!("Admin".parse::<Role>(), Err(UnknownRole));
    }
}
