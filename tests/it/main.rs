//! One test binary: journeys through HTTP and mail, both databases, the shape of the house.

mod check;
mod demo;
mod design;
mod erasure;
mod html;
mod imports;
mod rules;
mod mail_smtp;
mod schema;
mod smtp_sink;
mod source_tree;
mod sources_live;
mod visitor;
mod words;
