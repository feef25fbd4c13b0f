use std::fmt;
use std::str::FromStr;

/// An amount of money: `4.50 EUR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Hundredths of the currency.
    pub hundredths: u32,
    /// The three letters of ISO 4217.
    currency: [u8; 3],
}

impl Amount {
    /// The three letters of its currency, such as `EUR`.
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or_default()
    }
}

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount")]
pub struct NotAnAmount;

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (number, currency) = text.trim().split_once(' ').ok_or(NotAnAmount)?;
        let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, "00"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let rest = match rest.len() {
            1 => format!("{rest}0"),
            2 => rest.to_owned(),
            _ => return Err(NotAnAmount),
        };
        let currency: [u8; 3] = currency.trim().as_bytes().try_into().map_err(|_| NotAnAmount)?;
        if !is_number(whole) || !is_number(&rest) || !currency.iter().all(u8::is_ascii_uppercase) {
            return Err(NotAnAmount);
        }
        let hundredths = format!("{whole}{rest}").parse().map_err(|_| NotAnAmount)?;
        if hundredths == 0 { Err(NotAnAmount) } else { Ok(Self { hundredths, currency }) }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} {}", self.hundredths / 100, self.hundredths % 100, self.currency())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_two_decimals_at_most_and_a_currency() {
        let read = |text: &str| text.parse::<Amount>().map(|amount| amount.to_string());
        for (text, amount) in [("4.50 EUR", "4.50 EUR"), ("4,5 EUR", "4.50 EUR"), ("12 CHF", "12.00 CHF")] {
            assert_eq!(read(text).as_deref(), Ok(amount));
        }
        for text in
            ["", "4.50", "EUR", "0 EUR", "4.505 EUR", "-1 EUR", "4.50 eur", "4.50 €", "99999999999 EUR", "1.2.3 EUR"]
        {
            assert_eq!(read(text), Err(NotAnAmount), "{text}");
        }
    }
}
