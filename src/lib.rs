//! Habeas: the portal where a company's customers see, correct, take away and erase what is held about them.

pub mod audit;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod diagnostic;
pub mod document;
pub mod erasure;
pub mod facts;
pub mod identity;
pub mod jobs;
pub mod lang;
pub mod mail;
pub mod notices;
pub mod people;
pub mod portal;
pub mod record;
pub mod requests;
pub mod secrets;
pub mod sources;
pub mod staff;
pub mod web;
pub mod words;
