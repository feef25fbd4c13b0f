-- The company's own words on the portal, by where they stand and in which language.
CREATE TABLE brand_texts (
    spot TEXT NOT NULL CHECK (spot IN ('service', 'welcome', 'help', 'legal')),
    lang TEXT NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    PRIMARY KEY (spot, lang)
);
