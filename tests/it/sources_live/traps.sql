-- A shop with everything that makes an erasure go wrong. Luis is number 1, Anne 2, Marc 3; Zoé works here.
CREATE TABLE staff (
    id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, email VARCHAR(120) NOT NULL, boss INTEGER REFERENCES staff (id));
CREATE TABLE places (id INTEGER PRIMARY KEY, street VARCHAR(80) NOT NULL);
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    email VARCHAR(120) NOT NULL UNIQUE CHECK (email LIKE '%@%'),
    other_email VARCHAR(120),
    name VARCHAR(40) NOT NULL CHECK (length(name) >= 3),
    phone VARCHAR(20),
    place_id INTEGER REFERENCES places (id),
    seller INTEGER REFERENCES staff (id),
    brought_by INTEGER REFERENCES people (id),
    favourite INTEGER);
CREATE TABLE cards (
    id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES people (id), holder VARCHAR(40) NOT NULL);
CREATE TABLE "order" (
    id INTEGER PRIMARY KEY, "user" INTEGER REFERENCES people (id), "group" VARCHAR(20), "select" MONEY,
    "Täxt ""x""" VARCHAR(80));
CREATE TABLE payments (
    id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES "order" (id), card_id INTEGER REFERENCES cards (id));
CREATE TABLE lines (order_id INTEGER NOT NULL, place INTEGER NOT NULL, product VARCHAR(40), PRIMARY KEY (order_id, place));
CREATE TABLE tickets (id INTEGER PRIMARY KEY, email VARCHAR(120), seller INTEGER REFERENCES staff (id), body VARCHAR(200));
CREATE TABLE topics (email VARCHAR(120) NOT NULL, topic VARCHAR(20) NOT NULL, PRIMARY KEY (email, topic));
CREATE TABLE ring_a (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id), next INTEGER);
CREATE TABLE ring_b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES ring_a (id));
CREATE TABLE ring_c (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES ring_b (id));
CREATE TABLE ring_d (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES ring_c (id));
CREATE TABLE products (id INTEGER PRIMARY KEY, name VARCHAR(40));
CREATE TABLE people_backup_2019 (id INTEGER, mail VARCHAR(120), tel VARCHAR(30), who VARCHAR(60));

INSERT INTO staff VALUES (1, 'Zoé Martin', 'zoe@shop.example', NULL), (2, 'Yann Petit', 'yann@shop.example', 1);
INSERT INTO places VALUES (1, '1 rue des Lilas'), (2, '2 rue du Port');
INSERT INTO people VALUES
    (1, 'luis@example.com', 'lg@example.org', 'Luis Gonçalves', '+33 6 11 22 33 44', 1, 1, NULL, NULL),
    (2, 'anne@example.com', NULL, 'Anne Tourneur', '+33 6 55 66 77 88', 1, 1, 1, NULL),
    (3, 'marc@example.com', NULL, 'Marc Vidal', '06 99 88 77 66', 2, 2, NULL, NULL),
    (4, 'jo.luis@example.com', 'luis@example.com.br', 'Jo Luis', NULL, NULL, 2, 2, NULL);
INSERT INTO cards VALUES (1, 1, 'L GONCALVES'), (2, 2, 'A TOURNEUR'), (3, 3, 'M VIDAL');
INSERT INTO "order" VALUES
    (10, 1, 'web', '13.86', 'gift for Anne'), (11, 1, 'web', '5.00', NULL), (12, 2, 'shop', '7.25', NULL),
    (13, 3, 'shop', '9.00', NULL), (14, 4, 'web', '1.00', NULL);
-- Luis's order 10 is paid with Anne's card; Anne's order 12 with Luis's.
INSERT INTO payments VALUES (100, 10, 2), (101, 11, 1), (102, 12, 1), (103, 13, 3), (104, 14, NULL);
INSERT INTO lines VALUES (10, 1, 'lamp'), (11, 1, 'chair'), (12, 1, 'table'), (13, 1, 'bed'), (99, 1, 'nobody''s vase');
INSERT INTO tickets VALUES
    (1, 'luis@example.com', 1, 'Broken lamp'), (2, 'anne@example.com', 1, 'All well'),
    (3, 'stranger@example.com', 2, 'I never bought anything');
INSERT INTO topics VALUES
    ('luis@example.com', 'news'), ('luis@example.com', 'sales'), ('anne@example.com', 'news');
INSERT INTO ring_a VALUES (1, 1, NULL), (2, 2, NULL);
INSERT INTO ring_b VALUES (1, 1), (2, 2);
INSERT INTO ring_c VALUES (1, 1), (2, 2);
INSERT INTO ring_d VALUES (1, 1), (2, 2);
INSERT INTO products VALUES (1, 'Luis Gonçalves tea'), (2, 'Marc Vidal');
INSERT INTO people_backup_2019 VALUES
    (1, 'Luis <LUIS@example.com>', '06.11.22.33.44', 'LUIS  GONÇALVES'), (2, 'anne@example.com', NULL, 'Anne'),
    (4, 'jo.luis@example.com', NULL, NULL);
