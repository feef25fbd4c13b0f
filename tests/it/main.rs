//! One test binary: journeys through HTTP and mail, both databases, the shape of the house.

mod check;
mod demo;
mod design;
mod html;
mod imports;
mod rules;
mod mail_smtp;
mod schema;
mod smtp_sink;
mod source_tree;
mod visitor;
mod words;
