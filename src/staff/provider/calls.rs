//! What is asked of the sign-in service: where its parts are, its keys, and a token for a code.

use super::Fault;
use crate::config::Oidc;
use crate::outgoing::{Answer, Call, Outgoing};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The most bytes of an answer.
const MOST: usize = 512 * 1024;

/// Where the parts of the service are (OpenID Connect Discovery 1.0).
#[derive(Debug, Deserialize)]
pub struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    /// Whether its answers name the service (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// What the service gives for a code.
#[derive(Deserialize)]
pub struct Tokens {
    /// Who signed in, signed.
    pub id_token: String,
    /// Not used; its hash is in the other one.
    #[serde(default)]
    pub access_token: String,
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Fault> {
    if answer.status != 200 {
        return Err(Fault::Status(answer.status));
    }
    serde_json::from_slice(&answer.body).map_err(|_| Fault::Unreadable)
}

async fn get<T: DeserializeOwned>(outgoing: &Outgoing, url: &str) -> Result<T, Fault> {
    let url = Url::parse(url).map_err(|_| Fault::Unreadable)?;
    let headers = vec![("accept", "application/json".to_owned())];
    let call = Call { method: "GET", url, headers, body: Vec::new() };
    read(&outgoing.bounded(MOST).call(call).await.map_err(Fault::Call)?)
}

/// Finds the parts. The service must call itself as the settings do.
pub async fn discover(outgoing: &Outgoing, settings: &Oidc) -> Result<Document, Fault> {
    let url = format!("{}/.well-known/openid-configuration", settings.issuer.trim_end_matches('/'));
    let document: Document = get(outgoing, &url).await?;
    if document.issuer == settings.issuer { Ok(document) } else { Err(Fault::OtherIssuer) }
}

impl Document {
    /// Where a browser goes to sign in, with these parameters; it goes where we may go.
    pub fn address(&self, outgoing: &Outgoing, parameters: &[(&str, &str)]) -> Result<Url, Fault> {
        let mut url = Url::parse(&self.authorization_endpoint).map_err(|_| Fault::Unreadable)?;
        outgoing.may_reach(&url).map_err(|refusal| Fault::Call(crate::outgoing::OutgoingError::Refused(refusal)))?;
        url.query_pairs_mut().extend_pairs(parameters);
        Ok(url)
    }

    /// The keys as they are now: a service changes them when it likes.
    pub async fn keys(&self, outgoing: &Outgoing) -> Result<JwkSet, Fault> {
        get(outgoing, &self.jwks_uri).await
    }

    /// Trades a code for tokens, with the verifier of its challenge (RFC 7636).
    pub async fn trade(
        &self,
        outgoing: &Outgoing,
        settings: &Oidc,
        code: &str,
        redirect: &str,
        verifier: &str,
    ) -> Result<Tokens, Fault> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code").append_pair("code", code);
        form.append_pair("redirect_uri", redirect).append_pair("code_verifier", verifier);
        let mut headers = vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let methods = &self.token_endpoint_auth_methods_supported;
        let has = |name: &str| methods.iter().any(|method| method == name);
        match &settings.client_secret {
            Some(secret) if !has("client_secret_post") || has("client_secret_basic") => {
                let coded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", coded(&settings.client_id), coded(secret.expose()));
                headers.push(("authorization", format!("Basic {}", BASE64_STANDARD.encode(pair))));
            }
            Some(secret) => {
                form.append_pair("client_id", &settings.client_id).append_pair("client_secret", secret.expose());
            }
            None => {
                form.append_pair("client_id", &settings.client_id);
            }
        }
        let url = Url::parse(&self.token_endpoint).map_err(|_| Fault::Unreadable)?;
        let call = Call { method: "POST", url, headers, body: form.finish().into_bytes() };
        let answer = outgoing.bounded(MOST).call(call).await.map_err(Fault::Call)?;
        if matches!(answer.status, 400 | 401) {
            return Err(Fault::CodeRefused);
        }
        read(&answer)
    }
}
