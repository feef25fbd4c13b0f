//! Countries by ISO 3166-1 alpha-2 code, named in each language.

use super::{Args, message};
use crate::lang::Lang;
use unicode_normalization::UnicodeNormalization;

/// Every officially assigned code.
const CODES: &[&str] = &[
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD",
    "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA",
    "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE",
    "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA",
    "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
    "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP",
    "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT",
    "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS",
    "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ",
    "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS",
    "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST",
    "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW",
    "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA",
    "ZM", "ZW",
];

/// The name of a country; its code if it has none in the catalogues.
pub fn country(lang: Lang, code: &str) -> String {
    message(lang, &format!("country-{code}"), &Args::new()).unwrap_or_else(|| code.to_owned())
}

/// Every country with its code, by name as the alphabet has it: accents do not count.
pub fn countries(lang: Lang) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = CODES.iter().map(|code| (*code, country(lang, code))).collect();
    let bare = |name: &str| name.nfd().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    all.sort_by_cached_key(|(_, name)| bare(name));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_each_language_and_its_place_in_the_alphabet() {
        for lang in Lang::ALL {
            let all = countries(*lang);
            assert_eq!(all.len(), 249);
            assert!(all.iter().all(|(code, name)| code != name), "{lang}");
        }
        assert_eq!(country(Lang::En, "FR"), "France");
        assert_eq!(country(Lang::En, "XX"), "XX");
        let french = countries(Lang::Fr);
        let place = |code| french.iter().position(|(known, _)| *known == code).unwrap();
        assert!(place("ES") < place("EE") && place("EG") < place("ES"), "Égypte, Espagne, Estonie");
    }
}
