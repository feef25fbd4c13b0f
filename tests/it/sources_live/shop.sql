CREATE TABLE addresses (id INTEGER PRIMARY KEY, street TEXT);
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, email VARCHAR(120) NOT NULL, second_email VARCHAR(120), name VARCHAR(40) NOT NULL,
    phone VARCHAR(20), children INTEGER, last_order_at DATE, address_id INTEGER REFERENCES addresses (id),
    referred_by INTEGER REFERENCES customers (id), agent VARCHAR(40));
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id),
    co_customer_id INTEGER REFERENCES customers (id), note TEXT);
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id), place INTEGER NOT NULL, product VARCHAR(40),
    PRIMARY KEY (order_id, place));
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), issued_on DATE NOT NULL,
    total NUMERIC(10, 2) NOT NULL, billed_to VARCHAR(40) NOT NULL, billing_email VARCHAR(120));
CREATE TABLE tickets (id INTEGER PRIMARY KEY, email VARCHAR(120), written_on DATE, body TEXT);
CREATE TABLE newsletter (email VARCHAR(120) PRIMARY KEY, subscribed VARCHAR(3));

INSERT INTO addresses VALUES (1, '1 rue des Lilas'), (2, '2 rue du Port');
INSERT INTO customers VALUES
    (1, ' LUIS@Example.COM ', 'luis.second@example.org', 'Luis Gonçalves', '+33 6 11', 2, '2025-03-01', 1, NULL, 'Zoé Martin'),
    (2, 'anne@example.com', NULL, 'Anne', '+33 6 22', 0, '2024-01-01', 1, NULL, 'Zoé Martin'),
    (3, 'marc@example.com', NULL, 'Marc', NULL, NULL, '2023-01-01', 2, NULL, NULL),
    (4, 'élise@example.com', NULL, 'Élise', NULL, NULL, '2023-01-01', NULL, NULL, NULL);
INSERT INTO orders VALUES (10, 1, NULL, 'gift'), (11, 1, NULL, NULL), (12, 2, 1, 'for two'), (13, 3, NULL, 'his');
INSERT INTO order_lines VALUES (10, 1, 'lamp'), (10, 2, 'bulb'), (11, 1, 'chair'), (12, 1, 'table'), (13, 1, 'bed');
INSERT INTO invoices VALUES
    (100, 1, '2024-05-05', 13.86, 'Luis Gonçalves', 'luis@example.com'),
    (101, 1, '2025-03-01', 5, 'Luis Gonçalves', 'Luis@example.com'),
    (102, 1, '2010-03-01', 7.5, 'Luis Gonçalves', 'luis@example.com'),
    (103, 3, '2025-03-01', 9, 'Marc', 'marc@example.com');
INSERT INTO tickets VALUES
    (1, 'luis@example.com', '2026-02-02', 'It is broken'), (2, 'luis@example.com', '2019-02-02', 'An old one'),
    (3, 'anne@example.com', '2026-02-02', 'All well');
INSERT INTO newsletter VALUES ('Luis@example.com', 'yes'), ('anne@example.com', 'yes');
