-- The shop's own tables, as an ordinary online shop has them. Amounts are in cents, times in UTC.
CREATE TABLE employees (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL
);
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    first_name TEXT,
    last_name TEXT NOT NULL,
    birth_date TEXT,
    phone TEXT,
    language TEXT NOT NULL DEFAULT 'fr',
    created_at TEXT NOT NULL,
    last_order_at TEXT,
    last_contact_at TEXT NOT NULL,
    sms_offers INTEGER NOT NULL DEFAULT 0,
    sms_offers_at TEXT,
    loyalty_tier TEXT NOT NULL DEFAULT 'bronze',
    favourite_range TEXT
);
CREATE TABLE customer_emails (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    email TEXT NOT NULL,
    use_for TEXT,
    added_at TEXT NOT NULL
);
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    street TEXT NOT NULL,
    building TEXT,
    postcode TEXT NOT NULL,
    town TEXT NOT NULL,
    country TEXT NOT NULL
);
CREATE TABLE customer_addresses (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    use_for TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (customer_id, address_id, use_for)
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    price INTEGER NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer_id INTEGER REFERENCES customers (id),
    delivery_address_id INTEGER REFERENCES addresses (id),
    ordered_at TEXT NOT NULL,
    status TEXT NOT NULL,
    total INTEGER NOT NULL,
    gift_message TEXT,
    refunded_at TEXT
);
CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    label TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    sold_on TEXT NOT NULL
);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    issued_on TEXT NOT NULL,
    billing_name TEXT NOT NULL,
    billing_email TEXT NOT NULL,
    billing_address TEXT,
    net INTEGER NOT NULL,
    vat INTEGER NOT NULL,
    total INTEGER NOT NULL
);
CREATE TABLE sign_ins (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    signed_in_at TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    device TEXT
);
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    last_message_at TEXT NOT NULL,
    agent_id INTEGER REFERENCES employees (id)
);
CREATE TABLE ticket_messages (
    id INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at TEXT NOT NULL
);
