use super::*;
use crate::db::testing::fresh_databases;
use crate::jobs::Worker;
use serde_json::json;

fn carrier(database: Database, mailer: &Mailer) -> Carrier {
    let clock = Clock::fixed("2026-03-12T13:22:00Z".parse().unwrap());
    Carrier { clock, db: database, keys: Arc::new(Keys::for_tests()), mailer: mailer.clone() }
}

fn put(carrier: &Carrier, seed: u64, mail: &Mail) -> Id {
    let to = Address::parse("Elise@Example.fr").unwrap();
    let (now, random) = (carrier.clock.now(), Random::seeded(seed));
    carrier.db.write_now(|tx| queue(tx, now, &random, &carrier.keys, &to, Lang::Fr, mail)).unwrap()
}

fn message() -> Mail {
    Mail::NewMessage { reference: "R-2026-0412".to_owned(), link: "/fr/me/requests/R-2026-0412".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_mail_leaves_once_and_the_outbox_forgets_it() {
    for fresh in fresh_databases() {
        let database = fresh.database();
        let clock = Clock::fixed("2026-03-12T13:22:00Z".parse().unwrap());
        let mailer = Mailer::for_tests(clock.clone()).unwrap();
        let carrier = Carrier { clock: clock.clone(), ..carrier(database.clone(), &mailer) };
        let id = put(&carrier, 1, &message());
        let worker = Worker::new(carrier.clone(), database, clock, Random::seeded(2)).handling(jobs(Carrier::clone));
        worker.run_until_idle().await.unwrap();
        carrier.send(json!({ "mail": id })).await.unwrap();
        let sent = mailer.recent(10).unwrap();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].id, id.to_string());
        assert_eq!(sent[0].to, "Elise@example.fr");
        assert_eq!(sent[0].subject, "Une réponse sur R-2026-0412");
    }
}
